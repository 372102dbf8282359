/**
 * Opens hostile model files as the program does, many in one process, and says what came of it; where the process
 * itself dies, that is an answer too. The second half is the program that runs there.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { StudioError } from "../../main/errors.ts";
import { readGguf } from "../../main/formats/gguf/read.ts";
import { Device } from "../../main/ggml/device.ts";
import { FusedDecoder } from "../../main/inference/fusedDecoder.ts";
import { Tokenizer } from "../../main/inference/tokenizer.ts";
import { readModelConfig } from "../../main/model/architectures.ts";
import { checkModelTensors, Model } from "../../main/model/weights.ts";

/** What came of opening a file. */
export interface ProbeResult {
    /** opened: and a token was computed; refused: a StudioError; failed: any other error; died: the process ended */
    outcome: "opened" | "refused" | "failed" | "died";
    message: string;
}

const secondsPerFile = 20;

/** A process that opens files one after the other; a new one takes over where one died. */
export class ModelProbe {
    #child: ChildProcess | undefined;
    #answer: ((result: ProbeResult) => void) | undefined;
    #stderr = "";

    /** Opens one file. */
    async open(path: string): Promise<ProbeResult> {
        this.#child ??= this.#start();
        const child = this.#child;
        const patience = setTimeout(() => child.kill("SIGKILL"), secondsPerFile * 1000); // an endless loop is a finding
        const result = new Promise<ProbeResult>((done) => {
            this.#answer = done;
            child.stdin?.write(`${path}\n`);
        });
        return result.finally(() => clearTimeout(patience));
    }

    #start(): ChildProcess {
        const child = spawn(process.execPath, [import.meta.filename], { stdio: "pipe" });
        child.stdin.on("error", () => {}); // a dead process takes no more paths; its end is reported below
        createInterface({ input: child.stdout }).on("line", (line) => this.#settle(JSON.parse(line)));
        child.stderr.on("data", (text) => {
            this.#stderr = `${this.#stderr}${text}`.slice(-500);
        });
        child.on("close", (status, signal) => {
            if (this.#child !== child) return;
            this.#child = undefined;
            this.#settle({ outcome: "died", message: `${signal ?? status}: ${this.#stderr}` });
        });
        return child;
    }

    #settle(result: ProbeResult): void {
        this.#answer?.(result);
        this.#answer = undefined;
    }

    /** Ends the process. */
    dispose(): void {
        const child = this.#child;
        this.#child = undefined;
        child?.kill("SIGKILL");
    }
}

/** Opens a file as `inspect` and `chat` do, and computes one token. */
async function openModel(path: string, device: Device): Promise<ProbeResult> {
    let tokenizer: Tokenizer | undefined;
    let model: Model | undefined;
    let decoder: FusedDecoder | undefined;
    try {
        const file = readGguf(path);
        checkModelTensors(file, readModelConfig(file));
        tokenizer = await Tokenizer.open(file);
        model = Model.load(file, device);
        decoder = new FusedDecoder(model, [], 64);
        const prompt = tokenizer.encodePrompt([{ role: "user", content: "Hé <|im_end|> 1\n" }]).slice(0, 40);
        const logits = await decoder.logits(prompt.length > 0 ? prompt : [0]);
        // every id can be drawn from broken weights, so every id has to have a text
        for (let id = 0; id < logits.length; id++) tokenizer.decode([id]);
        return { outcome: "opened", message: "" };
    } catch (error) {
        const isExpected = error instanceof StudioError;
        return {
            outcome: isExpected ? "refused" : "failed",
            message: String(isExpected ? error.message : (error as Error).stack),
        };
    } finally {
        decoder?.dispose();
        model?.dispose();
        await tokenizer?.dispose();
    }
}

if (import.meta.main) {
    const device = Device.open("cpu", 1);
    for await (const path of createInterface({ input: process.stdin }))
        process.stdout.write(`${JSON.stringify(await openModel(path, device))}\n`);
}
