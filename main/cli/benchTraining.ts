/**
 * The training part of `qadapter bench`, a process of its own so that its peak memory is its own:
 * four pairs of 128-token prompts and two 128-token answers, three runs of three epochs of one step.
 * Prints one line of JSON. Not a subcommand.
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGguf } from "../formats/gguf/read.ts";
import { Device } from "../ggml/device.ts";
import { readModelConfig } from "../model/architectures.ts";
import { Model } from "../model/weights.ts";
import { createRandom } from "../random.ts";
import { estimateMemory } from "../training/memory.ts";
import type { TokenPair } from "../training/pairStep.ts";
import { resolveSettings } from "../training/settings.ts";
import { trainAdapter } from "../training/trainAdapter.ts";
import { printJson } from "./output.ts";
import type { DeviceName } from "./sharedOptions.ts";

const [path = "", threads = "2", device = "cpu", recompute = "never"] = process.argv.slice(2);
const megabyte = 2 ** 20;

const file = readGguf(path);
const config = readModelConfig(file);
const opened = Device.open(device as DeviceName, Number(threads));
const settings = resolveSettings("paper", { dropout: 0, batch: 4, epochs: 3, holdout: 0 });
const random = createRandom(1);
const text = (count: number) => Array.from({ length: count }, () => random.int(config.vocabulary));
const pairs: TokenPair[] = Array.from({ length: 4 }, () => ({
    prompt: text(128),
    chosen: text(128),
    rejected: text(128),
    terminal: { chosen: true, rejected: true },
}));
const again = recompute === "always";
const estimate = estimateMemory(file, config, opened, settings, pairs, again, process.memoryUsage.rss());
const model = Model.load(file, opened, { transposed: true });
let bufferBytes = 0;

/** Trains and returns the seconds per pair of each epoch. */
async function epochs(): Promise<number[]> {
    const seconds: number[] = [];
    await trainAdapter({
        model,
        settings,
        train: pairs,
        heldOut: [],
        ownTexts: [],
        padToken: 0,
        identity: "bench",
        out: join(tmpdir(), "qadapter-bench.gguf"),
        recompute: again,
        resume: false,
        checkpointEvery: 0,
        cacheBytes: 256 * megabyte,
        onStep: (report) => seconds.push(report.seconds / report.pairs),
        onBuffers: (bytes) => {
            bufferBytes = bytes;
        },
    });
    return seconds;
}

/** The first run also warms up, as the rival's first prefill does; its peak is that of a run by itself. */
const runs = [await epochs()];
const peak = process.resourceUsage().maxRSS;
runs.push(await epochs(), await epochs());
printJson({
    first: Math.min(...runs.map(([first]) => first as number)),
    later: Math.min(...runs.flatMap(([, ...later]) => later)),
    estimatedMB: Math.round(estimate.total / megabyte),
    peakMB: Math.round(peak / 1024),
    parts: Object.fromEntries(Object.entries(estimate).map(([k, v]) => [k, Math.round(v / megabyte)])),
    bufferMB: Math.round(bufferBytes / megabyte),
});
process.exit(0);
