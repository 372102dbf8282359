/** The stacks of a model as choices of a field: the original model, saved stacks, each adapter alone. */
import type { StackSetup } from "../../../preload/contract/stacks.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";

export interface StackChoices {
    /** for a Select */
    data: { value: string; label: string }[];
    setupOf(value: string): StackSetup;
}

/** Until the backend has answered, only the original model ("base"). */
export function useStackChoices(modelId: number | null): StackChoices {
    const t = useTranslate();
    const enabled = modelId !== null;
    const of = enabled ? { modelId } : {};
    const { data: stacks } = useAnswer("stacks", ["of", modelId], (api) => api.stacks.list(of), { enabled });
    const { data: adapters } = useAnswer("adapters", ["of", modelId], (api) => api.adapters.list(of), {
        enabled,
    });
    const setups = new Map<string, StackSetup>();
    const data: StackChoices["data"] = [{ value: "base", label: t("common.originalModel") }];
    for (const { id, name, entries, strength } of stacks ?? []) {
        setups.set(`stack-${id}`, { entries, strength });
        data.push({ value: `stack-${id}`, label: name });
    }
    for (const { id, name, state } of adapters ?? []) {
        if (state !== "ready") continue;
        setups.set(`adapter-${id}`, {
            entries: [{ adapterId: id, weight: 1, enabled: true }],
            strength: 1,
        });
        data.push({ value: `adapter-${id}`, label: name });
    }
    return { data, setupOf: (value) => setups.get(value) ?? { entries: [], strength: 1 } };
}
