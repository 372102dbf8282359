/** Putting an adapter into a saved stack, or beginning one with it. */
import { Menu } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import type { StackRecord } from "../../../../preload/contract/stacks.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { useTell } from "../../../components/tell.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";

interface AddToStackProps {
    adapterId: number;
    modelId: number;
    /** the button */
    children: ReactNode;
}

export function AddToStack({ adapterId, modelId, children }: AddToStackProps) {
    const t = useTranslate();
    const tell = useTell();
    const [, go] = useLocation();
    const { run } = useAction();
    const { data: stacks } = useAnswer("stacks", ["of", modelId], (api) => api.stacks.list({ modelId }));
    const entry = { adapterId, weight: 1, enabled: true };
    const free = stacks?.filter(({ entries }) => !entries.some((one) => one.adapterId === adapterId)) ?? [];
    const add = ({ id, name, entries }: StackRecord) =>
        void run(async (api) => {
            await api.stacks.update({ id, entries: [...entries, entry] });
            tell.undoable(t("adapters.added", { name }), () =>
                run((again) => again.stacks.update({ id, entries })),
            );
        });
    const begin = () =>
        void run(async (api) => {
            const name = t("adapters.newStackName", { count: (stacks?.length ?? 0) + 1 });
            await api.stacks.create({ name, modelId, entries: [entry], strength: 1 });
            go("/adapters/stacks");
        });
    return (
        <Menu position="bottom-start">
            <Menu.Target>{children}</Menu.Target>
            <Menu.Dropdown>
                {free.map((stack) => (
                    <Menu.Item key={stack.id} onClick={() => add(stack)}>
                        {stack.name}
                    </Menu.Item>
                ))}
                {free.length > 0 && <Menu.Divider />}
                <Menu.Item leftSection={<IconPlus size="1rem" />} onClick={begin}>
                    {t("adapters.newStack")}
                </Menu.Item>
            </Menu.Dropdown>
        </Menu>
    );
}
