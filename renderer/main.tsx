/** Starts the screens. The one place that decides what carries the calls to the backend. */
import "@fontsource-variable/inter";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./theme/global.css";
import "./theme/motion.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { desktopLine, isDesktop } from "../preload/desktopLine.ts";
import { BackendProvider } from "./backend/BackendProvider.tsx";
import { browserLine } from "./backend/browserLine.ts";
import { LiveBackend } from "./backend/liveBackend.ts";
import { chooseLanguage, startTranslations } from "./i18n/start.ts";
import { App } from "./shell/App.tsx";
import { LookProvider, styleNonce } from "./theme/LookProvider.tsx";
import { rememberedLook } from "./theme/look.ts";

// The scroll lock of dialogs adds a style element and asks here for its nonce.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
const backend = new LiveBackend(isDesktop(window) ? () => desktopLine(window) : browserLine);
await startTranslations();
await chooseLanguage(rememberedLook().language);

createRoot(document.getElementById("root")!).render(
    <StrictMode>
        <BackendProvider backend={backend}>
            <LookProvider>
                <App />
            </LookProvider>
        </BackendProvider>
    </StrictMode>,
);
