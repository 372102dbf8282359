/**
 * The program's own colours, light to dark, in Mantine's ten steps. Not where they are used: theme.ts and the CSS files.
 * Warm greys like paper; pine for what is chosen and active; clay for warnings and rejected; plum for a second stack; red for
 * errors and what deletes.
 */
import type { MantineColorsTuple } from "@mantine/core";

type Ten = MantineColorsTuple;

export const gray: Ten = [
    "#faf9f7",
    "#f4f2ee",
    "#eae7e1",
    "#dedad2",
    "#c8c3b9",
    "#a49e93",
    "#6d685f",
    "#524e47",
    "#38352f",
    "#211f1b",
];
/** For the dark theme: text first, then greys down to the window's background (7) and below. */
export const dark: Ten = [
    "#e9e5dd",
    "#d3cec4",
    "#b0aa9f",
    "#8b857a",
    "#4d4943",
    "#3b3833",
    "#2c2a26",
    "#201e1b",
    "#191715",
    "#121110",
];
export const pine: Ten = [
    "#e8f5f0",
    "#d0e8df",
    "#a6d3c3",
    "#7abfa8",
    "#54ab8f",
    "#379579",
    "#247e68",
    "#196b57",
    "#115443",
    "#0a3e31",
];
export const clay: Ten = [
    "#fcf1e8",
    "#f6dfcd",
    "#eebf9c",
    "#e39e6b",
    "#d58145",
    "#bd682b",
    "#a2561f",
    "#8a4717",
    "#6d3710",
    "#50280a",
];
export const plum: Ten = [
    "#f6effa",
    "#e8d9f2",
    "#d2b3e4",
    "#ba8dd4",
    "#a36cc4",
    "#8d50b0",
    "#783f99",
    "#653382",
    "#502767",
    "#3b1b4d",
];
export const red: Ten = [
    "#fdefed",
    "#f9dad5",
    "#f0b3aa",
    "#e99588",
    "#db6455",
    "#c94a3b",
    "#b23b2d",
    "#983024",
    "#78251b",
    "#591a13",
];
