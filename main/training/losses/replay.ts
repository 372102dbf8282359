/**
 * Replay: supervised fine-tuning on the chosen answers (sft.ts) with the base's own texts mixed in,
 *
 *   loss = mean of −log π over the chosen answers + ρ · mean of −log π over the base's own answers
 *
 * The paper's authors let the base answer the data's own first questions; here it makes up its prompts, too
 * (ownTexts.ts), the same texts that the Q-adapter's retention looks at, so that both see the same data.
 */
import type { LossMethod } from "./loss.ts";
import { imitate, sftLoss } from "./sft.ts";

/** Makes the loss. @param retention ρ */
export function replayLoss({ retention }: { retention: number }): LossMethod {
    return { ...sftLoss(), retain: (text, actions) => imitate(text, retention / actions) };
}
