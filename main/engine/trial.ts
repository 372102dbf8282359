/**
 * How fast this computer trains and samples with a model, found out on a few short pairs; for honest estimates.
 */
import { StudioError } from "../errors.ts";
import { FusedDecoder } from "../inference/fusedDecoder.ts";
import { countParameters } from "../model/describe.ts";
import { encodePairs } from "../training/encodePairs.ts";
import { pairText, type TokenPair, textTokens } from "../training/pairStep.ts";
import { resolveSettings } from "../training/settings.ts";
import { trainAdapter } from "../training/trainAdapter.ts";
import type { TrainJob } from "../training/trainJob.ts";
import type { ModelReference, TrainingSpeed } from "./contract.ts";
import type { Library, LoadedModel } from "./library.ts";
import { readPairs, type TrainingChoice } from "./plan.ts";
import type { Turns } from "./turns.ts";

/** Tokens that the trial takes at least, where the pairs have as many; with a large model one pair has to do. */
const trialTokens = 160;
const largeModel = 1e9;
const sampledTokens = 16;
const promptTokens = 256;

/**
 * Trains on a few short pairs to see how fast it goes here; chats go first.
 * @throws StudioError as Library.use and readPairs
 */
export function measureTraining(
    library: Library,
    turns: Turns,
    model: ModelReference,
    pairs: TrainingChoice["pairs"],
): Promise<TrainingSpeed> {
    return library.use(model, { transposed: true }, async (loaded) => {
        const encoded = encodePairs(readPairs(pairs), loaded.tokenizer, 512).pairs;
        const isLarge = countParameters(loaded.file) > largeModel;
        const [trial, tokens] = shortest(encoded, isLarge ? 1 : trialTokens);
        const pause = () => turns.giveWay("training");
        const { first, later } = (await trainAdapter({ ...trialJob(loaded, trial), pause })).secondsPerPair;
        const [perPair, base] = [later, Math.max(0, first - later)];
        const share = trial.length / tokens;
        const training = perPair * share;
        const sampling = await secondsPerSampledToken(loaded);
        return { training, reading: Math.min(base * share, training / 2), sampling };
    });
}

function trialJob({ model, tokenizer }: LoadedModel, train: readonly TokenPair[]): TrainJob {
    const changes = { epochs: 3, batch: train.length, holdout: 0, retention: 0 };
    return {
        model,
        settings: resolveSettings("studio", changes),
        train,
        heldOut: [],
        ownTexts: [],
        padToken: tokenizer.endOfText,
        identity: "",
        out: "",
        recompute: false,
        resume: false,
        checkpointEvery: 0,
        cacheBytes: 2 ** 26,
    };
}

function shortest(pairs: readonly TokenPair[], enough: number): [TokenPair[], number] {
    const sized = pairs.map((pair) => ({ pair, size: textTokens(pairText(pair)) }));
    sized.sort((a, b) => a.size - b.size);
    const chosen: TokenPair[] = [];
    let tokens = 0;
    for (const { pair, size } of sized) {
        if (tokens >= enough) break;
        chosen.push(pair);
        tokens += size;
    }
    if (chosen.length === 0) throw new StudioError("data-invalid", "There is no comparison to learn from.");
    return [chosen, tokens];
}

async function secondsPerSampledToken({ model, tokenizer }: LoadedModel): Promise<number> {
    const decoder = new FusedDecoder(model, [], 256);
    const tokens = tokenizer.encodePrompt([{ role: "user", content: "Hello" }]);
    await decoder.logits(tokens);
    const started = performance.now();
    for (let i = 0; i < sampledTokens; i++) {
        tokens.push(tokens[i % tokens.length] as number);
        await decoder.logits(tokens);
    }
    decoder.dispose();
    return (performance.now() - started) / 1000 / sampledTokens;
}

/** Speed of reading a prompt and of answering. @throws StudioError as Library.use */
export function measureSpeed(
    library: Library,
    model: ModelReference,
): Promise<{ promptTokensPerSecond: number; answerTokensPerSecond: number }> {
    return library.use(model, {}, async (loaded) => {
        const decoder = new FusedDecoder(loaded.model, [], promptTokens + 1);
        const prompt = Array.from(
            { length: promptTokens },
            (_, i) => (i * 7) % loaded.model.config.vocabulary,
        );
        const started = performance.now();
        await decoder.logits(prompt);
        const seconds = (performance.now() - started) / 1000;
        decoder.dispose();
        return {
            promptTokensPerSecond: promptTokens / seconds,
            answerTokensPerSecond: 1 / (await secondsPerSampledToken(loaded)),
        };
    });
}
