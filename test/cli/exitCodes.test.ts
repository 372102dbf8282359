/** Which error becomes which exit code and sentence. */
import { CommanderError } from "commander";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { reportError } from "../../main/cli/exitCodes.ts";
import { StudioError } from "../../main/errors.ts";

/** Reports the error and returns the exit code with what was written. */
function report(error: unknown) {
    let stderr = "";
    const stream = {
        write: (text: string) => {
            stderr += text;
        },
    };
    const code = reportError(error, { stdout: { write: () => expect.unreachable() }, stderr: stream });
    return { code, stderr };
}

beforeEach(() => void vi.stubEnv("QADAPTER_DEBUG", undefined));
afterEach(() => void vi.unstubAllEnvs());

it("tells a StudioError in one line, with the code of its kind", () => {
    expect(report(new StudioError("not-gguf", "x is not\na GGUF file."))).toEqual({
        code: 1,
        stderr: "Error: x is not a GGUF file.\n",
    });
    expect(report(new StudioError("usage", "Give one file.")).code).toBe(2);
    expect(report(new StudioError("interrupted", "Stopped."))).toEqual({ code: 130, stderr: "Stopped.\n" });
    expect(report(new DOMException("This operation was aborted", "AbortError")).code).toBe(130);
});

it("leaves commander's errors as commander told them", () => {
    expect(report(new CommanderError(1, "commander.unknownOption", "…"))).toEqual({ code: 2, stderr: "" });
    expect(report(new CommanderError(0, "commander.helpDisplayed", "…"))).toEqual({ code: 0, stderr: "" });
});

it("points to QADAPTER_DEBUG for anything unexpected, and then shows the stack and the cause", () => {
    const error = new TypeError("x is undefined.", { cause: new Error("the reason") });
    expect(report(error)).toEqual({
        code: 1,
        stderr: "Error: Something unexpected happened: x is undefined. Set QADAPTER_DEBUG=1 for details.\n",
    });
    vi.stubEnv("QADAPTER_DEBUG", "1");
    expect(report(error).stderr).toMatch(
        /TypeError: x is undefined.*\n {4}at .*Caused by: Error: the reason/s,
    );
    expect(report("text").code).toBe(1);
});
