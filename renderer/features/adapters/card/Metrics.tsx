/** How well an adapter did, in three numbers: what was learned, how it shows, what was kept. */
import { Tooltip } from "@mantine/core";
import type { TrainingVerdict } from "../../../../preload/contract/training.ts";
import { number, percent } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "./Metrics.module.css";

export function Metrics({ verdict: { heldOut, effect, knowledge } }: { verdict: TrainingVerdict }) {
    const t = useTranslate();
    return (
        <div className={classes.metrics}>
            {effect && (
                <Metric
                    label={t("adapters.answers")}
                    hint={t("adapters.answersHint", { count: effect.answers })}
                    before={effect.preferredBefore}
                    value={effect.preferredAfter}
                />
            )}
            {heldOut && (
                <Metric
                    label={t("adapters.heldOut")}
                    hint={t("adapters.heldOutHint", {
                        pairs: number(heldOut.pairs),
                        low: percent(heldOut.low),
                        high: percent(heldOut.high),
                    })}
                    value={heldOut.accuracy}
                />
            )}
            {knowledge && (
                <Metric
                    label={t("adapters.knowledge")}
                    hint={t("adapters.knowledgeHint", { count: knowledge.questions })}
                    before={knowledge.before}
                    value={knowledge.after}
                />
            )}
        </div>
    );
}

interface MetricProps {
    label: string;
    hint: string;
    /** of the original model, 0 to 1 */
    before?: number;
    value: number;
}

function Metric({ label, hint, before, value }: MetricProps) {
    const t = useTranslate();
    return (
        <Tooltip label={hint}>
            <div className={classes.metric}>
                <div className={classes.value}>{percent(value)}</div>
                <div className={classes.bar} aria-hidden>
                    <i style={{ width: `${value * 100}%` }} />
                    {before !== undefined && <b style={{ insetInlineStart: `${before * 100}%` }} />}
                </div>
                <div className={classes.label}>{label}</div>
                {before !== undefined && (
                    <div className={classes.label}>{t("adapters.before", { share: percent(before) })}</div>
                )}
            </div>
        </Tooltip>
    );
}
