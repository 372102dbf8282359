/**
 * `qadapter train`: its options, their limits and help. What it does is in runTrain.ts; options that
 * were not given stay undefined here, and the preset fills them in there.
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { TemplateName } from "../inference/namedTemplates.ts";
import { real, whole } from "./numbers.ts";
import {
    type ComputeOptions,
    chatTemplateOption,
    deviceOption,
    jsonOption,
    maxLengthOption,
    modelOption,
    seedOption,
    skipInvalidOption,
    threadsOption,
} from "./sharedOptions.ts";

const methodNames = ["q-adapter", "dpo", "sft", "replay"] as const;
const referenceNames = ["base", "start"] as const;
const lossNames = ["paper", "advantage", "reference"] as const;
const presetNames = ["studio", "paper"] as const;
const strengthNames = ["gentle", "balanced", "strong"] as const;
const qOriginNames = ["residual", "raw"] as const;
const marginNames = ["sum", "mean"] as const;
const scheduleNames = ["linear", "cosine", "constant"] as const;
const recomputeNames = ["auto", "always", "never"] as const;

const commonTargets = ["q", "k", "v", "o", "gate", "up", "down"] as const;
/** The weight matrices of a layer that can carry an adapter; the last two in models that keep several in one. */
export const targetNames = [...commonTargets, "qkv", "gate_up"] as const;
export type TargetName = (typeof targetNames)[number];

/** What `qadapter train` was asked. Undefined means: as the preset says. */
export interface TrainOptions extends ComputeOptions {
    model: string;
    /** Used instead of the model's own chat template. */
    chatTemplate?: TemplateName;
    pairs: string;
    out: string;
    /** An adapter to train on from. */
    from?: string;
    /** What the policy is measured against when training goes on from an adapter. */
    reference?: (typeof referenceNames)[number];
    method?: (typeof methodNames)[number];
    loss?: (typeof lossNames)[number];
    preset?: (typeof presetNames)[number];
    /** How far the model may be changed; marginScale, beta and retention go before it. */
    strength?: (typeof strengthNames)[number];
    epochs?: number;
    lr?: number;
    rank?: number;
    alpha?: number;
    dropout?: number;
    targets?: TargetName[];
    alpha0?: number;
    alphaTilde?: number;
    qOrigin?: (typeof qOriginNames)[number];
    gamma?: number;
    beta?: number;
    margin?: (typeof marginNames)[number];
    marginScale?: number;
    likelihood?: number;
    retention?: number;
    ownTexts?: number;
    batch?: number;
    maxLength?: number;
    /** Share of the pairs kept out of training, 0 to below 1. */
    holdout?: number;
    schedule?: (typeof scheduleNames)[number];
    /** Steps over which the learning rate rises. */
    warmup?: number;
    weightDecay?: number;
    clip?: number;
    /** Steps between two looks at the held-out pairs. */
    evalEvery?: number;
    /** Looks without improvement after which training stops. */
    patience?: number;
    /** Drift on the model's own texts at which training stops, in nats per token; 0: no bound. */
    maxDrift?: number;
    seed?: number;
    resume?: boolean;
    /** Steps between two checkpoints. */
    checkpointEvery?: number;
    skipInvalid?: boolean;
    recompute?: (typeof recomputeNames)[number];
    json?: boolean;
}

const examples = `
Examples:
  qadapter train --model base.gguf --pairs pairs.jsonl --out warm.gguf
  qadapter train --model base.gguf --pairs pairs.jsonl --out warm.gguf --epochs 2 --targets all --holdout 0.1
  qadapter train --model base.gguf --pairs pairs.jsonl --out warm.gguf --resume
  qadapter train --model base.gguf --pairs pairs.jsonl --out warm-dpo.gguf --method dpo
  qadapter train --model base.gguf --pairs more.jsonl --from warm.gguf --out warm2.gguf`;

/** Adds `train` to the program; `run` is called with the checked options. */
export function registerTrain(program: Command, run: (options: TrainOptions) => Promise<void>): void {
    const command = program
        .command("train")
        .summary("train an adapter from preference pairs")
        .description(
            "Trains an adapter from preference pairs. What is not given is as the preset says. " +
                "Ctrl-C stops after the running step and keeps a checkpoint for --resume.",
        )
        .addHelpText("after", examples)
        .action((options: TrainOptions) => run(options));
    addFiles(command);
    addMethod(command);
    addAdapterShape(command);
    addOptimisation(command);
    addCourse(command);
}

function addFiles(command: Command): void {
    command
        .optionsGroup("Files:")
        .addOption(modelOption())
        .addOption(chatTemplateOption())
        .addOption(new Option("--pairs <file>", "preference pairs, a JSONL file").makeOptionMandatory())
        .addOption(
            new Option("--out <file>", "where to write the adapter, a GGUF file").makeOptionMandatory(),
        )
        .addOption(new Option("--from <file>", "an adapter to train on from, instead of a new one"))
        .addOption(skipInvalidOption())
        .addOption(maxLengthOption());
}

