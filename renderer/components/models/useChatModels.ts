/** The models that can answer, and which of them is meant where nobody has chosen. */
import type { ModelRecord } from "../../../preload/contract/models.ts";
import { useAnswer } from "../../backend/useAnswer.ts";

/** Those that are there and can hold a conversation. */
export function chatModels(models: readonly ModelRecord[]): ModelRecord[] {
    return models.filter(({ state, chat }) => state === "ready" && chat.possible);
}

/**
 * @param chosen a model's id; null: the default one, or else the first
 * @returns `models` is undefined until the backend has answered, `model` also where none can answer
 */
export function useChatModels(chosen: number | null): {
    models: ModelRecord[] | undefined;
    model: ModelRecord | undefined;
} {
    const { data } = useAnswer("models", ["list"], (api) => api.models.list());
    const models = data && chatModels(data);
    const model =
        models?.find(({ id }) => id === chosen) ?? models?.find(({ isDefault }) => isDefault) ?? models?.[0];
    return { models, model };
}
