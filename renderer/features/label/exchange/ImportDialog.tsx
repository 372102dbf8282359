/** A file of preferences coming in: what it would do, then what it did. */
import {
    Alert,
    Button,
    Checkbox,
    Group,
    Modal,
    Progress,
    Select,
    Stack,
    TagsInput,
    Text,
} from "@mantine/core";
import { useState } from "react";
import type { ImportResult } from "../../../../preload/contract/preferences.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { useProgress } from "../../../backend/useProgress.ts";
import { Failure } from "../../../components/Failure.tsx";
import type { ChosenFile } from "../../../components/files/useFiles.ts";
import { number } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { type ImportFormat, importChoices } from "../choices.ts";
import classes from "./exchange.module.css";
import { ImportReport } from "./ImportReport.tsx";
import { PreviewFacts } from "./PreviewFacts.tsx";

interface ImportDialogProps {
    file: ChosenFile;
    onClose: () => void;
    /** shows what came in */
    onShow: (importId: number) => void;
}

export function ImportDialog({ file, onClose, onShow }: ImportDialogProps) {
    const t = useTranslate();
    const [result, setResult] = useState<ImportResult | null>(null);
    return (
        <Modal
            opened
            onClose={onClose}
            title={t(result ? "label.imported" : "label.importOf", { file: file.name })}
            size="44rem"
        >
            {result ? (
                <ImportReport result={result} onClose={onClose} onShow={onShow} />
            ) : (
                <Preview file={file} onClose={onClose} onDone={setResult} />
            )}
        </Modal>
    );
}

interface PreviewProps {
    file: ChosenFile;
    onClose: () => void;
    onDone: (result: ImportResult) => void;
}

function Preview({ file: { path }, onClose, onDone }: PreviewProps) {
    const t = useTranslate();
    const [format, setFormat] = useState<ImportFormat>("auto");
    const [tags, setTags] = useState<string[]>([]);
    const [skipInvalid, setSkipInvalid] = useState(true);
    const { progress, run } = useProgress();
    const { data: known } = useAnswer("pairs", ["tags"], (api) => api.preferences.tags());
    const preview = useAnswer("files", ["preview", path, format], (api, signal) =>
        api.preferences.previewImport({ file: { path }, format }, { signal }),
    );
    const formats = (
        <Select
            label={t("label.format")}
            data={importChoices.map((value) => ({ value, label: t(`label.importFormats.${value}`) }))}
            value={format}
            allowDeselect={false}
            onChange={(value) => value && setFormat(value as ImportFormat)}
        />
    );
    if (preview.error)
        return (
            <Stack>
                {formats}
                <Failure error={preview.error} retry={() => void preview.refetch()} />
            </Stack>
        );
    if (!preview.data) return <Progress value={100} animated aria-label={t("label.reading")} my="xl" />;
    const { sha256, problemCount, pairs, labels } = preview.data;
    const comesIn = pairs + labels > 0 && (problemCount === 0 || skipInvalid);
    const start = async () => {
        const input = { file: { path }, format, tags, skipInvalid, sha256 };
        const result = await run((api, signal) => api.preferences.import(input, { signal }));
        if (result) onDone(result);
    };
    return (
        <Stack gap="md">
            <PreviewFacts preview={preview.data} />
            {problemCount > 0 && (
                <Checkbox
                    label={t("label.leaveOut", { count: problemCount })}
                    checked={skipInvalid}
                    onChange={(event) => setSkipInvalid(event.currentTarget.checked)}
                />
            )}
            {pairs + labels === 0 && (
                <Alert color="clay">{t(problemCount > 0 ? "label.nothingUsable" : "label.nothingNew")}</Alert>
            )}
            <Group grow align="flex-start">
                {formats}
                <TagsInput
                    label={t("label.importTags")}
                    data={(known ?? []).map(({ tag }) => tag)}
                    value={tags}
                    onChange={setTags}
                    maxTags={50}
                />
            </Group>
            {progress && <Progress value={(progress.share ?? 0) * 100} aria-label={t("label.importing")} />}
            <Group justify="flex-end" gap="xs" className={classes.foot}>
                <Text size="xs" c="dimmed" flex={1}>
                    {t("label.allOrNothing")}
                </Text>
                <Button variant="default" onClick={onClose}>
                    {t("common.cancel")}
                </Button>
                <Button loading={progress !== null} disabled={!comesIn} onClick={() => void start()}>
                    {t("label.importCount", { count: pairs + labels, number: number(pairs + labels) })}
                </Button>
            </Group>
        </Stack>
    );
}
