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

const rounds = 3;

/**
 * Milliseconds within which 95 of 100 runs of `work` end, after some that do not count: of a few rounds the best, so
 * that what else the machine does counts less.
 */
export async function slowMilliseconds(runs: number, work: (run: number) => unknown): Promise<number> {
    const round = async (first: number) => {
        const times: number[] = [];
        for (let run = first; run < first + runs; run++) times.push(await milliseconds(() => work(run)));
        return times.sort((one, other) => one - other)[Math.ceil(0.95 * runs) - 1] as number;
    };
    await round(-runs);
    const times: number[] = [];
    for (let done = 0; done < rounds; done++) times.push(await round(done * runs));
    return Math.min(...times);
}
