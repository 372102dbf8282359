/** The same question answered without the adapter and with it, as it is now or was on the way. */
import { Slider, Text } from "@mantine/core";
import { useState } from "react";
import type { SamplePoint } from "../../../preload/contract/training.ts";
import { Panel } from "../../components/Panel.tsx";
import { number } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./Train.module.css";

export function SamplePanel({ samples, going }: { samples: readonly SamplePoint[]; going: boolean }) {
    const t = useTranslate();
    // null: the newest one, whichever that is
    const [chosen, setChosen] = useState<number | null>(null);
    const last = samples.length - 1;
    const place = Math.min(chosen ?? last, last);
    const sample = samples[place];
    if (!sample) return null;
    return (
        <Panel title={t("train.sample")} hint={t(going ? "train.sampleHintGoing" : "train.sampleHint")}>
            <Text fw={550}>{sample.prompt}</Text>
            <div className={classes.answers} aria-live={going && chosen === null ? "polite" : "off"}>
                <div className={classes.answer}>
                    <span className={classes.label}>{t("common.originalModel")}</span>
                    {sample.before}
                </div>
                <div className={classes.answer} data-now="true">
                    <span className={classes.label}>
                        {t("train.withAdapter", { step: number(sample.step) })}
                    </span>
                    {sample.now}
                </div>
            </div>
            {last > 0 && (
                <Slider
                    min={0}
                    max={last}
                    value={place}
                    label={(index) => t("charts.step", { step: number(samples[index]?.step ?? 0) })}
                    thumbLabel={t("train.sampleStep")}
                    marks={samples.length <= 20 ? samples.map((_, value) => ({ value })) : []}
                    onChange={(value) => setChosen(value === last ? null : value)}
                />
            )}
        </Panel>
    );
}
