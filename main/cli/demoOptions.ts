import type { TrainOptions } from "./train.ts";

/** What the demonstration was asked. */
export interface DemoOptions {
    model: "pip" | "smollm2";
    preference?: string;
    out: string;
    /** training options in place of the preset's */
    settings?: Partial<TrainOptions>;
    json?: boolean;
    threads?: number;
}
