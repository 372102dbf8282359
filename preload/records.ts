/**
 * The plain, serialisable types that every part of the program shares.
 * Not behaviour: nothing here runs, and this file imports nothing.
 */

/** One message of a conversation. */
export interface ChatMessage {
    role: "system" | "user" | "assistant";
    content: string;
}

/** One judgement: after this prompt, `chosen` is the better answer of the two. */
export interface PreferencePair {
    /** The conversation so far; the last message is the user's. */
    prompt: ChatMessage[];
    chosen: string;
    rejected: string;
}

/** A row that could not be used, with the reason in words that a person understands. */
export interface RowProblem {
    /** The line number in a JSONL file, the item number in a JSON list, both from 1. */
    line: number;
    reason: string;
}

/** A row that has something to do with an earlier row of the same file. */
export interface RowRelation {
    line: number;
    /** The earlier row, the one that came first. */
    firstLine: number;
}

/** A pair, with the place it came from. */
export type LocatedPair = PreferencePair & { line: number };

/** What was found in a preference file; `read` is pairs + problems + duplicates. */
export interface PreferenceFile {
    /** The pairs to train on, in the order of the file. */
    pairs: LocatedPair[];
    problems: RowProblem[];
    /** How many rows the file has, blank lines not counted. */
    read: number;
    /** Exact copies of an earlier pair. They are left out of `pairs`. */
    duplicates: RowRelation[];
    /** Pairs that judge an earlier pair the other way round. Both stay in `pairs`. */
    contradictions: RowRelation[];
    /** SHA-256 of the pairs in order, whatever the layout of the file. */
    sha256: string;
}

/** A question with given choices. */
export interface MultipleChoiceQuestion {
    subject?: string;
    question: string;
    choices: string[];
    /** The position of the right choice, counted from 0. */
    answer: number;
}

/** A question whose answer must come out word for word. */
export interface ExactQuestion {
    subject?: string;
    prompt: string;
    expected: string;
}

/** What was found in a question file; `read` is multipleChoice + exact + problems. */
export interface QuestionFile {
    multipleChoice: MultipleChoiceQuestion[];
    exact: ExactQuestion[];
    problems: RowProblem[];
    read: number;
}
