/** Quitting while something goes on: who is asked, what happens to training, and that nobody is asked twice. */
import { expect, it, vi } from "vitest";
import type { LocalClient } from "../../main/desktop/localClient.ts";
import { Quitting } from "../../main/desktop/quitting.ts";
import { wordsOf } from "../../main/desktop/words.ts";
import type { WorkWatch } from "../../main/desktop/work.ts";

function scene(trainingRuns: number[], isBusy = trainingRuns.length > 0) {
    const did: string[] = [];
    const note = (what: string) => async (input: { id: number }) => void did.push(`${what} ${input.id}`);
    const client = { training: { pause: note("pause"), cancel: note("cancel") } };
    const replies: number[] = [];
    const ask = vi.fn(async (_question: unknown) => replies.shift() ?? -1);
    const quitting = new Quitting({
        client: client as unknown as LocalClient,
        work: { trainingRuns, isBusy } as WorkWatch,
        words: () => wordsOf("en"),
        log: () => {},
        ask,
        hide: () => void did.push("hide"),
        quit: () => void did.push("quit"),
    });
    /** Tries to end the program; answers whether that was prevented. */
    const tryToEnd = () => {
        const preventDefault = vi.fn();
        quitting.guard({ preventDefault });
        return preventDefault.mock.calls.length > 0;
    };
    return { did, ask, replies, quitting, tryToEnd };
}

it("without work nobody is asked", () => {
    const { tryToEnd, ask } = scene([]);
    expect(tryToEnd()).toBe(false);
    expect(ask).not.toHaveBeenCalled();
});

it.each([
    ["pause and quit", 0, ["pause 3", "pause 4", "quit"]],
    ["keep running", 1, ["hide"]],
    ["stop and quit", 2, ["cancel 3", "cancel 4", "quit"]],
    ["cancel", 3, []],
    ["a closed question", -1, []],
])("during training: %s", async (_, reply, expected) => {
    const { tryToEnd, ask, replies, did } = scene([3, 4]);
    replies.push(reply);
    expect(tryToEnd()).toBe(true);
    expect(tryToEnd()).toBe(true); // impatient: still one question
    await vi.waitFor(() => expect(did).toEqual(expected));
    expect(ask).toHaveBeenCalledOnce();
    await new Promise(setImmediate);
    const isEnding = expected.includes("quit");
    expect(tryToEnd()).toBe(!isEnding);
    expect(ask).toHaveBeenCalledTimes(isEnding ? 1 : 2);
});

it("other work is not paused, but asked about", async () => {
    const { tryToEnd, ask, replies, did } = scene([], true);
    replies.push(1);
    expect(tryToEnd()).toBe(true);
    await vi.waitFor(() => expect(did).toEqual(["quit"]));
    expect(ask.mock.calls[0]?.[0]).toMatchObject({
        buttons: expect.not.arrayContaining([wordsOf("en").pause]),
    });
});

it("the computer's shutdown pauses without a question", async () => {
    const { quitting, did, ask, tryToEnd } = scene([3]);
    await quitting.end("pause");
    await quitting.end("pause");
    expect(did).toEqual(["pause 3", "quit"]);
    expect(ask).not.toHaveBeenCalled();
    expect(tryToEnd()).toBe(false);
});
