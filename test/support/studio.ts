/** Backends for tests, each in a data folder of its own, that are closed and removed after the test. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { ChatEvent, MessageRecord } from "../../preload/contract/chat.ts";
import { type Client, openStudio, type Studio, type StudioOptions } from "./openStudio.ts";

export { type Client, logIn, openSocket, pipOf, type Studio } from "./openStudio.ts";

const running = new Set<Studio>();
const folders = new Set<string>();

afterEach(async () => {
    for (const studio of running) await studio.close();
    running.clear();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    folders.clear();
});

/** A folder that is removed after the test. */
export function newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "qadapter-studio-"));
    folders.add(folder);
    return folder;
}

/** Starts a backend; it is closed after the test. */
export async function startStudio({
    folder = newFolder(),
    ...options
}: Partial<StudioOptions> = {}): Promise<Studio> {
    const studio = await openStudio({ folder, ...options });
    running.add(studio);
    return studio;
}

/** Watches a conversation from now on. */
export class Watcher {
    readonly events: ChatEvent[] = [];
    readonly messages = new Map<number, MessageRecord>();
    readonly #controller = new AbortController();

    constructor(client: Client, conversationId: number) {
        void this.#watch(client, conversationId).catch(() => {});
    }

    async #watch(client: Client, conversationId: number): Promise<void> {
        const { signal } = this.#controller;
        for await (const event of await client.chat.watch({ conversationId }, { signal })) {
            this.events.push(event);
            if (event.type === "snapshot")
                for (const message of event.messages) this.messages.set(message.id, message);
            if (event.type === "message") this.messages.set(event.message.id, event.message);
            if (event.type === "text") {
                const message = this.messages.get(event.messageId) as MessageRecord;
                this.messages.set(message.id, { ...message, content: message.content + event.text });
            }
        }
    }

    /** Waits until a message is neither waiting nor streaming. */
    async finished(id: number): Promise<MessageRecord> {
        for (;;) {
            const message = this.messages.get(id);
            if (message && message.state !== "waiting" && message.state !== "streaming") return message;
            await new Promise((done) => setTimeout(done, 10));
        }
    }

    /** Waits until a message holds some text. */
    async begun(id: number): Promise<MessageRecord> {
        for (;;) {
            const message = this.messages.get(id);
            if (message && message.content !== "") return message;
            await new Promise((done) => setTimeout(done, 5));
        }
    }

    stop(): void {
        this.#controller.abort();
    }
}
