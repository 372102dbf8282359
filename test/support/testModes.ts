/** Tests that run only when they are asked for, by folder and mode: what they need, and how they are run. */
export const testModes = {
    browser:
        'that need Chromium. Run "npm run test:browser" with Chromium installed ("apt install chromium"), or its path in CHROMIUM.',
    electronApp: 'that need Electron and a display. Run "npm run test:electron".',
    packaging: 'that make the packaged program and run it. Run "npm run test:packaging".',
    vulkan: 'that need Vulkan, on a graphics card or in software. Run "npm run test:vulkan".',
} as const;
