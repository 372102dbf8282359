/**
 * Ordered adapters with weights: saved by name, or as they stand in a conversation.
 */
import { z } from "zod";
import { answers, byId, id, shortText, weight } from "./common.ts";

/** One adapter of a stack. */
export const stackEntry = z.object({ adapterId: id, weight, enabled: z.boolean().default(true) });
export type StackItem = z.output<typeof stackEntry>;

/** A stack as it is applied: `strength` multiplies every weight (0: the original model). */
export const stackSetup = z.object({
    entries: z.array(stackEntry).max(16).default([]),
    strength: z.number().min(0).max(2).default(1),
});
export type StackSetup = z.output<typeof stackSetup>;

/** A saved stack. */
export interface StackRecord extends StackSetup {
    id: number;
    name: string;
    /** its base; null while it is empty */
    modelId: number | null;
    /** used for new conversations with its base */
    isDefault: boolean;
    createdAt: string;
    updatedAt: string;
}

export const stacks = {
    list: answers<StackRecord[]>().to(z.object({ modelId: id.optional() }).default({})),
    create: answers<StackRecord>().to(
        stackSetup.extend({ name: shortText, modelId: id, isDefault: z.boolean().default(false) }),
    ),
    update: answers<StackRecord>().to(
        z.object({
            id,
            name: shortText.optional(),
            entries: z.array(stackEntry).max(16).optional(),
            strength: z.number().min(0).max(2).optional(),
            isDefault: z.boolean().optional(),
        }),
    ),
    remove: answers<void>().to(byId),
    restore: answers<StackRecord>().to(byId),
};
