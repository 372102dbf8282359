/** How a run is, in a word. */
import { Badge } from "@mantine/core";
import type { RunRecord } from "../../../preload/contract/training.ts";
import type { RunState } from "../../../preload/records/work.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";

const colors: Record<RunState, string> = {
    queued: "gray",
    preparing: "pine",
    running: "pine",
    waiting: "pine",
    evaluating: "pine",
    paused: "clay",
    interrupted: "clay",
    finished: "gray",
    cancelled: "gray",
    failed: "red",
};

export function StateBadge({ run: { state, verdict, position } }: { run: RunRecord }) {
    const t = useTranslate();
    if (state === "finished" && verdict)
        return (
            <Badge variant="light" tt="none" fw={550} color={outcomeColors[verdict.outcome]}>
                {t(`train.outcomes.${verdict.outcome}`)}
            </Badge>
        );
    return (
        <Badge variant="light" tt="none" fw={550} color={colors[state]}>
            {state === "queued" && position !== null
                ? t("train.queuedAt", { place: position })
                : t(`train.states.${state}`)}
        </Badge>
    );
}

const outcomeColors = { learned: "pine", little: "gray", damaged: "red", unclear: "clay" } as const;
