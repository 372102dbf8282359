/** What can be done with the pairs that are selected. Nothing while none are. */
import { Button, Group, Popover, TagsInput, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDatabasePlus, IconTag, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { PairFilter, PairSelection } from "../../../../preload/contract/preferences.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { useTell } from "../../../components/tell.tsx";
import { useKeepClear } from "../../../components/useKeepClear.ts";
import { number } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { NewSetDialog } from "../sets/NewSetDialog.tsx";
import classes from "./SelectionBar.module.css";
import { noSelection, type Selection, selectedCount, toBackend } from "./selection.ts";
import { useRemovePairs } from "./useRemovePairs.ts";

interface SelectionBarProps {
    filter: PairFilter;
    selection: Selection;
    onSelect: (selection: Selection) => void;
}

export function SelectionBar({ filter, selection, onSelect }: SelectionBarProps) {
    const t = useTranslate();
    const keepClear = useKeepClear();
    const remove = useRemovePairs();
    const [naming, newSet] = useDisclosure(false);
    const { data: statistics } = useAnswer("pairs", ["count", filter], async (api) =>
        api.preferences.list({ filter, limit: 1 }),
    );
    const total = statistics?.total ?? 0;
    const count = selectedCount(selection, total);
    if (count === 0) return null;
    const chosen = toBackend(selection, filter);
    return (
        <section ref={keepClear} className={classes.bar} aria-label={t("label.selection")}>
            <Text size="sm" fw={550} role="status">
                {t("label.selected", { count, number: number(count) })}
            </Text>
            {count < total && (
                <Button size="compact-sm" variant="subtle" onClick={() => onSelect({ kind: "all" })}>
                    {t("label.selectAllOf", { total: number(total) })}
                </Button>
            )}
            <Group gap="xs" ms="auto">
                <TagButton selection={chosen} />
                <Button
                    size="xs"
                    variant="default"
                    leftSection={<IconDatabasePlus size="1rem" stroke={1.6} />}
                    onClick={newSet.open}
                >
                    {t("label.makeSet")}
                </Button>
                <Button
                    size="xs"
                    variant="default"
                    leftSection={<IconTrash size="1rem" stroke={1.6} />}
                    onClick={() => {
                        remove(chosen);
                        onSelect(noSelection);
                    }}
                >
                    {t("common.remove")}
                </Button>
                <Button size="xs" variant="subtle" color="gray" onClick={() => onSelect(noSelection)}>
                    {t("label.selectNone")}
                </Button>
            </Group>
            {naming && <NewSetDialog selection={chosen} count={count} onClose={newSet.close} />}
        </section>
    );
}

function TagButton({ selection }: { selection: PairSelection }) {
    const t = useTranslate();
    const tell = useTell();
    const { busy, run } = useAction();
    const [open, { toggle, close }] = useDisclosure(false);
    const [add, setAdd] = useState<string[]>([]);
    const [remove, setRemove] = useState<string[]>([]);
    const { data: tags } = useAnswer("pairs", ["tags"], (api) => api.preferences.tags());
    const known = (tags ?? []).map(({ tag }) => tag);
    const apply = async () => {
        const done = await run((api) => api.preferences.tag({ selection, add, remove }));
        if (!done) return;
        close();
        setAdd([]);
        setRemove([]);
        tell.undoable(t("label.tagged", { count: done.changed }), () =>
            run((api) => api.preferences.tag({ selection, add: remove, remove: add })),
        );
    };
    return (
        <Popover
            opened={open}
            onChange={(now) => !now && close()}
            width="18rem"
            position="top"
            trapFocus
            shadow="md"
        >
            <Popover.Target>
                <Button
                    size="xs"
                    variant="default"
                    leftSection={<IconTag size="1rem" stroke={1.6} />}
                    onClick={toggle}
                >
                    {t("label.tag")}
                </Button>
            </Popover.Target>
            <Popover.Dropdown>
                <TagsInput
                    label={t("label.addTags")}
                    data={known}
                    value={add}
                    onChange={(list) => setAdd(list.map((tag) => tag.slice(0, 60)))}
                    maxTags={50}
                    comboboxProps={{ withinPortal: false }}
                    data-autofocus
                />
                <TagsInput
                    label={t("label.removeTags")}
                    data={known}
                    value={remove}
                    onChange={setRemove}
                    mt="xs"
                    comboboxProps={{ withinPortal: false }}
                />
                <Button
                    size="xs"
                    mt="sm"
                    fullWidth
                    loading={busy}
                    disabled={add.length + remove.length === 0}
                    onClick={() => void apply()}
                >
                    {t("label.tag")}
                </Button>
            </Popover.Dropdown>
        </Popover>
    );
}
