/** How Mantine's components look here: colours, type, corners, defaults. */
import { createTheme, type MantineThemeOverride, mergeThemeOverrides } from "@mantine/core";
import { clay, dark, gray, pine, plum, red } from "./palette.ts";

const sans = '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const mono =
    'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Consolas, "DejaVu Sans Mono", monospace';

const theme: MantineThemeOverride = createTheme({
    colors: { gray, dark, pine, clay, plum, red },
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
        Menu: {
            defaultProps: {
                shadow: "md",
                radius: "md",
                transitionProps: { duration: 100 },
                // a menu may hold nothing but what can be chosen
                withInitialFocusPlaceholder: false,
            },
        },
        Switch: { defaultProps: { withThumbIndicator: false } },
    },
});

/** What components bring along, in the person's language. */
interface Words {
    /** a dialog's button */
    close: string;
    /** between a number's whole and its parts */
    decimal: string;
}

/** The theme in the person's language. */
export function themeWith({ close, decimal }: Words): MantineThemeOverride {
    const closed = { defaultProps: { closeButtonProps: { "aria-label": close } } };
    const written = { defaultProps: { decimalSeparator: decimal } };
    return mergeThemeOverrides(theme, {
        components: { Modal: closed, Drawer: closed, NumberInput: written },
    });
}
