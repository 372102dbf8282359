/**
 * What a person does with the messages of a conversation: asking, regenerating, editing, choosing a branch. Nothing is
 * overwritten: another version is another child of the same message. How answers are written is answering.ts.
 */
import { randomInt } from "node:crypto";
import type {
    AnswerOrigin,
    Column,
    ConversationRecord,
    MessageRecord,
    Sent,
} from "../../../preload/contract/chat.ts";
import type { StoredMessage } from "../../../preload/records/chat.ts";
import type { Json } from "../../../preload/records/common.ts";
import type { ChatMessage } from "../../../preload/records.ts";
import { updateConversation } from "../../db/conversations.ts";
import { write } from "../../db/database.ts";
import { restoreRows } from "../../db/deletions.ts";
import * as rows from "../../db/messages.ts";
import { getModel } from "../../db/models.ts";
import type { AnswerRequest, ModelReference } from "../../engine/contract.ts";
import { StudioError } from "../../errors.ts";
import { type ResolvedStack, resolveStack } from "../adapters.ts";
import type { Ground } from "../ground.ts";
import { contextLengthFor, modelReference } from "../models.ts";
import type { Answering, WantedAnswer } from "./answering.ts";
import type { Rooms } from "./rooms.ts";

const longestTitle = 60;
const largestSeed = 2 ** 32;

/** Everything that is needed to answer in a conversation as it is set now. */
interface Setup {
    conversation: ConversationRecord;
    model: ModelReference;
    modelTitle: string;
    contextLength: number;
    columns: { column: Column; index: number; resolved: ResolvedStack }[];
}

/** Messages and the answers to them. */
export class Messages {
    readonly #ground: Ground;
    readonly #rooms: Rooms;
    readonly #answering: Answering;

    constructor(ground: Ground, rooms: Rooms, answering: Answering) {
        this.#ground = ground;
        this.#rooms = rooms;
        this.#answering = answering;
    }

    /** Asks, after an answer or at the beginning. @throws StudioError not-found; as modelReference and resolveStack */
    async send(conversationId: number, parentId: number | null, content: string): Promise<Sent> {
        const setup = await this.#setup(conversationId);
        const question = { conversationId, parentId, role: "user" as const, content };
        return this.#ask(setup, () => rows.addMessage(this.#ground.db, question));
    }

