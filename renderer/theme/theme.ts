/** How Mantine's components look here: colours, type, corners, defaults. */
import { createTheme, type MantineThemeOverride } from "@mantine/core";
import { clay, dark, gray, pine, plum } from "./palette.ts";

const sans = '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const mono =
    'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Consolas, "DejaVu Sans Mono", monospace';

export const theme: MantineThemeOverride = createTheme({
    colors: { gray, dark, pine, clay, plum },
    primaryColor: "pine",
    primaryShade: { light: 7, dark: 6 },
    autoContrast: true,
    luminanceThreshold: 0.35,
    fontFamily: sans,
    fontFamilyMonospace: mono,
    headings: { fontFamily: sans, fontWeight: "620" },
    defaultRadius: "md",
    cursorType: "pointer",
    respectReducedMotion: true,
    components: {
        Badge: { styles: { label: { fontSize: "max(0.6875rem, var(--badge-fz))" } } },
        Anchor: { defaultProps: { underline: "always" } },
        Tooltip: { defaultProps: { openDelay: 400, withArrow: true, multiline: true, maw: "20rem" } },
        Modal: {
            defaultProps: { radius: "lg", centered: true, transitionProps: { duration: 140 } },
            styles: { title: { fontWeight: 600 } },
        },
        ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
        Menu: { defaultProps: { shadow: "md", radius: "md", transitionProps: { duration: 100 } } },
        Switch: { defaultProps: { withThumbIndicator: false } },
    },
});
