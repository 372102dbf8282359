/** The command as a person or a script meets it: spawned, with its exit codes, stdout and stderr. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const subcommands = [
    "inspect",
    "train",
    "chat",
    "score",
    "quiz",
    "pack",
    "unpack",
    "convert",
    "serve",
    "bench",
    "models",
    "kit",
    "verify",
];

function qadapter(...args: string[]) {
    const { QADAPTER_DEBUG: _, ...env } = process.env;
    return spawnSync(process.execPath, [join(root, "scripts", "qadapter.mjs"), ...args], {
        encoding: "utf8",
        env,
    });
}

describe("help", () => {
    it("names every subcommand and the exit codes", () => {
        const { status, stdout, stderr } = qadapter("--help");
        expect(status).toBe(0);
        for (const name of subcommands) expect(stdout).toContain(`  ${name} `);
        expect(stdout).toContain("130 interrupted");
        expect(stderr).toBe("");
    });

    it.each(subcommands)("%s --help", (name) => {
        const { status, stdout, stderr } = qadapter(name, "--help");
        expect(status).toBe(0);
        expect(stdout).toContain(`Usage: qadapter ${name}`);
        expect(stderr).toBe("");
        expect(qadapter("help", name).stdout).toBe(stdout);
    });

    it("shows the version of package.json", () => {
        expect(qadapter("--version").stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    });

    it("is a wrong usage when nothing was asked", () => {
        const { status, stdout, stderr } = qadapter();
        expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
        expect(stderr).toContain("Usage: qadapter");
    });
});

describe("wrong usage", () => {
    it.each([
        [["trian"], "train"],
        [["train", "--model", "m.gguf"], "--pairs"],
        [
            ["train", "--model", "m", "--pairs", "p", "--out", "o", "--epochs", "none"],
            "whole number of at least 1",
        ],
        [
            ["train", "--model", "m", "--pairs", "p", "--out", "o", "--loss", "dpo"],
            "paper, advantage, reference",
        ],
        [["chat", "--model", "m", "--adapter", "a.gguf:much"], '"much"'],
        [["inspect"], "file"],
    ])("%j", (args, expected) => {
        const { status, stdout, stderr } = qadapter(...args);
        expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
        expect(stderr).toMatch(/^Error: /);
        expect(stderr).toContain(expected);
    });
});

describe("failure", () => {
    it("is one sentence on stderr, without a stack trace, and nothing on stdout", () => {
        const { status, stdout, stderr } = qadapter("inspect", join(root, "does-not-exist.gguf"), "--json");
        expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
        expect(stderr).toMatch(/^Error: .*[.]\n$/);
        expect(stderr).not.toMatch(/^ {4}at /m);
    });
});
