/** The stacks that answer: one, or two or three side by side. */
import { ActionIcon, Button, Group, SegmentedControl, Stack, Text, Tooltip } from "@mantine/core";
import { IconColumns2, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import type { Column, ConversationRecord } from "../../../preload/contract/chat.ts";
import type { StackSetup } from "../../../preload/contract/stacks.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { useDraft } from "../../backend/useDraft.ts";
import { StackEditor } from "../../components/stack/StackEditor.tsx";
import { activeEntries } from "../../components/stack/stackText.ts";
import { type Translate, useTranslate } from "../../i18n/useTranslate.ts";
import { SavedStacks } from "./SavedStacks.tsx";

/** Most answers side by side. */
const most = 3;
const originalModel: Column = { entries: [], strength: 1, label: "" };

export function ColumnsEditor({
    conversation: { id, modelId, columns: stored },
}: {
    conversation: ConversationRecord;
}) {
    const t = useTranslate();
    const [columns, set] = useDraft(stored, async (api, changed) => {
        return (await api.chat.update({ id, columns: changed })).columns;
    });
    const [chosen, choose] = useState(0);
    const place = Math.min(chosen, columns.length - 1);
    const column = columns[place] ?? originalModel;
    const { data: adapters } = useAnswer("adapters", ["of", modelId], (api) =>
        api.adapters.list(modelId === null ? {} : { modelId }),
    );
    const setStack = (stack: StackSetup) => set(columns.with(place, { ...column, ...stack }));
    const compare = () => {
        const isBase = activeEntries(column).length === 0;
        set(
            columns.length === 1 && !isBase
                ? [originalModel, ...columns]
                : [...columns, { ...column, label: "" }],
        );
        choose(columns.length);
    };
    return (
        <Stack gap="md">
            {columns.length > 1 && (
                <Group gap="xs" wrap="nowrap">
                    <SegmentedControl
                        flex={1}
                        size="xs"
                        fullWidth
                        aria-label={t("chat.columns")}
                        value={String(place)}
                        onChange={(value) => choose(Number(value))}
                        data={columns.map((one, index) => ({
                            value: String(index),
                            label: columnName(one, index, t),
                        }))}
                    />
                    <Tooltip label={t("chat.removeColumn")}>
                        <ActionIcon
                            onClick={() => set(columns.toSpliced(place, 1))}
                            aria-label={t("chat.removeColumn")}
                        >
                            <IconTrash size="1rem" stroke={1.6} />
                        </ActionIcon>
                    </Tooltip>
                </Group>
            )}
            <StackEditor stack={column} adapters={adapters ?? []} onChange={setStack} />
            {adapters?.length === 0 && (
                <Button component={Link} href="/train" size="xs" variant="light">
                    {t("chat.trainFirst")}
                </Button>
            )}
            <Text size="xs" c="dimmed">
                {t("chat.fromNext")}
            </Text>
            {modelId !== null && <SavedStacks modelId={modelId} stack={column} onLoad={setStack} />}
            {columns.length < most && (
                <Button
                    variant="default"
                    size="xs"
                    leftSection={<IconColumns2 size="1rem" />}
                    onClick={compare}
                >
                    {t(columns.length === 1 ? "chat.compare" : "chat.addColumn")}
                </Button>
            )}
        </Stack>
    );
}

function columnName(column: Column, index: number, t: Translate): string {
    if (column.label) return column.label;
    return activeEntries(column).length === 0
        ? t("chat.original")
        : t("chat.column", { letter: "ABC"[index] ?? "" });
}
