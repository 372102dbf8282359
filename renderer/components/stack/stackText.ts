/** Stacks in a few words. */
import type { StackSetup } from "../../../preload/contract/stacks.ts";
import { number } from "../../i18n/format.ts";

/** Adapters that have an effect, with the weight they have after the stack's strength. */
export function activeEntries<Entry extends StackSetup["entries"][number]>({
    entries,
    strength,
}: {
    entries: readonly Entry[];
    strength: number;
}): (Entry & { effect: number })[] {
    return entries
        .map((entry) => ({ ...entry, effect: entry.weight * strength }))
        .filter(({ enabled, effect }) => enabled && effect !== 0);
}

/** "Warm + Terse × 0.5"; empty for the original model. */
export function stackText(stack: StackSetup, nameOf: (adapterId: number) => string): string {
    return activeEntries(stack)
        .map(({ adapterId, effect }) => {
            const name = nameOf(adapterId);
            return effect === 1 ? name : `${name} × ${number(effect, 2)}`;
        })
        .join(" + ");
}
