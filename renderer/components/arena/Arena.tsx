/**
 * Two answers to one question, and which is better: with the keyboard alone, without knowing what made which. Used for
 * labels and for comparisons of stacks; what follows from verdicts is for whoever shows it.
 */
import { Button, Loader, Text, VisuallyHidden } from "@mantine/core";
import { IconCircleCheck, IconPlayerPause } from "@tabler/icons-react";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import type { Judged, QueueItem, QueueRecord } from "../../../preload/contract/queues.ts";
import { said as inTheirWords } from "../../i18n/said.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { EmptyState } from "../EmptyState.tsx";
import { Markdown } from "../markdown/Markdown.tsx";
import { useKeepClear } from "../useKeepClear.ts";
import classes from "./Arena.module.css";
import { BetterEditor } from "./BetterEditor.tsx";
import { PromptView } from "./PromptView.tsx";
import { useArena, type Verdict } from "./useArena.ts";
import { useArenaKeys } from "./useArenaKeys.ts";
import { type Side, useEditing } from "./useEditing.ts";
import { VerdictButtons } from "./VerdictButtons.tsx";

interface ArenaProps {
    queue: QueueRecord;
    onJudged?: (judged: Judged) => void;
    /** beside the verdicts: how far it is, what it has brought */
    children?: ReactNode;
    /** what can be done once everything is judged */
    ended?: ReactNode;
}

export function Arena({ queue, onJudged, children, ended }: ArenaProps) {
    const t = useTranslate();
    const frame = useRef<HTMLDivElement>(null);
    const keepClear = useKeepClear();
    const arena = useArena(queue, (judged) => onJudged?.(judged));
    const [said, say] = useState("");
    const item = arena.items[0];
    const itemId = item?.id;
    const [editing, edit] = useEditing(itemId);
    const focus = () => frame.current?.focus({ preventScroll: true });
    useLayoutEffect(focus, [itemId]);
    const judge = (verdict: Verdict) => {
        if (!item) return;
        say(t(`arena.said.${verdict.judgement}`));
        edit(null);
        arena.judge(verdict);
        focus();
    };
    const undo = () => {
        say(t("arena.undone"));
        edit(null);
        arena.undo();
        focus();
    };
    const canEdit = queue.kind === "label";
    const keys = { judge, undo, edit, editing, canEdit };
    useArenaKeys(item, keys);
    return (
        <div ref={frame} className={classes.arena} tabIndex={-1}>
            <VisuallyHidden role="status">{said}</VisuallyHidden>
            {item ? (
                <>
                    <div className={classes.sheet} key={item.id}>
                        <PromptView prompt={item.prompt} />
                        {editing === "which" && (
                            <Text size="sm" ta="center" c="dimmed" role="status">
                                {t("arena.whichToEdit")}
                            </Text>
                        )}
                        <div className={classes.answers} data-long={isLong(item)}>
                            {(["left", "right"] as const).map((side) => (
                                <Answer
                                    key={side}
                                    side={side}
                                    text={item[side]}
                                    editing={editing === side}
                                    asked={editing === "which"}
                                    onChoose={() =>
                                        editing === "which" ? edit(side) : judge({ judgement: side })
                                    }
                                    onCancel={() => {
                                        edit(null);
                                        focus();
                                    }}
                                    onBetter={(better) => judge({ judgement: side, better })}
                                />
                            ))}
                        </div>
                    </div>
                    <div ref={keepClear} className={classes.foot}>
                        <VerdictButtons
                            disabled={editing !== null && editing !== "which"}
                            onJudge={judge}
                            onUndo={undo}
                            onEdit={canEdit ? () => edit("which") : undefined}
                        />
                        {children}
                    </div>
                </>
            ) : (
                <Without queue={queue} state={arena.state} onRetry={arena.retry} onUndo={undo}>
                    {ended}
                </Without>
            )}
        </div>
    );
}

/** Letters from which on answers get more room. Not by what each needs: buttons stay where they are from one to the next. */
const long = 600;

function isLong({ left, right }: QueueItem): boolean {
    return Math.max(left.length, right.length) > long;
}

interface AnswerProps {
    side: Side;
    text: string;
    editing: boolean;
    /** which one is to be edited is being asked */
    asked: boolean;
    onChoose: () => void;
    onCancel: () => void;
    onBetter: (text: string) => void;
}

function Answer({ side, text, editing, asked, onChoose, onCancel, onBetter }: AnswerProps) {
    const t = useTranslate();
    return (
        <section className={classes.answer} aria-label={t(`arena.answer.${side}`)} data-asked={asked}>
            {editing ? (
                <BetterEditor text={text} onCancel={onCancel} onDone={onBetter} />
            ) : (
                <>
                    <div className={classes.text} {...scrolledWithKeys}>
                        <Markdown text={text} />
                    </div>
                    <Button
                        variant="light"
                        fullWidth
                        className={classes.choose}
                        onClick={onChoose}
                        aria-keyshortcuts={side === "left" ? "ArrowLeft" : "ArrowRight"}
                    >
                        {t(asked ? "arena.editThis" : "arena.thisOne")}
                    </Button>
                </>
            )}
        </section>
    );
}

/** What can be scrolled has to be scrolled with keys, too. */
const scrolledWithKeys = { tabIndex: 0 };

interface WithoutProps {
    queue: QueueRecord;
    state: "loading" | "ready" | "ended";
    onRetry: () => void;
    onUndo: () => void;
    children: ReactNode;
}

/** Nothing to judge: not yet, not any more, or something is wrong. */
function Without({ queue, state, onRetry, onUndo, children }: WithoutProps) {
    const t = useTranslate();
    if (state !== "ended")
        return (
            <div className={classes.waiting} role="status">
                <Loader size="sm" type="dots" />
                <Text c="dimmed">{t("arena.making")}</Text>
            </div>
        );
    const undo = queue.judged > 0 && (
        <Button variant="default" onClick={onUndo}>
            {t("arena.undoLast")}
        </Button>
    );
    if (queue.problem)
        return (
            <EmptyState
                icon={IconPlayerPause}
                title={t("arena.paused")}
                text={inTheirWords(queue.problem)}
                role="alert"
            >
                <Button onClick={onRetry}>{t("common.tryAgain")}</Button>
                {undo}
            </EmptyState>
        );
    const leftOut = queue.failed > 0 ? ` ${t("arena.leftOut", { count: queue.failed })}` : "";
    return (
        <EmptyState
            icon={IconCircleCheck}
            title={t("arena.ended")}
            text={`${t("arena.endedText", { count: queue.judged })}${leftOut}`}
        >
            {children}
            {undo}
        </EmptyState>
    );
}
