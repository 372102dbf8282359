/** What can be done with a queue of questions. */
import { Button, Group, Menu, Modal, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { QueueRecord } from "../../../../preload/contract/queues.ts";
import { useAction } from "../../../backend/useAction.ts";
import { MoreMenu, RemoveItem, RenameItem } from "../../../components/MoreMenu.tsx";
import { useRemove } from "../../../components/useRemove.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";

export function QueueMenu({ queue, onNew }: { queue: QueueRecord; onNew: () => void }) {
    const t = useTranslate();
    const { run } = useAction();
    const [renaming, rename] = useDisclosure(false);
    const { id, name } = queue;
    const takeAway = useRemove(run);
    const remove = () => takeAway({ part: "queues", id, text: t("label.queueRemoved", { name }) });
    return (
        <>
            <MoreMenu variant="default" size="md" label={t("label.queueActions", { name })}>
                <Menu.Item leftSection={<IconPlus size="1rem" />} onClick={onNew}>
                    {t("label.newQueue")}
                </Menu.Item>
                <RenameItem onClick={rename.open} />
                <RemoveItem onClick={remove} />
            </MoreMenu>
            {renaming && <RenameDialog queue={queue} onClose={rename.close} />}
        </>
    );
}

function RenameDialog({ queue: { id, name }, onClose }: { queue: QueueRecord; onClose: () => void }) {
    const t = useTranslate();
    const { busy, run } = useAction();
    const [text, setText] = useState(name);
    const save = async () => {
        if (await run((api) => api.queues.update({ id, name: text.trim() }))) onClose();
    };
    return (
        <Modal opened onClose={onClose} title={t("common.rename")}>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    void save();
                }}
            >
                <TextInput
                    label={t("common.name")}
                    value={text}
                    maxLength={200}
                    data-autofocus
                    onChange={(event) => setText(event.currentTarget.value)}
                />
                <Group justify="flex-end" gap="xs" mt="md">
                    <Button variant="default" onClick={onClose}>
                        {t("common.cancel")}
                    </Button>
                    <Button type="submit" loading={busy} disabled={!text.trim()}>
                        {t("common.save")}
                    </Button>
                </Group>
            </form>
        </Modal>
    );
}
