/** The rows of all pairs that match, of which only those in sight are there. */
import { Button, Checkbox } from "@mantine/core";
import { IconSearchOff } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { PairFilter, PairRecord } from "../../../../preload/contract/preferences.ts";
import type { PairOrder } from "../../../../preload/records/preferences.ts";
import { usePagesAt } from "../../../backend/useAnswer.ts";
import { EmptyState } from "../../../components/EmptyState.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { rem } from "../../../components/useRoom.ts";
import { number } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { PairEditor } from "./PairEditor.tsx";
import { PairRow } from "./PairRow.tsx";
import classes from "./PairTable.module.css";
import { isSelected, noSelection, type Selection, selectedCount, withSelected } from "./selection.ts";

/** Rows that are asked for at once. */
const pageSize = 100;
/** Height of a closed row in rem, as PairTable.module.css has it. */
const rowHeight = 3.75;

interface PairTableProps {
    filter: PairFilter;
    order: PairOrder;
    selection: Selection;
    onSelect: (selection: Selection) => void;
    onClear: () => void;
}

export function PairTable({ filter, order, selection, onSelect, onClear }: PairTableProps) {
    const t = useTranslate();
    const frame = useRef<HTMLTableSectionElement>(null);
    const [open, setOpen] = useState<number | null>(null);
    const [total, setTotal] = useState<number | null>(null);
    const virtual = useVirtualizer({
        count: total ?? 0,
        getScrollElement: () => frame.current,
        estimateSize: () => rowHeight * rem(),
        overscan: 4,
    });
    const rows = virtual.getVirtualItems();
    const { pages, error } = usePairs(filter, order, rows.at(0)?.index ?? 0, rows.at(-1)?.index ?? 0);
    const newest = [...pages.values()].find((page) => page !== undefined)?.total;
    useEffect(() => {
        if (newest !== undefined) setTotal(newest);
    }, [newest]);
    const pairAt = (index: number) => pages.get(Math.floor(index / pageSize))?.items[index % pageSize];
    const last = useRef(0);
    const choose = (index: number, selected: boolean, range: boolean) => {
        const [from, to] = range
            ? [Math.min(last.current, index), Math.max(last.current, index)]
            : [index, index];
        const ids = Array.from({ length: to - from + 1 }, (_, step) => pairAt(from + step)?.id ?? []).flat();
        last.current = index;
        onSelect(withSelected(selection, ids, selected));
    };
    // rows are drawn again only when they change, and must not keep an old selection
    const latest = useRef(choose);
    latest.current = choose;
    const close = (index: number) => {
        setOpen(null);
        requestAnimationFrame(() => openerAt(frame.current, index)?.focus());
    };
    if (error) return <Failure error={error} />;
    if (total === 0) return <NothingFound onClear={onClear} />;
    const chosen = selectedCount(selection, total ?? 0);
    return (
        <table className={classes.table} aria-rowcount={total ?? -1} aria-label={t("label.pairs")}>
            <thead className={classes.headPart}>
                <tr className={classes.head} aria-rowindex={1}>
                    <th scope="col">
                        <Checkbox
                            size="xs"
                            aria-label={t("label.selectAll")}
                            checked={chosen > 0 && chosen === total}
                            indeterminate={chosen > 0 && chosen !== total}
                            onChange={() => onSelect(chosen > 0 ? noSelection : { kind: "all" })}
                        />
                    </th>
                    <th scope="col">
                        {t("label.question")}
                        {total !== null && <span className={classes.total}>{number(total)}</span>}
                    </th>
                    <th scope="col">{t("label.better")}</th>
                    <th scope="col">{t("label.worse")}</th>
                    <th scope="col" className={classes.lastHead}>
                        {t("label.tags")}
                    </th>
                </tr>
            </thead>
            <tbody ref={frame} className={classes.scroll} onKeyDown={moveWithArrows}>
                <tr className={classes.all} style={{ height: virtual.getTotalSize() }} aria-hidden />
                {rows.map(({ index, start, key }) => {
                    const pair = pairAt(index);
                    const place = { index, start, measure: virtual.measureElement };
                    return pair !== undefined && pair.id === open ? (
                        <PairEditor key={key} place={place} pair={pair} onClose={() => close(index)} />
                    ) : (
                        <PairRow
                            key={key}
                            {...place}
                            pair={pair}
                            selected={pair !== undefined && isSelected(selection, pair.id)}
                            onSelect={(...chosen) => latest.current(...chosen)}
                            onOpen={(opened: PairRecord) => setOpen(opened.id)}
                        />
                    );
                })}
            </tbody>
        </table>
    );
}

/** The pages that hold the rows from one to another. */
function usePairs(filter: PairFilter, order: PairOrder, first: number, last: number) {
    const pages = [];
    for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++)
        pages.push(page);
    return usePagesAt(
        "pairs",
        [filter, order],
        (api, page) => api.preferences.list({ filter, order, skip: page * pageSize, limit: pageSize }),
        pages,
    );
}

/** Up and down lead from one row to the next, wherever in the row the focus is. */
function moveWithArrows(event: KeyboardEvent<HTMLTableSectionElement>): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const target = event.target as HTMLElement;
    if (step === undefined || target.closest("[data-editor]")) return;
    const place = target.closest<HTMLElement>("[data-index]");
    if (!place) return;
    const next = openerAt(event.currentTarget, Number(place.dataset.index) + step);
    next?.focus();
    if (next) event.preventDefault();
}

/** What opens the row at an index, where that is in sight. */
function openerAt(rows: HTMLElement | null, index: number): HTMLElement | null | undefined {
    return rows?.querySelector<HTMLElement>(`[data-index="${index}"] [data-open]`);
}

function NothingFound({ onClear }: { onClear: () => void }) {
    const t = useTranslate();
    return (
        <EmptyState icon={IconSearchOff} title={t("label.nothingFound")} text={t("label.nothingFoundText")}>
            <Button variant="default" onClick={onClear}>
                {t("label.showAll")}
            </Button>
        </EmptyState>
    );
}
