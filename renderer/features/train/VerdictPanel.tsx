/** How a run ended: in words, in the numbers behind them, and in answers that anybody can read. */
import { Button, List, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconHelpCircle } from "@tabler/icons-react";
import type { TrainingVerdict } from "../../../preload/contract/training.ts";
import { Fold } from "../../components/Fold.tsx";
import { Panel } from "../../components/Panel.tsx";
import { number, percent } from "../../i18n/format.ts";
import { said } from "../../i18n/said.ts";
import { type Translate, useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./Train.module.css";

const icons = {
    learned: IconCircleCheck,
    little: IconCircleDashed,
    damaged: IconAlertTriangle,
    unclear: IconHelpCircle,
} as const;

export function VerdictPanel({ verdict }: { verdict: TrainingVerdict }) {
    const t = useTranslate();
    const { outcome, sentence, details, samples } = verdict;
    const Icon = icons[outcome];
    return (
        <Panel title={t("train.verdict")}>
            <div className={classes.plan} data-warning={outcome === "damaged" || outcome === "unclear"}>
                <Icon size="1.375rem" stroke={1.7} aria-hidden />
                <div>
                    <Text fw={620}>{t(`train.outcomes.${outcome}`)}</Text>
                    <Text size="sm" mt={2}>
                        {said(sentence)}
                    </Text>
                </div>
            </div>
            <dl className={classes.tiles}>
                {tilesOf(verdict, t).map(({ name, value, note }) => (
                    <div key={name} className={classes.tile}>
                        <dt>{name}</dt>
                        <dd>
                            {value}
                            <small>{note}</small>
                        </dd>
                    </div>
                ))}
            </dl>
            <Samples samples={samples} />
            {details.length > 0 && (
                <Fold label={t("train.details")}>
                    <List size="sm" spacing={4}>
                        {details.map((detail) => (
                            <List.Item key={detail}>{said(detail)}</List.Item>
                        ))}
                    </List>
                </Fold>
            )}
        </Panel>
    );
}

interface Tile {
    name: string;
    value: string;
    note: string;
}

function tilesOf({ effect, heldOut, knowledge }: TrainingVerdict, t: Translate): Tile[] {
    const before = (value: string) => t("train.before", { value });
    return [
        ...(effect
            ? [
                  {
                      name: t("train.tiles.style"),
                      value: percent(effect.preferredAfter),
                      note: `${before(percent(effect.preferredBefore))} · ${t("train.tiles.answers", { count: effect.answers })}`,
                  },
              ]
            : []),
        ...(heldOut
            ? [
                  {
                      name: t("train.tiles.heldOut"),
                      value: percent(heldOut.accuracy),
                      note: `${percent(heldOut.low)} – ${percent(heldOut.high)} · ${t("train.tiles.pairs", { count: heldOut.pairs })}`,
                  },
              ]
            : []),
        ...(knowledge
            ? [
                  {
                      name: t("train.tiles.knowledge"),
                      value: percent(knowledge.after),
                      note: `${before(percent(knowledge.before))} · ${t("train.tiles.questions", { count: knowledge.questions })}`,
                  },
              ]
            : []),
        ...(effect
            ? [
                  {
                      name: t("train.tiles.length"),
                      value: number(effect.meanTokensAfter),
                      note: before(number(effect.meanTokensBefore)),
                  },
              ]
            : []),
    ];
}

const shownAtOnce = 2;

function Samples({ samples }: Pick<TrainingVerdict, "samples">) {
    const t = useTranslate();
    const [open, { toggle }] = useDisclosure(false);
    if (samples.length === 0) return null;
    const shown = open ? samples : samples.slice(0, shownAtOnce);
    return (
        <>
            {shown.map(({ prompt, before, after }) => (
                <div key={`${prompt}${after}`}>
                    <Text size="sm" fw={550} mb={6}>
                        {prompt}
                    </Text>
                    <div className={classes.answers}>
                        <div className={classes.answer}>
                            <span className={classes.label}>{t("common.originalModel")}</span>
                            {before}
                        </div>
                        <div className={classes.answer} data-now="true">
                            <span className={classes.label}>{t("train.after")}</span>
                            {after}
                        </div>
                    </div>
                </div>
            ))}
            {samples.length > shownAtOnce && (
                <Button
                    variant="subtle"
                    size="compact-sm"
                    w="fit-content"
                    onClick={toggle}
                    aria-expanded={open}
                >
                    {open ? t("train.fewerSamples") : t("train.moreSamples", { count: samples.length })}
                </Button>
            )}
        </>
    );
}
