/**
 * What people say about answers in a chat, as preferences: thumbs, "this one is better", an edited answer.
 * A thumb ranks a version of an answer among the others: up over unrated over down. A thumb of which no pair comes is
 * kept as a label. The newest word counts: pairs that say the opposite about the same two messages go.
 */
import type { AnswerOrigin, MessageRecord } from "../../../preload/contract/chat.ts";
import type { StoredMessage } from "../../../preload/records/chat.ts";
import type { PairSource } from "../../../preload/records/preferences.ts";
import type { ChatMessage } from "../../../preload/records.ts";
import { write } from "../../db/database.ts";
import { deleteIfThere, undoDeletion } from "../../db/deletions.ts";
import { addLabel } from "../../db/labels.ts";
import * as rows from "../../db/messages.ts";
import { addPair } from "../../db/pairs.ts";
import { StudioError } from "../../errors.ts";
import type { Ground } from "../ground.ts";
import { readSettings } from "../settings.ts";
import type { Rooms } from "./rooms.ts";
import { Undos } from "./undos.ts";

type Rating = "up" | "down" | null;

/** What a judgement changed, so that it can be taken back. */
interface Change {
    /** pairs that were made */
    made: number[];
    /** deletions of pairs that it contradicts */
    deletions: number[];
}

/** Preferences collected in chats. */
export class Ratings {
    readonly #ground: Ground;
    readonly #rooms: Rooms;
    readonly #undos: Undos;

    constructor(ground: Ground, rooms: Rooms) {
        this.#ground = ground;
        this.#rooms = rooms;
        this.#undos = new Undos(ground);
    }

    /** Gives or takes a thumb; pairs that follow from it come and go with it. @throws StudioError not-found, usage */
    rate(messageId: number, rating: Rating): { message: MessageRecord; pairIds: number[]; undo: string } {
        const { db } = this.#ground;
        const { rating: old } = this.#finished(messageId);
        const change = write(db, () => {
            this.#setRating(messageId, rating);
            const made = this.#rank(messageId);
            this.#settleLabels(messageId);
            return made;
        });
        this.#tell(messageId);
        const undo = this.#undoable(messageId, change, () => this.#setRating(messageId, old));
        return { message: this.#rooms.message(messageId), pairIds: change.made, undo };
    }

    #setRating(messageId: number, rating: Rating): void {
        const { db } = this.#ground;
        const { labelId } = rows.updateMessage(db, messageId, { rating });
        if (labelId !== null) deleteIfThere(db, "labels", [labelId]);
        rows.updateMessage(db, messageId, { labelId: null });
    }

