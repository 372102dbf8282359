/** What the person calls the model that an adapter belongs to. */
import type { AdapterRecord } from "../../../../preload/contract/adapters.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";

/** The name in the library, or else the one that the adapter knows; undefined where nobody does. */
export function useBaseName({ modelId, base }: Pick<AdapterRecord, "modelId" | "base">): string | undefined {
    const { data: models } = useAnswer("models", ["list"], (api) => api.models.list());
    return models?.find(({ id }) => id === modelId)?.title ?? base?.name;
}
