/**
 * `qadapter models` and its subcommands: their arguments and help. What they do is in runModels.ts.
 */
import { type Command, Option } from "commander";
import { modelsFolder } from "./namedModels.ts";
import { jsonOption } from "./sharedOptions.ts";

/** What `qadapter models` was asked. */
export interface ModelsOptions {
    /** the list, what a repository holds, or a download */
    action: "list" | "files" | "download";
    /** a name of the list, or OWNER/NAME, or OWNER/NAME/FILE; not for the list */
    what?: string;
    /** where models lie */
    folder: string;
    offline?: boolean;
    json?: boolean;
}

const folderOption = () =>
    new Option("--folder <folder>", "where models lie").default(modelsFolder, ".models");
const offlineOption = () => new Option("--offline", "refuse to use the network (also: QADAPTER_OFFLINE=1)");

const network = `
Uses the network: the hub at huggingface.co, or the one that HF_ENDPOINT names. Models that ask for an account need its
access token in HF_TOKEN.`;

/** Adds `models` to the program; `run` is called with the checked options. */
export function registerModels(program: Command, run: (options: ModelsOptions) => Promise<void>): void {
    // commander gives an option that stands in both places to the outer command
    const start = (action: ModelsOptions["action"], what: string | undefined, command: Command) => {
        const given = command.optsWithGlobals() as Omit<ModelsOptions, "action" | "what">;
        return run({ action, ...(what === undefined ? {} : { what }), ...given });
    };
    const models = program
        .command("models")
        .summary("list models worth having, and download them")
        .description(
            "Lists models worth having, and whether they fit this computer. Does not use the network.",
        )
        .addOption(folderOption())
        .addOption(jsonOption())
        .action((_options: object, command: Command) => start("list", undefined, command));
    models
        .command("files")
        .summary("ask the hub which files a model comes in")
        .description("Asks the hub which files a model comes in, with their sizes.")
        .argument("<model>", "name from the list, or a repository: OWNER/NAME")
        .addOption(offlineOption())
        .addOption(jsonOption())
        .addHelpText("after", network)
        .action((what: string, _options: object, command: Command) => start("files", what, command));
    models
        .command("download")
        .summary("download a model")
        .description(
            "Downloads a model, goes on where an earlier download stopped, and checks the hub's SHA-256.",
        )
        .argument("<model>", "name from the list, or OWNER/NAME/FILE, in which * stands for any text")
        .addOption(folderOption())
        .addOption(offlineOption())
        .addOption(jsonOption())
        .addHelpText("after", network)
        .action((what: string, _options: object, command: Command) => start("download", what, command));
}
