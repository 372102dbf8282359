/**
 * Answers token by token: where they end, and text that never shows half a character (field reports B), also of
 * SentencePiece vocabularies, whose words carry their space in front.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GgufTypedValue } from "../../main/formats/gguf/encode.ts";
import { readGguf } from "../../main/formats/gguf/read.ts";
import type { FusedDecoder } from "../../main/inference/fusedDecoder.ts";
import { type Answer, generate } from "../../main/inference/generate.ts";
import type { AnswerDecoder } from "../../main/inference/textStream.ts";
import { Tokenizer } from "../../main/inference/tokenizer.ts";
import { writeRandomModel } from "../../main/model/randomModel.ts";
import { pipPath } from "../support/command.ts";
import { tinyModel } from "../support/logits.ts";

const greedy = { temperature: 0, topK: 0, topP: 1, minP: 0, repeatPenalty: 1, repeatWindow: 0 };
const stop = 256;

/** One token per byte, and one that ends the answer. */
const bytes: AnswerDecoder = {
    decode: (ids) => Buffer.from(ids.filter((id) => id < 256)).toString("utf8"),
    isStop: (token) => token === stop,
};

/** A decoder that says the given tokens, then ends. */
function saying(tokens: readonly number[], vocabulary: number, contextLength = 1000): FusedDecoder {
    const promptLength = 1;
    const logits = async (seen: readonly number[]) => {
        if (seen.length > contextLength) throw new Error("asked beyond the context");
        const values = new Float32Array(vocabulary);
        values[tokens[seen.length - promptLength] ?? stop] = 1;
        return values;
    };
    return { contextLength, logits } as unknown as FusedDecoder;
}

/** Runs an answer and collects what was streamed. */
async function run(
    tokens: readonly number[],
    options: {
        maxTokens?: number;
        contextLength?: number;
        vocabulary?: AnswerDecoder;
        size?: number;
        signal?: AbortSignal;
        onText?: (text: string) => void;
    } = {},
): Promise<Answer & { streamed: string[] }> {
    const streamed: string[] = [];
    const { maxTokens = 500, contextLength, vocabulary = bytes, size = 257, signal } = options;
    const answer = await generate(saying(tokens, size, contextLength), vocabulary, [0], {
        sampling: greedy,
        seed: 1,
        maxTokens,
        signal,
        onText: (text) => {
            streamed.push(text);
            options.onText?.(text);
        },
    });
    return { ...answer, streamed };
}

const said = "你好世界 🌍, é! 👩‍👩‍👧";
const utf8 = [...Buffer.from(said)];

describe("whole characters", () => {
    test("one token per byte: every piece is whole, and together they are the text", async () => {
        const { text, streamed, reason } = await run(utf8);
        expect([text, reason]).toEqual([said, "stop"]);
        expect(streamed.join("")).toBe(said);
        expect(streamed).toEqual([...said]);
    });
    test("stopped after any number of tokens, the text ends at a whole character", async () => {
        for (let count = 0; count <= utf8.length; count++) {
            const { text, streamed, tokens } = await run(utf8, { maxTokens: count });
            expect(tokens).toHaveLength(count);
            expect(text).not.toContain("\uFFFD");
            expect(text).toBe(streamed.join(""));
            expect(said.startsWith(text)).toBe(true);
            expect(Buffer.byteLength(text)).toBeGreaterThan(count - 4);
        }
    });
    test("bytes that are no text are left out, and what follows is not lost", async () => {
        const { text, streamed } = await run([
            ...Buffer.from("a"),
            0xf0,
            0x9f,
            ...Buffer.from("bc"),
            0xff,
            ...Buffer.from("d é"),
        ]);
        expect(text).toBe("abcd é");
        expect(streamed.join("")).toBe(text);
    });
    test("tokens that end one letter and begin the next", async () => {
        const chunks = [[0xf0], [0x9f], [0x8c], [0x8d, 0xf0], [0x9f, 0x91], [0xa9, 0xc3], [0xa9]];
        const vocabulary: AnswerDecoder = {
            decode: (ids) => Buffer.from(ids.flatMap((id) => chunks[id] ?? [])).toString("utf8"),
            isStop: (token) => token === stop,
        };
        const { text, streamed } = await run(
            chunks.map((_, i) => i),
            { vocabulary },
        );
        expect([text, streamed]).toEqual(["🌍👩é", ["🌍", "👩", "é"]]);
    });
    test("a model that only ever begins a letter says nothing", async () => {
        const { text, reason } = await run(new Array(100).fill(0xf0), { maxTokens: 100 });
        expect([text, reason]).toEqual(["", "length"]);
    });
});

