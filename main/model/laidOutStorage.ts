/**
 * Memory for matrices that are kept in different layouts (layout.ts): one buffer per kind. Not what is written into it.
 */
import type { Device } from "../ggml/device.ts";
import { Storage } from "../ggml/storage.ts";
import type { Tensor } from "../ggml/tensor.ts";
import { type MatrixLayout, storedMatrix } from "./layout.ts";

/** A matrix [inputs, outputs] to allocate. */
export interface LaidOutMatrix {
    name: string;
    layout: MatrixLayout;
    inputs: number;
    outputs: number;
}

/** Named matrices. */
export class LaidOutStorage {
    readonly bytes: number;
    readonly #storages: Storage[];

    /** @throws StudioError `out-of-memory` */
    constructor(device: Device, matrices: readonly LaidOutMatrix[]) {
        const buffers = [...new Set(matrices.map(({ layout }) => layout.bufferType))];
        this.#storages = buffers.map((bufferType) => {
            const here = matrices.filter(({ layout }) => layout.bufferType === bufferType);
            const specs = here.map(({ name, layout, inputs, outputs }) =>
                storedMatrix(name, layout, inputs, outputs),
            );
            return new Storage(device, specs, { weights: true, bufferType });
        });
        this.bytes = this.#storages.reduce((sum, { bytes }) => sum + bytes, 0);
    }

    /** The matrix of a name. */
    get(name: string): Tensor {
        const tensor = this.find(name);
        if (!tensor) throw new Error(`no matrix ${name}`);
        return tensor;
    }

    /** The matrix of a name, if there is one. */
    find(name: string): Tensor | undefined {
        return this.#storages.map(({ tensors }) => tensors.get(name)).find((tensor) => tensor);
    }

    /** Frees the buffers. */
    dispose(): void {
        for (const storage of this.#storages) storage.dispose();
    }
}
