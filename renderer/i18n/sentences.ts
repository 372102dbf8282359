/**
 * Puts sentences of the backend into another language, by patterns: a sentence with holes, {0}, {1}, …, and the same
 * sentence in the other language. What stands in a hole may be known itself and is put in the other language, too,
 * unless it stands in quotation marks: there it is a name. A text may consist of several known pieces one after the
 * other. Of all ways to read a text, the one is taken that leaves the fewest characters unexplained.
 *
 * Knows no language and nothing about where texts come from: names may hold anything. There are no regular expressions
 * made from patterns and no backtracking; what is too long to be a sentence is left as it is.
 */
import type { Saying } from "./said.ts";

/** Longer texts are no sentences of the backend. */
const longest = 4000;
/** A text has no more pieces and no deeper parts than this. */
const mostPieces = 12;
const deepest = 4;
/** So often at most the patterns are gone through for one text, whatever it holds. */
const mostLooks = 2000;

interface Pattern {
    /** what stands before, between and behind the holes: one more than there are holes */
    literals: readonly string[];
    /** for each hole, the quotation mark that ends it: a name stands there; "" where there is none */
    quotes: readonly string[];
    translation: string;
}

/** A text in the other language, and how many of its characters nothing was known about. */
interface Reading {
    text: string;
    unknown: number;
}

/** What stands in numbers. */
export interface Marks {
    /** between the whole and its parts: "," */
    decimal: string;
    /** behind a percentage, with the space before it */
    percent: string;
}

type Catalogue = Readonly<Record<string, string>>;

/**
 * @param sentences and parts of sentences, in English and in the other language
 * @param words single words that are known in holes only
 * @param marks how the other language writes numbers
 */
export function sayingOf(sentences: Catalogue, words: Catalogue, marks: Marks): Saying {
    const patterns = Object.entries(sentences)
        .map(([english, translation]) => compile(english, translation))
        .filter(({ quotes }) => quotes.length > 0)
        .sort((one, other) => other.literals.join("").length - one.literals.join("").length);
    const whole = new Map(Object.entries(sentences));
    const parts = new Map([...whole, ...Object.entries(words)]);
    return (sentence) =>
        sentence.length > longest
            ? sentence
            : new Reader({ patterns, whole, parts, marks }).read(sentence).text;
}

/** A pattern with its holes as they are. */
export function compile(english: string, translation: string): Pattern {
    const literals = english.split(/\{\d\}/);
    const quotes = literals
        .slice(1)
        .map((after, i) => (/["“]$/.test(literals[i] as string) && /^["”]/.exec(after)?.[0]) || "");
    return { literals, quotes, translation };
}

interface Knowledge {
    /** the most specific first */
    patterns: readonly Pattern[];
    /** sentences without holes, and the same with single words */
    whole: ReadonlyMap<string, string>;
    parts: ReadonlyMap<string, string>;
    marks: Marks;
}

/** Reads one text. */
class Reader {
    readonly #knowledge: Knowledge;
    #looks = 0;

    constructor(knowledge: Knowledge) {
        this.#knowledge = knowledge;
    }

    /** A text of one or more pieces. */
    read(text: string): Reading {
        const pieces = cut(text);
        // best[i]: the pieces from i on
        const best: Reading[] = [{ text: "", unknown: 0 }];
        for (let i = pieces.length - 1; i >= 0; i -= 1) {
            let found: Reading | undefined;
            for (let end = pieces.length; end > i; end -= 1) {
                const rest = best[pieces.length - end] as Reading;
                const joint = pieces.slice(i, end).join("");
                const body = joint.replace(/[:;]? ?$/, "");
                const one = this.#piece(body, 0);
                const unknown = one.unknown + rest.unknown;
                if (!found || unknown < found.unknown)
                    found = { text: one.text + joint.slice(body.length) + rest.text, unknown };
            }
            best.push(found as Reading);
        }
        return best.at(-1) as Reading;
    }

    /** One piece, as the pattern that explains most of it says it. */
    #piece(text: string, depth: number): Reading {
        const { patterns, whole, parts } = this.#knowledge;
        const known = (depth > 0 ? parts : whole).get(text);
        if (known !== undefined) return { text: known, unknown: 0 };
        let found: Reading = { text: this.#value(text), unknown: text.length };
        this.#looks += 1;
        if (depth === deepest || this.#looks > mostLooks) return found;
        for (const pattern of patterns) {
            const values = match(pattern.literals, text);
            if (!values) continue;
            const read = values.map((value, i) =>
                pattern.quotes[i] ? nameReading(value, pattern.quotes[i]) : this.#piece(value, depth + 1),
            );
            const unknown = read.reduce((sum, one) => sum + one.unknown, 0);
            if (unknown < found.unknown) found = { text: fill(pattern.translation, read), unknown };
        }
        return found;
    }

    /** Numbers as the other language writes them. */
    #value(text: string): string {
        const { decimal, percent } = this.#knowledge.marks;
        const number = text.length < 40 && /^(\d+)(?:\.(\d+))?(%| [kMGT]?B)?$/.exec(text);
        if (!number) return text;
        const [, whole, parts, unit = ""] = number;
        return `${whole}${parts ? decimal + parts : ""}${unit === "%" ? percent : unit}`;
    }
}

/** A name stays as it is; one that holds its own quotation mark may be more than a name. */
function nameReading(name: string, quote: string): Reading {
    return { text: name, unknown: name.includes(quote) ? name.length : 0 };
}

/** A text at the ends of its sentences and clauses; what follows the last cut stays whole. */
function cut(text: string): string[] {
    const pieces = text.split(/(?<=[.!?:;] )/);
    return [...pieces.slice(0, mostPieces - 1), pieces.slice(mostPieces - 1).join("")].filter(Boolean);
}

/** What stands in the holes; each reaches as little far as it can, the last one to the end. */
export function match(literals: readonly string[], text: string): string[] | undefined {
    const first = literals[0] as string;
    const last = literals.at(-1) as string;
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return undefined;
    const values: string[] = [];
    let from = first.length;
    for (const literal of literals.slice(1, -1)) {
        const at = text.indexOf(literal, from);
        if (at < 0 || at + literal.length > end) return undefined;
        values.push(text.slice(from, at));
        from = at + literal.length;
    }
    return [...values, text.slice(from, end)];
}

function fill(translation: string, values: readonly Reading[]): string {
    return translation.replace(/\{(\d)\}/g, (_, index) => values[Number(index)]?.text ?? "");
}
