/**
 * For tests that need SmolLM2-135M-Instruct: its path, and a `describe` that leaves them out where it was not fetched.
 * What was left out, and how to get it, is printed at the end of the run (leftOutReporter.ts).
 */
import { existsSync } from "node:fs";
import { describe } from "vitest";
import { smollm2Path } from "../../main/cli/namedModels.ts";
import { smollm2Mark } from "./leftOutReporter.ts";

export { smollm2Path };

/** Describes tests that run only with the model. */
export function describeSmollm2(name: string, tests: () => void): void {
    describe.skipIf(!existsSync(smollm2Path))(`${name} ${smollm2Mark}`, tests);
}
