/** One pair in a line: its question, both answers, tags. */
import { Badge, Checkbox, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { memo } from "react";
import type { PairRecord } from "../../../../preload/contract/preferences.ts";
import { when } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "./PairTable.module.css";

/** Where a row stands in the virtual table. */
export interface RowPlace {
    /** from 0 */
    index: number;
    /** pixels from the top */
    start: number;
    measure: (row: HTMLElement | null) => void;
}

interface PairRowProps extends RowPlace {
    /** undefined while it is on its way */
    pair: PairRecord | undefined;
    selected: boolean;
    /** `range`: everything between the last one and this */
    onSelect: (index: number, selected: boolean, range: boolean) => void;
    onOpen: (pair: PairRecord) => void;
}

/** What a row of the table needs to stand in its place. */
export function placed({ index, start, measure }: RowPlace) {
    return {
        ref: measure,
        "data-index": index,
        "aria-rowindex": index + 2,
        style: { transform: `translateY(${start}px)` },
    };
}

export const PairRow = memo(Row, (before, after) => {
    return (["pair", "index", "start", "selected"] as const).every((name) => before[name] === after[name]);
});

function Row({ pair, selected, onSelect, onOpen, ...place }: PairRowProps) {
    const t = useTranslate();
    const { index } = place;
    if (!pair) return <WaitingRow {...place} />;
    const { verdict, tags, contradicted, createdAt } = pair;
    const question = pair.prompt.at(-1)?.content ?? "";
    return (
        <tr {...placed(place)} className={classes.row} data-selected={selected}>
            <td className={classes.box}>
                <Checkbox
                    size="xs"
                    checked={selected}
                    aria-label={t("label.select", { question })}
                    onChange={() => {}}
                    onClick={(event) => onSelect(index, !selected, event.shiftKey)}
                />
            </td>
            <td>
                <UnstyledButton data-open className={classes.open} onClick={() => onOpen(pair)}>
                    <span className={classes.text}>{question}</span>
                </UnstyledButton>
            </td>
            <td>
                <div className={classes.text}>
                    {verdict !== "preferred" && (
                        <Badge size="sm" variant="light" color="gray" tt="none" fw={500} me={6}>
                            {t(`label.verdicts.${verdict}`)}
                        </Badge>
                    )}
                    {pair.chosen}
                </div>
            </td>
            <td>
                <div className={classes.text} data-worse>
                    {pair.rejected}
                </div>
            </td>
            <td className={classes.last}>
                <span className={classes.tags} title={tags.join(", ")}>
                    {contradicted && (
                        <IconAlertTriangle size="0.875rem" aria-label={t("label.contradicted")} />
                    )}{" "}
                    {tags.join(", ")}
                </span>
                <span className={classes.when}>{when(createdAt)}</span>
            </td>
        </tr>
    );
}

function WaitingRow(place: RowPlace) {
    return (
        <tr {...placed(place)} className={classes.row} aria-busy>
            <td />
            <td className={classes.waiting} />
            <td className={classes.waiting} />
            <td className={classes.waiting} />
            <td />
        </tr>
    );
}
