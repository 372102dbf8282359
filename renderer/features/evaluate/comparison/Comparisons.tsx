/** All blind comparisons, each with its win rate so far. */
import { ActionIcon, Group, Menu } from "@mantine/core";
import { IconDots, IconTrash } from "@tabler/icons-react";
import { Link } from "wouter";
import type { QueueRecord } from "../../../../preload/contract/queues.ts";
import { useAction } from "../../../backend/useAction.ts";
import { Panel } from "../../../components/Panel.tsx";
import { useTell } from "../../../components/tell.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Evaluate.module.css";
import { WinRate } from "./WinRate.tsx";

export function Comparisons({ queues }: { queues: readonly QueueRecord[] }) {
    const t = useTranslate();
    return (
        <Panel title={t("evaluate.comparisons")} hint={t("evaluate.comparisonsHint")}>
            <div>
                {queues.map((queue) => (
                    <Comparison key={queue.id} queue={queue} />
                ))}
            </div>
        </Panel>
    );
}

function Comparison({ queue: { id, name } }: { queue: QueueRecord }) {
    const t = useTranslate();
    const tell = useTell();
    const { run } = useAction();
    const remove = () =>
        run(async (api) => {
            await api.queues.remove({ id });
            tell.undoable(t("evaluate.removed", { name }), () =>
                run((again) => again.queues.restore({ id })),
            );
        });
    return (
        <article className={classes.item}>
            <Group justify="space-between" wrap="nowrap" mb={4}>
                <Link href={`/evaluate/comparison/${id}`} className={classes.link}>
                    {name}
                </Link>
                <Menu position="bottom-end">
                    <Menu.Target>
                        <ActionIcon aria-label={t("evaluate.actionsFor", { name })}>
                            <IconDots size="1rem" />
                        </ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown>
                        <Menu.Item
                            leftSection={<IconTrash size="1rem" />}
                            color="red"
                            onClick={() => void remove()}
                        >
                            {t("common.remove")}
                        </Menu.Item>
                    </Menu.Dropdown>
                </Menu>
            </Group>
            <WinRate id={id} />
        </article>
    );
}
