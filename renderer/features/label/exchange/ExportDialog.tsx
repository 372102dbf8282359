/** Pairs going out into a file: which, in which form, and what that form cannot hold. */
import { Alert, Button, Checkbox, Group, Modal, Progress, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { PairFilter } from "../../../../preload/contract/preferences.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { useProgress } from "../../../backend/useProgress.ts";
import { useWriteFile } from "../../../components/files/useWriteFile.ts";
import { useTell } from "../../../components/tell.tsx";
import { bytes, number } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { type ExportFormat, exportChoices } from "../choices.ts";
import { filterText, isRestricted } from "../pairs/filters.ts";

const endings: Record<ExportFormat, string> = {
    trl: "jsonl",
    "trl-unpaired": "jsonl",
    "hh-rlhf": "json",
    csv: "csv",
};

export function ExportDialog({ filter, onClose }: { filter: PairFilter; onClose: () => void }) {
    const t = useTranslate();
    const tell = useTell();
    const writeFile = useWriteFile();
    const { progress, run } = useProgress();
    const [format, setFormat] = useState<ExportFormat>("trl");
    const [withLabels, setWithLabels] = useState(true);
    const { data } = useAnswer("pairs", ["statistics", filter], (api) =>
        api.preferences.statistics({ filter }),
    );
    const { written, leftOut } = countRows(format, data?.byVerdict);
    const start = async () => {
        const file = await writeFile(`preferences.${endings[format]}`, (_, to) =>
            run((api, signal) => api.preferences.export({ filter, format, withLabels, to }, { signal })),
        );
        if (!file) return;
        tell.done(t("label.exported", { file: file.path, size: bytes(file.bytes) }));
        onClose();
    };
    return (
        <Modal opened onClose={onClose} title={t("label.export")} size="36rem">
            <Stack gap="md">
                <Text size="sm">
                    {isRestricted(filter)
                        ? t("label.exportThese", { filter: filterText(filter, t) })
                        : t("label.exportAll")}
                </Text>
                <Radio.Group
                    value={format}
                    onChange={(value) => setFormat(value as ExportFormat)}
                    aria-label={t("label.format")}
                >
                    <Stack gap="xs">
                        {exportChoices.map((value) => (
                            <Radio
                                key={value}
                                value={value}
                                label={t(`label.exportFormats.${value}`)}
                                description={t(`label.exportHints.${value}`)}
                            />
                        ))}
                    </Stack>
                </Radio.Group>
                {format === "trl-unpaired" && (
                    <Checkbox
                        label={t("label.withThumbs")}
                        checked={withLabels}
                        onChange={(event) => setWithLabels(event.currentTarget.checked)}
                    />
                )}
                {leftOut > 0 && (
                    <Alert color="clay">
                        {t("label.leavesOut", { count: leftOut, number: number(leftOut) })}
                    </Alert>
                )}
                {progress && <Progress value={(progress.share ?? 0) * 100} aria-label={t("label.export")} />}
                <Group justify="flex-end" gap="xs">
                    <Button variant="default" onClick={onClose}>
                        {t("common.cancel")}
                    </Button>
                    <Button loading={progress !== null} disabled={written === 0} onClick={() => void start()}>
                        {t("label.exportCount", { count: written, number: number(written) })}
                    </Button>
                </Group>
            </Stack>
        </Modal>
    );
}

/** Pairs that a format takes, and those it has no way to express. */
function countRows(
    format: ExportFormat,
    byVerdict: Record<"preferred" | "tie" | "both-bad" | "skip", number> | undefined,
) {
    if (!byVerdict) return { written: 0, leftOut: 0 };
    const all = Object.values(byVerdict).reduce((sum, count) => sum + count, 0);
    const written = {
        csv: all,
        trl: byVerdict.preferred,
        "hh-rlhf": byVerdict.preferred,
        "trl-unpaired": byVerdict.preferred + byVerdict["both-bad"],
    }[format];
    return { written, leftOut: all - written };
}
