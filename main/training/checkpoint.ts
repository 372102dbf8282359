/**
 * Checkpoints of a run: everything from which it goes on to bit-identical weights.
 * A GGUF file beside the adapter, written whole or not at all; not an adapter itself.
 */
import { existsSync, rmSync } from "node:fs";
import { StudioError } from "../errors.ts";
import { type GgufTensorInfo, getString, readGguf, readTensorData } from "../formats/gguf/read.ts";
import { writeGguf } from "../formats/gguf/write.ts";
import type { LoraMatrix } from "../model/lora.ts";

/** State of a run after a number of steps. */
export interface Checkpoint {
    /** steps done */
    step: number;
    /** identifies settings, data and base: a checkpoint of anything else is refused */
    runId: string;
    parameters: readonly Float32Array[];
    mean: readonly Float32Array[];
    square: readonly Float32Array[];
    /** parameters of the best look at the held-out pairs so far */
    best: readonly Float32Array[];
    /** whatever else the loop remembers, as JSON */
    memory: string;
}

const parts = ["parameters", "mean", "square", "best"] as const;

/** Where the checkpoint of an adapter lies. */
export function checkpointPath(adapterPath: string): string {
    return `${adapterPath}.checkpoint`;
}

/** Writes a checkpoint in place of the last one. @throws StudioError as writeGguf; the last one stays then */
export function writeCheckpoint(path: string, matrices: readonly LoraMatrix[], checkpoint: Checkpoint): void {
    const text = (value: string) => ({ type: "string" as const, value });
    writeGguf(path, {
        metadata: [
            ["general.architecture", text("qadapter-checkpoint")],
            ["checkpoint.run", text(checkpoint.runId)],
            ["checkpoint.state", text(JSON.stringify({ step: checkpoint.step, memory: checkpoint.memory }))],
        ],
        tensors: parts.flatMap((part) =>
            matrices.map(({ ne }, i) => {
                const { buffer, byteOffset, byteLength } = checkpoint[part][i] as Float32Array;
                return {
                    name: `${part}.${i}`,
                    shape: ne,
                    type: 0,
                    data: new Uint8Array(buffer, byteOffset, byteLength),
                };
            }),
        ),
    });
}

/**
 * Reads the checkpoint of a run.
 * @throws StudioError `checkpoint-invalid` when there is none, or it belongs to another run or is damaged
 */
export function readCheckpoint(path: string, matrices: readonly LoraMatrix[], runId: string): Checkpoint {
    if (!existsSync(path))
        throw new StudioError(
            "checkpoint-invalid",
            `There is no checkpoint ${path} to resume from. Start without --resume.`,
        );
    try {
        const file = readGguf(path);
        if (getString(file, "checkpoint.run") !== runId)
            throw new StudioError(
                "checkpoint-invalid",
                `The checkpoint ${path} belongs to a run with another model, other pairs or other settings. Use the same ones, or start without --resume.`,
            );
        const read = (part: string) =>
            matrices.map(({ ne }, i) => {
                const info = file.tensors.get(`${part}.${i}`) as GgufTensorInfo;
                const values = new Float32Array(ne[0] * ne[1]);
                new Uint8Array(values.buffer).set(readTensorData(file, info));
                return values;
            });
        const { step, memory } = JSON.parse(getString(file, "checkpoint.state")) as {
            step: number;
            memory: string;
        };
        const [parameters, mean, square, best] = parts.map(read) as [
            Float32Array[],
            Float32Array[],
            Float32Array[],
            Float32Array[],
        ];
        return { step, runId, memory, parameters, mean, square, best };
    } catch (error) {
        if (error instanceof StudioError && error.code === "checkpoint-invalid") throw error;
        throw new StudioError(
            "checkpoint-invalid",
            `The checkpoint ${path} is damaged and cannot be resumed from. Start without --resume.`,
            { cause: error },
        );
    }
}

/** Removes the checkpoint of a finished run. */
export function removeCheckpoint(path: string): void {
    rmSync(path, { force: true });
}
