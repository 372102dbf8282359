/**
 * What the study compares: methods, and the settings that each is tried with. Every method has the same number of
 * tries, chosen before any was run: what it usually runs with, and changes of learning rate, strength and epochs.
 */
import { createHash } from "node:crypto";
import { presets } from "../training/settings.ts";
import type { TrainOptions } from "./train.ts";

/** Settings of one try. */
export type Try = Partial<TrainOptions>;

/** A method with its tries. */
export interface StudyMethod {
    id: string;
    title: string;
    tries: readonly Try[];
}

const allLinear: Try = { targets: ["q", "k", "v", "o", "gate", "up", "down"] };

export const studyMethods: readonly StudyMethod[] = [
    {
        id: "q-studio",
        title: "Q-adapter, studio",
        tries: [{}, { lr: 5e-4 }, { marginScale: 5 }, { beta: 0.04, retention: 0.06 }],
    },
    {
        id: "q-paper",
        title: "Q-adapter, paper",
        tries: [
            { preset: "paper" },
            { preset: "paper", lr: 1e-3 },
            { preset: "paper", lr: 1e-3, beta: 0.01 },
            { preset: "paper", lr: 1e-3, epochs: 6, ...allLinear },
        ],
    },
    {
        id: "dpo",
        title: "DPO",
        tries: [
            { method: "dpo" },
            { method: "dpo", lr: 1e-3 },
            { method: "dpo", beta: 0.03 },
            { method: "dpo", lr: 1e-3, beta: 0.3 },
        ],
    },
    {
        id: "sft",
        title: "SFT",
        tries: [
            { method: "sft" },
            { method: "sft", lr: 3e-4 },
            { method: "sft", lr: 3e-3 },
            { method: "sft", epochs: 2 },
        ],
    },
    {
        id: "replay",
        title: "Replay",
        tries: [
            { method: "replay" },
            { method: "replay", lr: 3e-4 },
            { method: "replay", lr: 3e-3 },
            { method: "replay", retention: 0.3 },
        ],
    },
];

/** Changes where methods, tries or presets do, so that cells of different studies never stand in one file. */
export function planKey(): string {
    return createHash("sha256")
        .update(JSON.stringify([studyMethods, presets]))
        .digest("hex")
        .slice(0, 16);
}

/** One training with its measurement; method "base", try 0 and seed 0 are the model alone. */
export interface Cell {
    preference: string;
    method: string;
    try: number;
    seed: number;
}

/** Every try of every method on every preference with one seed, after the bare model. */
export function screeningCells(preferences: readonly string[], seed: number): Cell[] {
    const bases = preferences.map((preference) => ({ preference, method: "base", try: 0, seed: 0 }));
    const trained = preferences.flatMap((preference) =>
        studyMethods.flatMap(({ id, tries }) =>
            tries.map((_, number) => ({ preference, method: id, try: number, seed })),
        ),
    );
    return [...bases, ...trained];
}

/** Identifies a cell. */
export function cellKey({ preference, method, try: number, seed }: Cell): string {
    return [preference, method, number, seed].join(" ");
}
