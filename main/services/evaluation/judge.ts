/**
 * Computes one judging with the engine, after what is done already: stores every verdict, sums up every round. Queues
 * and states are judgings.ts's.
 */
import type { Verdict } from "../../../preload/records/judging.ts";
import type { StoredMatch } from "../../../preload/records/work.ts";
import { write } from "../../db/database.ts";
import * as rows from "../../db/judgings.ts";
import type { ModelReference } from "../../engine/contract.ts";
import { hashVerdicts, reliabilityOf } from "../../evaluation/judge.ts";
import type { EngineClient } from "../../jobs/engine.ts";
import type { Ground } from "../ground.ts";
import { modelReference } from "../models.ts";
import { toJson } from "../toJson.ts";
import { type JudgingResult, openJudging } from "./storedJudging.ts";
import { untilDone } from "./untilDone.ts";

/** Matches that the engine is given at once. */
const together = 100;

type Change = (changes: rows.JudgingChanges) => void;

/** Computes what is left. @throws StudioError as the engine's judge; whatever the signal aborts */
export async function runJudging(
    ground: Ground,
    id: number,
    change: Change,
    signal: AbortSignal,
): Promise<void> {
    const { modelId } = rows.getJudging(ground.db, id);
    const model = await modelReference(ground, modelId);
    await ground.engine.use(async (client) => {
        const run = new Run(ground, client, id, change);
        for (;;) {
            const left = rows.unjudgedMatches(ground.db, id, together);
            if (left.length === 0) break;
            await run.judge(model, left, signal);
        }
        await run.finish();
    });
}

/** One judging while it computes. */
class Run {
    readonly #ground: Ground;
    readonly #client: EngineClient;
    readonly #id: number;
    readonly #change: Change;

    constructor(ground: Ground, client: EngineClient, id: number, change: Change) {
        this.#ground = ground;
        this.#client = client;
        this.#id = id;
        this.#change = change;
    }

    get #opened() {
        return openJudging(rows.getJudging(this.#ground.db, this.#id));
    }

    async judge(model: ModelReference, left: readonly StoredMatch[], signal: AbortSignal): Promise<void> {
        const { criterion } = this.#opened.plan;
        const matches = left.map(({ prompt, first, second, cluster }) => ({
            prompt,
            first,
            second,
            cluster,
        }));
        const events = await this.#client.judge({ model, criterion, matches }, { signal });
        for await (const { index, verdict } of untilDone(events, signal))
            await this.#keep(left[index] as StoredMatch, verdict);
    }

    /** What was judged is in the store before the next match; a round that is complete is summed up. */
    async #keep({ id, round }: StoredMatch, verdict: Verdict): Promise<void> {
        write(this.#ground.db, () => {
            rows.judgeMatch(this.#ground.db, this.#id, id, verdict);
            this.#change({});
        });
        const { plan } = this.#opened;
        const done = rows.countJudged(this.#ground.db, this.#id).get(round);
        if (done === plan.rounds[round]?.matches) await this.#sumUp(round);
    }

    async #sumUp(round: number): Promise<void> {
        const own = rows.allMatches(this.#ground.db, this.#id).filter((match) => match.round === round);
        const { plan } = this.#opened;
        const summary = await this.#client.sumUpVerdicts({
            clusters: own.map(({ cluster }) => cluster),
            verdicts: own.map(({ verdict }) => verdict as Verdict),
            seed: plan.seed,
        });
        const summaries = plan.rounds.map((_, i) => this.#opened.result?.summaries[i] ?? null);
        const later = { reliability: null, identical: null, verdictsSha256: "" };
        this.#save({ ...later, summaries: summaries.with(round, summary) });
    }

    #save(result: JudgingResult): void {
        this.#change({ result: toJson(result) });
    }

    /** Sums up what an interruption left without a summary, and compares with what this repeats. */
    async finish(): Promise<void> {
        const { plan } = this.#opened;
        for (const round of plan.rounds.keys())
            if (!this.#opened.result?.summaries[round]) await this.#sumUp(round);
        const verdicts = this.#verdictsOf(this.#id);
        const { summaries } = this.#opened.result as JudgingResult;
        const identical =
            plan.repeats === null
                ? null
                : hashVerdicts(this.#verdictsOf(plan.repeats)) === hashVerdicts(verdicts);
        const reliability = reliabilityOf(verdicts);
        this.#save({ summaries, reliability, identical, verdictsSha256: hashVerdicts(verdicts) });
    }

    #verdictsOf(judgingId: number): Verdict[] {
        return rows.allMatches(this.#ground.db, judgingId).flatMap(({ verdict }) => verdict ?? []);
    }
}
