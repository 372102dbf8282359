/** The models that can answer, and which of them is meant where nobody has chosen. */
import type { ModelRecord } from "../../../preload/contract/models.ts";
import { useAnswer } from "../../backend/useAnswer.ts";

/** Those that are there and can hold a conversation. */
export function chatModels(models: readonly ModelRecord[]): ModelRecord[] {
    return models.filter(({ state, chat }) => state === "ready" && chat.possible);
}

/** The chosen one of some models; where none is chosen the default one, or else the first. */
export function meantModel(models: readonly ModelRecord[], chosen: number | null): ModelRecord | undefined {
    return models.find(({ id }) => id === chosen) ?? models.find(({ isDefault }) => isDefault) ?? models[0];
}

/**
 * @param chosen a model's id
 * @returns `models` is undefined until the backend has answered, `waiting` until it has or could not;
 * `model` is undefined then, and where no model can answer
 */
export function useChatModels(chosen: number | null): {
    models: ModelRecord[] | undefined;
    model: ModelRecord | undefined;
    waiting: boolean;
} {
    const { data, isPending } = useAnswer("models", ["list"], (api) => api.models.list());
    const models = data && chatModels(data);
    return { models, model: models && meantModel(models, chosen), waiting: isPending };
}
