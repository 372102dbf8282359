/** How two stacks compare so far: who won how often, and where the true share lies. */
import { Text } from "@mantine/core";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { percent } from "../../../i18n/format.ts";
import { said } from "../../../i18n/said.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Evaluate.module.css";
import { RateBar } from "../RateBar.tsx";

export function WinRate({ id }: { id: number }) {
    const t = useTranslate();
    const { data } = useAnswer("queues", ["result", id], (api) => api.queues.result({ id }), {
        keepPrevious: true,
    });
    if (!data) return null;
    const { first, second, ties, winRate } = data;
    if (!winRate)
        return (
            <Text size="sm" c="dimmed">
                {t("evaluate.nothingJudged")}
            </Text>
        );
    const counts = t("evaluate.wins", { first: first.wins, second: second.wins, ties });
    return (
        <div style={{ minWidth: "min(18rem, 100%)" }}>
            <Text size="sm">
                {t("evaluate.winRate", { name: said(first.name), rate: percent(winRate.value) })}{" "}
                <Text span size="sm" c="dimmed" className={classes.number}>
                    {percent(winRate.low)} – {percent(winRate.high)} · {counts}
                </Text>
            </Text>
            <RateBar rate={winRate} />
        </div>
    );
}
