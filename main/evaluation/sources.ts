/**
 * From files to tasks: what can be measured on, by kind. Everything that decides about the results (hashes of the
 * data, seeds, limits) is written into the tasks' settings. Not the measuring (tasks/, runTasks.ts).
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { MultipleChoiceQuestion, RowProblem } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { readPreferenceFile } from "../formats/preferences/preferenceFile.ts";
import { loadFile } from "../formats/preferences/rows.ts";
import { chooseShots, questionText } from "../formats/questions/questionText.ts";
import { readInstructions } from "../formats/questions/readInstructions.ts";
import { readPrompts } from "../formats/questions/readPrompts.ts";
import { readQuestions } from "../formats/questions/readQuestions.ts";
import type { Tokenizer } from "../inference/tokenizer.ts";
import { percent } from "../percent.ts";
import { encodePairs } from "../training/encodePairs.ts";
import { choicesTask, type EncodedQuestion, encodeQuestion } from "./tasks/choices.ts";
import { driftTask } from "./tasks/drift.ts";
import { exactTask } from "./tasks/exact.ts";
import { checkInstruction, instructionsTask, supportedPrompts } from "./tasks/instructions.ts";
import { type EncodedPair, pairsTask } from "./tasks/pairs.ts";
import { samplesTask } from "./tasks/samples.ts";
import type { Task } from "./tasks/task.ts";
import { textTask } from "./tasks/text.ts";

interface Common {
    path: string;
    /** of the file's bytes, where it has to be the very same */
    sha256?: string | undefined;
    /** default: the file's name */
    title?: string | undefined;
    /** only so many of its rows */
    limit?: number | undefined;
}

/** Something to measure on. What the kinds mean is in preload/contract/evaluation.ts. */
export type TaskSource =
    | (Common & { kind: "pairs" })
    | (Common & { kind: "answers"; count: number; maxTokens: number })
    | (Common & {
          kind: "questions";
          form: "chat" | "letters" | "cloze";
          shots: number;
          /** where the solved examples come from; default: the other questions */
          examples?: string | undefined;
      })
    | (Common & { kind: "instructions"; maxTokens: number })
    | (Common & { kind: "drift"; maxTokens: number })
    | (Common & { kind: "text" });

/** What tasks are made with. */
export interface TaskContext {
    tokenizer: Tokenizer;
    /** of the model */
    contextLength: number;
    seed: number;
    /** rows that cannot be used are left out and counted; else the first one refuses the file */
    skipInvalid: boolean;
}

/** Tasks, and what was left out of them in sentences. */
export interface BuiltTasks {
    tasks: Task[];
    notes: string[];
}

type Of<Kind extends TaskSource["kind"]> = Extract<TaskSource, { kind: Kind }>;

/** Longest pair, and longest window of a text, in tokens. */
const longest = 1024;

/** Makes the tasks of all sources. @throws StudioError as the readers; `data-invalid` for another file than `sha256` */
export function buildTasks(sources: readonly TaskSource[], context: TaskContext): BuiltTasks {
    const tasks: Task[] = [];
    const notes: string[] = [];
    for (const source of sources) {
        const builder = new Builder(source, context, notes);
        for (const task of builder.build())
            tasks.push({
                ...task,
                id: freeId(task.id, tasks),
                settings: {
                    kind: source.kind,
                    template: context.tokenizer.template.sha256,
                    ...task.settings,
                },
            });
    }
    return { tasks, notes };
}

function freeId(wanted: string, taken: readonly Task[]): string {
    let id = wanted;
    for (let n = 2; taken.some((task) => task.id === id); n++) id = `${wanted}-${n}`;
    return id;
}

/** Makes the tasks of one source. */
class Builder {
    readonly #source: TaskSource;
    readonly #context: TaskContext;
    readonly #notes: string[];
    readonly #data: string;
    readonly #title: string;

