/** Filters of pairs: whether they restrict anything, and in words. */
import type { PairFilter } from "../../../../preload/contract/preferences.ts";
import type { Translate } from "../../../i18n/useTranslate.ts";

/** Whether a filter leaves anything out. */
export function isRestricted(filter: PairFilter): boolean {
    return Object.values(filter).some((value) => value !== undefined && value !== "");
}

/** A filter as a person reads it; empty for all pairs. */
export function filterText(filter: PairFilter, t: Translate): string {
    const parts = [
        filter.text && t("label.withWords", { words: filter.text }),
        filter.verdicts?.map((verdict) => t(`label.verdicts.${verdict}`)).join(", "),
        filter.sources?.map((source) => t(`label.sources.${source}`)).join(", "),
        filter.tags?.join(", "),
        filter.untagged && t("label.untagged"),
        filter.labeller,
        filter.contradicted !== undefined &&
            t(filter.contradicted ? "label.contradicted" : "label.notContradicted"),
        filter.repeated !== undefined && t(filter.repeated ? "label.repeated" : "label.notRepeated"),
        filter.importId !== undefined && t("label.oneImport"),
    ];
    return parts.filter(Boolean).join(" · ");
}
