/**
 * How the tests run. Not where they are described: see README.md, "Tests".
 * One process per test file and one at a time, because the state of the native libraries is global.
 */
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { testModes } from "./test/support/testModes.ts";

/** Run only when they are asked for, by `--mode`. */
const modes = Object.keys(testModes);

export default defineConfig(({ mode }) => ({
    test: {
        include: modes.includes(mode) ? [`test/${mode}/**/*.test.ts`] : ["test/**/*.test.ts"],
        exclude: [
            "node_modules/**",
            ...modes.filter((other) => other !== mode).map((other) => `test/${other}/**`),
        ],
        env: { QADAPTER_CACHE: join(import.meta.dirname, "node_modules/.cache/q-adapter-studio") },
        setupFiles: ["./test/support/propertySeed.ts"],
        pool: "forks",
        maxWorkers: 1,
        fileParallelism: false,
        testTimeout: 600_000,
        hookTimeout: 600_000,
        expect: { poll: { timeout: 120_000 } },
        reporters: ["default", "./test/support/leftOutReporter.ts"],
    },
}));
