/** What an import did, what was left out and why, and a way to take it back. */
import { Button, Group, Stack, Text } from "@mantine/core";
import type { ImportResult } from "../../../../preload/contract/preferences.ts";
import { number } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { useRemovePairs } from "../pairs/useRemovePairs.ts";
import classes from "./exchange.module.css";
import { Problems } from "./PreviewFacts.tsx";

interface ImportReportProps {
    result: ImportResult;
    onClose: () => void;
    onShow: (importId: number) => void;
}

export function ImportReport({ result, onClose, onShow }: ImportReportProps) {
    const t = useTranslate();
    const remove = useRemovePairs();
    const { importId, added, labelsAdded, duplicates, skipped, problems } = result;
    const facts = [
        { value: added, text: t("label.factAdded", { count: added }) },
        { value: labelsAdded, text: t("label.factLabels", { count: labelsAdded }) },
        { value: duplicates, text: t("label.factLeftOut", { count: duplicates }) },
        { value: skipped, text: t("label.factUnusable", { count: skipped }), bad: true },
    ];
    return (
        <Stack gap="md">
            <Group gap="xs" role="status">
                {facts
                    .filter(({ value }, index) => index === 0 || value > 0)
                    .map(({ value, text, bad }) => (
                        <div key={text} className={classes.fact} data-bad={bad}>
                            <b>{number(value)}</b> {text}
                        </div>
                    ))}
            </Group>
            <Problems problems={problems} count={skipped} />
            {duplicates > 0 && (
                <Text size="sm" c="dimmed">
                    {t("label.whyDuplicates")}
                </Text>
            )}
            <Group justify="flex-end" gap="xs">
                {importId !== null && (
                    <Button
                        variant="subtle"
                        me="auto"
                        onClick={() => {
                            onClose();
                            remove({ filter: { importId } });
                        }}
                    >
                        {t("label.undoImport")}
                    </Button>
                )}
                {importId !== null && (
                    <Button
                        variant="default"
                        onClick={() => {
                            onClose();
                            onShow(importId);
                        }}
                    >
                        {t("label.showImported")}
                    </Button>
                )}
                <Button onClick={onClose}>{t("common.done")}</Button>
            </Group>
        </Stack>
    );
}
