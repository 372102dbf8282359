/** The course of the learning rate over a run. */
import type { TrainSettings } from "./settings.ts";

/**
 * Learning rate of a step.
 * @param step from 0 to total − 1
 */
export function learningRateAt(
    { learningRate, schedule, warmup }: Pick<TrainSettings, "learningRate" | "schedule" | "warmup">,
    step: number,
    total: number,
): number {
    if (step < warmup) return (learningRate * (step + 1)) / (warmup + 1);
    const progress = (step - warmup) / Math.max(1, total - warmup);
    const factors = { linear: 1 - progress, cosine: (1 + Math.cos(Math.PI * progress)) / 2, constant: 1 };
    return learningRate * factors[schedule];
}
