/**
 * The backend's journey where there is no network at all: in a network namespace of its own, in which only the loopback
 * device is up. Needs Linux and the right to make one.
 */
import { type SpawnSyncOptionsWithStringEncoding, spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { root } from "../support/command.ts";
import { namespaceMark } from "../support/leftOutReporter.ts";

/** Runs a line of a shell in a network namespace of its own. */
const inside = (line: string, options: SpawnSyncOptionsWithStringEncoding = { encoding: "utf8" }) =>
    spawnSync("unshare", ["-n", "sh", "-c", `ip link set lo up && ${line}`], options);
const isPermitted = inside("true").status === 0;

it.skipIf(!isPermitted)(
    `walks the same way with nothing but the loopback device ${namespaceMark}`,
    { timeout: 900_000 },
    () => {
        const vitest = `${process.execPath} node_modules/vitest/vitest.mjs run test/journey/backendJourney.test.ts`;
        const { status, stdout, stderr } = inside(`exec ${vitest}`, {
            cwd: root,
            env: { ...process.env, QADAPTER_TEST_OFFLINE: "1", NO_COLOR: "1" },
            encoding: "utf8",
        });
        expect(status, `${stdout}\n${stderr}`).toBe(0);
        expect(stdout).toContain("1 passed");
    },
);
