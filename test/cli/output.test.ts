/** JSON lines, lines for people and the progress display, on recorded streams. */
import { describe, expect, it } from "vitest";
import { Progress, printJson, printLine, printText, streamText } from "../../main/cli/output.ts";

/** Streams that keep what is written to them. */
function recorded(isTTY = false) {
    const written = { stdout: "", stderr: "" };
    const stream = (name: "stdout" | "stderr") => ({
        write: (text: string) => {
            written[name] += text;
        },
        isTTY,
        columns: 60,
    });
    return { written, streams: { stdout: stream("stdout"), stderr: stream("stderr") } };
}

describe("lines", () => {
    it("puts JSON and answers on stdout, and messages on stderr", () => {
        const { written, streams } = recorded();
        printJson({ text: "two\nlines", loss: 0.5 }, streams);
        printText("answer", streams);
        printLine("message", streams);
        expect(written).toEqual({
            stdout: '{"text":"two\\nlines","loss":0.5}\nanswer\n',
            stderr: "message\n",
        });
    });

    it("shows what a terminal would act on, and keeps letters of all kinds, lines and tabs", () => {
        const hostile = "a\u001b]0;title\u0007b\u009b2Jc\rd\n\te 🌍 مرحبا";
        const shown = "a\ufffd]0;title\ufffdb\ufffd2Jc\ufffdd\n\te 🌍 مرحبا";
        for (const isTTY of [true, false]) {
            const { written, streams } = recorded(isTTY);
            printText(hostile, streams);
            printLine(hostile, streams);
            streamText(hostile, streams);
            const streamed = isTTY ? shown : hostile; // a file gets what the model wrote
            expect(written).toEqual({ stdout: `${shown}\n${streamed}`, stderr: `${shown}\n` });
        }
    });

    it("names numbers that JSON does not know", () => {
        const { written, streams } = recorded();
        printJson([Number.NaN, Number.POSITIVE_INFINITY, 1], streams);
        expect(written.stdout).toBe('["NaN","Infinity",1]\n');
    });
});

describe("Progress", () => {
    it("writes a plain line every few seconds, and the last one, without a terminal", () => {
        const { written, streams } = recorded();
        let now = 0;
        const progress = new Progress("Training", streams, () => now);
        for (let done = 1; done <= 100; done++) {
            now += 100;
            progress.update({ done, total: 100, note: "loss 0.6" });
        }
        progress.finish();
        const lines = written.stderr.trimEnd().split("\n");
        expect(lines).toEqual([
            "Training 1/100  loss 0.6",
            "Training 51/100  loss 0.6",
            "Training 100/100  loss 0.6",
        ]);
        expect(written.stdout).toBe("");
    });

    it("redraws one line on a terminal and ends it", () => {
        const { written, streams } = recorded(true);
        let now = 0;
        const progress = new Progress("Training", streams, () => now);
        progress.update({ done: 1, total: 2, note: "x".repeat(200) });
        now += 1000;
        progress.log("a note");
        progress.update({ done: 2, total: 2 });
        progress.finish();
        progress.finish();
        const shown = written.stderr.split("\r").filter((part) => part.trim() !== "");
        expect(shown[0]?.length).toBeLessThan(60);
        expect(shown[1]).toMatch(/^a note\nTraining █+ 2\/2\n$/);
    });
});
