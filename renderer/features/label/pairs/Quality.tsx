/** What stands out in the pairs before they are trained on; each remark shows the pairs it is about. */
import { Button, Text } from "@mantine/core";
import type { PairFilter, PairStatistics } from "../../../../preload/contract/preferences.ts";
import { number, percent } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "./Quality.module.css";

interface QualityProps {
    statistics: PairStatistics;
    onShow: (filter: PairFilter) => void;
}

/** Share of pairs from which on the length alone explains the choice. */
const biased = 0.8;
const fewPairs = 20;

export function Quality({ statistics: { pairs, byVerdict, contradictions, length }, onShow }: QualityProps) {
    const t = useTranslate();
    const usable = byVerdict.preferred;
    const isBiased = length.pairs >= fewPairs && Math.abs(length.chosenLonger - 0.5) > biased - 0.5;
    return (
        <div className={classes.line}>
            <Text size="xs" c="dimmed">
                {t("label.usable", { usable: number(usable), pairs: number(pairs) })}
            </Text>
            {contradictions > 0 && (
                <Button
                    size="compact-xs"
                    variant="light"
                    color="clay"
                    onClick={() => onShow({ contradicted: true })}
                >
                    {t("label.contradictions", { count: contradictions })}
                </Button>
            )}
            {isBiased && (
                <Text size="xs" className={classes.warning}>
                    {length.chosenLonger > 0.5
                        ? t("label.longerWins", { share: percent(length.chosenLonger) })
                        : t("label.shorterWins", { share: percent(1 - length.chosenLonger) })}
                </Text>
            )}
        </div>
    );
}
