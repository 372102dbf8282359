/** A pair that is changed where it stands. */
import { Button, Group } from "@mantine/core";
import { IconArrowsExchange, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { PairRecord } from "../../../../preload/contract/preferences.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { isUsable, type PairDraft, PairFields } from "./PairFields.tsx";
import { placed, type RowPlace } from "./PairRow.tsx";
import classes from "./PairTable.module.css";
import { useRemovePairs } from "./useRemovePairs.ts";

interface PairEditorProps {
    pair: PairRecord;
    place: RowPlace;
    onClose: () => void;
}

export function PairEditor({ pair, place, onClose }: PairEditorProps) {
    const t = useTranslate();
    const { busy, run } = useAction();
    const remove = useRemovePairs();
    const { id, prompt, chosen, rejected, verdict, strength, tags, note } = pair;
    const [draft, setDraft] = useState<PairDraft>({
        prompt,
        chosen,
        rejected,
        verdict,
        strength,
        tags,
        note,
    });
    const usable = isUsable(draft);
    const first = useRef<HTMLTableCellElement>(null);
    useEffect(() => first.current?.querySelector("textarea")?.focus(), []);
    const save = async () => {
        if (usable && (await run((api) => api.preferences.update({ id, ...draft })))) onClose();
    };
    return (
        <tr
            {...placed(place)}
            className={classes.editor}
            data-editor
            onKeyDown={(event) => {
                if (event.key === "Escape" && !event.defaultPrevented) onClose();
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
            }}
        >
            <td ref={first}>
                <PairFields draft={draft} onChange={setDraft} />
                <Group justify="space-between" mt="md">
                    <Group gap="xs">
                        <Button
                            size="xs"
                            variant="subtle"
                            color="red"
                            leftSection={<IconTrash size="1rem" stroke={1.6} />}
                            onClick={() => {
                                onClose();
                                remove({ ids: [id] });
                            }}
                        >
                            {t("common.remove")}
                        </Button>
                        <Button
                            size="xs"
                            variant="subtle"
                            leftSection={<IconArrowsExchange size="1rem" stroke={1.6} />}
                            onClick={() =>
                                setDraft({ ...draft, chosen: draft.rejected, rejected: draft.chosen })
                            }
                        >
                            {t("label.swap")}
                        </Button>
                    </Group>
                    <Group gap="xs">
                        <Button size="xs" variant="default" onClick={onClose}>
                            {t("common.cancel")}
                        </Button>
                        <Button size="xs" loading={busy} disabled={!usable} onClick={() => void save()}>
                            {t("common.save")}
                        </Button>
                    </Group>
                </Group>
            </td>
        </tr>
    );
}
