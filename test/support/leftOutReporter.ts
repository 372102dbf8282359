/** Says at the end of a test run which tests it left out for want of something, and how to get it. */
import { globSync } from "node:fs";
import type { Reporter, TestModule, Vitest } from "vitest/node";
import { testModes } from "./testModes.ts";

/** Ends the name of every group of tests that needs SmolLM2. */
export const smollm2Mark = "(SmolLM2)";
/** Ends the name of every test that needs a network namespace of its own. */
export const namespaceMark = "(network namespace)";

const advice = [
    {
        mark: smollm2Mark,
        text: 'that need the model SmolLM2. Run "npm run fetch-model" once (98 MB) to have them run, too.',
    },
    {
        mark: namespaceMark,
        text: 'that need a network of their own without any way out. Run them on Linux where "unshare -n" is permitted, as for root.',
    },
];

/** Prints nothing when nothing was left out. */
export default class LeftOutReporter implements Reporter {
    #vitest: Vitest | undefined;

    onInit(vitest: Vitest): void {
        this.#vitest = vitest;
    }

    async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
        tellSkipped(modules);
        const all = await this.#vitest?.globTestSpecifications();
        const mode = this.#vitest?.vite.config.mode ?? "";
        // whoever names files wants those and nothing else
        if (!(mode in testModes) && modules.length === all?.length) tellModes();
    }
}

function tellSkipped(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap(({ children }) => [...children.allTests("skipped")]);
    for (const { mark, text } of advice) {
        const leftOut = skipped.filter(({ fullName }) => fullName.includes(mark));
        if (leftOut.length === 0) continue;
        const files = new Set(leftOut.map(({ module }) => module.relativeModuleId));
        process.stdout.write(`Left out: ${leftOut.length} tests in ${files.size} files ${text}\n\n`);
    }
}

/** What only a mode of its own runs. */
function tellModes(): void {
    for (const [mode, text] of Object.entries(testModes)) {
        const { length } = globSync(`test/${mode}/**/*.test.ts`);
        process.stdout.write(`Left out: ${length === 1 ? "1 file" : `${length} files`} of tests ${text}\n`);
    }
}
