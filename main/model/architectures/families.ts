/** The families that can be trained. A new one is one file beside this and one line here. */
import type { Architecture } from "./architecture.ts";
import { gemma3 } from "./gemma3.ts";
import { granite } from "./granite.ts";
import { llama } from "./llama.ts";
import { olmo2 } from "./olmo2.ts";
import { phi3 } from "./phi3.ts";
import { qwen2 } from "./qwen2.ts";
import { qwen3 } from "./qwen3.ts";
import { smollm3 } from "./smollm3.ts";

export const families: readonly Architecture[] = [llama, qwen2, qwen3, gemma3, phi3, smollm3, olmo2, granite];
