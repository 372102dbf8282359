/**
 * Proves that the import rules and the bans of the linter bite, by breaking each in a throw-away tree.
 * Not the check of our own files: that is `npm run check`.
 */
import { spawnSync } from "node:child_process";
import {
    cpSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
let tree: string;

/** What each forbidden import is called in .dependency-cruiser.mjs: [importing file, import, rule]. */
const forbidden: [string, string, string][] = [
    ["main/model/a.ts", `import koffi from "koffi";\nvoid koffi;`, "koffi-only-in-its-folder"],
    [
        "main/training/a.ts",
        `import type { Llama } from "node-llama-cpp";`,
        "node-llama-cpp-only-in-its-folder",
    ],
    [
        "main/jobs/a.ts",
        `import Database from "better-sqlite3";\nvoid Database;`,
        "better-sqlite3-only-in-its-folder",
    ],
    ["main/cli/a.ts", `await import("electron");`, "electron-only-in-its-folder"],
    ["main/errors.ts", `export * from "./model/target.ts";`, "base-imports"],
    ["main/formats/a.ts", `export * from "../model/target.ts";`, "formats-imports"],
    ["main/ggml/a.ts", `export * from "../model/target.ts";`, "ggml-imports"],
    ["main/model/a2.ts", `export * from "../training/target.ts";`, "model-imports"],
    [
        "main/inference/a.ts",
        `import type { T } from "../training/target.ts";\nexport type U = T;`,
        "inference-imports",
    ],
    ["main/inference/a2.ts", `export * from "../evaluation/target.ts";`, "inference-imports"],
    ["main/training/a2.ts", `export * from "../evaluation/target.ts";`, "training-imports"],
    ["main/evaluation/a.ts", `export * from "../training/target.ts";`, "evaluation-imports"],
    ["main/training/a3.ts", `export * from "../db/target.ts";`, "training-imports"],
    ["main/web/a.ts", `export * from "../electron/target.ts";`, "web-imports"],
    ["main/cli/a2.ts", `export * from "../../renderer/target.ts";`, "cli-imports"],
    ["renderer/a.ts", `export * from "../main/model/target.ts";`, "renderer-imports"],
    ["renderer/features/chat/a.ts", `export * from "../train/target.ts";`, "features-stay-apart"],
    ["main/model/cycle1.ts", `export * from "./cycle2.ts";`, "no-cycles"],
    ["main/model/lost.ts", `export * from "./nowhere.ts";`, "no-missing-files"],
    ["scripts/a.mjs", `import "vitest";`, "no-undeclared-packages"],
];

/** Imports that the rules must leave alone. */
const allowed: [string, string][] = [
    ["main/model/ok.ts", `export * from "../ggml/target.ts";`],
    ["main/ggml/ok.ts", `import koffi from "koffi";\nvoid koffi;`],
    ["main/inference/ok.ts", `import type { Llama } from "node-llama-cpp";\nexport type L = Llama;`],
    ["main/evaluation/ok.ts", `export * from "../inference/target.ts";`],
    ["main/training/ok.ts", `export * from "../inference/target.ts";`],
    ["main/cli/ok.ts", `await import("../training/target.ts");`],
    ["main/model/cycle2.ts", `export * from "./cycle1.ts";`],
];

const targetFolders = [
    "main/ggml",
    "main/model",
    "main/training",
    "main/inference",
    "main/evaluation",
    "main/db",
    "main/electron",
    "renderer",
    "renderer/features/train",
];

function write(path: string, text: string): void {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
}

function run(tool: string, ...args: string[]): { status: number | null; stdout: string; text: string } {
    const result = spawnSync(process.execPath, [join(root, "node_modules", tool), ...args], {
        cwd: tree,
        encoding: "utf8",
    });
    return { ...result, text: result.stdout + result.stderr };
}

beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), "qadapter-architecture-"));
    for (const name of ["package.json", "biome.json", ".dependency-cruiser.mjs", "scripts/lint"])
        cpSync(join(root, name), join(tree, name), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(tree, "node_modules"), "junction");
    for (const folder of targetFolders) write(`${folder}/target.ts`, "export type T = number;\n");
    for (const [path, text] of [...forbidden, ...allowed]) write(path, `${text}\n`);
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

it("reports every forbidden import, and only those", () => {
    const { stdout } = run(
        "dependency-cruiser/bin/dependency-cruiser.mjs",
        "--config",
        ".dependency-cruiser.mjs",
        "--output-type",
        "json",
        "{main,preload,renderer,scripts,test}/**/*.{ts,tsx,mjs}",
    );
    const { violations } = JSON.parse(stdout).summary;
    const found = new Set<string>();
    for (const violation of violations) found.add(`${violation.from} ${violation.rule.name}`);
    for (const [path, , rule] of forbidden) expect(found).toContain(`${path} ${rule}`);
    for (const [path] of allowed.filter(([path]) => !path.includes("cycle")))
        expect([...found].filter((entry) => entry.startsWith(`${path} `))).toEqual([]);
});

it("bans koffi outside main/ggml, koffi.view and any in the linter", () => {
    write("main/training/bans.ts", `import koffi from "koffi";\nexport const a: any = koffi.load("x");\n`);
    write("main/ggml/bans.ts", `import koffi from "koffi";\nexport const b = koffi.view(1n, 2);\n`);
    const outside = run("@biomejs/biome/bin/biome", "lint", "main/training/bans.ts");
    expect(outside.status).toBe(1);
    expect(outside.text).toContain("lint/style/noRestrictedImports");
    expect(outside.text).toContain("lint/suspicious/noExplicitAny");
    const inside = run("@biomejs/biome/bin/biome", "lint", "main/ggml/bans.ts");
    expect(inside.status).toBe(1);
    expect(inside.text).toContain("koffi.view() throws in Electron");
});

it("what touches Electron is at most 600 lines in all", () => {
    const folder = join(root, "main/electron");
    const paths = [
        ...readdirSync(folder).map((name) => join(folder, name)),
        join(root, "preload/preload.ts"),
    ];
    const lines = paths.map((path) => readFileSync(path, "utf8").trimEnd().split("\n").length);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(600);
});
