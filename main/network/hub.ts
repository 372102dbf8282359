/**
 * What lies in a repository of the hub: its GGUF files with their sizes and checksums, as the hub's own list gives
 * them. Downloads nothing.
 */
import { basename } from "node:path/posix";
import { StudioError } from "../errors.ts";
import { namePattern } from "../files/namePattern.ts";
import { requireOnline } from "./offline.ts";
import { askJson, type HubOptions, hubAddress } from "./request.ts";

/** A file on the hub. */
export interface HubFile {
    repository: string;
    /** inside the repository */
    path: string;
    bytes: number;
    /** in hex */
    sha256: string;
}

const repositoryName = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;
const part = /-\d{5}-of-(\d{5})\.gguf$/i;
/** Without what no file system takes, and without what a terminal would act on. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
const modelFileName = /^[^\\\x00-\x1f\x7f-\x9f<>:"|?*]+\.gguf$/i;

/** The GGUF files of a repository. @throws StudioError `offline`, `usage`, `network` */
export async function listModelFiles(repository: string, options: HubOptions = {}): Promise<HubFile[]> {
    requireOnline(options.offline ?? false, "the hub was not asked");
    if (!repositoryName.test(repository) || repository.includes(".."))
        throw new StudioError("usage", `"${repository}" is no repository: it has to be like OWNER/NAME.`);
    const url = `${hubAddress(options)}/api/models/${repository}/tree/main?recursive=true`;
    const listed = await askJson(url, `The repository ${repository}`, options);
    const files = Array.isArray(listed) ? listed.flatMap((entry) => readEntry(repository, entry)) : [];
    if (files.length === 0)
        throw new StudioError(
            "network",
            `The repository ${repository} holds no GGUF files: look for one whose name ends in GGUF.`,
        );
    return files;
}

function readEntry(repository: string, entry: unknown): HubFile[] {
    const { path, size, lfs } = (entry ?? {}) as Record<string, unknown>;
    const sha256 = (lfs as Record<string, unknown> | undefined)?.oid;
    const isFile = typeof path === "string" && modelFileName.test(path) && !path.split("/").includes("..");
    const isSized = typeof size === "number" && Number.isSafeInteger(size) && size > 0;
    const isChecked = typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256);
    return isFile && isSized && isChecked ? [{ repository, path, bytes: size, sha256 }] : [];
}

/**
 * Chooses the file that a name or a pattern such as `*Q4_K_M.gguf` means; all parts of a split one.
 * @throws StudioError `usage` if there is none, or several
 */
export function chooseFiles(files: readonly HubFile[], wanted: string): HubFile[] {
    const fits = namePattern(wanted);
    const found = files.filter(({ path }) => fits(path) || fits(basename(path)));
    const [first] = found;
    const names = files.map(({ path }) => path);
    const choices = `${names.slice(0, 12).join(", ")}${names.length > 12 ? ", …" : ""}`;
    if (!first)
        throw new StudioError(
            "usage",
            `There is no ${wanted} in ${files[0]?.repository}. There are: ${choices}.`,
        );
    if (!found.every(({ path }) => stem(path) === stem(first.path)))
        throw new StudioError(
            "usage",
            `Several files of ${first.repository} fit, so name one of them: ${choices}.`,
        );
    const set = files.filter(({ path }) => stem(path) === stem(first.path));
    const parts = Number(part.exec(first.path)?.[1] ?? 1);
    if (set.length !== parts)
        throw new StudioError(
            "network",
            `${first.path} on the hub has ${parts} parts, of which only ${set.length} are there.`,
        );
    return set.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The models among the files of a repository: one file each, or the parts of a split one in order. */
export function groupFiles(files: readonly HubFile[]): HubFile[][] {
    const sets = Map.groupBy(files, ({ path }) => stem(path));
    return [...sets.values()].map((set) => set.sort((a, b) => (a.path < b.path ? -1 : 1)));
}

/** A split model's name without the number of the part. */
function stem(path: string): string {
    return path.replace(part, "-of-$1.gguf");
}