describe("where an answer ends", () => {
    test("at a stop token, which is no part of it", async () => {
        const { text, tokens, reason } = await run([65, 66, stop, 67]);
        expect([text, tokens, reason]).toEqual(["AB", [65, 66], "stop"]);
    });
    test("at a stop token right away", async () => {
        expect(await run([stop])).toMatchObject({ text: "", tokens: [], reason: "stop" });
    });
    test("at the limit", async () => {
        expect(await run([65, 66, 67], { maxTokens: 2 })).toMatchObject({ text: "AB", reason: "length" });
        expect(await run([65], { maxTokens: 0 })).toMatchObject({ text: "", reason: "length" });
    });
    test("at the end of the context, with what was said kept", async () => {
        // a prompt of one token in a context of four: three are read, the answer's last one needs no room
        expect(await run([65, 66, 67, 68, 69, 70], { contextLength: 4 })).toMatchObject({
            text: "ABCD",
            reason: "context",
        });
    });
    test("when the person stops it, with what was said kept", async () => {
        const controller = new AbortController();
        const onText = (text: string) => void (text === "界" && controller.abort());
        const { text, reason } = await run(utf8, { signal: controller.signal, onText });
        expect([text, reason]).toEqual(["你好世界", "aborted"]);
        expect(await run(utf8, { signal: AbortSignal.abort() })).toMatchObject({
            text: "",
            reason: "aborted",
        });
    });
});

describe("real vocabularies", () => {
    const folder = mkdtempSync(join(tmpdir(), "qadapter-generate-"));
    let tokenizer: Tokenizer;
    let pieces: Tokenizer;
    let size: number;

    beforeAll(async () => {
        tokenizer = await Tokenizer.open(readGguf(pipPath));
        const path = join(folder, "pieces.gguf");
        size = writeSentencePieceModel(path);
        pieces = await Tokenizer.open(readGguf(path));
    });
    afterAll(async () => {
        await tokenizer.dispose();
        await pieces.dispose();
        rmSync(folder, { recursive: true });
    });

    test.each([said, "Hello there,  two spaces", " a space first", "line\nline", "tab\tend "])(
        "Pip: %j",
        async (text) => {
            const vocabulary: AnswerDecoder = {
                decode: (ids, before) => tokenizer.decode(ids, before),
                isStop: (token) => token === 2048,
            };
            const ids = tokenizer.encode(text);
            const answer = await generate(endingWith(ids, 2048), vocabulary, [0], {
                sampling: greedy,
                seed: 1,
                maxTokens: 200,
            });
            expect(answer.text).toBe(text);
        },
    );
    test.each(["ab a b", "a  b.", "é ab 🌍 a", "ab\nab a"])(
        "SentencePiece keeps its spaces: %j",
        async (text) => {
            const ids = pieces.encode(text);
            const streamed: string[] = [];
            const onText = (piece: string) => void streamed.push(piece);
            const vocabulary: AnswerDecoder = {
                decode: (list, before) => pieces.decode(list, before),
                isStop: (token) => token === size,
            };
            const answer = await generate(endingWith(ids, size), vocabulary, [0], {
                sampling: greedy,
                seed: 1,
                maxTokens: 200,
                onText,
            });
            expect([answer.text, streamed.join("")]).toEqual([text, text]);
        },
    );

    function endingWith(ids: readonly number[], end: number): FusedDecoder {
        const logits = async (seen: readonly number[]) => {
            const values = new Float32Array(end + 1);
            values[ids[seen.length - 1] ?? end] = 1;
            return values;
        };
        return { contextLength: 1000, logits } as unknown as FusedDecoder;
    }
});

/** A model with a small SentencePiece vocabulary; returns its number of tokens. */
function writeSentencePieceModel(path: string): number {
    const fallbacks = Array.from(
        { length: 256 },
        (_, i) => `<0x${i.toString(16).toUpperCase().padStart(2, "0")}>`,
    );
    const tokens = ["<unk>", "<s>", "</s>", ...fallbacks, "▁", "a", "b", "▁a", "▁b", "ab", "▁ab", ".", "\n"];
    const kinds = tokens.map((token) => (token.startsWith("<0x") ? 6 : /^<.*>$/.test(token) ? 3 : 1));
    const entries = new Map<string, GgufTypedValue>(tinyModel({}).tokenizer);
    for (const key of ["merges", "pre"]) entries.delete(`tokenizer.ggml.${key}`);
    entries.set("tokenizer.ggml.model", { type: "string", value: "llama" });
    entries.set("tokenizer.ggml.tokens", { type: "array:string", value: tokens });
    entries.set("tokenizer.ggml.token_type", { type: "array:int32", value: kinds });
    entries.set("tokenizer.ggml.scores", { type: "array:float32", value: tokens.map((_, i) => -i) });
    const shape = { hidden: 64, headSize: 16, feedForward: 128, layers: 1, vocabulary: tokens.length };
    writeRandomModel(path, tinyModel({ ...shape, tokenizer: [...entries] }));
    return tokens.length;
}
