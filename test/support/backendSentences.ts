/**
 * Finds what the backend can say to a person: every string in its sources that reads like words of a sentence, with
 * {0}, {1}, … where values are filled in. Goes by the syntax only, and rather finds too much than too little.
 */
import { globSync, readFileSync } from "node:fs";
import { parseSync } from "vite";

interface Node {
    type: string;
    [key: string]: unknown;
}

/** Nothing that is written there is shown on a screen: the command line, what it makes, logs, native declarations. */
const elsewhere =
    /^main[/](cli|bench|report|transferKit|electron|desktop|integrity|pages|db[/]migrations|ggml[/](bindings|graph))\b/;

/** A value that is filled in. */
const hole = "\0";
/** More ways of putting a sentence together than this are not looked at one by one. */
const mostVariants = 64;

/** What the backend says, by pattern, with a file that says it; `all` are its strings of whatever kind. */
export function backendSentences(): { sentences: Map<string, string>; all: Set<string> } {
    const sentences = new Map<string, string>();
    const all = new Set<string>();
    for (const path of globSync("{main,preload}/**/*.ts").toSorted()) {
        if (elsewhere.test(path)) continue;
        const { program } = parseSync(path, readFileSync(path, "utf8"));
        for (const text of new File(program as unknown as Node).texts())
            for (const part of apart(text)) {
                const pattern = numbered(part);
                all.add(pattern);
                if (readsLikeWords(part)) sentences.set(pattern, path);
            }
    }
    return { sentences, all };
}

/** The strings of one file. */
class File {
    readonly #program: Node;
    readonly #constants = new Map<string, Node[]>();
    readonly #found: { node: Node; variants: string[] }[] = [];
    /** Constants that were made part of a sentence. */
    readonly #absorbed: Node[] = [];

    constructor(program: Node) {
        this.#program = program;
        visit(program, ({ type, id, init }) => {
            if (type === "VariableDeclarator" && isNode(id) && isNode(init))
                this.#constants.set(String(id.name), [...(this.#constants.get(String(id.name)) ?? []), init]);
            return true;
        });
    }

    texts(): string[] {
        visit(this.#program, (node) => this.#look(node));
        const isIn =
            ({ start }: Node) =>
            (outer: Node) =>
                Number(outer.start) <= Number(start) && Number(start) < Number(outer.end);
        return this.#found.flatMap(({ node, variants }) => (this.#absorbed.some(isIn(node)) ? [] : variants));
    }

    /** Notes what a node says; answers whether to look inside. */
    #look(node: Node): boolean {
        if (isForProgrammers(node)) return false;
        if (!isText(node)) return true;
        this.#found.push({ node, variants: this.#variants(node) });
        this.#lookIntoHoles(node);
        return false;
    }

    /** Parts that were not made part of the sentence itself. */
    #lookIntoHoles(node: Node): void {
        for (const part of partsOf(node)) {
            if (part.type === "Literal") continue;
            if (part.type === "ConditionalExpression") visit(part.test, (inner) => this.#look(inner));
            if (isJoint(part)) this.#lookIntoHoles(part);
            else visit(part, (inner) => this.#look(inner));
        }
    }

    /** Every way in which a text may be put together. */
    #variants(node: Node): string[] {
        if (node.type === "Literal") return [typeof node.value === "string" ? node.value : hole];
        if (node.type === "Identifier") return this.#ofConstant(node);
        if (!isJoint(node)) return [hole];
        const parts = partsOf(node).map((part) => this.#variants(part));
        if (node.type === "ConditionalExpression" || node.type === "LogicalExpression")
            return [...new Set(parts.flat())];
        if (node.type !== "TemplateLiteral") return combine(parts);
        const quasis = (node.quasis as { value: { cooked: string } }[]).map(({ value }) => [value.cooked]);
        return combine(quasis.flatMap((quasi, i) => (parts[i] ? [quasi, parts[i]] : [quasi])));
    }

    /** A constant is a part of the sentence where it may be nothing, or is no word by itself. */
    #ofConstant({ name, start }: Node): string[] {
        const node = this.#constants.get(String(name))?.findLast((init) => Number(init.end) < Number(start));
        if (!node || !(isText(node) || isJoint(node))) return [hole];
        const variants = this.#variants(node);
        if (!variants.some((text) => text.trim() !== text || text === "")) return [hole];
        this.#absorbed.push(node);
        return variants;
    }
}

