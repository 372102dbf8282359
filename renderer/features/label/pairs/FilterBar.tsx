/** Which pairs are shown, and in which order. */
import { ActionIcon, Button, MultiSelect, Select, TextInput } from "@mantine/core";
import { IconFilterOff, IconSearch, IconX } from "@tabler/icons-react";
import type { PairFilter } from "../../../../preload/contract/preferences.ts";
import type { PairOrder } from "../../../../preload/records/preferences.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { pairOrders, pairSources, verdicts } from "../choices.ts";
import classes from "./FilterBar.module.css";
import { isRestricted } from "./filters.ts";

interface FilterBarProps {
    filter: PairFilter;
    order: PairOrder;
    onChange: (filter: PairFilter) => void;
    onOrder: (order: PairOrder) => void;
}

/** Values of the field for tags that are no tags: a tag cannot begin with a space. */
const untagged = " untagged";

export function FilterBar({ filter, order, onChange, onOrder }: FilterBarProps) {
    const t = useTranslate();
    const { data: tags } = useAnswer("pairs", ["tags"], (api) => api.preferences.tags());
    const set = (changes: PairFilter) => onChange({ ...filter, ...changes });
    const some = <Item,>(list: Item[]) => (list.length > 0 ? list : undefined);
    return (
        <search className={classes.bar} aria-label={t("label.filters")}>
            <TextInput
                className={classes.words}
                size="xs"
                value={filter.text ?? ""}
                maxLength={1000}
                onChange={(event) => set({ text: event.currentTarget.value || undefined })}
                placeholder={t("label.search")}
                aria-label={t("label.search")}
                leftSection={<IconSearch size="1rem" stroke={1.6} />}
                rightSection={
                    filter.text && (
                        <ActionIcon
                            size="sm"
                            onClick={() => set({ text: undefined })}
                            aria-label={t("common.clear")}
                        >
                            <IconX size="0.875rem" />
                        </ActionIcon>
                    )
                }
            />
            <Choice
                label={t("label.verdict")}
                data={verdicts.map((value) => ({ value, label: t(`label.verdicts.${value}`) }))}
                value={filter.verdicts ?? []}
                onChange={(list) => set({ verdicts: some(list as NonNullable<PairFilter["verdicts"]>) })}
            />
            <Choice
                label={t("label.source")}
                data={pairSources.map((value) => ({ value, label: t(`label.sources.${value}`) }))}
                value={filter.sources ?? []}
                onChange={(list) => set({ sources: some(list as NonNullable<PairFilter["sources"]>) })}
            />
            <Choice
                label={t("label.tags")}
                data={[
                    { value: untagged, label: t("label.untagged") },
                    ...(tags ?? []).map(({ tag }) => ({ value: tag, label: tag })),
                ]}
                value={filter.untagged ? [untagged] : (filter.tags ?? [])}
                onChange={(list) =>
                    list.at(-1) === untagged
                        ? set({ untagged: true, tags: undefined })
                        : set({ untagged: undefined, tags: some(list.filter((tag) => tag !== untagged)) })
                }
            />
            <Select
                className={classes.choice}
                size="xs"
                aria-label={t("label.order")}
                allowDeselect={false}
                data={pairOrders.map((value) => ({ value, label: t(`label.orders.${value}`) }))}
                value={order}
                onChange={(value) => value && onOrder(value as PairOrder)}
            />
            {isRestricted(filter) && (
                <Button
                    size="xs"
                    variant="subtle"
                    leftSection={<IconFilterOff size="1rem" stroke={1.6} />}
                    onClick={() => onChange({})}
                >
                    {t("label.showAll")}
                </Button>
            )}
        </search>
    );
}

interface ChoiceProps {
    label: string;
    data: { value: string; label: string }[];
    value: string[];
    onChange: (value: string[]) => void;
}

/** Some of a few; the field shows its own name until something is chosen. */
function Choice({ label, data, value, onChange }: ChoiceProps) {
    return (
        <MultiSelect
            className={classes.choice}
            size="xs"
            aria-label={label}
            placeholder={value.length === 0 ? label : ""}
            data={data}
            value={value}
            onChange={onChange}
            searchable={data.length > 8}
            clearable
            hidePickedOptions
            comboboxProps={{ width: "max-content", position: "bottom-start" }}
        />
    );
}
