/**
 * Instructions whose following can be verified by a function: a subset of IFEval's checkers (Zhou et al. 2023), under
 * their names and with their arguments, as lm-evaluation-harness has them.
 *
 * Left out, because they need a language detector or NLTK's models: language:response_language,
 * length_constraints:number_sentences, change_case:capital_word_frequency. Different: keywords and markers are plain
 * texts, not patterns; english_lowercase and english_capital look at the case only, not at the language.
 */

/** Tells whether an answer follows an instruction. */
export type Check = (answer: string) => boolean;

/** Arguments of an instruction, as they stand in the file. */
export type CheckerArguments = Readonly<Record<string, unknown>>;

/** Thrown where arguments are missing or of the wrong kind; completes "Line 3: …". */
export class BadArgument extends Error {}

/** The checkers by IFEval's names; each reads its arguments and gives the check. @throws BadArgument */
export const checkers: Readonly<Record<string, (args: CheckerArguments) => Check>> = {
    "keywords:existence": (args) => {
        const patterns = texts(args, "keywords").map((word) => new RegExp(literal(word), "iu"));
        return (answer) => patterns.every((pattern) => pattern.test(answer));
    },
    "keywords:forbidden_words": (args) => {
        const patterns = texts(args, "forbidden_words").map((word) => wholeWord(word));
        return (answer) => !patterns.some((pattern) => pattern.test(answer));
    },
    "keywords:frequency": (args) => {
        const pattern = new RegExp(literal(text(args, "keyword").trim()), "giu");
        return compared(args, "relation", "frequency", (answer) => count(answer, pattern));
    },
    "keywords:letter_frequency": (args) => {
        const letter = text(args, "letter").trim().toLowerCase();
        if (!/^[a-z]$/.test(letter)) throw new BadArgument(`"letter" is not one letter from a to z.`);
        return compared(
            args,
            "let_relation",
            "let_frequency",
            (answer) => answer.toLowerCase().split(letter).length - 1,
        );
    },
    "length_constraints:number_words": (args) =>
        compared(args, "relation", "num_words", (answer) => count(answer, /[\p{L}\p{N}_]+/gu)),
    "length_constraints:number_paragraphs": (args) => {
        const wanted = number(args, "num_paragraphs");
        return (answer) => countParagraphs(answer) === wanted;
    },
    "length_constraints:nth_paragraph_first_word": (args) => {
        const [wanted, nth] = [number(args, "num_paragraphs"), number(args, "nth_paragraph")];
        const word = text(args, "first_word").toLowerCase();
        return (answer) => startsParagraph(answer, wanted, nth, word);
    },
    "detectable_content:number_placeholders": (args) => {
        const wanted = number(args, "num_placeholders");
        return (answer) => count(answer, /\[.*?\]/g) >= wanted;
    },
    "detectable_content:postscript": (args) => {
        const marker = text(args, "postscript_marker").trim();
        return (answer) => postscript(marker).test(answer.toLowerCase());
    },
    "detectable_format:number_bullet_lists": (args) => {
        const wanted = number(args, "num_bullets");
        return (answer) => count(answer, /^\s*\*[^*].*$/gm) + count(answer, /^\s*-.*$/gm) === wanted;
    },
    "detectable_format:constrained_response": () => (answer) =>
        ["My answer is yes.", "My answer is no.", "My answer is maybe."].some((option) =>
            answer.includes(option),
        ),
    "detectable_format:number_highlighted_sections": (args) => {
        const wanted = number(args, "num_highlights");
        return (answer) => countHighlights(answer) >= wanted;
    },
    "detectable_format:multiple_sections": (args) => {
        const marker = new RegExp(`\\s?${literal(text(args, "section_spliter").trim())}\\s?\\d+\\s?`, "gu");
        const wanted = number(args, "num_sections");
        return (answer) => count(answer, marker) >= wanted;
    },
    "detectable_format:json_format": () => isJson,
    "detectable_format:title": () => (answer) =>
        [...answer.matchAll(/<<[^\n]+>>/g)].some(
            ([title]) => title.replace(/^<+/, "").replace(/>+$/, "").trim() !== "",
        ),
    "combination:two_responses": () => (answer) => {
        const parts = answer.split("******");
        const filled = parts.filter((part) => part.trim() !== "");
        const inner = parts.slice(1, -1);
        const [first = "", second = ""] = filled.map((part) => part.trim());
        return filled.length === 2 && inner.every((part) => part.trim() !== "") && first !== second;
    },
    "combination:repeat_prompt": (args) => {
        const prompt = text(args, "prompt_to_repeat").trim().toLowerCase();
        return (answer) => answer.trim().toLowerCase().startsWith(prompt);
    },
    "startend:end_checker": (args) => {
        const phrase = text(args, "end_phrase").trim().toLowerCase();
        return (answer) =>
            answer
                .trim()
                .replace(/^"+|"+$/g, "")
                .toLowerCase()
                .endsWith(phrase);
    },
    "startend:quotation": () => (answer) => /^".*"$/s.test(answer.trim()) && answer.trim().length > 1,
    "change_case:english_lowercase": () => (answer) =>
        /\p{Ll}/u.test(answer) && !/[\p{Lu}\p{Lt}]/u.test(answer),
    "change_case:english_capital": () => (answer) =>
        /\p{Lu}/u.test(answer) && !/[\p{Ll}\p{Lt}]/u.test(answer),
    "punctuation:no_comma": () => (answer) => !answer.includes(","),
};

