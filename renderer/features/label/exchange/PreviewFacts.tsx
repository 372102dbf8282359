/** What a file of preferences holds and what of it would come in, in numbers and examples. */
import { Group, Stack, Text } from "@mantine/core";
import type { ImportPreview } from "../../../../preload/contract/preferences.ts";
import { number } from "../../../i18n/format.ts";
import { said } from "../../../i18n/said.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "./exchange.module.css";

export function PreviewFacts({ preview }: { preview: ImportPreview }) {
    const t = useTranslate();
    const { format, read, pairs, labels, duplicates, contradictions, problemCount, sample } = preview;
    const facts = [
        { value: pairs, text: t("label.factPairs", { count: pairs }), always: true },
        { value: labels, text: t("label.factLabels", { count: labels }) },
        { value: duplicates.inStore, text: t("label.factKnown", { count: duplicates.inStore }) },
        { value: duplicates.inFile, text: t("label.factTwice", { count: duplicates.inFile }) },
        {
            value: contradictions.inFile + contradictions.withStore,
            text: t("label.factContradictions", { count: contradictions.inFile + contradictions.withStore }),
        },
        { value: problemCount, text: t("label.factUnusable", { count: problemCount }), bad: true },
    ];
    return (
        <Stack gap="md">
            <Text size="sm" c="dimmed">
                {t("label.recognised", { format: said(format), rows: number(read), count: read })}
            </Text>
            <Group gap="xs">
                {facts
                    .filter(({ value, always }) => always || value > 0)
                    .map(({ value, text, bad }) => (
                        <div key={text} className={classes.fact} data-bad={bad}>
                            <b>{number(value)}</b> {text}
                        </div>
                    ))}
            </Group>
            <Problems problems={preview.problems} count={problemCount} />
            {sample.length > 0 && (
                <div className={classes.sample}>
                    {sample.slice(0, 3).map(({ prompt, chosen, rejected }, index) => (
                        <div key={index} className={classes.example}>
                            <Text size="sm" fw={550} lineClamp={2}>
                                {prompt.at(-1)?.content}
                            </Text>
                            <dl className={classes.answers}>
                                <dt className={classes.better}>{t("label.better")}</dt>
                                <Text component="dd" size="sm" lineClamp={2}>
                                    {chosen}
                                </Text>
                                <dt>{t("label.worse")}</dt>
                                <Text component="dd" size="sm" c="dimmed" lineClamp={2}>
                                    {rejected}
                                </Text>
                            </dl>
                        </div>
                    ))}
                </div>
            )}
        </Stack>
    );
}

/** Rows that cannot be used, and why. */
export function Problems({ problems, count }: { problems: ImportPreview["problems"]; count: number }) {
    const t = useTranslate();
    if (count === 0) return null;
    return (
        <div>
            <Text size="sm" fw={550} mb={4}>
                {t("label.unusableRows")}
            </Text>
            <ul className={classes.problems} {...scrolledWithKeys} aria-label={t("label.unusableRows")}>
                {problems.map(({ line, reason }) => (
                    <li key={line}>{said(reason)}</li>
                ))}
                {count > problems.length && <li>{t("label.andMore", { count: count - problems.length })}</li>}
            </ul>
        </div>
    );
}

/** What can be scrolled has to be scrolled with keys, too. */
const scrolledWithKeys = { tabIndex: 0 };
