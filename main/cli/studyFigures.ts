/**
 * From the study's cells to figures. Prompts and questions with an even number choose among a method's tries, with the
 * first seed alone; those with an odd number are reported, over all seeds: so no figure comes from the cases that its
 * settings were chosen by.
 */
import type { Estimate } from "../../preload/records/evaluation.ts";
import { bootstrapInterval } from "../evaluation/intervals.ts";
import type { CellResult } from "./studyFile.ts";
import { studyMethods } from "./studyPlan.ts";

/** Which half of the cases. */
export type Half = "choosing" | "reported";

/** One try of a method on one preference, over its seeds. */
export interface TryFigures {
    method: string;
    try: number;
    seeds: number;
    learned: Record<Half, Estimate>;
    /** mean over kinds of knowledge of what the base has and this has not */
    lost: Record<Half, Estimate>;
    /** reported half */
    broken: number;
    heldOut: number;
    kept: Record<string, number>;
    drift: number;
    /** learned by seed, to see how much luck there is */
    range: { low: number; high: number };
}

const bootstrapSeed = 1;

/** Figures of every try of a preference that has cells; the base's, too, as method "base". */
export function preferenceFigures(cells: readonly CellResult[], preference: string): TryFigures[] {
    const own = cells.filter((cell) => cell.preference === preference);
    const base = own.find(({ method }) => method === "base");
    if (!base) return [];
    const tries = studyMethods.flatMap(({ id, tries }) =>
        tries.map((_, number) => own.filter((cell) => cell.method === id && cell.try === number)),
    );
    return [[base], ...tries].filter((list) => list.length > 0).map((list) => tryFigures(list, base));
}

function tryFigures(cells: readonly CellResult[], base: CellResult): TryFigures {
    const [first] = cells as readonly [CellResult];
    const screened = cells.filter(({ seed }) => seed === Math.min(...cells.map((cell) => cell.seed)));
    const both = <Value>(of: (cells: readonly CellResult[], half: Half) => Value) => ({
        choosing: of(screened, "choosing"),
        reported: of(cells, "reported"),
    });
    const learnedOf = (cell: CellResult) => mean(learnedByPrompt([cell], "reported"));
    const shares = cells.map(learnedOf);
    const share = (of: (cell: CellResult) => number[]) =>
        mean(cells.flatMap((cell) => of(cell).filter((_, i) => isOf(i, "reported"))));
    return {
        method: first.method,
        try: first.try,
        seeds: cells.length,
        learned: both((list, half) => estimate(learnedByPrompt(list, half))),
        lost: both((list, half) => lostOf(list, base, half)),
        broken: mean(cells.flatMap(({ items }) => items.broken)),
        heldOut: share(({ items }) => items.heldOut),
        kept: Object.fromEntries(
            Object.keys(base.items.kept).map((kind) => [kind, share(({ items }) => items.kept[kind] ?? [])]),
        ),
        drift: mean(cells.map(({ drift }) => drift)),
        range: { low: Math.min(...shares), high: Math.max(...shares) },
    };
}

function isOf(index: number, half: Half): boolean {
    return (index % 2 === 0) === (half === "choosing");
}

/** One mean per prompt over answers and seeds: answers to one prompt are not independent. */
function learnedByPrompt(cells: readonly CellResult[], half: Half): number[] {
    const prompts = Math.max(...cells.map((cell) => cell.prompts));
    return Array.from({ length: prompts }, (_, prompt) => prompt)
        .filter((prompt) => isOf(prompt, half))
        .map((prompt) =>
            cells.flatMap((cell) => cell.items.learned.filter((_, i) => i % cell.prompts === prompt)),
        )
        .filter((answers) => answers.length > 0)
        .map(mean);
}

/** Per kind of knowledge the mean difference of each question, over seeds; the kinds count alike. */
function lostOf(cells: readonly CellResult[], base: CellResult, half: Half): Estimate {
    return combine(
        Object.entries(base.items.kept).map(([kind, before]) =>
            estimate(
                before
                    .map((credit, i) => credit - mean(cells.map(({ items }) => items.kept[kind]?.[i] ?? 0)))
                    .filter((_, i) => isOf(i, half)),
            ),
        ),
    );
}