    constructor(source: TaskSource, context: TaskContext, notes: string[]) {
        this.#source = source;
        this.#context = context;
        this.#notes = notes;
        this.#title = source.title ?? basename(source.path);
        this.#data = hashOf(source.path);
        if (source.sha256 !== undefined && source.sha256 !== this.#data)
            throw new StudioError(
                "data-invalid",
                `"${source.path}" has changed since this evaluation was first made. Put the old file back, or begin a new evaluation.`,
            );
    }

    build(): Task[] {
        const source = this.#source;
        switch (source.kind) {
            case "pairs":
                return [this.#pairs()];
            case "answers":
                return [this.#answers(source)];
            case "questions":
                return this.#questions(source);
            case "instructions":
                return [this.#instructions(source)];
            case "drift":
                return [this.#drift(source)];
            case "text":
                return [this.#text()];
        }
    }

    #pairs(): Task {
        const { tokenizer } = this.#context;
        const file = readPreferenceFile(this.#source.path);
        this.#report(file.problems, file.read);
        if (file.duplicates.length > 0)
            this.#note(`${file.duplicates.length} exact copies are counted once.`);
        const encoded = file.pairs.slice(0, this.#source.limit).map((pair) => ({
            pair,
            ...encodePairs([pair], tokenizer, longest),
        }));
        const sum = (of: (one: (typeof encoded)[number]) => number) =>
            encoded.reduce((total, one) => total + of(one), 0);
        const [cut, same] = [sum((one) => one.promptsCut + one.answersCut), sum((one) => one.indistinct)];
        if (cut > 0) this.#note(`${cut} prompts or answers were cut to ${longest} tokens.`);
        if (same > 0) this.#note(`${same} pairs are the same within ${longest} tokens and left out.`);
        const pairs: EncodedPair[] = encoded.flatMap(({ pair, pairs: [ids] }) =>
            ids ? [{ pair, prompt: ids.prompt, chosen: ids.chosen, rejected: ids.rejected }] : [],
        );
        if (pairs.length === 0) throw nothingLeft(this.#source.path, "pair");
        return pairsTask(
            `pairs-${this.#title}`,
            `Pairs: ${this.#title}`,
            pairs,
            this.#settings({ pairs: file.sha256, longest }),
        );
    }

    #answers({ count, maxTokens }: Of<"answers">): Task {
        const file = readPreferenceFile(this.#source.path);
        this.#report(file.problems, file.read);
        const examples = file.pairs;
        const prompts = [...new Map(examples.map(({ prompt }) => [JSON.stringify(prompt), prompt])).values()];
        const task = samplesTask(
            {
                id: `answers-${this.#title}`,
                title: `Sampled answers: ${this.#title}`,
                prompts: prompts.map((prompt) => this.#fitting(prompt)),
                examples,
                count,
                seed: this.#context.seed,
                maxTokens,
                settings: this.#settings({ pairs: file.sha256 }),
            },
            this.#context.tokenizer,
        );
        const { judgeAccuracy } = task.settings;
        if (typeof judgeAccuracy === "number")
            this.#note(
                `sampled answers are judged by how alike they are to the preferred ones; that judge tells ${percent(judgeAccuracy)} of unseen examples apart rightly.`,
            );
        return task;
    }

    /** A conversation that leaves no room for an answer loses its earliest turns, but never its last. */
    #fitting<Message>(prompt: Message[]): Message[] {
        const room = Math.max(1, this.#context.contextLength - longest / 2);
        let rest = prompt;
        while (rest.length > 1 && this.#context.tokenizer.encodePrompt(rest as never).length > room)
            rest = rest.slice(1);
        return rest;
    }

    #questions({ form, shots, limit, examples }: Of<"questions">): Task[] {
        const { tokenizer, contextLength } = this.#context;
        const file = readQuestions(this.#source.path);
        this.#report(file.problems, file.read);
        const solved = examples === undefined ? file.multipleChoice : readQuestions(examples).multipleChoice;
        const settings = this.#settings({
            form,
            shots,
            ...(examples !== undefined && { examples: hashOf(examples) }),
        });
        const ask = (question: MultipleChoiceQuestion) =>
            form === "chat"
                ? this.#inChat(question)
                : encodeQuestion(
                      tokenizer,
                      {
                          ...questionText(form, question, chooseShots(question, solved, shots)),
                          answer: question.answer,
                          subject: question.subject,
                          question: question.question,
                      },
                      contextLength,
                  );
        const choices = file.multipleChoice.slice(0, limit).map(ask);
        const exact = file.exact.slice(0, limit);
        return [
            ...(choices.length > 0
                ? [choicesTask(`choices-${this.#title}`, `Questions: ${this.#title}`, choices, settings)]
                : []),
            ...(exact.length > 0
                ? [
                      exactTask(
                          `exact-${this.#title}`,
                          `Word for word: ${this.#title}`,
                          exact,
                          tokenizer,
                          settings,
                      ),
                  ]
                : []),
        ];
    }

    /** The question as a user's turn, each choice as the whole answer. */
    #inChat({ question, choices, answer, subject }: MultipleChoiceQuestion): EncodedQuestion {
        const { tokenizer } = this.#context;
        const context = tokenizer.encodePrompt([{ role: "user", content: question }]);
        return {
            question: {
                context: question,
                question,
                answer,
                ...(subject !== undefined && { subject }),
                choices: choices.map((text) => ({ delimiter: "", text })),
            },
            choices: choices.map((text) => ({ context, continuation: tokenizer.encode(text) })),
        };
    }

    #instructions({ maxTokens, limit }: Of<"instructions">): Task {
        const file = readInstructions(this.#source.path, checkInstruction);
        this.#report(file.problems, file.read);
        const all = supportedPrompts(file.prompts);
        if (all.length < file.prompts.length)
            this.#note(
                `${file.prompts.length - all.length} prompts have instructions that cannot be checked here.`,
            );
        const prompts = all.slice(0, limit);
        if (prompts.length === 0) throw nothingLeft(this.#source.path, "instruction");
        return instructionsTask(
            `instructions-${this.#title}`,
            `Instructions: ${this.#title}`,
            prompts,
            maxTokens,
            this.#context.tokenizer,
            this.#settings({}),
        );
    }

    #drift({ maxTokens, limit }: Of<"drift">): Task {
        const file = readPrompts(this.#source.path);
        this.#report(file.problems, file.read);
        return driftTask(
            {
                id: `drift-${this.#title}`,
                title: `Own answers: ${this.#title}`,
                prompts: file.prompts.slice(0, limit).map((prompt) => this.#fitting(prompt)),
                seed: this.#context.seed,
                maxTokens,
                settings: this.#settings({}),
            },
            this.#context.tokenizer,
        );
    }

    #text(): Task {
        const text = readText(this.#source.path);
        const window = Math.min(this.#context.contextLength, longest / 2);
        return textTask(
            `text-${this.#title}`,
            `Text: ${this.#title}`,
            text,
            this.#context.tokenizer,
            window,
            this.#settings({}),
        );
    }

    #settings(more: Record<string, unknown>): Record<string, unknown> {
        const { limit } = this.#source;
        return { data: this.#data, ...(limit !== undefined && { limit }), ...more };
    }

    #note(sentence: string): void {
        this.#notes.push(`${this.#title}: ${sentence}`);
    }

    #report(problems: readonly RowProblem[], read: number): void {
        const [first] = problems;
        if (!first) return;
        if (!this.#context.skipInvalid)
            throw new StudioError(
                "data-invalid",
                `${problems.length} of ${read} rows in "${this.#source.path}" cannot be used. ${first.reason} Correct them, or leave them out with --skip-invalid.`,
            );
        this.#note(`${problems.length} of ${read} rows are left out. The first: ${first.reason}`);
    }
}

/** The sources with the hashes of their files, so that only the very same files will do from now on. */
export function withHashes(sources: readonly TaskSource[]): TaskSource[] {
    return sources.map((source) => ({ ...source, sha256: source.sha256 ?? hashOf(source.path) }));
}

function hashOf(path: string): string {
    return createHash("sha256").update(loadFile(path)).digest("hex");
}

function readText(path: string): string {
    try {
        const text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
        if (text.trim() === "") throw nothingLeft(path, "text");
        return text;
    } catch (error) {
        throw error instanceof StudioError ? error : translateFileError(error, path, "read");
    }
}

function nothingLeft(path: string, what: string): StudioError {
    return new StudioError("data-invalid", `"${path}" has no ${what} that can be measured on.`);
}
