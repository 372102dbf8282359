/** Comparing answers: the queue that is labelled, how far it is, and beginning another one. */
import { Button, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconScale } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { QueueRecord } from "../../../../preload/contract/queues.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { Arena } from "../../../components/arena/Arena.tsx";
import { EmptyState } from "../../../components/EmptyState.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { ScreenFrame } from "../../../components/ScreenFrame.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { useSettings } from "../../../theme/LookProvider.tsx";
import { NewQueueDialog } from "./NewQueueDialog.tsx";
import { QueueMenu } from "./QueueMenu.tsx";
import { Tally } from "./Tally.tsx";

export function ArenaView({ views }: { views: ReactNode }) {
    const t = useTranslate();
    const { run } = useAction();
    const { settings, change } = useSettings();
    const [making, newQueue] = useDisclosure(false);
    const { data, error, refetch } = useAnswer("queues", ["list"], (api) => api.queues.list());
    const queues = data?.filter(({ kind }) => kind === "label") ?? [];
    const remembered = Number(settings?.screens.labelQueue);
    const queue = queues.find(({ id }) => id === remembered) ?? queues[0];
    const choose = (id: number) => void run(() => change({ screens: { labelQueue: id } }));
    return (
        <ScreenFrame
            title={t("screens.label")}
            beside={views}
            scrolls={false}
            actions={
                queue && (
                    <>
                        {queues.length > 1 && (
                            <Select
                                size="xs"
                                aria-label={t("label.queue")}
                                data={queues.map(({ id, name }) => ({ value: String(id), label: name }))}
                                value={String(queue.id)}
                                allowDeselect={false}
                                onChange={(id) => id && choose(Number(id))}
                            />
                        )}
                        <QueueMenu key={queue.id} queue={queue} onNew={newQueue.open} />
                    </>
                )
            }
        >
            {error && <Failure error={error} retry={() => void refetch()} />}
            {data && !queue && <NoQueue onNew={newQueue.open} />}
            {queue && <Labelled key={queue.id} queue={queue} onNew={newQueue.open} />}
            {making && <NewQueueDialog onClose={newQueue.close} onMade={choose} />}
        </ScreenFrame>
    );
}

function Labelled({ queue, onNew }: { queue: QueueRecord; onNew: () => void }) {
    const t = useTranslate();
    return (
        <Arena
            queue={queue}
            ended={
                <>
                    <Button component={Link} href="/train/new">
                        {t("label.trainNow")}
                    </Button>
                    <Button variant="default" onClick={onNew}>
                        {t("label.newQueue")}
                    </Button>
                </>
            }
        >
            <Tally queue={queue} />
        </Arena>
    );
}

function NoQueue({ onNew }: { onNew: () => void }) {
    const t = useTranslate();
    return (
        <EmptyState icon={IconScale} title={t("label.noQueue")} text={t("label.noQueueText")}>
            <Button leftSection={<IconPlus size="1rem" />} onClick={onNew}>
                {t("label.newQueue")}
            </Button>
            <Button component={Link} href="/label/pairs" variant="default">
                {t("label.pairs")}
            </Button>
        </EmptyState>
    );
}
