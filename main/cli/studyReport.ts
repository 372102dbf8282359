/**
 * The study as Markdown with plots: writes its part of a document, between two marks, and the plots beside it. What the
 * document says besides is written by people.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Estimate } from "../../preload/records/evaluation.ts";
import { writeContentAtomically } from "../files/atomicWrite.ts";
import { percent } from "../percent.ts";
import { curvePlot } from "../report/curvePlot.ts";
import { showPoints } from "../report/numbers.ts";
import { standalone } from "../report/plots.ts";
import {
    frontier,
    type Match,
    matches,
    moreLost,
    mostLearned,
    preferenceFigures,
    type TryFigures,
} from "./studyFigures.ts";
import type { CellResult, StudyHead } from "./studyFile.ts";
import { studyMethods } from "./studyPlan.ts";
import type { Subject } from "./studySubjects.ts";

/** Writes the part of `model` in a document, and its plots. @param missing cells that are still to be run */
export function writeStudy(
    path: string,
    model: string,
    subject: Subject,
    head: StudyHead,
    cells: readonly CellResult[],
    missing: number,
): void {
    const parts = subject.preferences.map((preference) => {
        const tries = preferenceFigures(cells, preference);
        if (tries.length < 2) return `### ${preference}\n\nNot measured yet.`;
        const plot = `${path.replace(/[.]md$/, "")}-${model}-${preference}.svg`;
        writeContentAtomically(plot, plotOf(tries));
        return section({
            preference,
            tries,
            cells,
            plot: basename(plot),
            doubt: subject.doubt?.(preference),
        });
    });
    const text = [
        `## ${subject.name}`,
        `At most ${head.pairs} pairs to learn from, ${head.answers} sampled answers per cell, version ${head.version}. ${
            missing === 0
                ? `All ${cells.length} cells`
                : `**Not complete: at least ${missing} cells are missing**`
        }; ${Math.round(cells.reduce((sum, { seconds }) => sum + seconds, 0) / 60)} minutes of computing.`,
        ...parts,
    ].join("\n\n");
    writeContentAtomically(
        path,
        replacePart(existsSync(path) ? readFileSync(path, "utf8") : "", model, text),
    );
}

/** Puts a text between the marks of its part; at the end where there are none. */
export function replacePart(document: string, name: string, text: string): string {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const part = `${begin}\n${text}\n${end}`;
    const [from, to] = [document.indexOf(begin), document.indexOf(end)];
    if (from < 0 || to < from) return `${document.trimEnd()}\n\n${part}\n`.trimStart();
    return `${document.slice(0, from)}${part}${document.slice(to + end.length)}`;
}

/** What is said of one preference. */
interface Section {
    preference: string;
    tries: readonly TryFigures[];
    cells: readonly CellResult[];
    plot: string;
    doubt: string | undefined;
}

function section({ preference, tries, cells, plot, doubt }: Section): string {
    const base = tries.filter(({ method }) => method === "base");
    return [
        `### ${preference}`,
        ...(doubt === undefined ? [] : [doubt]),
        `![Learned against lost: ${preference}](${plot})`,
        "Beside each usual way, at the highest learning that both reach:",
        matchTable(matches(tries), preference, cells),
        "Of each method the try that learned most:",
        table([...base, ...mostLearned(tries)]),
        "<details><summary>Every try</summary>",
        table(tries),
        "</details>",
    ].join("\n\n");
}

/** Whether the Q-adapter forgets less than each usual way, as far as the cases tell. */
function matchTable(all: readonly Match[], preference: string, cells: readonly CellResult[]): string {
    const rows = all.map(({ level, ours, theirs }) => {
        const more = moreLost(cells, preference, ours, theirs);
        const word = more.low > 0 ? "lost more" : more.high < 0 ? "lost less" : "cannot be told apart";
        return [
            percent(level, 1),
            `${titleOf(theirs.method)} ${settingsOf(theirs)}`,
            percent(theirs.learned.reported.value, 1),
            points(theirs.lost.reported),
            settingsOf(ours),
            percent(ours.learned.reported.value, 1),
            points(ours.lost.reported),
            `${points(more)}: ${word}`,
        ];
    });
    const head = [
        "level",
        "method",
        "learned",
        "lost",
        "Q-adapter",
        "learned",
        "lost",
        "method beyond Q-adapter",
    ];
    return markdown(head, rows);
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
    return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function table(tries: readonly TryFigures[]): string {
    const kinds = Object.keys(tries[0]?.kept ?? {});
    const head = [
        "method",
        "settings",
        "learned",
        "by seed",
        "lost, points",
        ...kinds,
        "broken",
        "held out",
        "KL",
    ];
    const rows = tries.map((one) => [
        titleOf(one.method),
        settingsOf(one),
        `${percent(one.learned.reported.value, 1)} (${range(one.learned.reported)})`,
        one.seeds > 1 ? `${percent(one.range.low, 1)} to ${percent(one.range.high, 1)}` : "",
        one.method === "base" ? "" : points(one.lost.reported),
        ...kinds.map((kind) => percent(one.kept[kind] ?? 0, 1)),
        percent(one.broken, 1),
        percent(one.heldOut, 1),
        one.drift.toFixed(3),
    ]);
    return markdown(head, rows);
}

function plotOf(tries: readonly TryFigures[]): string {
    const curves = studyMethods.flatMap(({ id, title }) => {
        const own = frontier(tries.filter(({ method }) => method === id));
        const points = own.map((one) => ({
            label: String(one.try + 1),
            learned: one.learned.reported,
            lost: one.lost.reported,
        }));
        return points.length > 0 ? [{ name: title, points }] : [];
    });
    const base = tries.find(({ method }) => method === "base");
    return standalone(curvePlot(curves, base?.learned.reported.value));
}

function titleOf(method: string): string {
    return studyMethods.find(({ id }) => id === method)?.title ?? "model alone";
}

function settingsOf({ method, try: number }: TryFigures): string {
    const settings = studyMethods.find(({ id }) => id === method)?.tries[number];
    if (!settings) return "";
    const { method: _, preset: __, targets, ...more } = settings;
    const given = Object.entries(more).map(([name, value]) => `${name} ${value}`);
    const all = [...given, ...(targets ? ["all linear layers"] : [])];
    return `${number + 1}: ${all.length > 0 ? all.join(", ") : "as it comes"}`;
}

function range({ low, high }: Estimate): string {
    return `${(100 * low).toFixed(0)} to ${(100 * high).toFixed(0)}`;
}

function points({ value, low, high }: Estimate): string {
    return `${showPoints(value)} (${showPoints(low)} to ${showPoints(high)})`;
}
