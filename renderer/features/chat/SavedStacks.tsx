/** Stacks that were saved by name: put one in place of the present one, save the present one. */
import { Button, Group, Menu, Popover, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDeviceFloppy, IconStack2 } from "@tabler/icons-react";
import { useState } from "react";
import type { StackSetup } from "../../../preload/contract/stacks.ts";
import { useAction } from "../../backend/useAction.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { useTell } from "../../components/tell.tsx";
import { useTranslate } from "../../i18n/useTranslate.ts";

interface SavedStacksProps {
    modelId: number;
    stack: StackSetup;
    onLoad: (stack: StackSetup) => void;
}

export function SavedStacks({ modelId, stack, onLoad }: SavedStacksProps) {
    const t = useTranslate();
    const { data: saved } = useAnswer("stacks", ["of", modelId], (api) => api.stacks.list({ modelId }));
    if (stack.entries.length === 0 && !saved?.length) return null;
    return (
        <Group gap="xs" grow preventGrowOverflow={false}>
            {saved && saved.length > 0 && (
                <Menu position="bottom-start">
                    <Menu.Target>
                        <Button
                            variant="default"
                            size="xs"
                            leftSection={<IconStack2 size="1rem" stroke={1.6} />}
                        >
                            {t("stack.saved")}
                        </Button>
                    </Menu.Target>
                    <Menu.Dropdown>
                        {saved.map(({ id, name, entries, strength }) => (
                            <Menu.Item key={id} onClick={() => onLoad({ entries, strength })}>
                                {name}
                            </Menu.Item>
                        ))}
                    </Menu.Dropdown>
                </Menu>
            )}
            {stack.entries.length > 0 && <SaveStack modelId={modelId} stack={stack} />}
        </Group>
    );
}

function SaveStack({ modelId, stack: { entries, strength } }: Omit<SavedStacksProps, "onLoad">) {
    const t = useTranslate();
    const tell = useTell();
    const { busy, run } = useAction();
    const [open, { toggle, close }] = useDisclosure(false);
    const [name, setName] = useState("");
    const save = async () => {
        const stack = await run((api) =>
            api.stacks.create({ modelId, name: name.trim(), entries, strength }),
        );
        if (!stack) return;
        close();
        setName("");
        tell.done(t("stack.savedAs", { name: stack.name }));
    };
    return (
        <Popover
            opened={open}
            onChange={(now) => !now && close()}
            width="15rem"
            position="top"
            trapFocus
            shadow="md"
        >
            <Popover.Target>
                <Button
                    variant="default"
                    size="xs"
                    leftSection={<IconDeviceFloppy size="1rem" stroke={1.6} />}
                    onClick={toggle}
                >
                    {t("stack.save")}
                </Button>
            </Popover.Target>
            <Popover.Dropdown>
                <form
                    onSubmit={(event) => {
                        event.preventDefault();
                        void save();
                    }}
                >
                    <TextInput
                        label={t("common.name")}
                        value={name}
                        maxLength={200}
                        data-autofocus
                        onChange={(event) => setName(event.currentTarget.value)}
                    />
                    <Button type="submit" size="xs" mt="sm" fullWidth loading={busy} disabled={!name.trim()}>
                        {t("common.save")}
                    </Button>
                </form>
            </Popover.Dropdown>
        </Popover>
    );
}
