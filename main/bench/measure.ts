/**
 * What measurements of the backend have in common: one line of JSON each, with the target it should reach.
 * Not the measurements, and not the engine's: `qadapter bench` measures that.
 */

/** One measured value. */
export interface Measurement {
    measure: string;
    value: number;
    unit: "ms" | "s" | "MB";
    /** the value should not be above this */
    target: number;
}

/** Prints a measurement as one line of JSON. */
export function report({ value, ...rest }: Measurement): void {
    process.stdout.write(`${JSON.stringify({ ...rest, value: Math.round(value * 1000) / 1000 })}\n`);
}

/** The time that `work` takes, in milliseconds. */
export async function milliseconds(work: () => unknown): Promise<number> {
    const start = performance.now();
    await work();
    return performance.now() - start;
}

/** Milliseconds within which 95 of 100 runs of `work` end, after some that do not count. */
export async function slowMilliseconds(runs: number, work: (run: number) => unknown): Promise<number> {
    const times: number[] = [];
    for (let run = -5; run < runs; run++) {
        const time = await milliseconds(() => work(run));
        if (run >= 0) times.push(time);
    }
    return times.sort((one, other) => one - other)[Math.ceil(0.95 * runs) - 1] as number;
}
