/** One question with its answers, beside one another where there are several. */
import { type CSSProperties, memo } from "react";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { AnswerView } from "./AnswerView.tsx";
import type { Turn } from "./branch.ts";
import type { Writing } from "./chatState.ts";
import { QuestionView } from "./QuestionView.tsx";
import classes from "./TurnView.module.css";
import { VersionArrows } from "./VersionArrows.tsx";

interface TurnProps {
    turn: Turn;
    /** nothing follows it */
    last: boolean;
    writing: ReadonlyMap<number, Writing>;
}

export const TurnView = memo(function TurnView({ turn, last, writing }: TurnProps) {
    const t = useTranslate();
    const { question, answers, attempts, continuedFrom } = turn;
    const several = answers.length > 1;
    return (
        <article className={classes.turn}>
            <QuestionView question={question} />
            {attempts.ids.length > 1 && (
                <VersionArrows ids={attempts.ids} shown={attempts.shown} label={t("chat.attempts")} />
            )}
            <div className={classes.answers} style={{ "--columns": answers.length } as CSSProperties}>
                {answers.map((answer) => (
                    <AnswerView
                        key={answer.versions[0]?.id}
                        answer={answer}
                        others={answers.filter((other) => other !== answer).map(({ message }) => message)}
                        last={last}
                        beside={several}
                        continued={several && answer.message.id === continuedFrom}
                        writing={writing.get(answer.message.id)}
                    />
                ))}
            </div>
        </article>
    );
}, sameTurn);

/** Turns are made anew with every event; what they show mostly stays. */
function sameTurn(before: TurnProps, after: TurnProps): boolean {
    const shown = ({ turn: { question, answers, attempts, continuedFrom }, last, writing }: TurnProps) => [
        question.message,
        ...question.versions,
        continuedFrom,
        attempts.shown,
        ...attempts.ids,
        last,
        ...answers.flatMap(({ message, versions }) => [message, ...versions, writing.get(message.id)]),
    ];
    const [first, second] = [shown(before), shown(after)];
    return first.length === second.length && first.every((value, index) => value === second[index]);
}
