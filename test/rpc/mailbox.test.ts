/**
 * The stream between a fast writer and a slow reader.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { latest, Mailbox } from "../../main/rpc/mailbox.ts";

describe("Mailbox", () => {
    it("delivers everything in order and ends", async () => {
        const box = new Mailbox<number>();
        for (let i = 0; i < 5; i++) box.put(i);
        box.end();
        const seen: number[] = [];
        for await (const i of box.read()) seen.push(i);
        expect(seen).toEqual([0, 1, 2, 3, 4]);
    });

    it("merges what comes faster than about 30 a second", async () => {
        const box = new Mailbox<number>(latest);
        const writer = (async () => {
            for (let i = 0; i <= 100; i++) {
                box.put(i);
                await sleep(2);
            }
            box.end();
        })();
        const seen: number[] = [];
        for await (const i of box.read()) seen.push(i);
        await writer;
        expect(seen[0]).toBe(0);
        expect(seen.at(-1)).toBe(100);
        expect(seen.length).toBeLessThan(60);
    });

    it("passes an error on after what was put in before it", async () => {
        const box = new Mailbox<number>();
        box.put(1);
        box.fail(new Error("broken"));
        const reader = box.read();
        expect((await reader.next()).value).toBe(1);
        await expect(reader.next()).rejects.toThrow("broken");
    });

    it("lets go of a reader that waits when its signal is aborted", async () => {
        const controller = new AbortController();
        const waiting = new Mailbox<number>().read(controller.signal).next();
        controller.abort();
        expect((await waiting).done).toBe(true);
    });
});