    /** Asks differently: another version of a question. @throws StudioError as send; `usage` for an answer */
    async edit(messageId: number, content: string): Promise<Sent> {
        const { role, conversationId, parentId } = rows.getMessage(this.#ground.db, messageId);
        if (role !== "user")
            throw new StudioError("usage", "Only questions are asked again; improve an answer instead.");
        return this.send(conversationId, parentId, content);
    }

    #ask(setup: Setup, addQuestion: () => StoredMessage): Sent {
        const { db } = this.#ground;
        const { id: conversationId, title } = setup.conversation;
        const { question, answers } = write(db, () => {
            const asked = addQuestion();
            if (title === "") updateConversation(db, conversationId, { title: titleOf(asked.content) });
            return { question: asked, answers: this.#addAnswers(setup, asked.id) };
        });
        this.#begin(setup, answers);
        return {
            question: this.#rooms.tellMessage(question.id),
            answers: answers.map(({ messageId }) => this.#rooms.tellMessage(messageId)),
        };
    }

    /** One more version of an answer. @throws StudioError as send; `usage` for a question */
    async regenerate(messageId: number): Promise<MessageRecord> {
        const old = this.#answer(messageId);
        const setup = await this.#setup(old.conversationId);
        const place = (old.origin as unknown as AnswerOrigin | null)?.column ?? 0;
        const column = setup.columns[place] ?? setup.columns[0];
        const one = { ...setup, columns: column ? [column] : [] };
        const parent = old.parentId as number;
        const answers = write(this.#ground.db, () => this.#addAnswers(one, parent, old.groupId));
        this.#begin(one, answers);
        return this.#rooms.tellMessage((answers[0] as WantedAnswer).messageId);
    }

    /** Goes on with an answer that was stopped or reached a limit. @throws StudioError as send; `usage` */
    async continue(messageId: number): Promise<MessageRecord> {
        const old = this.#answer(messageId);
        const origin = old.origin as unknown as AnswerOrigin | null;
        if (!origin || old.state === "waiting" || old.state === "streaming" || origin.reason === "stop")
            throw new StudioError("usage", "This answer has come to its end by itself.");
        const setup = await this.#setup(old.conversationId);
        const resolved = await resolveStack(this.#ground, origin.modelId, {
            entries: origin.stack,
            strength: origin.strength,
        });
        const messages = this.#conversationTo(origin.systemPrompt, old.parentId as number);
        const { sampling, seed } = origin;
        const request: AnswerRequest = {
            stack: resolved.files,
            messages,
            prefix: old.content,
            sampling,
            seed,
        };
        rows.updateMessage(this.#ground.db, messageId, { state: "waiting", problem: null });
        this.#answering.begin({
            conversationId: old.conversationId,
            model: await modelReference(this.#ground, origin.modelId),
            contextLength: setup.contextLength,
            answers: [{ messageId, origin, request }],
        });
        return this.#rooms.tellMessage(messageId);
    }

    #answer(messageId: number): StoredMessage {
        const message = rows.getMessage(this.#ground.db, messageId);
        if (message.role !== "assistant" || message.parentId === null)
            throw new StudioError("usage", "This is a question, not an answer.");
        return message;
    }

    async #setup(conversationId: number): Promise<Setup> {
        const conversation = this.#rooms.conversation(conversationId);
        if (conversation.modelId === null)
            throw new StudioError("usage", "Choose a model for this conversation first.");
        const { modelId, columns } = conversation;
        const model = await modelReference(this.#ground, modelId);
        const { title, facts } = getModel(this.#ground.db, modelId);
        const contextLength = contextLengthFor(this.#ground, facts);
        const resolved = [];
        for (const [index, column] of columns.entries())
            resolved.push({ column, index, resolved: await resolveStack(this.#ground, modelId, column) });
        return { conversation, model, modelTitle: title, contextLength, columns: resolved };
    }

    /** Adds an empty answer for each column; those of several columns are a group. */
    #addAnswers(setup: Setup, questionId: number, groupId: number | null = null): WantedAnswer[] {
        const { db } = this.#ground;
        const { id: conversationId } = setup.conversation;
        const messages = this.#conversationTo(setup.conversation.systemPrompt, questionId);
        const answers = setup.columns.map(({ column, index, resolved }): WantedAnswer => {
            const origin = this.#origin(setup, column, index, resolved);
            const { id: messageId } = rows.addMessage(db, {
                conversationId,
                parentId: questionId,
                role: "assistant",
                content: "",
                state: "waiting",
                origin: origin as unknown as Json,
                groupId,
            });
            const { sampling, seed } = origin;
            const request = { stack: resolved.files, messages, prefix: "", sampling, seed };
            return { messageId, origin, request };
        });
        const first = (answers[0] as WantedAnswer).messageId;
        if (answers.length > 1)
            for (const { messageId } of answers) rows.updateMessage(db, messageId, { groupId: first });
        rows.selectMessage(db, first);
        return answers;
    }

    #origin(
        { conversation, model, modelTitle }: Setup,
        { label }: Column,
        column: number,
        { origin }: ResolvedStack,
    ) {
        const { modelId, systemPrompt, sampling } = conversation;
        return {
            modelId: modelId as number,
            modelTitle,
            modelFingerprint: model.fingerprint ?? "",
            ...origin,
            label,
            column,
            systemPrompt,
            sampling,
            seed: sampling.seed ?? randomInt(largestSeed),
            tokens: 0,
            tokensPerSecond: 0,
            secondsToFirstToken: 0,
            reason: "stopped" as const,
            droppedMessages: 0,
        };
    }

    #conversationTo(systemPrompt: string, questionId: number): ChatMessage[] {
        const turns = rows
            .pathTo(this.#ground.db, questionId)
            .map(({ role, content }): ChatMessage => ({ role, content }));
        return systemPrompt === "" ? turns : [{ role: "system", content: systemPrompt }, ...turns];
    }

    #begin({ conversation, model, contextLength }: Setup, answers: WantedAnswer[]): void {
        this.#answering.begin({ conversationId: conversation.id, model, contextLength, answers });
        this.#rooms.tellConversation(conversation.id);
    }

    /** Shows the branch that goes through a message. @throws StudioError not-found */
    select(messageId: number): ConversationRecord {
        const { conversationId } = rows.getMessage(this.#ground.db, messageId);
        rows.selectMessage(this.#ground.db, messageId);
        return this.#rooms.tellConversation(conversationId);
    }

    /** Removes a message with all that follows it; what is being answered there stops. @throws StudioError not-found */
    remove(messageId: number): { removed: number[] } {
        const { conversationId } = rows.getMessage(this.#ground.db, messageId);
        const below = rows.subtree(this.#ground.db, messageId);
        this.#answering.stop(conversationId, below);
        const { ids } = rows.deleteMessage(this.#ground.db, messageId);
        this.#rooms.tell(conversationId, { type: "removed", messageIds: ids });
        this.#rooms.tellConversation(conversationId);
        return { removed: ids };
    }

    /** Brings removed messages back. */
    restore(messageIds: readonly number[]): void {
        restoreRows(this.#ground.db, "messages", messageIds);
        const messages = messageIds.map((id) => this.#rooms.tellMessage(id));
        for (const id of new Set(messages.map(({ conversationId }) => conversationId)))
            this.#rooms.tellConversation(id);
    }
}

/** The first line, cut at a word. */
function titleOf(question: string): string {
    const line = question.trim().split("\n")[0]?.replace(/\s+/g, " ").trim() ?? "";
    if (line.length <= longestTitle) return line;
    const cut = line.slice(0, longestTitle);
    return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), longestTitle / 2)).toWellFormed()}…`;
}
