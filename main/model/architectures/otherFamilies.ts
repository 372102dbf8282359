/** Families that do not fit this engine at all, by what stands in the way, so that the refusal can say it. */

const kinds: readonly [kind: string, names: RegExp][] = [
    ["an encoder", /bert|^(t5|t5encoder|gemma-embedding)$/],
    [
        "a state-space model",
        /^(mamba2?|rwkv[67](qwen2)?|arwkv7|jamba|falcon-h1|plamo2|nemotron_h(_moe)?|granitehybrid)$/,
    ],
    ["a mixture of experts", /moe\d?$|^deepseek|^(dbrx|grok|arctic|gpt-oss|llama4|olmoe)$/],
];

/** Why a family cannot be trained: what it is, or that nobody has added it yet. */
export function whyNot(family: string): string {
    const kind = kinds.find(([, names]) => names.test(family))?.[0];
    return kind
        ? `"${family}" is ${kind}, and training is not supported for these`
        : `Training is not supported for the family "${family}" yet`;
}
