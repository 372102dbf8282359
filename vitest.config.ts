/**
 * How the tests run. Not where they are described: see README.md, "Tests".
 * One process per test file and one at a time, because the state of the native libraries is global.
 */
import { defineConfig } from "vitest/config";

const withVulkan = process.env.QADAPTER_TEST_VULKAN === "1";

export default defineConfig({
    test: {
        include: ["test/**/*.test.ts"],
        exclude: ["node_modules/**", ...(withVulkan ? [] : ["test/vulkan/**"])],
        pool: "forks",
        maxWorkers: 1,
        fileParallelism: false,
        testTimeout: 120_000,
        hookTimeout: 120_000,
        reporters: ["default", "./test/support/leftOutReporter.ts"],
    },
});
