/** What can be done with a run, by how it is. */
import { Button, Group, Menu } from "@mantine/core";
import {
    IconChartDots,
    IconMessage2,
    IconPlayerPause,
    IconPlayerPlay,
    IconPlayerStop,
    IconSquareCheck,
} from "@tabler/icons-react";
import { useLocation } from "wouter";
import type { RunRecord } from "../../../preload/contract/training.ts";
import type { Api } from "../../backend/liveBackend.ts";
import { useAction } from "../../backend/useAction.ts";
import { MoreMenu, RemoveItem, RenameItem } from "../../components/MoreMenu.tsx";
import { useNewChat } from "../../components/useNewChat.ts";
import { useRemove } from "../../components/useRemove.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { canResume, isGoing } from "./runState.ts";

interface RunActionsProps {
    run: RunRecord;
    /** only what is needed most, for lists */
    short?: boolean;
    onRename?: () => void;
}

const icon = "1rem";

export function RunActions({ run, short = false, onRename }: RunActionsProps) {
    const t = useTranslate();
    const { busy, run: act } = useAction();
    const { id } = run;
    const call = (what: (api: Api) => Promise<unknown>) => void act(what);
    const size = short ? "xs" : "sm";
    return (
        <Group gap="xs">
            {isGoing(run) && run.state !== "evaluating" && (
                <Button
                    size={size}
                    variant="default"
                    loading={busy}
                    leftSection={<IconPlayerPause size={icon} />}
                    onClick={() => call((api) => api.training.pause({ id }))}
                >
                    {t("train.pause")}
                </Button>
            )}
            {canResume(run) && (
                <Button
                    size={size}
                    loading={busy}
                    leftSection={<IconPlayerPlay size={icon} />}
                    onClick={() => call((api) => api.training.resume({ id }))}
                >
                    {t("train.resume")}
                </Button>
            )}
            {!short && <FinishedActions run={run} />}
            <MoreActions run={run} onRename={onRename} onCall={call} />
        </Group>
    );
}

/** What an adapter that has been trained is for. */
function FinishedActions({ run: { state, adapterId, modelId } }: { run: RunRecord }) {
    const t = useTranslate();
    const [, go] = useLocation();
    const { busy, begin } = useNewChat();
    if (state !== "finished" || adapterId === null) return null;
    const column = { strength: 1, label: "" };
    const compare = () =>
        begin({
            modelId,
            columns: [
                { ...column, entries: [] },
                { ...column, entries: [{ adapterId, weight: 1, enabled: true }] },
            ],
        });
    return (
        <>
            <Button
                size="sm"
                variant="default"
                leftSection={<IconChartDots size={icon} />}
                onClick={() => go(`/evaluate/new/${adapterId}`)}
            >
                {t("train.evaluate")}
            </Button>
            <Button
                size="sm"
                loading={busy}
                leftSection={<IconMessage2 size={icon} />}
                onClick={() => void compare()}
            >
                {t("train.tryIt")}
            </Button>
        </>
    );
}

interface MoreActionsProps {
    run: RunRecord;
    onRename: (() => void) | undefined;
    onCall: (what: (api: Api) => Promise<unknown>) => void;
}

function MoreActions({ run, onRename, onCall }: MoreActionsProps) {
    const t = useTranslate();
    const { id, name, state } = run;
    const going = isGoing(run);
    const takeAway = useRemove(onCall);
    const remove = () =>
        takeAway({
            part: "training",
            id,
            text: t("train.removed", { name }),
            page: { path: `/train/${id}`, list: "/train" },
        });
    return (
        <MoreMenu size="lg" label={t("train.actionsFor", { name })}>
            {onRename && <RenameItem onClick={onRename} />}
            {(going || state === "paused" || state === "interrupted") && run.step > 0 && (
                <Menu.Item
                    leftSection={<IconSquareCheck size={icon} />}
                    onClick={() => onCall((api) => api.training.finish({ id }))}
                >
                    {t("train.finish")}
                </Menu.Item>
            )}
            {(going || state === "queued" || state === "paused") && (
                <Menu.Item
                    leftSection={<IconPlayerStop size={icon} />}
                    onClick={() => onCall((api) => api.training.cancel({ id }))}
                >
                    {t("train.cancel")}
                </Menu.Item>
            )}
            {!going && <RemoveItem onClick={remove} />}
        </MoreMenu>
    );
}