function combine(parts: readonly string[][]): string[] {
    return parts.reduce<string[]>(
        (done, part) => done.flatMap((start) => part.map((end) => start + end)).slice(0, mostVariants),
        [""],
    );
}

function isNode(value: unknown): value is Node {
    return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** Calls `look` with every node below that is reached. */
function visit(value: unknown, look: (node: Node) => boolean): void {
    if (Array.isArray(value)) for (const entry of value) visit(entry, look);
    else if (isNode(value) && look(value)) for (const child of Object.values(value)) visit(child, look);
}

/** Text, or put together from text. */
function isText(node: Node): boolean {
    if (node.type === "Literal") return typeof node.value === "string";
    if (node.type === "TemplateLiteral") return true;
    return node.type === "BinaryExpression" && node.operator === "+" && partsOf(node).some(isText);
}

/** What a text may be put together with. */
function isJoint(node: Node): boolean {
    if (node.type === "ConditionalExpression" || node.type === "LogicalExpression")
        return partsOf(node).some((part) => isText(part) || isJoint(part));
    return node.type === "ParenthesizedExpression" || (node.type !== "Literal" && isText(node));
}

function partsOf(node: Node): Node[] {
    const keys = {
        ConditionalExpression: ["consequent", "alternate"],
        LogicalExpression: ["left", "right"],
        BinaryExpression: ["left", "right"],
        ParenthesizedExpression: ["expression"],
        TemplateLiteral: ["expressions"],
    }[node.type];
    return (keys ?? []).flatMap((key) => node[key] as Node | Node[]);
}

/** Imports, types, SQL, log lines, and errors that are mistakes of the program. */
function isForProgrammers(node: Node): boolean {
    const { type, callee } = node;
    if (type.startsWith("Import") || type === "TaggedTemplateExpression") return true;
    if (type.startsWith("TS") && !/^TS(As|Satisfies|NonNull)/.test(type)) return true;
    if (!isNode(callee)) return false;
    const name = String(isNode(callee.property) ? callee.property.name : callee.name);
    return type === "NewExpression"
        ? /^(Type|Range)?Error$/.test(name)
        : /^(log|prepare|exec|pragma|func|assert|createInterface)$/.test(name);
}

/** Sentences in between that come from elsewhere are sentences of their own. */
function apart(text: string): string[] {
    return text
        .replace(/^\0 (?=[A-Z])/, "")
        .trim()
        .split(/(?<=[.!?]) \0(?: \0)*(?: (?=[A-Z])|$)/);
}

/** SQL, markup, templates, types and headers, and whole paragraphs. */
const noWords =
    /\b(SELECT|INSERT|UPDATE|DELETE|CREATE|EXISTS|WHERE|WITH|ORDER|NULL|DESC|WHEN|AND|NOT|AS)\b|^<|\{[{%]|;\n|: \[\]|HTTP[/]1|charset=|; Path=|^void |^pairs p\b/;

/** At least two words, or one that is a sentence. */
function readsLikeWords(text: string): boolean {
    return (
        !noWords.test(text) &&
        /[A-Za-z]{2,}[,;:]? [A-Za-z0-9("“\0]|\0 [A-Za-z]{2,}|^[A-Z][a-z]+\.$/.test(text)
    );
}

function numbered(text: string): string {
    let next = 0;
    return text.replaceAll(hole, () => `{${next++}}`);
}
