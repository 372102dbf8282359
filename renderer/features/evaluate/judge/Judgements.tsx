/** Every judgement of a judging: the question, both answers, and what the judge said in both orders. */
import { Button, Group, Select, Text } from "@mantine/core";
import { useState } from "react";
import type { JudgedMatch, JudgedRound, JudgingRecord } from "../../../../preload/contract/judging.ts";
import { usePages } from "../../../backend/useAnswer.ts";
import { Failure } from "../../../components/Failure.tsx";
import { Fold } from "../../../components/Fold.tsx";
import { Segments } from "../../../components/Segments.tsx";
import { said } from "../../../i18n/said.ts";
import { type Translate, useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Evaluate.module.css";
import { titleOf, verdictText } from "./judgeText.ts";

const filters = ["all", "first", "second", "contradictory", "unclear"] as const;
type Filter = (typeof filters)[number];

/** What the filters are called where people have judged, too. */
const withPeople = { first: "agreed", second: "disagreed" } as const;

export function Judgements({ judging }: { judging: JudgingRecord }) {
    const t = useTranslate();
    return (
        <Fold label={t("judging.judgements")}>
            <List judging={judging} />
        </Fold>
    );
}

function List({ judging: { id, rounds, done } }: { judging: JudgingRecord }) {
    const t = useTranslate();
    const [round, setRound] = useState(0);
    const [only, setOnly] = useState<Filter>("all");
    const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = usePages(
        "judging",
        ["matches", id, round, only, done],
        (api, cursor) => api.judging.matches({ id, round, only, cursor, limit: 10 }),
    );
    const matches = data?.pages.flatMap((page) => page.items);
    const shown = rounds[round] as JudgedRound;
    const names = namesOf(shown, t);
    const labelOf = (filter: Filter) => {
        const own = shown.subject.kind !== "candidate" && (filter === "first" || filter === "second");
        return t(`judging.filters.${own ? withPeople[filter] : filter}`);
    };
    return (
        <>
            <Group gap="xs" mb="xs">
                {rounds.length > 1 && (
                    <Select
                        size="xs"
                        aria-label={t("judging.round")}
                        data={rounds.map((one, index) => ({ value: String(index), label: titleOf(one, t) }))}
                        value={String(round)}
                        allowDeselect={false}
                        onChange={(value) => setRound(Number(value))}
                    />
                )}
                <Segments<Filter>
                    size="xs"
                    aria-label={t("judging.filter")}
                    value={only}
                    onChange={setOnly}
                    data={filters.map((value) => ({ value, label: labelOf(value) }))}
                />
            </Group>
            {error && <Failure error={error} />}
            {matches?.length === 0 && (
                <Text size="sm" c="dimmed">
                    {t("judging.noJudgements")}
                </Text>
            )}
            {matches?.map((match) => (
                <Judgement key={match.id} match={match} names={names} />
            ))}
            {hasNextPage && (
                <Button
                    size="xs"
                    variant="default"
                    loading={isFetchingNextPage}
                    onClick={() => void fetchNextPage()}
                >
                    {t("evaluate.moreCases")}
                </Button>
            )}
        </>
    );
}

/** Whose the two answers are. */
function namesOf({ subject, title }: JudgedRound, t: Translate): [string, string] {
    return subject.kind === "candidate"
        ? [said(title), t("common.originalModel")]
        : [t("judging.preferred"), t("judging.other")];
}

function Judgement({ match, names }: { match: JudgedMatch; names: [string, string] }) {
    const t = useTranslate();
    const { prompt, first, second, verdict } = match;
    const answers = [
        { text: first, credit: verdict.credit },
        { text: second, credit: 1 - verdict.credit },
    ];
    return (
        <article className={classes.item}>
            <p className={classes.prompt}>{prompt}</p>
            <div className={classes.answers}>
                {answers.map(({ text, credit }, index) => (
                    <div key={index} className={classes.answer} data-credit={credit > 0.5 ? 1 : undefined}>
                        <span className={classes.label}>
                            {names[index]}
                            {credit > 0.5 &&
                                ` · ${t(credit === 1 ? "judging.chosen" : "judging.chosenOnce")}`}
                        </span>
                        {text}
                    </div>
                ))}
            </div>
            <Text size="sm" c="dimmed" mt="xs">
                {verdictText(match, names, t)}
            </Text>
        </article>
    );
}
