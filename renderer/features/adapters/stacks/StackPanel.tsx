/** One saved stack, changed where it stands. */
import { Badge, Button, Group, Menu, Text } from "@mantine/core";
import { IconMessage2, IconStar, IconStarOff } from "@tabler/icons-react";
import { useState } from "react";
import type { AdapterRecord } from "../../../../preload/contract/adapters.ts";
import type { StackRecord, StackSetup } from "../../../../preload/contract/stacks.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useDraft } from "../../../backend/useDraft.ts";
import { MoreMenu, RemoveItem, RenameItem } from "../../../components/MoreMenu.tsx";
import { NameField } from "../../../components/NameField.tsx";
import { StackEditor } from "../../../components/stack/StackEditor.tsx";
import { useNewChat } from "../../../components/useNewChat.ts";
import { useRemove } from "../../../components/useRemove.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../card/AdapterCard.module.css";
import { useBaseName } from "../card/useBaseName.ts";

interface StackPanelProps {
    stack: StackRecord;
    adapters: readonly AdapterRecord[];
}

export function StackPanel({ stack, adapters }: StackPanelProps) {
    const t = useTranslate();
    const { run } = useAction();
    const { busy, begin } = useNewChat();
    const [renaming, setRenaming] = useState(false);
    const { id, name, modelId, isDefault } = stack;
    const base = useBaseName({ modelId, base: null });
    const [setup, change] = useDraft<StackSetup>(stack, (api, { entries, strength }) =>
        api.stacks.update({ id, entries, strength }),
    );
    const chat = () => {
        const { entries, strength } = setup;
        if (modelId !== null) void begin({ modelId, columns: [{ entries, strength, label: "" }] });
    };
    return (
        <li className={classes.card}>
            <Group wrap="nowrap" gap="xs" align="flex-start">
                {renaming ? (
                    <NameField
                        name={name}
                        onDone={() => setRenaming(false)}
                        onSave={(changed) => void run((api) => api.stacks.update({ id, name: changed }))}
                    />
                ) : (
                    <Text fw={620} flex={1} style={{ overflowWrap: "anywhere" }}>
                        {name}
                    </Text>
                )}
                {isDefault && (
                    <Badge variant="light" tt="none">
                        {t("adapters.default")}
                    </Badge>
                )}
                <StackMenu stack={stack} onRename={() => setRenaming(true)} />
            </Group>
            {base && (
                <Text size="xs" c="dimmed">
                    {base}
                </Text>
            )}
            <StackEditor
                stack={setup}
                adapters={adapters.filter((adapter) => adapter.modelId === modelId)}
                onChange={change}
            />
            <Group mt="auto" pt={4}>
                <Button
                    size="xs"
                    variant="light"
                    loading={busy}
                    disabled={modelId === null}
                    leftSection={<IconMessage2 size="1rem" stroke={1.6} />}
                    onClick={chat}
                >
                    {t("adapters.useInChat")}
                </Button>
            </Group>
        </li>
    );
}

function StackMenu({
    stack: { id, name, isDefault },
    onRename,
}: {
    stack: StackRecord;
    onRename: () => void;
}) {
    const t = useTranslate();
    const { run } = useAction();
    const takeAway = useRemove(run);
    const remove = () => takeAway({ part: "stacks", id, text: t("adapters.removed", { name }) });
    return (
        <MoreMenu label={t("adapters.actionsFor", { name })}>
            <RenameItem onClick={onRename} />
            <Menu.Item
                leftSection={isDefault ? <IconStarOff size="1rem" /> : <IconStar size="1rem" />}
                onClick={() => void run((api) => api.stacks.update({ id, isDefault: !isDefault }))}
            >
                {t(isDefault ? "adapters.noDefault" : "adapters.makeDefault")}
            </Menu.Item>
            <RemoveItem onClick={remove} />
        </MoreMenu>
    );
}
