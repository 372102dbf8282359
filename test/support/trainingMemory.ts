/**
 * Trains a random model for a few steps in a process of its own and says how much memory was estimated and how much
 * it took at most. Also that program.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Device } from "../../main/ggml/device.ts";
import { readModelConfig } from "../../main/model/architectures.ts";
import { type RandomModelOptions, writeRandomModel } from "../../main/model/randomModel.ts";
import { Model } from "../../main/model/weights.ts";
import { createRandom } from "../../main/random.ts";
import { estimateMemory, type MemoryEstimate } from "../../main/training/memory.ts";
import { presets, type TrainSettings } from "../../main/training/settings.ts";
import { trainAdapter } from "../../main/training/trainAdapter.ts";

/** A run to measure. */
export interface MemoryCase {
    /** without a vocabulary: token ids are drawn */
    model: Omit<RandomModelOptions, "tokenizer">;
    settings: Partial<TrainSettings>;
    /** tokens of prompt and of each answer */
    lengths: [prompt: number, answer: number];
    pairs: number;
    recompute: boolean;
}

/** Bytes. */
export interface MemoryMeasurement {
    estimate: MemoryEstimate;
    peak: number;
    /** the graphs' buffers alone */
    buffers: number;
}

/** Measures a run in a process of its own. */
export function measureMemory(run: MemoryCase): MemoryMeasurement {
    const text = execFileSync(process.execPath, [import.meta.filename], {
        input: JSON.stringify(run),
        maxBuffer: 2 ** 20,
    });
    return JSON.parse(text.toString());
}

async function measure({
    model: options,
    settings: changes,
    lengths,
    pairs,
    recompute,
}: MemoryCase): Promise<MemoryMeasurement> {
    const folder = mkdtempSync(join(tmpdir(), "qadapter-memory-"));
    try {
        const path = join(folder, "model.gguf");
        // written by another process, whose memory does not count
        execFileSync(process.execPath, [import.meta.filename, path], { input: JSON.stringify(options) });
        const random = createRandom(1);
        const tokens = (count: number) => Array.from({ length: count }, () => random.int(options.vocabulary));
        const train = Array.from({ length: pairs }, () => ({
            prompt: tokens(lengths[0]),
            chosen: tokens(lengths[1]),
            rejected: tokens(lengths[1]),
            terminal: { chosen: true, rejected: true },
        }));
        const settings = { ...presets.studio, batch: 4, epochs: 1, ...changes };
        const device = Device.open("cpu", 1);
        const file = readGguf(path);
        const config = readModelConfig(file);
        const estimate = estimateMemory(
            file,
            config,
            device,
            settings,
            train,
            recompute,
            process.memoryUsage.rss(),
        );
        const model = Model.load(file, device, { transposed: true });
        let buffers = 0;
        await trainAdapter({
            model,
            settings,
            train,
            heldOut: [],
            ownTexts: [],
            padToken: 2,
            identity: "memory",
            out: join(folder, "adapter.gguf"),
            recompute,
            resume: false,
            checkpointEvery: 0,
            cacheBytes: 2 ** 28,
            onBuffers: (bytes) => {
                buffers = Math.max(buffers, bytes);
            },
        });
        return { estimate, peak: process.resourceUsage().maxRSS * 1024, buffers };
    } finally {
        rmSync(folder, { recursive: true });
    }
}

if (import.meta.main) {
    const chunks: Buffer[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk);
    const given = JSON.parse(Buffer.concat(chunks).toString());
    if (process.argv[2]) writeRandomModel(process.argv[2], { ...given, tokenizer: [] });
    else process.stdout.write(JSON.stringify(await measure(given)), () => process.exit(0));
}
