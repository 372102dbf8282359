/** How far labelling is: this queue, today, the streak, and what more labels would bring. */
import { Progress, Text, Tooltip } from "@mantine/core";
import { IconFlame } from "@tabler/icons-react";
import { useState } from "react";
import type { QueueRecord } from "../../../../preload/contract/queues.ts";
import type { PairSource } from "../../../../preload/records/preferences.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { number, percent } from "../../../i18n/format.ts";
import { type Translate, useTranslate } from "../../../i18n/useTranslate.ts";
import { forecast, type LearningPoint } from "./forecast.ts";
import classes from "./Tally.module.css";

/** Where pairs come from that somebody judged here; those of files count for no day. */
const byHand: PairSource[] = ["chat", "queue", "edit", "manual"];

export function Tally({ queue }: { queue: QueueRecord }) {
    const t = useTranslate();
    const { judged, prompts, failed, pairs } = queue;
    const [opened] = useState(() => ({ at: Date.now(), pairs, judged }));
    // asked once: every verdict counts one more
    const { data } = useAnswer("files", ["tally", queue.id, opened.at], async (api) => {
        const preferred = { filter: { verdicts: ["preferred" as const] }, limit: 1 };
        const { byDay, streak } = await api.preferences.statistics({ filter: { sources: byHand } });
        return { byDay, streak, usable: (await api.preferences.list(preferred)).total };
    });
    const { data: runs } = useAnswer("training", ["list"], (api) => api.training.list());
    const points = (runs ?? []).flatMap(({ modelId, dataset, verdict }): LearningPoint[] =>
        modelId === queue.modelId && verdict?.heldOut
            ? [{ pairs: dataset.pairs, accuracy: verdict.heldOut.accuracy }]
            : [],
    );
    const all = (data?.usable ?? 0) + pairs - opened.pairs;
    const today = localDay(new Date());
    const before = data?.byDay.find(({ day }) => day === today)?.pairs ?? 0;
    const now = before + judged - opened.judged;
    const streak = (data?.streak ?? 0) + (before === 0 && now > 0 ? 1 : 0);
    const total = Math.max(1, prompts - failed);
    return (
        <div className={classes.tally}>
            <Progress
                className={classes.bar}
                size="sm"
                value={(judged / total) * 100}
                aria-label={t("label.judgedOf", { judged: number(judged), prompts: number(total) })}
            />
            <div className={classes.facts}>
                <span>{t("label.judgedOf", { judged: number(judged), prompts: number(total) })}</span>
                {now > 0 && <span>{t("label.today", { count: now })}</span>}
                {streak > 1 && (
                    <Tooltip label={t("label.streakHint")}>
                        <span className={classes.streak}>
                            <IconFlame size="0.875rem" aria-hidden /> {t("label.streak", { count: streak })}
                        </span>
                    </Tooltip>
                )}
            </div>
            <Text size="xs" c="dimmed" ta="center">
                {data && advice(all, points, t)}
            </Text>
        </div>
    );
}

/** As the statistics name days. */
function localDay(date: Date): string {
    const two = (part: number) => String(part).padStart(2, "0");
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Pairs from which on a first adapter is worth trying, and from which on more of the same bring little. */
const enough = 50;
const plenty = 400;

function advice(pairs: number, points: readonly LearningPoint[], t: Translate): string {
    const next = forecast(points, pairs);
    if (next)
        return t("label.forecast", {
            pairs: number(next.pairs),
            now: percent(next.now),
            doubled: percent(next.doubled),
        });
    if (pairs < enough) return t("label.untilFirst", { count: enough - pairs });
    return pairs < plenty ? t("label.worthTraining", { pairs: number(pairs) }) : t("label.plenty");
}
