/** Says at the end of a test run which tests it left out for want of a model, and how to get it. */
import type { Reporter, TestModule } from "vitest/node";

/** Ends the name of every group of tests that needs SmolLM2. */
export const smollm2Mark = "(SmolLM2)";

/** Prints nothing when nothing was left out. */
export default class LeftOutReporter implements Reporter {
    onTestRunEnd(modules: readonly TestModule[]): void {
        const leftOut = modules.flatMap(({ children }) =>
            [...children.allTests("skipped")].filter(({ fullName }) => fullName.includes(smollm2Mark)),
        );
        if (leftOut.length === 0) return;
        const files = new Set(leftOut.map(({ module }) => module.relativeModuleId));
        process.stdout.write(
            `Left out: ${leftOut.length} tests in ${files.size} files that need the model SmolLM2. ` +
                'Run "npm run fetch-model" once (98 MB) to have them run, too.\n\n',
        );
    }
}
