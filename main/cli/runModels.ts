/**
 * `qadapter models`: the list of models, what the hub has of them, and downloading one.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ModelAbility, RemoteModelFile } from "../../preload/contract/models.ts";
import { type CatalogueEntry, readCatalogue } from "../catalogue/catalogue.ts";
import { abilityOf, guessFileBytes, guessMemory } from "../catalogue/fits.ts";
import { describeRemoteModels } from "../catalogue/remoteModels.ts";
import { StudioError } from "../errors.ts";
import { namePattern } from "../files/namePattern.ts";
import { readModelFile } from "../formats/gguf/split.ts";
import { type Abilities, abilitiesOf } from "../inspection/abilities.ts";
import { machineMemory } from "../machine.ts";
import { judge } from "../model/runnable.ts";
import { downloadModel } from "../network/download.ts";
import { chooseFiles, type HubFile, listModelFiles } from "../network/hub.ts";
import type { HubOptions } from "../network/request.ts";
import { interruptSignal } from "./interrupt.ts";
import type { ModelsOptions } from "./models.ts";
import { Progress, printJson, printLine, printText } from "./output.ts";
import { resources } from "./resources.ts";

const megabyte = 2 ** 20;

/** Runs the subcommand. */
export async function run(options: ModelsOptions): Promise<void> {
    const catalogue = readCatalogue(join(resources, "catalogue.json"));
    if (options.action === "list") list(catalogue, options);
    else if (options.action === "files") await files(catalogue, options);
    else await download(catalogue, options);
}

interface Listed extends CatalogueEntry, Abilities {
    /** where it lies, if it does */
    path?: string;
}

function list(catalogue: readonly CatalogueEntry[], { folder, json }: ModelsOptions): void {
    const memory = machineMemory();
    const listed = catalogue.map((entry) => describe(entry, folder, memory));
    if (json) {
        for (const entry of listed) printJson(entry);
        return;
    }
    for (const { name, title, parameters, licence, languages, why, chat, training, path } of listed) {
        const fits = `chat ${mark(chat)}, training ${mark(training)}`;
        const here = path ? `, is here: ${path}` : "";
        printText(`${name.padEnd(16)}${title}, ${millions(parameters)}: ${fits}${here}`);
        printText(`${" ".repeat(16)}${why} ${languages.join(", ")}. ${licence}.`);
    }
    printLine(
        `Memory is estimated from the file where a model is here, and by a rule of thumb elsewhere; this computer has ${gigabytes(memory)}. To get one: qadapter models download NAME`,
    );
}

/** By the file where it is here, and by the rule of thumb elsewhere. */
function describe(entry: CatalogueEntry, folder: string, memory: number): Listed {
    const path = findFile(entry, folder);
    const known = path && ofFile(path, memory);
    if (known) return { ...entry, ...known, path };
    const guess = guessMemory(entry.parameters, guessFileBytes(entry.parameters, entry.file));
    return { ...entry, chat: abilityOf(guess.chat, memory), training: abilityOf(guess.training, memory) };
}

function findFile(entry: CatalogueEntry, folder: string): string | undefined {
    const fits = namePattern(entry.file);
    const name = existsSync(folder) ? readdirSync(folder).sort().find(fits) : undefined;
    return name && join(folder, name);
}

/** A file that cannot be used is told of, and counts as not there. */
function ofFile(path: string, memory: number): Abilities | undefined {
    try {
        const file = readModelFile(path);
        return abilitiesOf(file, judge(file), memory);
    } catch (error) {
        if (!(error instanceof StudioError)) throw error;
        printLine(error.message);
        return undefined;
    }
}

function mark({ possible, bytes }: ModelAbility): string {
    return `${possible ? "fits" : "does not fit"} (${gigabytes(bytes)})`;
}

function millions(parameters: number): string {
    return parameters < 1e9
        ? `${Math.round(parameters / 1e6)} million parameters`
        : `${(parameters / 1e9).toFixed(1)} billion parameters`;
}

async function files(
    catalogue: readonly CatalogueEntry[],
    { what = "", json, offline }: ModelsOptions,
): Promise<void> {
    const repository = catalogue.find(({ name }) => name === what)?.repository ?? what;
    const found = describeRemoteModels(
        await listModelFiles(repository, hubOptions(offline)),
        catalogue,
        machineMemory(),
    );
    for (const file of found) {
        if (json) printJson(file);
        else
            printText(
                `${repository}/${file.file}  ${megabytes(file.bytes)}: chat ${mark(file.chat)}, training ${mark(file.training)}`,
            );
    }
}

async function download(catalogue: readonly CatalogueEntry[], options: ModelsOptions): Promise<void> {
    const { folder, json, offline, what = "" } = options;
    const { repository, file, licence } = resolveName(catalogue, what);
    const chosen = chooseFiles(await listModelFiles(repository, hubOptions(offline)), file);
    const [model] = describeRemoteModels(chosen, catalogue, machineMemory()) as [RemoteModelFile];
    printLine(
        `Downloading ${repository}/${model.file}, ${megabytes(model.bytes)}${licence ? ` (${licence})` : ""}, into ${folder}.`,
    );
    for (const { possible, reason } of [model.chat, model.training]) if (!possible) printLine(reason);
    const path = await fetchFiles(chosen, folder, offline);
    const read = readModelFile(path);
    const { sentence } = judge(read);
    if (json) printJson({ path, bytes: model.bytes, sha256: model.sha256, files: chosen.length });
    if (sentence) printLine(sentence);
    printLine(`It is here, and is what the hub says it is: ${path}`);
}

async function fetchFiles(chosen: readonly HubFile[], folder: string, offline?: boolean): Promise<string> {
    const progress = new Progress("Downloading");
    const inMegabytes = (bytes: number) => Math.floor(bytes / megabyte);
    try {
        return await downloadModel(chosen, folder, {
            ...hubOptions(offline),
            onProgress: (done, total) =>
                progress.update({ done: inMegabytes(done), total: inMegabytes(total), note: "MB" }),
        });
    } finally {
        progress.finish();
    }
}

function hubOptions(offline = false): HubOptions {
    return { offline, signal: interruptSignal };
}

/** A name of the list, OWNER/NAME/FILE, or the address of a file's page on the hub. @throws StudioError `usage` */
function resolveName(
    catalogue: readonly CatalogueEntry[],
    what: string,
): Pick<CatalogueEntry, "repository" | "file"> & { licence?: string } {
    const path = what
        .replace(/^https:\/\/[^/]+\//, "")
        .replace(/^([^/]+\/[^/]+)\/(?:resolve|blob)\/main\//, "$1/");
    const [owner, name, ...file] = path.split("/");
    const entry = catalogue.find((known) => known.name === what || known.repository === path);
    if (entry) return entry;
    if (owner && name && file.length > 0) return { repository: `${owner}/${name}`, file: file.join("/") };
    const hint = name
        ? `say which file of ${path}: "qadapter models files ${path}" lists them`
        : `it is neither in the list ("qadapter models") nor OWNER/NAME/FILE`;
    throw new StudioError("usage", `"${what}" cannot be downloaded: ${hint}.`);
}

function megabytes(bytes: number): string {
    return `${Math.max(1, Math.round(bytes / megabyte))} MB`;
}

function gigabytes(bytes: number): string {
    return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
