/** A training setting's value as it is read. */
import type { TrainingSettings } from "../../../preload/contract/training.ts";
import { number } from "../../i18n/format.ts";

/** Small numbers in full, lists with commas. */
export function valueText(value: TrainingSettings[keyof TrainingSettings]): string {
    if (typeof value === "number")
        return value !== 0 && Math.abs(value) < 0.001 ? String(value) : number(value, 4);
    return typeof value === "string" ? value : value.join(", ");
}
