/**
 * Answers while they are written: the engine's events become messages. All columns of one question are one piece of
 * work. What is written survives the engine: text is stored every second, and whatever ends it is said.
 */
import type { AnswerOrigin } from "../../../preload/contract/chat.ts";
import type { MessageState } from "../../../preload/records/chat.ts";
import type { Json } from "../../../preload/records/common.ts";
import { updateMessage } from "../../db/messages.ts";
import type { AnswerEvent, AnswerRequest, ModelReference } from "../../engine/contract.ts";
import { StudioError } from "../../errors.ts";
import { refreshEngineState } from "../engineState.ts";
import type { Ground } from "../ground.ts";
import { problemOf } from "../problem.ts";
import type { Rooms } from "./rooms.ts";

/** An answer that is wanted. */
export interface WantedAnswer {
    messageId: number;
    origin: AnswerOrigin;
    request: AnswerRequest;
}

/** Answers that are written together. */
export interface WantedAnswers {
    conversationId: number;
    model: ModelReference;
    contextLength: number;
    answers: WantedAnswer[];
}

/** One answer in progress. */
interface Writing extends WantedAnswer {
    column: number;
    /** tokens that were there before, where an answer goes on */
    before: number;
    text: string;
    stored: string;
    ended: boolean;
}

interface Work {
    id: number;
    conversationId: number;
    writing: Writing[];
}

const millisecondsBetweenStores = 1000;

/** Frees memory for an answer; what comes back ends that. Nothing comes back where there is nothing to free. */
export type MakeWay = (what: string) => Promise<(() => void) | undefined>;

/** All answers in progress. */
export class Answering {
    readonly #ground: Ground;
    readonly #rooms: Rooms;
    readonly #makeWay: MakeWay;
    readonly #work = new Map<number, Work>();

    constructor(ground: Ground, rooms: Rooms, makeWay: MakeWay) {
        this.#ground = ground;
        this.#rooms = rooms;
        this.#makeWay = makeWay;
    }

