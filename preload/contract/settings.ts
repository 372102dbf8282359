/**
 * What a person decides once for the whole program.
 */
import { z } from "zod";
import { samplingSettings } from "./chat.ts";
import { answers, longText } from "./common.ts";

export const settingsSchema = z.object({
    theme: z.enum(["system", "light", "dark"]).default("system"),
    /** in percent */
    textSize: z.int().min(75).max(200).default(100),
    language: z.string().min(2).max(20).default("en"),
    reduceMotion: z.enum(["system", "on", "off"]).default("system"),
    /** nothing of the program touches the network while this is on */
    offline: z.boolean().default(true),
    device: z.enum(["auto", "cpu", "vulkan", "cuda", "metal"]).default("auto"),
    /** null: chosen for this machine */
    threads: z.int().min(1).max(1024).nullable().default(null),
    /** most tokens of a conversation that a model sees */
    contextLength: z.int().min(256).max(131_072).default(4096),
    /** who labels, as it stands in the pairs */
    labeller: z.string().max(200).default(""),
    systemPrompt: longText.default(""),
    sampling: samplingSettings.default(() => samplingSettings.parse({})),
    /** the first-run steps have been seen or put away */
    welcomeDone: z.boolean().default(false),
    /** what the screens want to remember, for example the width of a column */
    screens: z
        .record(z.string().max(100), z.union([z.string().max(2000), z.number(), z.boolean()]))
        .default({}),
});
export type Settings = z.output<typeof settingsSchema>;

/** Only what changes; screens' own entries are merged by name. */
export const settingsChanges = z.object({
    theme: z.enum(["system", "light", "dark"]).optional(),
    textSize: z.int().min(75).max(200).optional(),
    language: z.string().min(2).max(20).optional(),
    reduceMotion: z.enum(["system", "on", "off"]).optional(),
    offline: z.boolean().optional(),
    device: z.enum(["auto", "cpu", "vulkan", "cuda", "metal"]).optional(),
    threads: z.int().min(1).max(1024).nullish(),
    contextLength: z.int().min(256).max(131_072).optional(),
    labeller: z.string().max(200).optional(),
    systemPrompt: longText.optional(),
    sampling: samplingSettings.optional(),
    welcomeDone: z.boolean().optional(),
    screens: z
        .record(z.string().max(100), z.union([z.string().max(2000), z.number(), z.boolean()]))
        .optional(),
});
export type SettingsChanges = z.output<typeof settingsChanges>;

export const settings = {
    get: answers<Settings>().none,
    set: answers<Settings>().to(settingsChanges),
};
