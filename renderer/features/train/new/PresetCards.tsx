/** The presets, each with what it takes on this computer. */
import { Radio, Skeleton, Text } from "@mantine/core";
import type { PresetOffer, TrainingPreset } from "../../../../preload/contract/training.ts";
import { bytes, roughly } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Train.module.css";

/** From the shortest; spelled out here, because the contract's code does not belong into the screens. */
const presets: readonly TrainingPreset[] = ["quick", "balanced", "thorough", "paper"];

interface PresetCardsProps {
    offers: readonly PresetOffer[] | undefined;
    chosen: TrainingPreset;
    onChoose: (preset: TrainingPreset) => void;
}

export function PresetCards({ offers, chosen, onChoose }: PresetCardsProps) {
    const t = useTranslate();
    return (
        <Radio.Group
            value={chosen}
            onChange={(value) => onChoose(value as TrainingPreset)}
            aria-label={t("train.preset")}
        >
            <div className={classes.presets}>
                {presets.map((preset) => (
                    <Radio.Card key={preset} value={preset} className={classes.preset}>
                        <Text fw={620}>{t(`train.presets.${preset}.name`)}</Text>
                        <Text size="sm" c="dimmed">
                            {t(`train.presets.${preset}.hint`)}
                        </Text>
                        <Takes offer={offers?.find((one) => one.preset === preset)} />
                    </Radio.Card>
                ))}
            </div>
        </Radio.Group>
    );
}

function Takes({ offer }: { offer: PresetOffer | undefined }) {
    const t = useTranslate();
    if (!offer) return <Skeleton height="1rem" width="60%" mt={4} />;
    const { seconds, memory, fits } = offer.estimate;
    return (
        <Text size="sm" fw={550} mt="auto" pt="xs">
            {fits
                ? `${t("train.about", { time: roughly((seconds.low + seconds.high) / 2) })} · ${bytes(memory.needed)}`
                : t("train.doesNotFit")}
        </Text>
    );
}
