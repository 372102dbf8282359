/** Selected pairs becoming a data set. */
import { Button, Group, Modal, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import type { PairSelection } from "../../../../preload/contract/preferences.ts";
import { useAction } from "../../../backend/useAction.ts";
import { number } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";

interface NewSetDialogProps {
    selection: PairSelection;
    count: number;
    onClose: () => void;
}

export function NewSetDialog({ selection, count, onClose }: NewSetDialogProps) {
    const t = useTranslate();
    const [, go] = useLocation();
    const { busy, run } = useAction();
    const [name, setName] = useState("");
    const [note, setNote] = useState("");
    const save = async () => {
        if (await run((api) => api.datasets.create({ name: name.trim(), note, selection }))) {
            onClose();
            go("/label/sets");
        }
    };
    return (
        <Modal opened onClose={onClose} title={t("label.makeSet")}>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    void save();
                }}
            >
                <Text size="sm" c="dimmed" mb="md">
                    {t("filter" in selection ? "label.setFollows" : "label.setFixed", {
                        count,
                        number: number(count),
                    })}
                </Text>
                <TextInput
                    label={t("common.name")}
                    value={name}
                    maxLength={200}
                    data-autofocus
                    onChange={(event) => setName(event.currentTarget.value)}
                />
                <Textarea
                    label={t("common.note")}
                    value={note}
                    maxLength={20_000}
                    autosize
                    minRows={2}
                    maxRows={6}
                    mt="sm"
                    onChange={(event) => setNote(event.currentTarget.value)}
                />
                <Group justify="flex-end" gap="xs" mt="md">
                    <Button variant="default" onClick={onClose}>
                        {t("common.cancel")}
                    </Button>
                    <Button type="submit" loading={busy} disabled={!name.trim()}>
                        {t("common.save")}
                    </Button>
                </Group>
            </form>
        </Modal>
    );
}
