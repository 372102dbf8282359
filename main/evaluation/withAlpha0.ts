/** Another α₀ at decoding than the one that was trained with: how much of the base's own policy a Q-adapter's has. */
import type { StackEntry } from "../inference/stack.ts";

/** A stack whose Q-adapters have this α₀; null: as trained. Other adapters have none and stay. */
export function withAlpha0(stack: readonly StackEntry[], alpha0: number | null): StackEntry[] {
    return stack.map((entry) => {
        const { adapter } = entry;
        if (alpha0 === null || adapter.rule.method !== "q-adapter") return entry;
        return { ...entry, adapter: { ...adapter, rule: { ...adapter.rule, alpha0 } } };
    });
}
