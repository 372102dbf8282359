/**
 * What a model file can do on this computer, and with how much memory: by the estimates of inference/ and training/,
 * which follow what the engine allocates.
 */
import type { ModelAbility } from "../../preload/contract/models.ts";
import { abilityOf, guessMemory } from "../catalogue/fits.ts";
import type { GgufFile } from "../formats/gguf/read.ts";
import { Device } from "../ggml/device.ts";
import { commonChat, estimateChatMemory } from "../inference/memory.ts";
import { readModelConfig } from "../model/architectures.ts";
import { countParameters } from "../model/describe.ts";
import type { FileVerdict } from "../model/fileKind.ts";
import { planCommonRun } from "../training/memory.ts";

/** Both abilities of a file. */
export interface Abilities {
    chat: ModelAbility;
    training: ModelAbility;
}

/**
 * Judges a file for a computer with `memory` bytes, on the processor: a conversation with an adapter, and training on
 * pairs of common length. What cannot be done says why.
 */
export function abilitiesOf(file: GgufFile, { runner, sentence }: FileVerdict, memory: number): Abilities {
    const impossible = { possible: false, reason: sentence, bytes: 0 };
    if (runner === "none") return { chat: impossible, training: impossible };
    if (runner === "llama.cpp") {
        const { chat } = guessMemory(countParameters(file), file.fileSize);
        return { chat: abilityOf(chat, memory), training: impossible };
    }
    const config = readModelConfig(file);
    const device = Device.open("cpu");
    const program = process.memoryUsage.rss();
    const chat = estimateChatMemory(file, config, device, commonChat, program).total;
    const training = planCommonRun(file, config, device, memory, program).estimate.total;
    return { chat: abilityOf(chat, memory), training: abilityOf(training, memory) };
}
