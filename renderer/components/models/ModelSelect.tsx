/** Choosing one of the models that are given. */
import { Select, type SelectProps } from "@mantine/core";
import type { ModelRecord } from "../../../preload/contract/models.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";

interface ModelSelectProps extends Omit<SelectProps, "data" | "value" | "onChange"> {
    /** undefined: not known yet */
    models: readonly ModelRecord[] | undefined;
    chosen: number | null | undefined;
    onChoose: (modelId: number) => void;
}

export function ModelSelect({ models, chosen, onChoose, ...props }: ModelSelectProps) {
    const t = useTranslate();
    return (
        <Select
            error={models?.length === 0 && t("common.noModel")}
            {...props}
            data={(models ?? []).map(({ id, title }) => ({ value: String(id), label: title }))}
            value={chosen == null ? null : String(chosen)}
            allowDeselect={false}
            onChange={(value) => onChoose(Number(value))}
        />
    );
}