/** Checkers of IFEval that are not here: files that use them are read, the prompts left out and counted. */
export const unsupportedCheckers: readonly string[] = [
    "language:response_language",
    "length_constraints:number_sentences",
    "change_case:capital_word_frequency",
];

function text(args: CheckerArguments, name: string): string {
    const value = args[name];
    if (typeof value !== "string" || value.trim() === "") throw new BadArgument(`"${name}" is no text.`);
    return value;
}

function texts(args: CheckerArguments, name: string): string[] {
    const value = args[name];
    const valid = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
    if (!valid) throw new BadArgument(`"${name}" is no list of texts.`);
    return value as string[];
}

function number(args: CheckerArguments, name: string): number {
    const value = args[name];
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
        throw new BadArgument(`"${name}" is no whole number.`);
    return value;
}

/** "less than" or "at least" a number of something. */
function compared(
    args: CheckerArguments,
    relation: string,
    limit: string,
    measure: (answer: string) => number,
): Check {
    const [how, wanted] = [args[relation], number(args, limit)];
    if (how === "less than") return (answer) => measure(answer) < wanted;
    if (how === "at least") return (answer) => measure(answer) >= wanted;
    throw new BadArgument(`"${relation}" is neither "less than" nor "at least".`);
}

function literal(word: string): string {
    return word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** Between characters of which one belongs to words and one does not, as Python's \b. */
function wholeWord(word: string): RegExp {
    const inside = "[\\p{L}\\p{N}_]";
    const boundary = `(?:(?<=${inside})(?!${inside})|(?<!${inside})(?=${inside}))`;
    return new RegExp(`${boundary}${literal(word)}${boundary}`, "iu");
}

function count(answer: string, pattern: RegExp): number {
    return [...answer.matchAll(pattern)].length;
}

/** Parts between ***; empty ones count only at the ends, and spoil everything inside. */
function countParagraphs(answer: string): number {
    const parts = answer.split(/\s?\*\*\*\s?/);
    const isEmpty = (part: string | undefined) => part !== undefined && part.trim() === "";
    if (parts.slice(1, -1).some(isEmpty)) return -1;
    const ends = parts.length > 1 ? [parts[0], parts.at(-1)] : [parts[0]];
    return parts.length - ends.filter(isEmpty).length;
}

function startsParagraph(answer: string, wanted: number, nth: number, word: string): boolean {
    const parts = answer.split("\n\n");
    const filled = parts.filter((part) => part.trim() !== "").length;
    const paragraph = (nth <= filled ? parts[nth - 1] : undefined)?.trim();
    if (!paragraph) return false;
    const [first = ""] = paragraph.split(/\s+/);
    const bare = first.replace(/^'+/, "").replace(/^"+/, "");
    const [start = ""] = bare.split(/[.,?!'"]/);
    return filled === wanted && start.toLowerCase() === word;
}

function postscript(marker: string): RegExp {
    if (marker === "P.P.S") return /\s*p\.\s?p\.\s?s.*$/m;
    if (marker === "P.S.") return /\s*p\.\s?s\..*$/m;
    return new RegExp(literal(marker.toLowerCase()), "u");
}

function countHighlights(answer: string): number {
    const single = [...answer.matchAll(/\*[^\n*]*\*/g)].filter(
        ([part]) => part.replaceAll("*", "").trim() !== "",
    );
    const double = [...answer.matchAll(/\*\*[^\n*]*\*\*/g)].filter(
        ([part]) => part.slice(2, -2).trim() !== "",
    );
    return single.length + double.length;
}

function isJson(answer: string): boolean {
    const bare = answer
        .trim()
        .replace(/^```(?:json|Json|JSON)?/, "")
        .replace(/```$/, "")
        .trim();
    try {
        JSON.parse(bare);
        return true;
    } catch {
        return false;
    }
}