    /** How many answers are being written. */
    get count(): number {
        return [...this.#work.values()].flatMap(({ writing }) => writing.filter(({ ended }) => !ended))
            .length;
    }

    /** Begins; the answers' messages are there already. */
    begin(wanted: WantedAnswers): void {
        const writing = wanted.answers.map((answer, column): Writing => {
            const text = answer.request.prefix;
            this.#rooms.writing.set(answer.messageId, text);
            return { ...answer, column, before: answer.origin.tokens, text, stored: text, ended: false };
        });
        const id = (writing[0] as Writing).messageId;
        const work: Work = { id, conversationId: wanted.conversationId, writing };
        this.#work.set(id, work);
        void this.#write(work, wanted);
    }

    async #write(work: Work, wanted: WantedAnswers): Promise<void> {
        const timer = setInterval(() => this.#store(work), millisecondsBetweenStores);
        try {
            await this.#ask(work, wanted).catch((error) => this.#askWithRoom(work, wanted, error));
        } catch (error) {
            this.#fail(work, error);
        } finally {
            clearInterval(timer);
            this.#work.delete(work.id);
            void refreshEngineState(this.#ground);
        }
    }

    async #ask(work: Work, { model, contextLength, answers }: WantedAnswers): Promise<void> {
        const columns = answers.map(({ request }) => request);
        const input = { answerId: work.id, model, columns, contextLength, urgency: "chat" as const };
        await this.#ground.engine.use(async (engine) => {
            for await (const event of await engine.answer(input)) this.#receive(work, event);
        });
    }

    /** Asks again where memory was short and can be had. */
    async #askWithRoom(work: Work, wanted: WantedAnswers, error: unknown): Promise<void> {
        if (!(error instanceof StudioError && error.code === "out-of-memory")) throw error;
        const release = await this.#makeWay(`"${wanted.answers[0]?.origin.modelTitle}"`);
        if (!release) throw error;
        try {
            if (work.writing.some(({ ended }) => !ended)) await this.#ask(work, wanted);
        } finally {
            release();
        }
    }

    #receive(work: Work, event: AnswerEvent): void {
        if (event.type === "loading") {
            this.#rooms.tell(work.conversationId, { type: "notice", text: "The model is being loaded." });
            return;
        }
        const writing = work.writing[event.column];
        if (!writing || writing.ended) return; // it was stopped here before the engine knew
        if (event.type === "began") this.#began(writing, event);
        else if (event.type === "text") this.#append(work, writing, event);
        else {
            const { reason, tokensPerSecond, secondsToFirstToken } = event;
            const tokens = writing.before + event.tokens;
            Object.assign(writing.origin, { reason, tokens, tokensPerSecond, secondsToFirstToken });
            this.#end(writing, reason === "stopped" ? "stopped" : "complete");
        }
    }

    #began(writing: Writing, { droppedMessages }: AnswerEvent & { type: "began" }): void {
        writing.origin.droppedMessages = droppedMessages;
        const { messageId, origin } = writing;
        updateMessage(this.#ground.db, messageId, { state: "streaming", origin: origin as unknown as Json });
        this.#rooms.tellMessage(messageId);
        void refreshEngineState(this.#ground);
    }

    #append(work: Work, writing: Writing, event: AnswerEvent & { type: "text" }): void {
        const { text, tokensPerSecond } = event;
        const tokens = writing.before + event.tokens;
        writing.text += text;
        Object.assign(writing.origin, { tokens, tokensPerSecond });
        this.#rooms.writing.set(writing.messageId, writing.text);
        const { messageId } = writing;
        this.#rooms.tell(work.conversationId, { type: "text", messageId, text, tokens, tokensPerSecond });
    }

    #end(writing: Writing, state: MessageState, problem: string | null = null): void {
        const { messageId, text, origin } = writing;
        writing.ended = true;
        this.#rooms.writing.delete(messageId);
        try {
            const changes = { content: text, state, problem, origin: origin as unknown as Json };
            updateMessage(this.#ground.db, messageId, changes);
            this.#rooms.tellMessage(messageId);
        } catch (error) {
            if (!(error instanceof StudioError && error.code === "not-found")) throw error; // removed meanwhile
        }
    }

    /** What is being written so far is kept, should the program end. */
    #store({ writing }: Work): void {
        for (const one of writing) {
            if (one.ended || one.text === one.stored) continue;
            try {
                updateMessage(this.#ground.db, one.messageId, { content: one.text });
                one.stored = one.text;
            } catch (error) {
                this.#ground.log("warning", "An answer in progress could not be stored.", error);
            }
        }
    }

    #fail(work: Work, error: unknown): void {
        const problem = problemOf(this.#ground.log, "Answering failed unexpectedly.", error);
        const isStopped = error instanceof StudioError && error.code === "engine-stopped";
        const state = isStopped ? "interrupted" : "failed";
        for (const writing of work.writing) if (!writing.ended) this.#end(writing, state, problem);
    }

    /** Stops answers; what has been written stays. Without a message all of the conversation's. */
    stop(conversationId: number, messageIds?: readonly number[]): void {
        for (const { id, conversationId: where, writing } of this.#work.values()) {
            if (where !== conversationId) continue;
            for (const one of writing) {
                if (one.ended || (messageIds && !messageIds.includes(one.messageId))) continue;
                one.origin.reason = "stopped";
                this.#end(one, "stopped");
                this.#stopColumn(id, one.column);
            }
        }
    }

    /** The program ends: what is being written is kept as it is. */
    dispose(): void {
        for (const { writing } of this.#work.values())
            for (const one of writing)
                if (!one.ended) this.#end(one, "interrupted", "The program was closed.");
    }

    #stopColumn(answerId: number, column: number): void {
        if (!this.#ground.engine.isRunning) return;
        this.#ground.engine
            .use((engine) => engine.stopAnswer({ answerId, column }))
            .catch((error) => this.#ground.log("warning", "An answer could not be stopped.", error));
    }
}
