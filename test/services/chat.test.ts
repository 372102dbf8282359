/**
 * Chat with Pip, from a browser's WebSocket down to the engine's process.
 */
import { describe, expect, it } from "vitest";
import { endlessResources } from "../support/endlessPip.ts";
import { newFolder, pipOf, startStudio, Watcher } from "../support/studio.ts";

describe("a conversation", () => {
    it("is answered in a stream that every window sees, and stays", async () => {
        const studio = await startStudio();
        const { client } = studio;
        await pipOf(client);
        const conversation = await client.chat.create({});
        const watcher = new Watcher(client, conversation.id);
        const { question, answers } = await client.chat.send({
            conversationId: conversation.id,
            parentId: null,
            content: "How do I boil an egg?",
        });
        const [answer] = answers;
        const finished = await watcher.finished(answer?.id as number);
        expect(finished).toMatchObject({ state: "complete", parentId: question.id });
        expect(finished.content.length).toBeGreaterThan(10);
        expect(finished.origin).toMatchObject({ modelTitle: "Pip", stack: [], reason: "stop" });
        expect(finished.origin?.modelFingerprint).toMatch(/^[0-9a-f]{64}$/);
        const second = await studio.connect();
        const stored = await second.client.chat.get({ id: conversation.id });
        expect(stored.messages.map(({ content }) => content)).toEqual([
            "How do I boil an egg?",
            finished.content,
        ]);
        expect(stored.conversation).toMatchObject({
            title: "How do I boil an egg?",
            activeMessageId: finished.id,
        });
    });

    it("gives the same answer for the same seed, and another version for another", async () => {
        const { client } = await startStudio();
        await pipOf(client);
        const { sampling } = await client.settings.get();
        const { id } = await client.chat.create({ sampling: { ...sampling, temperature: 1.5, seed: 7 } });
        const watcher = new Watcher(client, id);
        const sent = await client.chat.send({
            conversationId: id,
            parentId: null,
            content: "Tell me a story.",
        });
        const first = await watcher.finished(sent.answers[0]?.id as number);
        const again = await watcher.finished((await client.chat.regenerate({ messageId: first.id })).id);
        expect(again.content).toBe(first.content);
        await client.chat.update({ id, sampling: { ...sampling, temperature: 1.5, seed: 8 } });
        const other = await watcher.finished((await client.chat.regenerate({ messageId: first.id })).id);
        expect(other.content).not.toBe(first.content);
        expect(other.parentId).toBe(first.parentId);
        const edited = await client.chat.edit({ messageId: sent.question.id, content: "Hello" });
        await watcher.finished(edited.answers[0]?.id as number);
        const { messages, conversation } = await client.chat.get({ id });
        expect(messages).toHaveLength(6);
        expect(conversation.activeMessageId).toBe(edited.answers[0]?.id);
        expect((await client.chat.select({ messageId: first.id })).activeMessageId).toBe(first.id);
    });

    it("answers in several columns at once, and stops one or all of them", async () => {
        const { client } = await startStudio({ resources: endlessResources(newFolder()) });
        await pipOf(client);
        const { sampling } = await client.settings.get();
        const columns = ["a", "b"].map((label) => ({ entries: [], strength: 1, label }));
        const { id } = await client.chat.create({
            columns,
            sampling: { ...sampling, maxTokens: 2000, seed: 1 },
        });
        const watcher = new Watcher(client, id);
        const { answers } = await client.chat.send({ conversationId: id, parentId: null, content: "Talk." });
        const [a, b] = answers.map((answer) => answer.id) as [number, number];
        expect(answers.map(({ groupId }) => groupId)).toEqual([a, a]);
        await watcher.begun(a);
        await client.chat.stop({ conversationId: id, messageId: a });
        const stopped = await watcher.finished(a);
        expect(stopped.state).toBe("stopped");
        expect(stopped.content).not.toBe("");
        await watcher.begun(b);
        await client.chat.stop({ conversationId: id });
        await watcher.finished(b);
        const { messages } = await client.chat.get({ id });
        expect(messages.find((message) => message.id === a)?.content).toBe(stopped.content);
        await expect.poll(async () => (await client.app.engine()).answering).toBe(0);
        const short = { ...sampling, maxTokens: 5 };
        await client.chat.update({ id, sampling: short, columns: columns.slice(0, 1) });
        const cut = await watcher.finished((await client.chat.regenerate({ messageId: a })).id);
        expect(cut.origin).toMatchObject({ reason: "length", tokens: 5 });
        await client.chat.continue({ messageId: cut.id });
        const longer = () => watcher.messages.get(cut.id);
        await expect.poll(() => longer()?.origin?.tokens, { timeout: 60_000 }).toBeGreaterThan(5);
        expect(longer()?.content.startsWith(cut.content)).toBe(true);
        await client.chat.stop({ conversationId: id });
    });

    it("says what happened when the engine dies, and answers again", async () => {
        const { client, engines } = await startStudio({ resources: endlessResources(newFolder()) });
        await pipOf(client);
        const { sampling } = await client.settings.get();
        const { id } = await client.chat.create({
            sampling: { ...sampling, maxTokens: 2000, seed: 1 },
        });
        const watcher = new Watcher(client, id);
        const { answers } = await client.chat.send({ conversationId: id, parentId: null, content: "Talk." });
        const answer = answers[0]?.id as number;
        const begun = await watcher.begun(answer);
        process.kill(engines.at(-1) as number, "SIGKILL");
        const dead = await watcher.finished(answer);
        expect(dead.state).toBe("interrupted");
        expect(dead.problem).toContain("memory ran out");
        expect(dead.content.startsWith(begun.content)).toBe(true);
        await client.chat.update({ id, sampling: { ...sampling, maxTokens: 20 } });
        const again = await watcher.finished((await client.chat.regenerate({ messageId: answer })).id);
        expect(again).toMatchObject({ state: "complete", problem: null });
        expect(engines).toHaveLength(2);
    });
});

