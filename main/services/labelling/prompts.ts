/**
 * Where a queue's prompts come from: a file, a list, past chats, or what comes with the program.
 */
import { randomInt } from "node:crypto";
import { join } from "node:path";
import type { PromptSource } from "../../../preload/contract/queues.ts";
import type { ChatMessage } from "../../../preload/records.ts";
import { listQuestions, pathTo } from "../../db/messages.ts";
import { StudioError } from "../../errors.ts";
import { readPromptFile } from "../../formats/preferences/promptFile.ts";
import { withInput } from "../files.ts";
import type { Ground } from "../ground.ts";

const bundledPrompts = ["demo/prompts.general.train.jsonl", "retention/prompts.jsonl"];
const mostPrompts = 10_000;

/** The prompts, each once. @throws StudioError as readPromptFile; `usage` where there are none, or too many */
export async function collectPrompts(ground: Ground, source: PromptSource): Promise<ChatMessage[][]> {
    const prompts = distinct(await read(ground, source));
    if (prompts.length === 0)
        throw new StudioError("usage", "There are no prompts yet: nothing has been asked in a chat.");
    if (prompts.length > mostPrompts)
        throw new StudioError(
            "usage",
            `These are ${prompts.length} prompts, more than the ${mostPrompts} of one queue. Split the file.`,
        );
    return prompts;
}

async function read(ground: Ground, source: PromptSource): Promise<ChatMessage[][]> {
    if (source.kind === "list") return source.prompts.map(checkQuestion);
    if (source.kind === "chats") return askedInChats(ground, source.limit);
    if (source.kind === "file")
        return withInput(ground, source.file, async (path, name) => readPromptFile(path, name));
    const files = bundledPrompts.map((name) => join(ground.resources, name));
    return shuffled(files.flatMap((file) => readPromptFile(file, file)));
}

function checkQuestion(prompt: ChatMessage[]): ChatMessage[] {
    const last = prompt.at(-1);
    if (last?.role !== "user" || last.content.trim() === "")
        throw new StudioError("usage", "Each prompt has to end with a question that is not empty.");
    return prompt;
}

/** The questions asked last, with what had been said before. */
function askedInChats({ db }: Ground, limit: number): ChatMessage[][] {
    const prompts = new Map<string, ChatMessage[]>();
    for (const { id, systemPrompt } of listQuestions(db)) {
        if (prompts.size >= limit) break;
        const turns = pathTo(db, id).map(({ role, content }): ChatMessage => ({ role, content }));
        const prompt: ChatMessage[] =
            systemPrompt === "" ? turns : [{ role: "system", content: systemPrompt }, ...turns];
        prompts.set(JSON.stringify(prompt), prompt);
    }
    return [...prompts.values()];
}

function distinct(prompts: readonly ChatMessage[][]): ChatMessage[][] {
    return [...new Map(prompts.map((prompt) => [JSON.stringify(prompt), prompt])).values()];
}

/** In an order by chance (Fisher and Yates), so that the first few are of all kinds. */
function shuffled<Item>(items: Item[]): Item[] {
    for (let last = items.length - 1; last > 0; last--) {
        const other = randomInt(last + 1);
        [items[last], items[other]] = [items[other] as Item, items[last] as Item];
    }
    return items;
}
