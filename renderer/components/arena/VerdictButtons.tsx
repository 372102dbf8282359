/** The verdicts that can be given, each with its key. */
import { Kbd, UnstyledButton } from "@mantine/core";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./Arena.module.css";
import type { Verdict } from "./useArena.ts";

interface VerdictButtonsProps {
    disabled: boolean;
    onJudge: (verdict: Verdict) => void;
    onUndo: () => void;
    /** undefined: answers cannot be edited here */
    onEdit: (() => void) | undefined;
}

export function VerdictButtons({ disabled, onJudge, onUndo, onEdit }: VerdictButtonsProps) {
    const t = useTranslate();
    const buttons = [
        {
            key: "←",
            shortcut: "ArrowLeft",
            label: t("arena.left"),
            press: () => onJudge({ judgement: "left" }),
        },
        { key: "↑", shortcut: "ArrowUp", label: t("arena.tie"), press: () => onJudge({ judgement: "tie" }) },
        {
            key: "↓",
            shortcut: "ArrowDown",
            label: t("arena.bothBad"),
            press: () => onJudge({ judgement: "both-bad" }),
        },
        {
            key: "→",
            shortcut: "ArrowRight",
            label: t("arena.right"),
            press: () => onJudge({ judgement: "right" }),
        },
        {
            key: t("arena.space"),
            shortcut: "Space",
            label: t("arena.skip"),
            press: () => onJudge({ judgement: "skip" }),
        },
        ...(onEdit ? [{ key: "E", shortcut: "E", label: t("arena.edit"), press: onEdit }] : []),
        { key: "Z", shortcut: "Z", label: t("common.undo"), press: onUndo },
    ];
    return (
        <div className={classes.verdicts} role="toolbar" aria-label={t("arena.verdicts")}>
            {buttons.map(({ key, shortcut, label, press }) => (
                <UnstyledButton
                    key={shortcut}
                    className={classes.verdict}
                    disabled={disabled}
                    onClick={press}
                    aria-keyshortcuts={shortcut}
                >
                    <Kbd size="sm" aria-hidden>
                        {key}
                    </Kbd>
                    {label}
                </UnstyledButton>
            ))}
        </div>
    );
}
