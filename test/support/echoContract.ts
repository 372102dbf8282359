/**
 * A small contract that shows everything a line has to carry: answers, errors, streams, endless work.
 */
import { z } from "zod";
import { answers, streams } from "../../preload/contract/common.ts";

export const echoContract = {
    echo: answers<unknown>().to(
        z.object({ text: z.string().max(1_000_000), count: z.int().min(0).optional() }),
    ),
    fail: answers<void>().to(z.object({ how: z.enum(["studio", "bug"]) })),
    count: streams<number>().to(z.object({ to: z.int(), failAt: z.int().optional() })),
    /** runs until it is stopped */
    work: answers<void>().to(z.object({ name: z.string() })),
    stopped: answers<string[]>().none,
};