const notNegative = real({ min: 0 });

function addMethod(command: Command): void {
    command
        .optionsGroup("Method:")
        .addOption(choice("--preset <name>", "the settings to start from", presetNames))
        .addOption(choice("--strength <word>", "how far the model may be changed", strengthNames))
        .addOption(choice("--method <name>", "training method; all but q-adapter are baselines", methodNames))
        .addOption(
            choice("--reference <name>", "with --from and DPO: what counts as unchanged", referenceNames),
        )
        .addOption(choice("--loss <name>", "form of the loss", lossNames))
        .addOption(
            choice("--q-origin <name>", "what Q is measured from: residual or raw logits", qOriginNames),
        )
        .addOption(number("--alpha0 <x>", "weight of the base policy in the combined policy", notNegative))
        .addOption(number("--alpha-tilde <x>", "temperature of the combined policy", real({ above: 0 })))
        .addOption(number("--gamma <x>", "discount of later tokens", real({ min: 0, max: 1 })))
        .addOption(number("--beta <x>", "strength of the squared-reward penalty, or of DPO", notNegative))
        .addOption(choice("--margin <name>", "an answer's reward: sum or mean over its tokens", marginNames))
        .addOption(
            number("--margin-scale <k>", "factor on the margin; smaller trains harder", real({ above: 0 })),
        )
        .addOption(number("--likelihood <x>", "strength of keeping preferred answers likely", notNegative))
        .addOption(
            number(
                "--retention <x>",
                "strength of the penalty for changing the model's own texts",
                notNegative,
            ),
        )
        .addOption(
            number(
                "--own-texts <n>",
                "how many texts the model makes up for that",
                whole({ min: 0, max: 10_000 }),
            ),
        );
}

function addAdapterShape(command: Command): void {
    command
        .optionsGroup("Adapter:")
        .addOption(number("--rank <r>", "rank of the adapter", whole({ min: 1, max: 1024 })))
        .addOption(number("--alpha <a>", "scale of the adapter, divided by the rank", real({ above: 0 })))
        .addOption(
            number(
                "--dropout <d>",
                "share of adapter inputs dropped in training",
                real({ min: 0, below: 1 }),
            ),
        )
        .addOption(
            new Option("--targets <list>", `"all", or from ${targetNames.join(",")}, with commas`).argParser(
                parseTargets,
            ),
        );
}

function addOptimisation(command: Command): void {
    command
        .optionsGroup("Optimisation:")
        .addOption(number("--epochs <n>", "passes over the pairs", whole({ min: 1, max: 10_000 })))
        .addOption(number("--batch <n>", "pairs per step", whole({ min: 1, max: 65_536 })))
        .addOption(number("--lr <x>", "highest learning rate", real({ above: 0, max: 1 })))
        .addOption(choice("--schedule <name>", "course of the learning rate", scheduleNames))
        .addOption(number("--warmup <n>", "steps over which the learning rate rises", whole({ min: 0 })))
        .addOption(number("--weight-decay <x>", "weight decay of AdamW", real({ min: 0 })))
        .addOption(number("--clip <x>", "largest norm of a step's gradient", real({ above: 0 })))
        .addOption(seedOption());
}

function addCourse(command: Command): void {
    command
        .optionsGroup("Course:")
        .addOption(
            number("--holdout <f>", "share of the pairs kept out of training", real({ min: 0, below: 1 })),
        )
        .addOption(number("--eval-every <n>", "steps between two looks at these", whole({ min: 1 })))
        .addOption(number("--patience <n>", "stop after this many looks without gain", whole({ min: 1 })))
        .addOption(
            number(
                "--max-drift <x>",
                "stop at this drift on the model's own texts, nats per token",
                notNegative,
            ),
        )
        .addOption(new Option("--resume", "go on from the last checkpoint of this adapter"))
        .addOption(number("--checkpoint-every <n>", "steps between two checkpoints", whole({ min: 1 })))
        .addOption(
            choice("--recompute <when>", "recompute activations instead of keeping them", recomputeNames),
        )
        .addOption(threadsOption())
        .addOption(deviceOption())
        .addOption(jsonOption());
}

function choice(flags: string, description: string, names: readonly string[]): Option {
    return new Option(flags, description).choices(names);
}

function number(flags: string, description: string, parser: (text: string) => number): Option {
    return new Option(flags, description).argParser(parser);
}

/** Reads "all" or a list such as "q,v"; the result is in the order of the forward pass, without repeats. */
export function parseTargets(text: string): TargetName[] {
    if (text === "all") return [...commonTargets];
    const wanted = text.split(",").map((name) => name.trim());
    const wrong = wanted.find((name) => !targetNames.some((target) => target === name));
    if (wrong !== undefined)
        throw new InvalidArgumentError(
            `Allowed is "all", or names from ${targetNames.join(",")} with commas; "${wrong}" is none.`,
        );
    return targetNames.filter((target) => wanted.includes(target));
}
