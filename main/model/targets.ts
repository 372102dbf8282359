/**
 * The linear layers of a block, by the names that people use for LoRA targets: which a model has, their tensors and
 * their shapes. Where a model keeps several in one tensor, that tensor is the target, as in llama.cpp.
 */
import { StudioError } from "../errors.ts";

/** The linear layers that most models have, each in a tensor of its own. */
export const linearTargets = ["q", "k", "v", "o", "gate", "up", "down"] as const;
type SeparateTarget = (typeof linearTargets)[number];

/** Linear layers of a block with the same input, which one product can compute together. */
export const fusedSites = { qkv: ["q", "k", "v"], gate_up: ["gate", "up"] } as const satisfies Record<
    string,
    readonly SeparateTarget[]
>;
export type FusedSite = keyof typeof fusedSites;
export const fusedSiteNames = Object.keys(fusedSites) as FusedSite[];

/** A linear layer as it lies in some model's file. */
export type LinearTarget = SeparateTarget | FusedSite;

/** Widths of a model's linear layers, and which of them lie in one tensor. */
export interface LinearWidths {
    hidden: number;
    heads: number;
    kvHeads: number;
    headSize: number;
    feedForward: number;
    /** the sites whose matrices lie in one tensor */
    fusedTensors: readonly FusedSite[];
}

/** Everything that a person may name as a target. */
export const targetNames: readonly LinearTarget[] = [...linearTargets, ...fusedSiteNames];

const tensorNames: Record<LinearTarget, string> = {
    q: "attn_q",
    k: "attn_k",
    v: "attn_v",
    qkv: "attn_qkv",
    o: "attn_output",
    gate: "ffn_gate",
    up: "ffn_up",
    gate_up: "ffn_up",
    down: "ffn_down",
};

/** The tensor of block `layer` that holds the weights of a target. */
export function targetTensorName(layer: number, target: LinearTarget): string {
    return `blk.${layer}.${tensorNames[target]}.weight`;
}

/** The tensor of the output matrix. */
export function outputName({ tiedOutput }: { tiedOutput: boolean }): string {
    return tiedOutput ? "token_embd.weight" : "output.weight";
}

/** The linear layers of a model, as they lie in its file. */
export function modelTargets({ fusedTensors }: LinearWidths): LinearTarget[] {
    const inside = fusedTensors.flatMap((site): readonly LinearTarget[] => fusedSites[site]);
    return targetNames.filter((target) =>
        isSite(target) ? fusedTensors.includes(target) : !inside.includes(target),
    );
}

function isSite(target: LinearTarget): target is FusedSite {
    return target in fusedSites;
}

/**
 * The linear layers of a model that a person's choice means: q, k and v together are qkv where those are one tensor.
 * @throws StudioError `usage` where only some of one tensor are wanted
 */
export function resolveTargets(config: LinearWidths, wanted: readonly LinearTarget[]): LinearTarget[] {
    const separate = wanted.flatMap((target): readonly SeparateTarget[] =>
        isSite(target) ? fusedSites[target] : [target],
    );
    for (const site of config.fusedTensors) {
        const parts: readonly SeparateTarget[] = fusedSites[site];
        const chosen = parts.filter((part) => separate.includes(part));
        if (chosen.length > 0 && chosen.length < parts.length)
            throw new StudioError(
                "usage",
                `This model keeps ${parts.join(", ")} in one matrix, so that ${chosen.join(", ")} alone cannot be adapted: choose ${site} instead (--targets ${site}).`,
            );
    }
    return modelTargets(config).filter((target) =>
        (isSite(target) ? fusedSites[target] : [target]).some((part) => separate.includes(part)),
    );
}

/** Input and output width of a target. */
export function targetShape(c: LinearWidths, target: LinearTarget): { inputs: number; outputs: number } {
    const query = c.heads * c.headSize;
    const keyValue = c.kvHeads * c.headSize;
    const shapes: Record<LinearTarget, [number, number]> = {
        q: [c.hidden, query],
        k: [c.hidden, keyValue],
        v: [c.hidden, keyValue],
        qkv: [c.hidden, query + 2 * keyValue],
        o: [query, c.hidden],
        gate: [c.hidden, c.feedForward],
        up: [c.hidden, c.feedForward],
        gate_up: [c.hidden, 2 * c.feedForward],
        down: [c.feedForward, c.hidden],
    };
    const [inputs, outputs] = shapes[target];
    return { inputs, outputs };
}
