/**
 * Finds the fastest layout (layout.ts) of matrices by measuring, once per type of matrix: which order, whether rows of
 * zeros help, and up to how many columns are better multiplied one by one.
 */
import { Device } from "../ggml/device.ts";
import { Graph } from "../ggml/graph.ts";
import { Scheduler, setTensor } from "../ggml/scheduler.ts";
import { Storage } from "../ggml/storage.ts";
import { GgmlType, rowBytes } from "../ggml/tensor.ts";
import {
    type MatrixLayout,
    multiplies,
    type ProductWeight,
    paddedBlocks,
    product,
    storedMatrix,
} from "./layout.ts";
import { type ChosenLayout, rememberedChoice } from "./layoutRecord.ts";

/** The fastest layout on this device that takes matrices of a type and shape. */
export function chooseLayout(device: Device, type: number, inputs: number, outputs: number): MatrixLayout {
    const takes = (layout: MatrixLayout) => multiplies(device, layout, inputs, outputs);
    const best = preferences(device, type).find((layout) => takes({ ...layout, padding: 0 }));
    if (!best) return { type, split: false };
    return isAligned(outputs) && takes(best) ? best : { ...best, padding: 0 };
}

/** Whether columns of so many numbers lie where the caches of processors keep few of them at a time. */
function isAligned(outputs: number): boolean {
    return (4 * outputs) % 2048 === 0;
}

const known = new Map<string, readonly MatrixLayout[]>();

/** Layouts that are faster than the file's own, the fastest first; measured once, some dozen milliseconds each. */
function preferences(device: Device, type: number): readonly MatrixLayout[] {
    const layouts = candidates(device, type);
    if (layouts.length < 2) return [];
    const key = `${device.library.directory} ${type}`;
    const found =
        known.get(key) ??
        layoutsOf(
            layouts,
            rememberedChoice(device, type, layouts.length, () => measure(layouts)),
        );
    known.set(key, found);
    return found;
}

function layoutsOf(layouts: readonly MatrixLayout[], choice: readonly ChosenLayout[]): MatrixLayout[] {
    return choice.map(({ candidate, ...rest }) => ({ ...(layouts[candidate] as MatrixLayout), ...rest }));
}

/** The file's own, then whatever else the processor offers. */
function candidates(device: Device, type: number): MatrixLayout[] {
    if (device.isGpu || type === GgmlType.F32) return [];
    const kinds = [{ type, split: false }];
    if (type === GgmlType.Q4_1) kinds.push({ type: GgmlType.Q4_0, split: true });
    const repacked = device.extraBufferTypes.flatMap((bufferType) =>
        kinds.map((kind) => ({ ...kind, bufferType })),
    );
    return [...kinds.slice(0, 1), ...repacked, ...kinds.slice(1)];
}

/** What another way has to gain. */
const worthwhile = 0.9;
/** Columns of the measured products: one model, a base with its adapter, a prompt. */
const columns = [1, 2, 64];
/** Inputs and outputs of the measured matrix: every type's blocks divide them. */
const side = 512;
/** Rounds in which all layouts take turns: what disturbs a round disturbs all of them. */
const rounds = 16;
/** Rows of zeros: what every order of a processor can take more. */
const padding = 32;
/** Few columns. */
const few = [2, 3, 4, 5, 6];

/** On one thread: kernels compare alike, and another busy program disturbs less. */
function measure(layouts: readonly MatrixLayout[]): ChosenLayout[] {
    const device = Device.open("cpu", 1);
    try {
        return ranked(device, layouts).map((layout) => ({
            candidate: layouts.indexOf(layout),
            ...refine(device, layout),
        }));
    } finally {
        device.dispose();
    }
}

