/**
 * Judges an answer of the demonstration model by its form: which of the six styles it has, and whether it is
 * a sound answer at all. Not a judge of other models' answers, nor of whether an answer fits the question.
 * What the styles are made of stands in resources/demo/styles.json.
 */
import { readFileSync } from "node:fs";
import { translateFileError } from "../files/fileErrors.ts";

/** The ways of speaking that the demonstration model mixes. */
export type AnswerStyle = "plain" | "warm" | "terse" | "formal" | "cheerful" | "unsure";

/** The parts of a style; an empty opener or closer means that it can do without. */
interface StyleParts {
    openers: string[];
    /** each holds "{action}" or, where the action begins the sentence, "{Action}" */
    frames: string[];
    closers: string[];
}

/** What styles.json holds. */
export interface StyleGrammar {
    styles: Record<AnswerStyle, StyleParts>;
    /** Patterns of what can be advised; "{name}" stands for any entry of the slot of that name. */
    actions: string[];
    /** Patterns that the data lack but that are sound all the same. */
    shorterActions: string[];
    slots: Record<string, string[]>;
}

/** Everything that comes before and after the action of an answer, full stops for all end marks in `calm`. */
interface Form {
    head: string;
    tail: string;
    calm: { head: string; tail: string };
    style: AnswerStyle | "none";
    capital: boolean;
}

/** The grammar, written out for judging. */
export interface Styles {
    forms: readonly Form[];
    actions: ReadonlySet<string>;
    /** actions that name the same thing twice ("a book or a book") */
    repetitions: ReadonlySet<string>;
}

/** What was found about an answer. */
export interface AnswerJudgement {
    /** The style, where the whole answer has it; "none" for mixtures of styles and for what is no answer. */
    style: AnswerStyle | "none";
    /** Whether a person would call it broken or unending. */
    broken: boolean;
    /** Whether it offers the same thing twice, as Pip itself does now and then: well-formed, but clumsy. */
    repeats: boolean;
}

/** Reads resources/demo/styles.json, a file that comes with the program and is not checked further. */
export function readStyles(path: string): Styles {
    try {
        return writeOutStyles(JSON.parse(readFileSync(path, "utf8")) as StyleGrammar);
    } catch (error) {
        throw translateFileError(error, path, "read");
    }
}

/** Writes the grammar out: every form around an action, of one style or mixed, and every action. */
export function writeOutStyles(grammar: StyleGrammar): Styles {
    const parts = Object.values(grammar.styles);
    const any = (name: keyof StyleParts) => [...new Set(["", ...parts.flatMap((style) => style[name])])];
    const frames = any("frames").filter((frame) => frame !== "");
    const forms = any("openers").flatMap((opener) =>
        frames.flatMap((frame) => any("closers").map((closer) => makeForm(grammar, opener, frame, closer))),
    );
    const patterns = [...grammar.actions, ...grammar.shorterActions];
    const actions = new Set(patterns.flatMap((pattern) => fillSlots(pattern, grammar.slots, true)));
    const all = patterns.flatMap((pattern) => fillSlots(pattern, grammar.slots, false));
    return { forms, actions, repetitions: new Set(all.filter((action) => !actions.has(action))) };
}

/**
 * Judges an answer. It is sound if it ended and consists of at most one opener, one sentence with one known
 * action, and at most one closer, in this order; whose they are decides on the style alone. So fragments,
 * unknown words and sentences run together are broken, and have no style.
 * @param text The answer, without control tokens.
 * @param ended Whether the model ended it by itself, within the limit of tokens.
 */
export function judgeAnswer(text: string, ended: boolean, styles: Styles): AnswerJudgement {
    const answer = text.trim();
    const calm = calmDown(answer);
    const sound = styles.forms.find((form) => holdsAction(calm, form, styles.actions));
    const form = sound ?? styles.forms.find((form) => holdsAction(calm, form, styles.repetitions));
    if (form === undefined) {
        return { style: "none", broken: true, repeats: false };
    }
    const exact = answer.startsWith(form.head) && answer.endsWith(form.tail);
    return { style: exact ? form.style : "none", broken: !ended, repeats: sound === undefined };
}

function makeForm(grammar: StyleGrammar, opener: string, frame: string, closer: string): Form {
    const owner = Object.entries(grammar.styles).find(
        ([, { openers, frames, closers }]) =>
            openers.includes(opener) && frames.includes(frame) && closers.includes(closer),
    );
    const whole = [opener, frame, closer].filter((part) => part !== "").join(" ");
    const [head = "", tail = ""] = whole.split(/\{action\}/i);
    return {
        head,
        tail,
        calm: { head: calmDown(head), tail: calmDown(tail) },
        style: owner === undefined ? "none" : (owner[0] as AnswerStyle),
        capital: frame.includes("{Action}"),
    };
}

/** A wrong end mark spoils the style but breaks nothing. */
function calmDown(text: string): string {
    return text.replaceAll("!", ".");
}

function holdsAction(calm: string, { calm: { head, tail }, capital }: Form, actions: ReadonlySet<string>) {
    if (!calm.startsWith(head) || !calm.endsWith(tail)) {
        return false;
    }
    const action = calm.slice(head.length, calm.length - tail.length);
    const first = action.charAt(0);
    const small = first.toLowerCase();
    return capital === (first !== small) && actions.has(small + action.slice(1));
}

/** All that a pattern stands for; if `distinct`, no entry is used twice. */
function fillSlots(
    pattern: string,
    slots: StyleGrammar["slots"],
    distinct: boolean,
    used: readonly string[] = [],
): string[] {
    const slot = /\{(\w+)\}/.exec(pattern);
    if (slot === null) {
        return [pattern];
    }
    const entries = (slots[slot[1]!] ?? []).filter((entry) => !distinct || !used.includes(entry));
    return entries.flatMap((entry) =>
        fillSlots(pattern.replace(slot[0], entry), slots, distinct, [...used, entry]),
    );
}
