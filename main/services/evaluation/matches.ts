/**
 * What a judge is asked about: an evaluation's sampled answers, and, to compare it with people, labelled pairs and blind
 * comparisons. Which of them are drawn is the seed's say.
 */
import type { JudgingSubject, PeopleSource } from "../../../preload/contract/judging.ts";
import type { Match } from "../../../preload/records/judging.ts";
import { getDataSet, listDataSets, readDataSetPairs } from "../../db/dataSets.ts";
import * as evaluations from "../../db/evaluations.ts";
import type { NewMatch } from "../../db/judgings.ts";
import { getQueue, listQueueItems, listQueues } from "../../db/queues.ts";
import { StudioError } from "../../errors.ts";
import { pairMatch, sampledMatch } from "../../evaluation/judge.ts";
import { createRandom } from "../../random.ts";
import type { Ground } from "../ground.ts";
import { openRow, rangeOf, resultOf } from "./stored.ts";

/** A round before it is judged. */
export interface PlannedRound {
    subject: JudgingSubject;
    title: string;
    matches: number;
}

/** What is to be judged. */
export interface MatchWish {
    evaluationId: number;
    datasetIds: number[];
    queueIds: number[];
    /** matches per round at most */
    limit: number;
    seed: number;
}

type Round = Pick<PlannedRound, "subject" | "title"> & { all: Match[] };

/** @throws StudioError not-found; `usage` and `data-invalid` where there is nothing to judge */
export function drawMatches(
    { db }: Ground,
    { evaluationId, datasetIds, queueIds, limit, seed }: MatchWish,
): { rounds: PlannedRound[]; matches: NewMatch[] } {
    const people = [
        ...[...new Set(datasetIds)].map((id) => pairsOf(db, id)),
        ...[...new Set(queueIds)].map((id) => verdictsOf(db, id)),
    ];
    const drawn = [...sampledOf(db, evaluationId), ...people].map((round) => ({
        ...round,
        all: draw(round.all, limit, seed),
    }));
    return {
        rounds: drawn.map(({ subject, title, all }) => ({ subject, title, matches: all.length })),
        matches: drawn.flatMap(({ all }, round) => all.map((match) => ({ ...match, round }))),
    };
}

/** The same places of lists of the same length, in their order. */
function draw<Item>(all: readonly Item[], limit: number, seed: number): Item[] {
    const places = createRandom(seed)
        .shuffle([...all.keys()])
        .slice(0, limit);
    return places.toSorted((a, b) => a - b).map((place) => all[place] as Item);
}

type Db = Ground["db"];

/** Each candidate's sampled answers against the original model's. */
function sampledOf(db: Db, evaluationId: number): Round[] {
    const { candidates, plan, result } = openRow(evaluations.getEvaluation(db, evaluationId));
    const isDone = (id: string) => result?.tasks.some((task) => task.id === id);
    const sampled = plan.tasks.filter(({ id, settings }) => settings.kind === "answers" && isDone(id));
    const items = sampled.flatMap(({ id }) => {
        const range = rangeOf(plan.tasks, id) as evaluations.ItemRange;
        const stored = evaluations.rangeOfItems(db, evaluationId, range);
        return stored.map((item) => resultOf(item, range.from));
    });
    if (items.length === 0)
        throw new StudioError(
            "usage",
            "This evaluation has no sampled answers that could be judged. Measure once more, with sampled answers.",
        );
    return candidates.candidates.map(({ label }, candidate) => ({
        subject: { kind: "candidate", candidate },
        title: label,
        all: items.map((item) => sampledMatch(item, candidate)),
    }));
}

function pairsOf(db: Db, datasetId: number): Round {
    const { name, versionId, pairs } = getDataSet(db, datasetId);
    if (pairs === 0)
        throw new StudioError(
            "data-invalid",
            `The data set "${name}" has no comparison that the judge could be compared with.`,
        );
    const all = readDataSetPairs(db, versionId).map(pairMatch);
    return { subject: { kind: "pairs", datasetId }, title: name, all };
}

/** What people decided; the answer that they prefer stands first. Verdicts without a better answer are left out. */
function verdictsOf(db: Db, queueId: number): Round {
    const { name } = getQueue(db, queueId);
    const all = decidedOf(db, queueId);
    if (all.length === 0)
        throw new StudioError(
            "data-invalid",
            `Nobody has preferred an answer yet in "${name}", so that the judge cannot be compared with people.`,
        );
    return { subject: { kind: "comparison", queueId }, title: name, all };
}

function decidedOf(db: Db, queueId: number): Match[] {
    return listQueueItems(db, queueId, "judged", -1).flatMap(
        ({ prompt, firstAnswer, secondAnswer, judgement, firstIsLeft }) => {
            if (judgement !== "left" && judgement !== "right") return [];
            const answers = [firstAnswer ?? "", secondAnswer ?? ""] as const;
            const [chosen, rejected] =
                (judgement === "left") === firstIsLeft ? answers : answers.toReversed();
            return [pairMatch({ prompt, chosen: chosen as string, rejected: rejected as string })];
        },
    );
}

/** Where people have judged; what has to do with the evaluation comes first. @throws StudioError not-found */
export function peopleSources({ db }: Ground, evaluationId: number): PeopleSource[] {
    const { row, plan } = openRow(evaluations.getEvaluation(db, evaluationId));
    const used = plan.wanted.flatMap((task) => ("datasetId" in task ? [task.datasetId] : []));
    const comparisons = listQueues(db)
        .filter(({ kind }) => kind === "comparison")
        .map(({ id, name, modelId }): PeopleSource => {
            const subject = { kind: "comparison", queueId: id } as const;
            return {
                subject,
                title: name,
                matches: decidedOf(db, id).length,
                related: modelId === row.modelId,
            };
        });
    const sets = listDataSets(db).map(({ id, name, pairs }): PeopleSource => {
        const subject = { kind: "pairs", datasetId: id } as const;
        return { subject, title: name, matches: pairs, related: used.includes(id) };
    });
    return [...comparisons, ...sets]
        .filter(({ matches }) => matches > 0)
        .toSorted((a, b) => Number(b.related) - Number(a.related));
}
