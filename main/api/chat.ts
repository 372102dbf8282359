/** Handlers of the contract's chat. */
import { implement } from "@orpc/server";
import { chat } from "../../preload/contract/chat.ts";
import * as conversations from "../services/chat/conversations.ts";
import * as presets from "../services/chat/presets.ts";
import type { Services } from "../services/services.ts";

const os = implement(chat);

/** What can be done in chats. */
export function chatApi({ ground, rooms, answering, messages, ratings }: Services) {
    return {
        list: os.list.handler(({ input }) =>
            conversations.listConversations(ground, input.limit, input.cursor),
        ),
        search: os.search.handler(({ input }) =>
            conversations.searchConversations(ground, input.text, input.limit),
        ),
        get: os.get.handler(({ input: { id } }) => ({
            conversation: rooms.conversation(id),
            messages: rooms.messages(id),
        })),
        create: os.create.handler(({ input }) => conversations.createConversation(ground, input)),
        update: os.update.handler(({ input: { id, ...changes } }) =>
            conversations.updateConversation(ground, rooms, id, changes),
        ),
        remove: os.remove.handler(({ input: { id } }) => {
            answering.stop(id);
            conversations.removeConversation(ground, id);
        }),
        restore: os.restore.handler(({ input }) => conversations.restoreConversation(ground, input.id)),

        send: os.send.handler(({ input: { conversationId, parentId, content } }) =>
            messages.send(conversationId, parentId, content),
        ),
        regenerate: os.regenerate.handler(({ input }) => messages.regenerate(input.messageId)),
        edit: os.edit.handler(({ input }) => messages.edit(input.messageId, input.content)),
        continue: os.continue.handler(({ input }) => messages.continue(input.messageId)),
        stop: os.stop.handler(({ input: { conversationId, messageId } }) =>
            answering.stop(conversationId, messageId === undefined ? undefined : [messageId]),
        ),
        select: os.select.handler(({ input }) => messages.select(input.messageId)),
        removeMessage: os.removeMessage.handler(({ input }) => messages.remove(input.messageId)),
        restoreMessages: os.restoreMessages.handler(({ input }) => messages.restore(input.messageIds)),
        watch: os.watch.handler(({ input, signal }) => rooms.watch(input.conversationId, signal)),

        rate: os.rate.handler(({ input: { messageId, rating } }) => ratings.rate(messageId, rating)),
        prefer: os.prefer.handler(({ input: { betterId, worseIds } }) => ratings.prefer(betterId, worseIds)),
        improve: os.improve.handler(({ input }) => ratings.improve(input.messageId, input.content)),

        undoJudgement: os.undoJudgement.handler(({ input }) => ratings.undo(input.undo)),

        samplingPresets: os.samplingPresets.handler(() => presets.samplingPresets(ground)),
        saveSamplingPreset: os.saveSamplingPreset.handler(({ input }) =>
            presets.saveSamplingPreset(ground, input),
        ),
        systemPrompts: os.systemPrompts.handler(() => presets.systemPrompts(ground)),
        saveSystemPrompt: os.saveSystemPrompt.handler(({ input }) => presets.saveSystemPrompt(ground, input)),
        removePreset: os.removePreset.handler(({ input }) => presets.removePreset(ground, input.id)),
    };
}
