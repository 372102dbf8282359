/** All blind comparisons, each with its win rate so far. */
import { Group } from "@mantine/core";
import { Link } from "wouter";
import type { QueueRecord } from "../../../../preload/contract/queues.ts";
import { useAction } from "../../../backend/useAction.ts";
import { MoreMenu, RemoveItem } from "../../../components/MoreMenu.tsx";
import { Panel } from "../../../components/Panel.tsx";
import { useRemove } from "../../../components/useRemove.ts";
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
    const { run } = useAction();
    const takeAway = useRemove(run);
    const remove = () => takeAway({ part: "queues", id, text: t("evaluate.removed", { name }) });
    return (
        <article className={classes.item}>
            <Group justify="space-between" wrap="nowrap" mb={4}>
                <Link href={`/evaluate/comparison/${id}`} className={classes.link}>
                    {name}
                </Link>
                <MoreMenu label={t("evaluate.actionsFor", { name })}>
                    <RemoveItem onClick={remove} />
                </MoreMenu>
            </Group>
            <WinRate id={id} />
        </article>
    );
}