/** Layouts that gain over the first, the file's own; the fastest first. */
function ranked(device: Device, layouts: readonly MatrixLayout[]): MatrixLayout[] {
    const possible = layouts.filter((layout) => multiplies(device, layout, side, side));
    const best = timed(device, possible, side, columns);
    const [reference = []] = best;
    // two columns can be multiplied one by one
    const costs = best.map(([one = 0, two = 0, many = 0]) => {
        const times = [one, Math.min(two, 2 * one), many];
        return geometricMean(times.map((time, i) => time / (reference[i] as number)));
    });
    return possible
        .map((layout, i) => ({ layout, cost: costs[i] as number }))
        .filter(({ cost }) => cost < worthwhile)
        .sort((a, b) => a.cost - b.cost)
        .map(({ layout }) => layout);
}

/** Padding and products by columns, where they gain. */
function refine(device: Device, layout: MatrixLayout): { padding: number; singles: number } {
    const tries = layout.split ? [layout] : [layout, { ...layout, padding }];
    const [plain, padded] = timed(device, tries, 2 * side, [64]).map(([time]) => time as number);
    const [[one = 0, ...times] = []] = timed(device, [layout], 4 * side, [1, ...few]);
    const slow = few.findIndex((n, i) => n * one > worthwhile * (times[i] as number));
    return {
        padding: padded !== undefined && padded < worthwhile * (plain as number) ? padding : 0,
        singles: slow < 0 ? (few.at(-1) as number) : slow + 1,
    };
}

/** Milliseconds of products [side, outputs] per layout and number of columns: the best of all rounds. */
function timed(
    device: Device,
    layouts: readonly MatrixLayout[],
    outputs: number,
    counts: readonly number[],
): number[][] {
    const trials = layouts.map((layout) => new Trial(device, layout, outputs, counts));
    for (let round = 0; round < rounds; round++) for (const trial of trials) trial.run();
    for (const trial of trials) trial.dispose();
    return trials.map(({ best }) => best);
}

/** Products with one matrix in one layout, timed. */
class Trial {
    /** milliseconds per number of columns */
    readonly best: number[];
    readonly #storages: Storage[];
    readonly #runs: { graph: Graph; scheduler: Scheduler }[];

    constructor(device: Device, layout: MatrixLayout, outputs: number, counts: readonly number[]) {
        const { type, bufferType, split } = layout;
        this.best = counts.map(() => Number.POSITIVE_INFINITY);
        const spec = storedMatrix("w", layout, side, outputs);
        const matrix = new Storage(device, [spec], { weights: true, bufferType });
        const blocks = paddedBlocks(side);
        const rest = new Storage(device, [
            { name: "sums", type: GgmlType.F32, ne: [side, blocks] },
            { name: "offsets", type: GgmlType.F32, ne: [blocks, outputs] },
        ]);
        this.#storages = [matrix, rest];
        const parts = { blockSums: rest.get("sums"), offsets: rest.get("offsets") };
        const weight = { w: matrix.get("w"), outputs, split: split ? parts : undefined };
        const bytes = weight.w.ne[1] * rowBytes(device.functions, type, side);
        setTensor(device.functions, weight.w, new Uint8Array(bytes));
        this.#runs = counts.map((n) => prepare(device, weight, n));
    }

    run(): void {
        this.#runs.forEach(({ scheduler }, i) => {
            const started = performance.now();
            scheduler.computeNow();
            this.best[i] = Math.min(this.best[i] as number, performance.now() - started);
        });
    }

    dispose(): void {
        for (const { graph, scheduler } of this.#runs) {
            scheduler.dispose();
            graph.dispose();
        }
        for (const storage of this.#storages) storage.dispose();
    }
}

function prepare(device: Device, weight: ProductWeight, n: number): { graph: Graph; scheduler: Scheduler } {
    const graph = new Graph(device.functions, 16);
    const scheduler = new Scheduler(device, 16);
    graph.keep(product(graph, weight, graph.input(GgmlType.F32, [weight.w.ne[0], n])));
    scheduler.allocate(graph);
    return { graph, scheduler };
}

function geometricMean(values: readonly number[]): number {
    return Math.exp(values.reduce((sum, x) => sum + Math.log(x), 0) / values.length);
}
