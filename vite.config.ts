/**
 * How the screens are built: `npm run build:renderer` writes renderer/dist, which the browser's and the desktop's front
 * door serve as it is. `__CSP_NONCE__` in the page is replaced by whoever serves it, once per answer.
 */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
    root: "renderer",
    base: "./",
    html: { cspNonce: "__CSP_NONCE__" },
    plugins: [react()],
    build: {
        outDir: "dist",
        emptyOutDir: true,
        manifest: true,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 900,
    },
});