describe("thumbs and better answers", () => {
    it("rank versions, and a lone thumb is a label", async () => {
        const { client } = await startStudio();
        await pipOf(client);
        const { sampling } = await client.settings.get();
        const { id } = await client.chat.create({
            systemPrompt: "Be kind.",
            sampling: { ...sampling, temperature: 1.5, seed: 1 },
        });
        const watcher = new Watcher(client, id);
        const { answers } = await client.chat.send({
            conversationId: id,
            parentId: null,
            content: "Tell me a story.",
        });
        const a = await watcher.finished(answers[0]?.id as number);
        expect((await client.chat.rate({ messageId: a.id, rating: "down" })).pairIds).toEqual([]);
        expect((await client.preferences.labels({})).items).toMatchObject([
            { answer: a.content, rating: "down" },
        ]);
        await client.chat.update({ id, sampling: { ...sampling, temperature: 1.5, seed: 2 } });
        const b = await watcher.finished((await client.chat.regenerate({ messageId: a.id })).id);
        const up = await client.chat.rate({ messageId: b.id, rating: "up" });
        const [pairId] = up.pairIds;
        expect(await client.preferences.get({ id: pairId as number })).toMatchObject({
            prompt: [
                { role: "system", content: "Be kind." },
                { role: "user", content: "Tell me a story." },
            ],
            chosen: b.content,
            rejected: a.content,
            source: "chat",
        });
        expect(up.message.preferredOver).toEqual([pairId]);
        await client.chat.rate({ messageId: a.id, rating: null });
        await client.chat.rate({ messageId: b.id, rating: null });
        expect((await client.preferences.list({})).total).toBe(0);
        expect((await client.preferences.labels({})).total).toBe(0);
    });

    it("keep the newest word about two answers, and can be taken back", async () => {
        const { client } = await startStudio();
        await pipOf(client);
        const { sampling } = await client.settings.get();
        const { id } = await client.chat.create({
            systemPrompt: "Be kind.",
            sampling: { ...sampling, temperature: 1.5, seed: 1 },
        });
        const watcher = new Watcher(client, id);
        const sent = await client.chat.send({
            conversationId: id,
            parentId: null,
            content: "Tell me a story.",
        });
        const a = await watcher.finished(sent.answers[0]?.id as number);
        await client.chat.update({ id, sampling: { ...sampling, temperature: 1.5, seed: 2 } });
        const b = await watcher.finished((await client.chat.regenerate({ messageId: a.id })).id);
        const pairs = async () =>
            (await client.preferences.list({})).items.map(({ chosen, rejected }) => [chosen, rejected]);
        const labels = async () => (await client.preferences.labels({})).items.map(({ answer }) => answer);

        const better = await client.chat.prefer({ betterId: a.id, worseIds: [b.id] });
        expect(await client.chat.prefer({ betterId: a.id, worseIds: [b.id] })).toMatchObject({
            pairIds: better.pairIds,
        });
        expect(await pairs()).toEqual([[a.content, b.content]]);
        const other = await client.chat.prefer({ betterId: b.id, worseIds: [a.id] });
        expect(await pairs()).toEqual([[b.content, a.content]]);
        await client.chat.undoJudgement({ undo: other.undo });
        expect(await pairs()).toEqual([[a.content, b.content]]);
        await expect(client.chat.undoJudgement({ undo: other.undo })).rejects.toMatchObject({
            code: "not-found",
        });

        const against = await client.chat.rate({ messageId: b.id, rating: "up" });
        expect(against.pairIds).toEqual([]);
        expect(await pairs()).toEqual([[a.content, b.content]]);
        await client.chat.undoJudgement({ undo: against.undo });

        const improved = await client.chat.improve({ messageId: a.id, content: "Hello, friend!" });
        expect(improved.message).toMatchObject({ improvedFrom: a.id, content: "Hello, friend!" });
        expect(await client.preferences.get({ id: improved.pairId })).toMatchObject({
            source: "edit",
            prompt: [{ role: "system", content: "Be kind." }, { role: "user" }],
        });
        const down = await client.chat.rate({ messageId: improved.message.id, rating: "down" });
        expect(await client.preferences.get({ id: down.pairIds[0] as number })).toMatchObject({
            prompt: [{ role: "system", content: "Be kind." }, { role: "user" }],
            chosen: b.content,
            rejected: "Hello, friend!",
        });
        await client.chat.undoJudgement({ undo: down.undo });
        await client.chat.undoJudgement({ undo: improved.undo });
        await client.chat.undoJudgement({ undo: better.undo });
        expect(await pairs()).toEqual([]);
        const { messages } = await client.chat.get({ id });
        expect(messages.map(({ id: one }) => one)).toEqual([sent.question.id, a.id, b.id]);

        await client.chat.rate({ messageId: a.id, rating: "up" });
        const same = await client.chat.rate({ messageId: b.id, rating: "up" });
        expect(await pairs()).toEqual([]);
        expect((await labels()).toSorted()).toEqual([a.content, b.content].toSorted());
        await client.chat.undoJudgement({ undo: same.undo });
        expect(await pairs()).toEqual([[a.content, b.content]]);
        expect(await labels()).toEqual([]);
    });
});
