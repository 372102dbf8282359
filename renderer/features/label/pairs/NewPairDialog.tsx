/** A pair that the person writes. */
import { Button, Group, Modal } from "@mantine/core";
import { useState } from "react";
import { useAction } from "../../../backend/useAction.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { isUsable, type PairDraft, PairFields } from "./PairFields.tsx";

const empty: PairDraft = {
    prompt: [{ role: "user", content: "" }],
    chosen: "",
    rejected: "",
    verdict: "preferred",
    strength: null,
    tags: [],
    note: "",
};

export function NewPairDialog({ onClose }: { onClose: () => void }) {
    const t = useTranslate();
    const { busy, run } = useAction();
    const [draft, setDraft] = useState(empty);
    const save = async () => {
        if (await run((api) => api.preferences.create(draft))) onClose();
    };
    return (
        <Modal opened onClose={onClose} title={t("label.newPair")} size="52rem">
            <PairFields draft={draft} onChange={setDraft} />
            <Group justify="flex-end" mt="md" gap="xs">
                <Button variant="default" onClick={onClose}>
                    {t("common.cancel")}
                </Button>
                <Button loading={busy} disabled={!isUsable(draft)} onClick={() => void save()}>
                    {t("common.save")}
                </Button>
            </Group>
        </Modal>
    );
}