/** What `second` lost beyond `first` on the reported half, question by question. */
export function moreLost(
    cells: readonly CellResult[],
    preference: string,
    first: TryFigures,
    second: TryFigures,
): Estimate {
    const of = ({ method, try: number }: TryFigures) =>
        cells.filter((c) => c.preference === preference && c.method === method && c.try === number);
    const [a, b] = [of(first), of(second)];
    const kinds = Object.keys(a[0]?.items.kept ?? {});
    const credit = (list: readonly CellResult[], kind: string, i: number) =>
        mean(list.map(({ items }) => items.kept[kind]?.[i] ?? 0));
    return combine(
        kinds.map((kind) =>
            estimate(
                (a[0]?.items.kept[kind] ?? [])
                    .map((_, i) => credit(a, kind, i) - credit(b, kind, i))
                    .filter((_, i) => isOf(i, "reported")),
            ),
        ),
    );
}

function estimate(values: readonly number[]): Estimate {
    return { value: mean(values), ...bootstrapInterval(values, bootstrapSeed) };
}

/** Mean of independent estimates; half-widths are added as squares. */
function combine(parts: readonly Estimate[]): Estimate {
    const value = mean(parts.map((part) => part.value));
    const half = (of: (part: Estimate) => number) =>
        Math.sqrt(parts.reduce((sum, part) => sum + of(part) ** 2, 0)) / parts.length;
    return {
        value,
        low: value - half((part) => part.value - part.low),
        high: value + half((part) => part.high - part.value),
    };
}

/** Learning that counts as equal. */
const tolerance = 0.02;

/** Two methods at equal learning: at the highest level that both reach, and of each the try that lost least there. */
export interface Match {
    level: number;
    ours: TryFigures;
    theirs: TryFigures;
}

/** A method beside another one at equal learning; undefined where one of them has no tries. */
export function atEqualLearning(
    tries: readonly TryFigures[],
    ours: string,
    theirs: string,
): Match | undefined {
    const lists = [ours, theirs].map((id) => tries.filter(({ method }) => method === id));
    const level = Math.min(
        ...lists.map((list) => Math.max(...list.map(({ learned }) => learned.choosing.value))),
    );
    const [first, second] = lists.map((list) => {
        const enough = list.filter(({ learned }) => learned.choosing.value >= level - tolerance);
        return enough.toSorted((a, b) => a.lost.choosing.value - b.lost.choosing.value)[0];
    });
    return first && second && { level, ours: first, theirs: second };
}

/** What the study is about, beside all others at equal learning. */
export function matches(tries: readonly TryFigures[]): Match[] {
    const [ours, ...others] = studyMethods.map(({ id }) => id) as [string, ...string[]];
    return others.flatMap((other) => atEqualLearning(tries, ours, other) ?? []);
}

/** The try of each method that learned most. */
export function mostLearned(tries: readonly TryFigures[]): TryFigures[] {
    return studyMethods.flatMap(({ id }) =>
        tries
            .filter(({ method }) => method === id)
            .toSorted((a, b) => b.learned.choosing.value - a.learned.choosing.value)
            .slice(0, 1),
    );
}

/** The tries that are run with every seed: those compared at equal learning, and the one of each method that learned most. */
export function finalists(cells: readonly CellResult[], preference: string): TryFigures[] {
    const tries = preferenceFigures(cells, preference);
    const matched = matches(tries).flatMap(({ ours, theirs }) => [ours, theirs]);
    return [...new Set([...matched, ...mostLearned(tries)])];
}

/** Tries than which no other of the list learned more and lost less, from the least learned. */
export function frontier(tries: readonly TryFigures[]): TryFigures[] {
    const value = ({ learned, lost }: TryFigures) => [learned.reported.value, lost.reported.value] as const;
    return tries
        .filter((one) => {
            const [learned, lost] = value(one);
            return !tries.some((other) => {
                const [l, f] = value(other);
                return l >= learned && f <= lost && (l > learned || f < lost);
            });
        })
        .toSorted((a, b) => a.learned.reported.value - b.learned.reported.value);
}

function mean(values: readonly number[]): number {
    return values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
}
