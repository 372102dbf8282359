/**
 * `qadapter judge`: win rates of an evaluation's candidates by a model's judgement, and how far it agrees with people.
 */
import type {
    JudgeSummary,
    JudgingReport,
    Match,
    RoundReport,
    Verdict,
} from "../../preload/records/judging.ts";
import { StudioError } from "../errors.ts";
import {
    type AskJudge,
    hashVerdicts,
    judgeMatch,
    longestQuestion,
    pairMatch,
    replyTokens,
    sampledMatch,
    summariseVerdicts,
} from "../evaluation/judge.ts";
import { greedy } from "../evaluation/workbench.ts";
import { generate } from "../inference/generate.ts";
import { modelFingerprint } from "../model/adapterFile.ts";
import { percent } from "../percent.ts";
import { range } from "./comparison.ts";
import { type EvaluationFile, readEvaluationFile } from "./evaluationFile.ts";
import { interruptSignal } from "./interrupt.ts";
import { type Journal, journalBeside } from "./journal.ts";
import type { JudgeOptions } from "./judge.ts";
import { writeJudgingFile } from "./judgingFile.ts";
import { Progress, printJson, printLine, printText } from "./output.ts";
import { readPairs } from "./readPairs.ts";
import { openSpeaker, type Speaker } from "./speaker.ts";
import { checkWritable } from "./writable.ts";

/** Matches that are judged together, and what is said of them. */
type Round = Pick<RoundReport, "title" | "about"> & { matches: Match[] };

/** Runs the subcommand. */
export async function run(options: JudgeOptions): Promise<void> {
    const { criterion = "", seed, limit, out, json } = options;
    if (out !== undefined) checkWritable(out, "verdicts");
    const rounds = roundsOf(options).map((round) => ({ ...round, matches: round.matches.slice(0, limit) }));
    const speaker = await openSpeaker({
        ...options,
        model: options.judge,
        adapter: [],
        context: longestQuestion,
    });
    const fingerprint = () => modelFingerprint(speaker.file);
    const identify = () => [fingerprint(), options.chatTemplate ?? null, criterion, rounds];
    const journal = journalBeside<Verdict>(out, identify, "judging");
    await judgeAll(rounds, journal, askOf(speaker), criterion);
    const verdicts = splitLike(rounds, journal.parts);
    const result = { criterion, seed, rounds: sumUp(rounds, verdicts, seed) };
    if (out !== undefined) {
        const judge = { name: options.judge, fingerprint: fingerprint() };
        const made = { verdictsSha256: hashVerdicts(journal.parts), madeAt: new Date().toISOString() };
        keep(out, { judge, ...result, ...made }, rounds, verdicts);
    }
    journal.remove();
    print(options.judge, result, json);
}

function sumUp(rounds: readonly Round[], verdicts: readonly Verdict[][], seed: number): RoundReport[] {
    return rounds.map(({ title, about, matches }, i) => ({
        title,
        about,
        summary: summariseVerdicts(matches, verdicts[i] ?? [], seed),
    }));
}

function keep(out: string, report: JudgingReport, rounds: readonly Round[], verdicts: Verdict[][]): void {
    const matches = rounds.map((round, i) =>
        round.matches.map((match, j) => ({ ...match, verdict: verdicts[i]?.[j] as Verdict })),
    );
    writeJudgingFile(out, { format: "qadapter-judging", version: 1, report, matches });
}

function print(
    judge: string,
    { criterion, rounds }: Pick<JudgingReport, "criterion" | "rounds">,
    json = false,
): void {
    const titled = rounds.map(({ title, about, summary }) => ({ title, about, ...summary }));
    const of = (about: RoundReport["about"]) =>
        titled.filter((round) => round.about === about).map(({ about: _, ...round }) => round);
    const [wins, [agreement = null]] = [of("wins"), of("agreement")];
    if (json) printJson({ judge, criterion, wins, agreement });
    else printText(rounds.map(describe).join("\n\n"));
}

/** @throws StudioError `usage` where nothing is named; as readEvaluationFile and readPairs */
function roundsOf(options: JudgeOptions): Round[] {
    const { run: path, pairs } = options;
    if (path === undefined && pairs === undefined)
        throw new StudioError("usage", "Say what to judge: --run with a kept evaluation, or --pairs.");
    return [
        ...(path === undefined ? [] : sampledRounds(readEvaluationFile(path), path)),
        ...(pairs === undefined ? [] : [pairsRound(options, pairs)]),
    ];
}

/** Every candidate's sampled answers against the original model's to the same prompts. */
function sampledRounds({ report, items }: EvaluationFile, path: string): Round[] {
    const sampled = report.tasks.filter(({ settings }) => settings.kind === "answers");
    const all = sampled.flatMap(({ id }) => items[id] ?? []);
    if (all.length === 0)
        throw new StudioError(
            "data-invalid",
            `"${path}" holds no sampled answers. Make them with evaluate or compare, --answers and --out.`,
        );
    return report.candidates.map(({ label }, k) => ({
        title: label,
        about: "wins",
        matches: all.map((item) => sampledMatch(item, k)),
    }));
}

/** Pairs of which people preferred the first answer. */
function pairsRound({ skipInvalid = false }: JudgeOptions, path: string): Round {
    const { pairs } = readPairs(path, skipInvalid);
    return { title: path, about: "agreement", matches: pairs.map(pairMatch) };
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

/** Judges what the journal has not yet, match by match. */
async function judgeAll(
    rounds: readonly Round[],
    journal: Journal<Verdict>,
    ask: AskJudge,
    criterion: string,
): Promise<void> {
    const all = rounds.flatMap(({ matches }) => matches);
    const before = journal.parts.length;
    if (before > 0) printLine(`Going on after ${before} matches that are judged.`);
    const progress = new Progress("Judging");
    for (const match of all.slice(before)) {
        journal.add(await judgeMatch(ask, match, criterion));
        progress.update({ done: journal.parts.length, total: all.length });
    }
    progress.finish();
}

/** Verdicts in the order of all matches, round by round. */
function splitLike(rounds: readonly Round[], verdicts: readonly Verdict[]): Verdict[][] {
    let from = 0;
    return rounds.map(({ matches: { length } }) => {
        from += length;
        return verdicts.slice(from - length, from);
    });
}

function describe({ title, about, summary }: RoundReport): string {
    const { matches, wins } = summary;
    const share = percent(wins.value, 1);
    const what =
        about === "wins"
            ? `${title} against the original model, ${matches} answers: wins ${share} (${range(wins)})`
            : `Judge and people, ${matches} pairs of ${title}: agree on ${share} (${range(wins)}; chance: 50%, κ ${(2 * wins.value - 1).toFixed(2)})`;
    return `${what}\n${reliability(summary)}`;
}

function reliability(summary: JudgeSummary): string {
    const { ties, asked, same, tooLong, unclear, disagreements, firstPlace } = summary;
    const sentences = [
        `${ties} ties; the two orders contradict each other in ${disagreements} of ${asked}; ${unclear} of ${2 * asked} replies not in the form that was asked for, counted as ties.`,
        firstPlace && `It chose what stood first in ${percent(firstPlace.value, 1)} (${range(firstPlace)}).`,
        same > 0 && `Not asked about ${same} whose answers are the same.`,
        tooLong > 0 && `${tooLong} were too long for the judge.`,
    ];
    return `  ${sentences.filter(Boolean).join(" ")}`;
}
