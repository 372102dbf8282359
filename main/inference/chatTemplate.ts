/**
 * Turns a conversation into the text that a model was trained to continue, with the model's own Jinja template.
 * Keeps template text and people's text apart, so that control tokens typed by a person stay ordinary text.
 * Not tokenising (tokenizer.ts).
 */
import { createHash } from "node:crypto";
import { Template } from "@huggingface/jinja";
import type { ChatMessage } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { namedTemplate, type TemplateName, templateNames } from "./namedTemplates.ts";
import { EndlessError, withinTime } from "./withinTime.ts";

/** A piece of a rendered prompt. */
export interface PromptPiece {
    text: string;
    /** written by the template (control tokens count) or by a person (they do not) */
    source: "template" | "content";
}

/** Where a template came from: the model's file, the person's choice, or, with neither, plain role names. */
export type TemplateOrigin = "model" | "chosen" | "fallback";

/** What to use instead of a model's own template. */
export type TemplateChoice = TemplateName | { source: string };

/** A model's chat template. */
export class ChatTemplate {
    readonly source: string;
    readonly origin: TemplateOrigin;
    /** "model" for the model's own, "custom" for a person's, else the name in namedTemplates.ts */
    readonly name: string;
    /** of the source, in hex: two templates with the same one write the same prompts */
    readonly sha256: string;
    readonly #template: Template;
    readonly #variables: Record<string, unknown>;
    /** by the form of the conversation */
    readonly #frames = new Map<string, string | Error>();

    /**
     * @param own the model's own template, if it brings one
     * @param chosen used instead of it: a name, or a template's source
     * @throws StudioError `model-unsupported` if the template cannot be parsed
     */
    constructor(own: string | undefined, bosToken: string, eosToken: string, chosen?: TemplateChoice) {
        const isOwn = own !== undefined && chosen === undefined;
        const custom = typeof chosen === "object" ? chosen.source : undefined;
        this.name = isOwn ? "model" : typeof chosen === "object" ? "custom" : (chosen ?? "plain");
        this.source = isOwn ? own : (custom ?? namedTemplate(this.name as TemplateName).source);
        this.origin = isOwn ? "model" : chosen ? "chosen" : "fallback";
        this.sha256 = createHash("sha256").update(this.source).digest("hex");
        this.#variables = { bos_token: bosToken, eos_token: eosToken };
        try {
            this.#template = withinTime(() => new Template(this.source));
        } catch (error) {
            throw templateFailed(error);
        }
    }

    /**
     * The prompt up to the point where the assistant's answer begins.
     * @throws StudioError `model-unsupported` if the template refuses the conversation in every form
     */
    prompt(messages: readonly ChatMessage[]): PromptPiece[] {
        return this.#render(messages, true);
    }

    /** What the template writes right after an assistant's answer. */
    afterAnswer(): string {
        const pieces = this.#render(
            [
                { role: "user", content: "a" },
                { role: "assistant", content: "b" },
            ],
            false,
        );
        const last = pieces[pieces.length - 1];
        return last?.source === "template" ? last.text : "";
    }

    #render(messages: readonly ChatMessage[], addGenerationPrompt: boolean): PromptPiece[] {
        let failure: unknown;
        for (const asked of toolVariants)
            for (const variant of variants(messages))
                try {
                    return this.#renderOnce(variant, addGenerationPrompt, asked);
                } catch (error) {
                    if (error instanceof EndlessError) throw templateFailed(error);
                    failure ??= error;
                }
        throw templateFailed(failure);
    }

    /** Splits the frame of a conversation at its markers. */
    #renderOnce(
        messages: readonly ChatMessage[],
        addGenerationPrompt: boolean,
        asked: Record<string, unknown>,
    ): PromptPiece[] {
        const text = this.#frame(messages, addGenerationPrompt, asked);
        const pieces: PromptPiece[] = [];
        const found = new Set<number>();
        let at = 0;
        for (const match of text.matchAll(markerPattern)) {
            const index = Number(match[1]);
            found.add(index);
            pieces.push({ text: text.slice(at, match.index), source: "template" });
            pieces.push({ text: messages[index]?.content ?? "", source: "content" });
            at = match.index + match[0].length;
        }
        pieces.push({ text: text.slice(at), source: "template" });
        if (found.size !== messages.length) throw new Error("the template leaves a message out");
        return pieces.filter((piece) => piece.text !== "");
    }

    /** What the template writes around the contents, for which markers stand: the roles decide it, so it is kept. */
    #frame(
        messages: readonly ChatMessage[],
        addGenerationPrompt: boolean,
        asked: Record<string, unknown>,
    ): string {
        const key = JSON.stringify([messages.map(({ role }) => role), addGenerationPrompt, asked]);
        const known = this.#frames.get(key) ?? this.#renderFrame(messages, addGenerationPrompt, asked);
        if (this.#frames.size >= mostFrames) this.#frames.clear();
        this.#frames.set(key, known);
        if (typeof known === "string") return known;
        throw known;
    }

    #renderFrame(
        messages: readonly ChatMessage[],
        addGenerationPrompt: boolean,
        asked: Record<string, unknown>,
    ): string | Error {
        const marked = messages.map(({ role }, i) => ({ role, content: marker(i) }));
        const variables = { ...this.#variables, ...asked, add_generation_prompt: addGenerationPrompt };
        try {
            return withinTime(() => this.#template.render({ ...variables, messages: marked }));
        } catch (error) {
            return error instanceof Error ? error : new Error(String(error));
        }
    }
}

const mostFrames = 256;

/** A chat has no tools. Some templates want to hear that there are none, and fail on a variable that is missing. */
const toolVariants: readonly Record<string, unknown>[] = [{}, { tools: [], documents: [] }];

/** Letters that no template trims, changes or escapes. */
function marker(index: number): string {
    return `qmarkerbegin${index}qmarkerend`;
}

const markerPattern = /qmarkerbegin(\d+)qmarkerend/g;

/** As given; with neighbours of the same role joined; with the system text folded into the first user turn. */
function variants(messages: readonly ChatMessage[]): ChatMessage[][] {
    const joined = joinNeighbours(messages);
    const [first, second, ...rest] = joined;
    const folded =
        first?.role === "system" && second?.role === "user"
            ? [{ role: "user" as const, content: `${first.content}\n\n${second.content}` }, ...rest]
            : joined;
    return [[...messages], joined, folded];
}

function joinNeighbours(messages: readonly ChatMessage[]): ChatMessage[] {
    const joined: ChatMessage[] = [];
    for (const message of messages) {
        const last = joined[joined.length - 1];
        if (last?.role === message.role)
            joined[joined.length - 1] = { ...last, content: `${last.content}\n\n${message.content}` };
        else joined.push(message);
    }
    return joined;
}

function templateFailed(error: unknown): StudioError {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return new StudioError(
        "model-unsupported",
        `The model's chat template cannot be used: ${reason?.replace(/[.]$/, "")}. Choose another with --chat-template (${templateNames.join(", ")}).`,
        { cause: error },
    );
}