    /** Makes the pairs that the thumbs ask for with this version, and takes back those that they no longer do. */
    #rank(messageId: number): Change {
        const change: Change = { made: [], deletions: [] };
        const versions = rows.versionsOf(this.#ground.db, messageId).filter(isFinished);
        const rated = versions.find(({ id }) => id === messageId) as StoredMessage;
        for (const other of versions) {
            if (other === rated) continue;
            const [better, worse] = value(rated) >= value(other) ? [rated, other] : [other, rated];
            const isRanked = value(better) > value(worse);
            for (const { pairId, chosenId, byThumb } of this.#pairsOf(better, worse))
                if (byThumb && !(isRanked && chosenId === better.id)) this.#drop(pairId, change);
            if (isRanked && better.content !== worse.content && this.#pairsOf(better, worse).length === 0)
                change.made.push(this.#addPair(better, worse, "chat", true));
        }
        return change;
    }

    /** The pairs of two messages that are there, whichever is the better one. */
    #pairsOf(one: StoredMessage, other: StoredMessage): rows.MessagePair[] {
        return rows
            .pairsAmong(this.#ground.db, [one.id, other.id])
            .filter(({ chosenId, rejectedId }) => chosenId !== rejectedId);
    }

    #drop(pairId: number, change: Change): void {
        const deletion = deleteIfThere(this.#ground.db, "pairs", [pairId]);
        if (deletion) change.deletions.push(deletion.id);
    }

    /** A thumb of which no pair comes is a label; the others' labels go. */
    #settleLabels(messageId: number): void {
        const { db } = this.#ground;
        for (const version of rows.versionsOf(db, messageId).filter(isFinished)) {
            const { id, rating, labelId } = version;
            const isLabel = rating !== null && rows.pairsOfMessage(db, id).length === 0;
            if (isLabel && labelId === null) this.#addLabel(version, rating);
            if (!isLabel && labelId !== null) {
                deleteIfThere(db, "labels", [labelId]);
                rows.updateMessage(db, id, { labelId: null });
            }
        }
    }

    #addLabel(message: StoredMessage, rating: "up" | "down"): void {
        const labelId = addLabel(this.#ground.db, {
            prompt: this.#promptOf(message),
            answer: message.content,
            rating,
            source: "chat",
            labeller: readSettings(this.#ground).labeller,
        });
        rows.updateMessage(this.#ground.db, message.id, { labelId });
    }

    /** This answer is better than those. @throws StudioError not-found; `usage` for what are not versions of it */
    prefer(betterId: number, worseIds: readonly number[]): { pairIds: number[]; undo: string } {
        const better = this.#finished(betterId);
        const worse = [...new Set(worseIds)].map((id) => this.#finished(id));
        if (worse.some(({ id, parentId }) => id === betterId || parentId !== better.parentId))
            throw new StudioError("usage", "Only answers to the same question can be compared.");
        const change: Change = { made: [], deletions: [] };
        const pairIds = write(this.#ground.db, () => {
            const pairs = worse
                .filter(({ content }) => content !== better.content)
                .map((other) => this.#prefer(better, other, "chat", change));
            this.#settleLabels(betterId);
            return pairs;
        });
        this.#tell(betterId);
        return { pairIds, undo: this.#undoable(betterId, change) };
    }

    /** The pair that says so; one that is there already stays, one that says the opposite goes. */
    #prefer(better: StoredMessage, worse: StoredMessage, source: PairSource, change: Change): number {
        const pairs = this.#pairsOf(better, worse);
        for (const { pairId, chosenId } of pairs) if (chosenId === worse.id) this.#drop(pairId, change);
        const known = pairs.find(({ chosenId }) => chosenId === better.id);
        if (known) {
            rows.linkPair(this.#ground.db, known.pairId, better.id, worse.id); // thumbs no longer take it back
            return known.pairId;
        }
        const pairId = this.#addPair(better, worse, source);
        change.made.push(pairId);
        return pairId;
    }

    /** The person's own version of an answer, and a pair of it over the original. @throws StudioError not-found, usage */
    improve(messageId: number, content: string): { message: MessageRecord; pairId: number; undo: string } {
        const { db } = this.#ground;
        const original = this.#finished(messageId);
        if (content === original.content)
            throw new StudioError("usage", "Nothing has been changed: edit the answer first.");
        const { conversationId, parentId } = original;
        const change: Change = { made: [], deletions: [] };
        const { id, pairId } = write(db, () => {
            const version = { conversationId, parentId, content, improvedFrom: messageId };
            const edited = rows.addMessage(db, { ...version, role: "assistant" });
            const pair = this.#prefer(edited, original, "edit", change);
            this.#settleLabels(messageId);
            return { id: edited.id, pairId: pair };
        });
        this.#tell(messageId);
        this.#rooms.tellConversation(conversationId);
        const undo = this.#undoable(messageId, change, () => {
            rows.deleteMessage(db, id);
            this.#rooms.tell(conversationId, { type: "removed", messageIds: [id] });
            this.#rooms.tellConversation(conversationId);
        });
        return { message: this.#rooms.message(id), pairId, undo };
    }

    /** Takes back what `rate`, `prefer` or `improve` did. @throws StudioError not-found */
    undo(token: string): void {
        this.#undos.run(token);
    }

    #undoable(messageId: number, { made, deletions }: Change, more: () => void = () => {}): string {
        return this.#undos.remember(() => {
            const { db } = this.#ground;
            write(db, () => {
                deleteIfThere(db, "pairs", made);
                for (const deletion of deletions) undoDeletion(db, deletion);
                more();
                this.#settleLabels(messageId);
            });
            this.#tell(messageId);
        });
    }

    #addPair(better: StoredMessage, worse: StoredMessage, source: PairSource, byThumb = false): number {
        const { db } = this.#ground;
        const pairId = addPair(db, {
            prompt: this.#promptOf(worse),
            chosen: better.content,
            rejected: worse.content,
            source,
            labeller: readSettings(this.#ground).labeller,
        });
        rows.linkPair(db, pairId, better.id, worse.id, byThumb);
        return pairId;
    }

    /** What the model was told before this answer. */
    #promptOf(message: StoredMessage): ChatMessage[] {
        const turns = rows
            .pathTo(this.#ground.db, message.parentId as number)
            .map(({ role, content }): ChatMessage => ({ role, content }));
        const systemPrompt = this.#originOf(message)?.systemPrompt ?? "";
        return systemPrompt === "" ? turns : [{ role: "system", content: systemPrompt }, ...turns];
    }

    /** What an answer was made with; for a person's own version, the answer that it comes from. */
    #originOf({ id, origin, improvedFrom }: StoredMessage): AnswerOrigin | null {
        if (origin !== null) return origin as unknown as AnswerOrigin;
        const others = rows.versionsOf(this.#ground.db, id).filter((other) => other.origin !== null);
        const source = others.find((other) => other.id === improvedFrom) ?? others[0];
        return (source?.origin ?? null) as unknown as AnswerOrigin | null;
    }

    #finished(messageId: number): StoredMessage {
        const message = rows.getMessage(this.#ground.db, messageId);
        if (message.role !== "assistant" || message.parentId === null)
            throw new StudioError("usage", "Only answers can be judged.");
        if (!isFinished(message))
            throw new StudioError("usage", "This answer cannot be judged: it is not finished, or empty.");
        return message;
    }

    /** Tells what all versions of an answer are now. */
    #tell(messageId: number): void {
        for (const { id } of rows.versionsOf(this.#ground.db, messageId)) this.#rooms.tellMessage(id);
        this.#ground.events.changed("pairs");
        this.#ground.events.changed("labels");
    }
}

function value({ rating }: StoredMessage): number {
    return rating === "up" ? 1 : rating === "down" ? -1 : 0;
}

function isFinished({ state, content }: StoredMessage): boolean {
    return state !== "waiting" && state !== "streaming" && content !== "";
}
