/** What will happen, how long it takes and what it needs, in a sentence; and what would help where it would not do. */
import { Button, Group, Loader, Text } from "@mantine/core";
import { IconAlertTriangle, IconSparkles } from "@tabler/icons-react";
import type {
    PresetOffer,
    TrainingChanges,
    TrainingEstimate,
} from "../../../../preload/contract/training.ts";
import { bytes, number, roughly } from "../../../i18n/format.ts";
import { said } from "../../../i18n/said.ts";
import { type Translate, useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Train.module.css";

interface PlanSentenceProps {
    offer: PresetOffer | undefined;
    waiting: boolean;
    onSuggestion: (changes: TrainingChanges) => void;
}

export function PlanSentence({ offer, waiting, onSuggestion }: PlanSentenceProps) {
    const t = useTranslate();
    const good = offer === undefined || (offer.estimate.fits && offer.estimate.sensible);
    const Icon = good ? IconSparkles : IconAlertTriangle;
    return (
        <div className={classes.plan} data-warning={!good} role="status">
            {waiting ? <Loader size="1.25rem" /> : <Icon size="1.25rem" stroke={1.6} aria-hidden />}
            <div>
                <Text>{offer ? sentenceOf(offer.estimate, t) : t("train.planning")}</Text>
                {offer && <Text size="sm">{remarksOf(offer.estimate, t)}</Text>}
                {offer && offer.estimate.suggestions.length > 0 && (
                    <Group gap="xs" mt="xs">
                        {offer.estimate.suggestions.map(({ text, changes }) =>
                            Object.keys(changes).length === 0 ? (
                                <Text key={text} size="sm">
                                    {said(text)}
                                </Text>
                            ) : (
                                <Button
                                    key={text}
                                    size="xs"
                                    variant="default"
                                    onClick={() => onSuggestion(changes)}
                                >
                                    {said(text)}
                                </Button>
                            ),
                        )}
                    </Group>
                )}
            </div>
        </div>
    );
}

/** As the backend's own sentence, in the person's language. */
function sentenceOf(
    { pairs, steps, seconds, memory, fits, sensible }: TrainingEstimate,
    t: Translate,
): string {
    const time = timeOf(seconds, t);
    const needed = bytes(memory.needed);
    if (!fits) return t("train.plan.tooLarge", { needed, available: bytes(memory.available) });
    if (!sensible) return t("train.plan.tooLong", { time, needed });
    return t("train.plan.good", {
        pairs: t("train.pairs", { count: pairs }),
        steps: number(steps),
        time,
        needed,
    });
}

function timeOf({ low, high }: TrainingEstimate["seconds"], t: Translate): string {
    const [from, to] = [roughly(low), roughly(high)];
    return from === to ? t("train.about", { time: to }) : t("train.plan.between", { from, to });
}

/** What else is good to know before it begins. */
function remarksOf(
    { heldOutPairs, indistinctPairs, cutPairs, seconds, fits }: TrainingEstimate,
    t: Translate,
): string {
    return [
        heldOutPairs > 0 ? t("train.plan.heldOut", { count: heldOutPairs }) : t("train.plan.noneHeldOut"),
        ...(indistinctPairs > 0 ? [t("train.plan.indistinct", { count: indistinctPairs })] : []),
        ...(cutPairs > 0 ? [t("train.plan.cut", { count: cutPairs })] : []),
        ...(fits && !seconds.measured ? [t("train.plan.guessed")] : []),
    ].join(" ");
}

export function Reasons({ reasons }: Pick<PresetOffer, "reasons">) {
    const t = useTranslate();
    return (
        <dl className={classes.reasons}>
            {reasons.map(({ setting, reason }) => (
                <div key={setting} style={{ display: "contents" }}>
                    <dt>{t(`train.settings.${setting}.name`)}</dt>
                    <dd>{said(reason)}</dd>
                </div>
            ))}
        </dl>
    );
}
