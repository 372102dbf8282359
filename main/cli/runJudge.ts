/**
 * `qadapter judge`: win rates of an evaluation's candidates by a model's judgement, and how far it agrees with people.
 */
import type { JudgeSummary, Match, Verdict } from "../../preload/records/judging.ts";
import { StudioError } from "../errors.ts";
import {
    type AskJudge,
    judgeMatch,
    longestQuestion,
    pairMatch,
    replyTokens,
    sampledMatch,
    summariseVerdicts,
} from "../evaluation/judge.ts";
import { greedy } from "../evaluation/workbench.ts";
import { generate } from "../inference/generate.ts";
import { percent } from "../percent.ts";
import { range } from "./comparison.ts";
import { type EvaluationFile, readEvaluationFile } from "./evaluationFile.ts";
import { interruptSignal } from "./interrupt.ts";
import type { JudgeOptions } from "./judge.ts";
import { Progress, printJson, printText } from "./output.ts";
import { readPairs } from "./readPairs.ts";
import { openSpeaker, type Speaker } from "./speaker.ts";

/** Matches that are judged together, and what is said of them. */
interface Round {
    title: string;
    matches: Match[];
}

/** A round with what came out. */
interface JudgedRound extends JudgeSummary {
    title: string;
}

/** Runs the subcommand. */
export async function run(options: JudgeOptions): Promise<void> {
    const { run: runFile, pairs, limit, seed, criterion } = options;
    if (runFile === undefined && pairs === undefined)
        throw new StudioError("usage", "Say what to judge: --run with a kept evaluation, or --pairs.");
    const rounds = runFile === undefined ? [] : roundsOf(readEvaluationFile(runFile), runFile);
    const people = pairs === undefined ? undefined : pairsOf(options, pairs);
    const all = [...rounds, ...(people ? [people] : [])].map(({ title, matches }) => ({
        title,
        matches: matches.slice(0, limit),
    }));
    const speaker = await openSpeaker({
        ...options,
        model: options.judge,
        adapter: [],
        context: longestQuestion,
    });
    const verdicts = await judgeAll(all, askOf(speaker), criterion);
    const judged = all.map(
        ({ title, matches }, i): JudgedRound => ({
            title,
            ...summariseVerdicts(matches, verdicts[i] ?? [], seed),
        }),
    );
    const agreement = people ? judged.at(-1) : undefined;
    const wins = judged.slice(0, rounds.length);
    if (options.json) printJson({ judge: options.judge, criterion, wins, agreement: agreement ?? null });
    else
        printText(
            [...wins.map(describeWins), ...(agreement ? [describeAgreement(agreement)] : [])].join("\n\n"),
        );
}

/** Every candidate's sampled answers against the original model's to the same prompts. */
function roundsOf({ report, items }: EvaluationFile, path: string): Round[] {
    const sampled = report.tasks.filter(({ settings }) => settings.kind === "answers");
    const all = sampled.flatMap(({ id }) => items[id] ?? []);
    if (all.length === 0)
        throw new StudioError(
            "data-invalid",
            `"${path}" holds no sampled answers. Make them with evaluate or compare, --answers and --out.`,
        );
    return report.candidates.map(({ label }, k) => ({
        title: label,
        matches: all.map((item) => sampledMatch(item, k)),
    }));
}

/** Pairs of which people preferred the first answer. */
function pairsOf({ skipInvalid = false }: JudgeOptions, path: string): Round {
    const { pairs } = readPairs(path, skipInvalid);
    return { title: path, matches: pairs.map(pairMatch) };
}

/** Greedy replies, one order after the other. */
function askOf({ decoder, tokenizer }: Speaker): AskJudge {
    const options = { sampling: greedy, seed: 0, maxTokens: replyTokens, signal: interruptSignal };
    const reply = async (prompt: readonly number[]) => {
        interruptSignal.throwIfAborted();
        const { text } = await generate(decoder, tokenizer, prompt, options);
        interruptSignal.throwIfAborted();
        return text;
    };
    return async (questions) => {
        const [one, two] = questions.map((content) => tokenizer.encodePrompt([{ role: "user", content }]));
        if (!one || !two || Math.max(one.length, two.length) + replyTokens > decoder.contextLength)
            return null;
        return [await reply(one), await reply(two)];
    };
}

async function judgeAll(
    rounds: readonly Round[],
    ask: AskJudge,
    criterion: string | undefined,
): Promise<Verdict[][]> {
    const total = rounds.reduce((sum, { matches }) => sum + matches.length, 0);
    const progress = new Progress("Judging");
    const verdicts: Verdict[][] = [];
    let done = 0;
    for (const { matches } of rounds) {
        const own: Verdict[] = [];
        for (const match of matches) {
            own.push(await judgeMatch(ask, match, criterion));
            progress.update({ done: ++done, total });
        }
        verdicts.push(own);
    }
    progress.finish();
    return verdicts;
}

function describeWins(round: JudgedRound): string {
    return [
        `${round.title} against the original model, ${round.matches} answers: wins ${percent(round.wins.value, 1)} (${range(round.wins)})`,
        reliability(round),
    ].join("\n");
}

function describeAgreement(round: JudgedRound): string {
    return [
        `Judge and people, ${round.matches} pairs of ${round.title}: agree on ${percent(round.wins.value, 1)} (${range(round.wins)}; chance: 50%, κ ${(2 * round.wins.value - 1).toFixed(2)})`,
        reliability(round),
    ].join("\n");
}

function reliability(round: JudgedRound): string {
    const { ties, asked, same, tooLong, unclear, disagreements, firstPlace } = round;
    const sentences = [
        `${ties} ties; the two orders contradict each other in ${disagreements} of ${asked}; ${unclear} of ${2 * asked} replies not in the form that was asked for, counted as ties.`,
        firstPlace && `It chose what stood first in ${percent(firstPlace.value, 1)} (${range(firstPlace)}).`,
        same > 0 && `Not asked about ${same} whose answers are the same.`,
        tooLong > 0 && `${tooLong} were too long for the judge.`,
    ];
    return `  ${sentences.filter(Boolean).join(" ")}`;
}
