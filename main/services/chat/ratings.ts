/**
 * What people say about answers in a chat, as preferences: thumbs, "this one is better", an edited answer.
 * Thumbs rank the versions of an answer: up over unrated over down. A thumb without another version is a label.
 */
import type { AnswerOrigin, MessageRecord } from "../../../preload/contract/chat.ts";
import type { StoredMessage } from "../../../preload/records/chat.ts";
import type { PairSource } from "../../../preload/records/preferences.ts";
import type { ChatMessage } from "../../../preload/records.ts";
import { write } from "../../db/database.ts";
import { deleteRows } from "../../db/deletions.ts";
import { addLabel } from "../../db/labels.ts";
import * as rows from "../../db/messages.ts";
import { addPair } from "../../db/pairs.ts";
import { StudioError } from "../../errors.ts";
import type { Ground } from "../ground.ts";
import { readSettings } from "../settings.ts";
import type { Rooms } from "./rooms.ts";

type Rating = "up" | "down" | null;

/** Preferences collected in chats. */
export class Ratings {
    readonly #ground: Ground;
    readonly #rooms: Rooms;

    constructor(ground: Ground, rooms: Rooms) {
        this.#ground = ground;
        this.#rooms = rooms;
    }

    /** Gives or takes a thumb; pairs that follow from the thumbs of all versions come and go with it. */
    rate(messageId: number, rating: Rating): { message: MessageRecord; pairIds: number[] } {
        const { db } = this.#ground;
        const message = this.#finished(messageId);
        const pairIds = write(db, () => {
            rows.updateMessage(db, messageId, { rating });
            const versions = rows.versionsOf(db, messageId).filter(isFinished);
            const made = this.#followThumbs(versions);
            const isAlone = versions.length < 2;
            this.#keepLabel(message, isAlone ? rating : null);
            return made;
        });
        this.#tell(rows.versionsOf(db, messageId).map(({ id }) => id));
        return { message: this.#rooms.message(messageId), pairIds };
    }

    /** Makes the pairs that thumbs ask for, and takes back those that they no longer do. Returns the new ones. */
    #followThumbs(versions: readonly StoredMessage[]): number[] {
        const { db } = this.#ground;
        const value = ({ rating }: StoredMessage) => (rating === "up" ? 1 : rating === "down" ? -1 : 0);
        const known = rows.pairsAmong(
            db,
            versions.map(({ id }) => id),
        );
        const isKnown = (better: StoredMessage, worse: StoredMessage) =>
            known.some(({ chosenId, rejectedId }) => chosenId === better.id && rejectedId === worse.id);
        const byId = new Map(versions.map((version) => [version.id, version]));
        const outdated = known.filter(({ byThumb, chosenId, rejectedId }) => {
            const [better, worse] = [byId.get(chosenId ?? 0), byId.get(rejectedId ?? 0)];
            return byThumb && better && worse && value(better) <= value(worse);
        });
        if (outdated.length > 0)
            deleteRows(
                db,
                "pairs",
                outdated.map(({ pairId }) => pairId),
            );
        const made: number[] = [];
        for (const better of versions)
            for (const worse of versions)
                if (value(better) > value(worse) && better.content !== worse.content)
                    if (!isKnown(better, worse)) made.push(this.#addPair(better, worse, "chat", true));
        return made;
    }

    /** The label of a lone thumb: added, changed or taken back. */
    #keepLabel(message: StoredMessage, rating: Rating): void {
        const { db } = this.#ground;
        if (message.labelId !== null) deleteRows(db, "labels", [message.labelId]);
        const labelId =
            rating === null
                ? null
                : addLabel(db, {
                      prompt: this.#promptOf(message),
                      answer: message.content,
                      rating,
                      source: "chat",
                      labeller: readSettings(this.#ground).labeller,
                  });
        rows.updateMessage(db, message.id, { labelId });
    }

    /** This answer is better than those. @throws StudioError not-found; `usage` for what are not versions of it */
    prefer(betterId: number, worseIds: readonly number[]): { pairIds: number[] } {
        const { db } = this.#ground;
        const better = this.#finished(betterId);
        const worse = [...new Set(worseIds)].map((id) => this.#finished(id));
        if (worse.some(({ id, parentId }) => id === betterId || parentId !== better.parentId))
            throw new StudioError("usage", "Only answers to the same question can be compared.");
        const pairIds = write(db, () =>
            worse
                .filter(({ content }) => content !== better.content)
                .map((other) => this.#addPair(better, other, "chat")),
        );
        this.#tell([betterId, ...worse.map(({ id }) => id)]);
        return { pairIds };
    }

    /** The person's own version of an answer, and a pair of it over the original. @throws StudioError not-found, usage */
    improve(messageId: number, content: string): { message: MessageRecord; pairId: number } {
        const { db } = this.#ground;
        const original = this.#finished(messageId);
        if (content === original.content)
            throw new StudioError("usage", "Nothing has been changed: edit the answer first.");
        const { conversationId, parentId } = original;
        const { id, pairId } = write(db, () => {
            const message = rows.addMessage(db, {
                conversationId,
                parentId,
                role: "assistant",
                content,
                improvedFrom: messageId,
            });
            return { id: message.id, pairId: this.#addPair(message, original, "edit") };
        });
        this.#tell([messageId, id]);
        this.#rooms.tellConversation(conversationId);
        return { message: this.#rooms.message(id), pairId };
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
    #promptOf({ parentId, origin }: StoredMessage): ChatMessage[] {
        const turns = rows
            .pathTo(this.#ground.db, parentId as number)
            .map(({ role, content }): ChatMessage => ({ role, content }));
        const systemPrompt = (origin as unknown as AnswerOrigin | null)?.systemPrompt ?? "";
        return systemPrompt === "" ? turns : [{ role: "system", content: systemPrompt }, ...turns];
    }

    #finished(messageId: number): StoredMessage {
        const message = rows.getMessage(this.#ground.db, messageId);
        if (message.role !== "assistant" || message.parentId === null)
            throw new StudioError("usage", "Only answers can be judged.");
        if (!isFinished(message))
            throw new StudioError("usage", "This answer cannot be judged: it is not finished, or empty.");
        return message;
    }

    #tell(messageIds: readonly number[]): void {
        for (const id of messageIds) this.#rooms.tellMessage(id);
        this.#ground.events.changed("pairs");
        this.#ground.events.changed("labels");
    }
}

function isFinished({ state, content }: StoredMessage): boolean {
    return state !== "waiting" && state !== "streaming" && content !== "";
}
