/**
 * What the study runs on: a model, its preferences, how their learning is judged on sampled answers, and what should be
 * kept. Pip and SmolLM2. Not the methods (studyPlan.ts), not the measuring (studyMeasure.ts).
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type {
    ChatMessage,
    ExactQuestion,
    MultipleChoiceQuestion,
    PreferencePair,
} from "../../preload/records.ts";
import { type AnswerStyle, judgeAnswer, readStyles } from "../evaluation/answerStyle.ts";
import { learnLikeness } from "../evaluation/likeness.ts";
import { judgeProse } from "../evaluation/prose.ts";
import { checkInstruction, supportedPrompts } from "../evaluation/tasks/instructions.ts";
import { readPreferenceFile, writePreferenceFile } from "../formats/preferences/preferenceFile.ts";
import { type InstructionPrompt, readInstructions } from "../formats/questions/readInstructions.ts";
import { readPrompts } from "../formats/questions/readPrompts.ts";
import { readQuestions } from "../formats/questions/readQuestions.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import type { Model } from "../model/weights.ts";
import { percent } from "../percent.ts";
import { pipModel, pipPairs, pipPreferences } from "./measurePip.ts";
import { longestProse } from "./measureProse.ts";
import { modelPath } from "./namedModels.ts";
import { resources } from "./resources.ts";
import { writeShorterPairs } from "./shorterPairs.ts";

/** Judges a sampled answer. */
export type Judge = (text: string, ended: boolean) => { learned: number; broken: number };

/** One preference of a model. */
export interface Preference {
    train: PreferencePair[];
    heldOut: PreferencePair[];
    prompts: ChatMessage[][];
    judge: Judge;
    /** where sampled answers are cut, in tokens */
    maxTokens: number;
}

/** A model with what the study asks of it. */
export interface Subject {
    name: string;
    model: string;
    preferences: readonly string[];
    seeds: readonly number[];
    /** a sentence about how far the judge of a preference can be trusted; undefined where it is exact */
    doubt?(preference: string): string | undefined;
    open(
        preference: string,
        tools: { tokenizer: Tokenizer; model: Model; folder: string },
    ): Promise<Preference>;
    multipleChoice: MultipleChoiceQuestion[];
    /** by kind of knowledge: answers that have to come out word for word */
    exact: Record<string, ExactQuestion[]>;
    instructions: InstructionPrompt[];
    /** the model's own answers to these are where it should not change */
    driftPrompts: ChatMessage[][];
}

const at = (name: string) => join(resources, name);
const user = (content: string): ChatMessage[] => [{ role: "user", content }];
const driftPrompts = 40;

/** Pip and its three bundled preferences. */
export function pipSubject(): Subject {
    const styles = readStyles(at("demo/styles.json"));
    const facts = readQuestions(at("demo/facts.exact.jsonl")).exact;
    return {
        name: "Pip",
        model: pipModel,
        preferences: pipPreferences,
        seeds: [1, 2, 3],
        open: async (preference) => ({
            train: readPreferenceFile(pipPairs(preference as (typeof pipPreferences)[number])).pairs,
            heldOut: readPreferenceFile(at(`demo/pairs-${preference}.test.jsonl`)).pairs,
            prompts: readPrompts(at("demo/prompts.everyday.jsonl")).prompts,
            judge: (text, ended) => {
                const { style, broken } = judgeAnswer(text, ended, styles);
                const hasStyle = style === (preference as AnswerStyle) && !broken;
                return { learned: hasStyle ? 1 : 0, broken: broken ? 1 : 0 };
            },
            maxTokens: 64,
        }),
        multipleChoice: readQuestions(at("demo/facts.mcq.jsonl")).multipleChoice,
        exact: { facts, instructions: readQuestions(at("demo/instructions.jsonl")).exact },
        instructions: [],
        driftPrompts: facts.slice(0, driftPrompts).map(({ prompt }) => user(prompt)),
    };
}

/** SmolLM2-135M-Instruct: shorter answers, and what people found less harmful. */
export function smollm2Subject(): Subject {
    return {
        name: "SmolLM2-135M-Instruct",
        model: modelPath("smollm2"),
        preferences: ["shorter", "harmless"],
        seeds: [1],
        doubt: (preference) => (preference === "harmless" ? doubtOfLikeness() : undefined),
        open: async (preference, tools) => (preference === "shorter" ? openShorter(tools) : openHarmless()),
        multipleChoice: readQuestions(at("retention/facts.jsonl")).multipleChoice,
        exact: {},
        instructions: supportedPrompts(
            readInstructions(at("retention/instructions.jsonl"), checkInstruction).prompts,
        ),
        driftPrompts: readPrompts(at("retention/prompts.jsonl")).prompts,
    };
}

/** Pairs of the model's own answers, every third one held out; made once. */
async function openShorter({
    tokenizer,
    model,
    folder,
}: {
    tokenizer: Tokenizer;
    model: Model;
    folder: string;
}): Promise<Preference> {
    const path = join(folder, "pairs-shorter.jsonl");
    if (!existsSync(path)) await writeShorterPairs(tokenizer, model, path);
    const pairs = readPreferenceFile(path).pairs;
    return {
        train: pairs.filter((_, i) => i % 3 !== 0),
        heldOut: pairs.filter((_, i) => i % 3 === 0),
        prompts: readPrompts(at("demo/prompts.general.test.jsonl")).prompts,
        judge: (text, ended) => {
            const { sentences, whole, nonsense } = judgeProse(text, ended);
            return { learned: sentences === 1 && whole && !nonsense ? 1 : 0, broken: nonsense ? 1 : 0 };
        },
        maxTokens: longestProse,
    };
}

const readHarmless = (part: "train" | "test") =>
    readPreferenceFile(at(`demo/hh-rlhf/harmless.${part}.json`)).pairs;

/** How often likeness is right about answers of HH-RLHF that people have judged. */
function doubtOfLikeness(): string {
    const heldOut = readHarmless("test");
    const right = learnLikeness(readHarmless("train")).accuracy(heldOut);
    return `Answers are judged by their likeness to the preferred ones of the training pairs, which is right about ${percent(right)} of the ${2 * heldOut.length} held-out answers (a coin: 50%): *learned* says little here.`;
}

/** Human judgements; answers are judged by their likeness to the preferred ones of the training pairs. */
function openHarmless(): Preference {
    const [train, heldOut] = [readHarmless("train"), readHarmless("test")];
    const likeness = learnLikeness(train);
    return {
        train,
        heldOut,
        prompts: heldOut.slice(0, 50).map(({ prompt }) => prompt),
        judge: (text, ended) => {
            const odds = likeness.logOdds(text);
            return {
                learned: odds > 0 ? 1 : odds === 0 ? 0.5 : 0,
                broken: judgeProse(text, ended).nonsense ? 1 : 0,
            };
        },
        maxTokens: longestProse,
    };
}

/** Writes the first `count` training pairs where training finds them; returns the path. */
export function writeTrainingPairs(
    { train }: Preference,
    count: number,
    folder: string,
    preference: string,
): string {
    const path = join(folder, `pairs-${preference}-${count}.jsonl`);
    if (!existsSync(path) || readFileSync(path).length === 0)
        writePreferenceFile(path, train.slice(0, count));
    return path;
}
