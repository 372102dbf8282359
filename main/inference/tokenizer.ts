/**
 * Text ↔ token ids for one model, through node-llama-cpp (that is: llama.cpp's own tokenizer), and the token ids of
 * prompts and answers, the same for training, scoring and chat.
 */
import type { LlamaModel, Token } from "node-llama-cpp";
import type { ChatMessage } from "../../preload/records.ts";
import { StudioError } from "../errors.ts";
import { checkUnchanged, type GgufFile, getString } from "../formats/gguf/read.ts";
import { extraStopTokens } from "../model/architectures.ts";
import { ChatTemplate, type PromptPiece, type TemplateChoice } from "./chatTemplate.ts";
import { openLlama } from "./llama.ts";
import { namedTemplate, type TemplateName } from "./namedTemplates.ts";
import { checkVocabulary } from "./vocabularyCheck.ts";

/** Tokenizer of one model file. */
export class Tokenizer {
    readonly template: ChatTemplate;
    /** Ends an assistant's answer. */
    readonly endOfTurn: number;
    readonly endOfText: number;
    readonly #model: LlamaModel;
    readonly #stops: ReadonlySet<number>;

    private constructor(model: LlamaModel, file: GgufFile, chosen?: TemplateChoice) {
        this.#model = model;
        const { bos, eos } = model.tokens;
        const spell = (token: Token | null) => (token === null ? "" : model.detokenize([token], true));
        const template = getString(file, "tokenizer.chat_template", "");
        this.template = new ChatTemplate(template || undefined, spell(bos), spell(eos), chosen);
        this.endOfText = eos ?? model.tokens.eot ?? 0;
        this.endOfTurn = this.#findEndOfTurn();
        this.#stops = new Set([this.endOfTurn, this.endOfText, ...extraStopTokens(file)]);
    }

    /**
     * Opens the vocabulary of a model.
     * @param chosen a chat template to use instead of the model's own
     * @throws StudioError `model-unsupported` if llama.cpp does not know its tokenizer, `gguf-damaged` as checkVocabulary
     *   or if the file was replaced
     */
    static async open(file: GgufFile, chosen?: TemplateChoice): Promise<Tokenizer> {
        checkVocabulary(file);
        let model: LlamaModel | undefined;
        try {
            model = await (await openLlama()).loadModel({ modelPath: file.path, vocabOnly: true });
            checkUnchanged(file);
            return new Tokenizer(model, file, chosen);
        } catch (error) {
            await model?.dispose();
            if (error instanceof StudioError) throw error;
            throw vocabularyFailed(file, error);
        }
    }

    /** The token that the template writes after an answer, if it ends generation; else end of text. */
    #findEndOfTurn(): number {
        const [first] = this.#model.tokenize(
            this.template.afterAnswer().trimStart(),
            true,
            "trimLeadingSpace",
        );
        return first !== undefined && this.#model.isEogToken(first) ? first : this.endOfText;
    }

    /** Ids of ordinary text; control tokens spelled in it stay text. */
    encode(text: string): number[] {
        return this.#model.tokenize(text, false, "trimLeadingSpace");
    }

    /** Ids of a text that nothing stands before, with the token that begins a text where this model wants one. */
    encodeText(text: string): number[] {
        return this.#begin(this.#model.tokenize(text, false));
    }

    /** Stands before a text's first token when there is nothing else. */
    get startOfText(): number {
        return this.#model.tokens.bos ?? this.endOfText;
    }

    /** Ids of a conversation up to where the assistant's answer begins. */
    encodePrompt(messages: readonly ChatMessage[]): number[] {
        return this.#encodePieces(this.template.prompt(messages));
    }

    /** Ids of what the template writes before a person's first message: from here a model makes up prompts itself. */
    encodeOpening(): number[] {
        const [first] = this.template.prompt([{ role: "user", content: "a" }]);
        return this.#encodePieces(first?.source === "template" ? [first] : []);
    }

    /** Ids of an answer with its end-of-turn token: what a model that answers so would have generated. */
    encodeAnswer(text: string): number[] {
        return [...this.encode(text), this.endOfTurn];
    }

    /**
     * Where no content spells a control token, the whole prompt is tokenised at once, exactly as llama.cpp does;
     * otherwise piece by piece, so that content cannot fake a turn.
     */
    #encodePieces(pieces: readonly PromptPiece[]): number[] {
        const honest = pieces.every(
            ({ source, text }) => source === "template" || !this.#spellsControlToken(text),
        );
        const ids: number[] = honest
            ? this.#model.tokenize(pieces.map(({ text }) => text).join(""), true)
            : pieces.flatMap(({ source, text }, i) =>
                  this.#model.tokenize(text, source === "template", i > 0 ? "trimLeadingSpace" : undefined),
              );
        return this.#begin(ids);
    }

    #begin(ids: number[]): number[] {
        const { bos, shouldPrependBosToken } = this.#model.tokens;
        return shouldPrependBosToken && bos !== null && ids[0] !== bos ? [bos, ...ids] : ids;
    }

    #spellsControlToken(text: string): boolean {
        return this.#model.tokenize(text, true).some((token) => this.#model.isSpecialToken(token));
    }

    /**
     * Text of ids; control tokens leave nothing.
     * @param before ids that stand before them: SentencePiece has no space at the very start of a text, only inside
     */
    decode(ids: readonly number[], before: readonly number[] = []): string {
        return this.#model.detokenize(ids as Token[], false, before as Token[]);
    }

    /** Whether a token ends an answer. */
    isStop(token: number): boolean {
        return this.#stops.has(token) || this.#model.isEogToken(token as Token);
    }

    /** Control tokens that a named template is made of and this vocabulary does not have: a sign of the wrong template. */
    missingMarkers(name: TemplateName): string[] {
        return namedTemplate(name).markers.filter((text) => {
            const [first, ...rest] = this.#model.tokenize(text, true, "trimLeadingSpace");
            return first === undefined || rest.length > 0 || !this.#model.isSpecialToken(first);
        });
    }

    /** Frees the vocabulary. */
    async dispose(): Promise<void> {
        await this.#model.dispose();
    }
}

/** llama.cpp says only that it failed; with byte-pair encoding an unknown pre-tokenizer is by far the usual reason. */
function vocabularyFailed(file: GgufFile, cause: unknown): StudioError {
    const pre = getString(file, "tokenizer.ggml.pre", "");
    const reason =
        getString(file, "tokenizer.ggml.model") === "gpt2" && pre !== ""
            ? `its pre-tokenizer “${pre}” is unknown here, or the vocabulary is damaged. Download a newer conversion of the model`
            : "its tokenizer is damaged or of an unknown kind. Download another conversion of the model";
    return new StudioError("model-unsupported", `The vocabulary of ${file.path} cannot be used: ${reason}.`, {
        cause,
    });
}
