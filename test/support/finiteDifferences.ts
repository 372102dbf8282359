/**
 * Central differences: compares a hand-written backward function with what its forward function does when one
 * number of an input moves a little.
 */
import type { Device } from "../../main/ggml/device.ts";
import { Graph } from "../../main/ggml/graph.ts";
import { getFloats, Scheduler, setTensor } from "../../main/ggml/scheduler.ts";
import { elements, GgmlType, type Tensor } from "../../main/ggml/tensor.ts";
import { randomValues } from "./logits.ts";

/** A constant or variable of the function under test. */
export interface Input {
    ne: readonly number[];
    values: Float32Array | Int32Array;
}

/** A function of the inputs, and its backward function. */
export interface Differentiable {
    y: Tensor;
    /** the gradient of Σ y ⊙ dy with respect to inputs, by the inputs' names */
    back: (dy: Tensor) => Record<string, Tensor>;
}

/** How a gradient compares with central differences. */
export interface Comparison {
    /** largest difference over the gradient's largest element */
    error: number;
    /** the gradient's largest element: 0 would prove nothing */
    largest: number;
}

/** Half the distance between the two points: rounding in F32 and curvature spoil about the same. */
const step = 2 ** -7;

/** Compares every element of every gradient that `back` returns. */
export async function compareGradients(
    device: Device,
    inputs: Readonly<Record<string, Input>>,
    build: (g: Graph, tensors: Record<string, Tensor>) => Differentiable,
    GraphType: typeof Graph = Graph,
): Promise<Record<string, Comparison>> {
    const f = device.functions;
    const g = new GraphType(f, 2048);
    const scheduler = new Scheduler(device, 2048);
    const tensors = Object.fromEntries(
        Object.entries(inputs).map(([name, { ne, values }]) => [
            name,
            g.keptInput(values instanceof Int32Array ? GgmlType.I32 : GgmlType.F32, ne),
        ]),
    );
    const { y, back } = build(g, tensors);
    g.keep(y);
    const dy = g.keptInput(GgmlType.F32, y.ne);
    const gradients = Object.entries(back(dy)).map(([name, d]): [string, Tensor] => [name, g.keep(d)]);
    scheduler.allocate(g);
    for (const [name, { values }] of Object.entries(inputs)) setTensor(f, tensors[name] as Tensor, values);
    const direction = randomValues(elements(y), 1, 99);
    setTensor(f, dy, direction);
    const loss = async () => {
        await scheduler.compute();
        return getFloats(f, y, direction.length).reduce((sum, x, i) => sum + x * (direction[i] as number), 0);
    };
    await loss();
    const analytic = gradients.map(([name, d]): [string, Float32Array] => [
        name,
        getFloats(f, d, elements(d)),
    ]);
    const result: Record<string, Comparison> = {};
    for (const [name, gradient] of analytic) {
        const values = (inputs[name] as Input).values.slice() as Float32Array;
        if (values.length !== gradient.length) throw new Error(`the gradient of ${name} has another size`);
        const numeric = await differences(values, async () => {
            setTensor(f, tensors[name] as Tensor, values);
            return loss();
        });
        setTensor(f, tensors[name] as Tensor, values);
        result[name] = compare(gradient, numeric);
    }
    scheduler.dispose();
    g.dispose();
    return result;
}

async function differences(values: Float32Array, loss: () => Promise<number>): Promise<number[]> {
    const found: number[] = [];
    for (let i = 0; i < values.length; i++) {
        const at = values[i] as number;
        const [high, low] = [Math.fround(at + step), Math.fround(at - step)];
        values[i] = high;
        const above = await loss();
        values[i] = low;
        const below = await loss();
        values[i] = at;
        found.push((above - below) / (high - low));
    }
    return found;
}

function compare(gradient: Float32Array, numeric: readonly number[]): Comparison {
    let difference = 0;
    let largest = 0;
    gradient.forEach((x, i) => {
        const distance = Math.abs(x - (numeric[i] as number));
        difference = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : Math.max(difference, distance);
        largest = Math.max(largest, Math.abs(x));
    });
    return { error: difference / largest, largest };
}
