/** A stack at several strengths: what each has learned and lost, and the strongest that loses next to nothing. */
import { Text } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import type { EvaluationRecord } from "../../../../preload/contract/evaluation.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { ScatterChart } from "../../../components/charts/ScatterChart.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { Panel } from "../../../components/Panel.tsx";
import { number, percent, points } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";

export function SweepPanel({ evaluation: { id } }: { evaluation: EvaluationRecord }) {
    const t = useTranslate();
    const curve = useAnswer("evaluation", ["trade-off", id], (api) => api.evaluation.tradeOff({ id }));
    const best = useAnswer("evaluation", ["suggest", id], (api) => api.evaluation.suggestStrength({ id }));
    if (curve.error) return <Failure error={curve.error} />;
    const name = (strength: number, alpha0: number | null) =>
        alpha0 === null ? `× ${number(strength, 2)}` : `× ${number(strength, 2)}, α₀ ${number(alpha0, 2)}`;
    return (
        <Panel title={t("evaluate.sweep")} hint={t("evaluate.sweepHint")}>
            {best.data !== undefined && (
                <Text>
                    <IconSparkles
                        size="1.125rem"
                        stroke={1.6}
                        style={{ verticalAlign: "-0.2em" }}
                        aria-hidden
                    />{" "}
                    {best.data === null
                        ? t("evaluate.noStrength")
                        : t("evaluate.bestStrength", { strength: number(best.data.strength, 2) })}
                </Text>
            )}
            <ScatterChart
                joined
                points={(curve.data ?? []).map(({ candidate, strength, alpha0, learned, lost }) => ({
                    id: String(candidate),
                    name: name(strength, alpha0),
                    x: learned.value,
                    y: lost.value === 0 ? 0 : -lost.value,
                    xRange: [learned.low, learned.high],
                    yRange: [-lost.high, -lost.low],
                    color: candidate === best.data?.candidate ? "var(--chosen)" : "var(--second)",
                }))}
                xLabel={t("evaluate.learnedShareAxis")}
                yLabel={t("evaluate.keptAxis")}
                format={(value, digits = 2) => percent(value, Math.max(0, digits - 2))}
                formatY={(value, digits = 3) => points(value, Math.max(0, digits - 2))}
            />
        </Panel>
    );
}
