/**
 * The entry of the `qadapter` command: reads the command line, runs the subcommand, ends with its exit
 * code. The subcommands' work is loaded only when it is asked for, so that help comes at once.
 */

import { isOfflineForced } from "../network/offline.ts";
import { exitCodes, reportError } from "./exitCodes.ts";
import { listenForInterrupts } from "./interrupt.ts";
import { printLine } from "./output.ts";
import { buildProgram } from "./program.ts";

const program = buildProgram({
    inspect: async (options) => (await import("./runInspect.ts")).run(options),
    train: async (options) => (await import("./runTrain.ts")).run(options),
    chat: async (options) => (await import("./runChat.ts")).run(options),
    score: async (options) => (await import("./runScore.ts")).run(options),
    quiz: async (options) => (await import("./runQuiz.ts")).run(options),
    evaluate: async (options) => (await import("./runEvaluate.ts")).runEvaluate(options),
    compare: async (options) => (await import("./runEvaluate.ts")).runCompare(options),
    judge: async (options) => (await import("./runJudge.ts")).run(options),
    pack: async (options) => (await import("./runPack.ts")).run(options),
    unpack: async (options) => (await import("./runUnpack.ts")).run(options),
    convert: async (options) => (await import("./runConvert.ts")).run(options),
    serve: async (options) => (await import("./runServe.ts")).run(options),
    bench: async (options) => (await import("./runBench.ts")).run(options),
    models: async (options) => (await import("./runModels.ts")).run(options),
    kit: async (options) => (await import("./runKit.ts")).run(options),
    verify: async (options) => (await import("./runVerify.ts")).run(options),
});

/** Ends the process after everything written has left it; native threads must not keep it alive. */
async function end(code: number): Promise<never> {
    for (const stream of [process.stdout, process.stderr])
        await new Promise<void>((written) => stream.write("", () => written()));
    process.exit(code);
}

// A reader that closes the pipe early, such as `head`, is no failure. Anything else ends the process here and now:
// what comes later would write again, and fail again.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") process.exit(exitCodes.done);
    const reason = code === "ENOSPC" ? "there is no room left on the disk" : `the system answered ${code}`;
    printLine(`Error: The output could not be written: ${reason}.`);
    process.exit(exitCodes.failed);
});
// Nobody reads the messages any more; reporting that would fail the same way, without end.
process.stderr.on("error", () => {});
process.on("uncaughtException", (error) => void end(reportError(error)));
listenForInterrupts();
if (isOfflineForced()) (await import("../network/socketGuard.ts")).guardSockets(isOfflineForced);

try {
    await program.parseAsync();
    await end(exitCodes.done);
} catch (error) {
    await end(reportError(error));
}
