/**
 * The options that several subcommands have in common, so that they are spelled and checked alike.
 * Not for options of one subcommand only: those stand in its own file.
 */
import { Option } from "commander";
import { type TemplateName, templateNames } from "../inference/namedTemplates.ts";
import { type AdapterChoice, collectAdapter } from "./adapterOption.ts";
import { modelPath } from "./namedModels.ts";
import { whole } from "./numbers.ts";

/** The accelerators that can be asked for. */
const deviceNames = ["auto", "cpu", "vulkan", "cuda", "metal"] as const;
export type DeviceName = (typeof deviceNames)[number];

/** Which machine part computes, and with how many threads. */
export interface ComputeOptions {
    /** Processor threads; default: as many as the processor has fast cores. */
    threads?: number;
    /** Where to compute; default: "auto". */
    device?: DeviceName;
}

/** The base model and the adapters on top of it. */
export interface ModelOptions {
    /** Path of the base model, a GGUF file. */
    model: string;
    /** Adapters in the order given; empty for the plain base model. */
    adapter: AdapterChoice[];
    /** Used instead of the model's own chat template; "none": no chat at all. */
    chatTemplate?: TemplateName;
}

export const modelOption = () =>
    new Option("--model <file>", "base model: a GGUF file, or smollm2 or pip")
        .argParser((name) => modelPath(name))
        .makeOptionMandatory();

export const adapterOption = () =>
    new Option("--adapter <file[:weight]>", "adapter and its weight (default weight: 1); may be repeated")
        .argParser(collectAdapter)
        .default([], "none");

export const chatTemplateOption = () =>
    new Option(
        "--chat-template <name>",
        "chat template instead of the model's own; none continues the text as it stands",
    ).choices(templateNames);

export const threadsOption = () =>
    new Option("--threads <n>", "processor threads (default: chosen for this machine)").argParser(
        whole({ min: 1, max: 1024 }),
    );

export const deviceOption = () =>
    new Option("--device <name>", "where to compute (default: auto)").choices(deviceNames);

export const skipInvalidOption = () =>
    new Option("--skip-invalid", "leave out rows that cannot be used, instead of stopping at the first");

export const maxLengthOption = () =>
    new Option("--max-length <n>", "longest row in tokens, prompt and answer together").argParser(
        whole({ min: 8, max: 1_048_576 }),
    );

export const seedOption = () =>
    new Option("--seed <n>", "start of the random numbers, to repeat a run exactly").argParser(
        whole({ min: 0, max: 4_294_967_295 }),
    );

export const jsonOption = () => new Option("--json", "print JSON on stdout, for other programs");
