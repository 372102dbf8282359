/**
 * Reads files of questions for evaluation: multiple choice, and answers expected word for word.
 * Not an evaluation, and no guessing: a row whose right answer is not clear is refused.
 */

import type { ExactQuestion, MultipleChoiceQuestion, QuestionFile } from "../../../preload/records.ts";
import {
    describeKind,
    noUsableRows,
    readRows,
    refuseRow,
    requireFilledText,
    requireText,
} from "../preferences/rows.ts";

type Row = Record<string, unknown>;

const contents = "questions";

/**
 * Reads a question file, JSONL or a JSON list. Every row becomes a question or a problem.
 * Throws a `StudioError` where the file cannot be read or has no usable question.
 */
export function readQuestions(path: string): QuestionFile {
    const multipleChoice: MultipleChoiceQuestion[] = [];
    const exact: ExactQuestion[] = [];
    const report = readRows(path, (row) => {
        if (isMultipleChoice(row)) {
            multipleChoice.push(parseMultipleChoice(row));
        } else {
            exact.push(parseExact(row));
        }
    });
    if (multipleChoice.length + exact.length === 0) {
        throw noUsableRows(path, contents, report);
    }
    return { multipleChoice, exact, ...report };
}

function isMultipleChoice(row: Row): boolean {
    if (row.choices !== undefined && row.expected !== undefined) {
        refuseRow(`there are both "choices" and "expected"; a question has one of them.`);
    }
    if (row.choices === undefined && row.expected === undefined) {
        refuseRow(`a question needs either "choices" with an "answer", or an "expected" text.`);
    }
    return row.choices !== undefined;
}

function parseExact(row: Row): ExactQuestion {
    const prompt = requireFilledText(row.prompt, `"prompt"`);
    const expected = requireFilledText(row.expected, `"expected"`);
    return { ...parseSubject(row), prompt, expected };
}

function parseMultipleChoice(row: Row): MultipleChoiceQuestion {
    const question = requireFilledText(row.question, `"question"`);
    const choices = parseChoices(row.choices);
    return { ...parseSubject(row), question, choices, answer: parseAnswer(row.answer, choices) };
}

/** The subject; instruction files call it "kind". */
function parseSubject(row: Row): { subject?: string } {
    const field = row.subject === undefined || row.subject === null ? "kind" : "subject";
    const value = row[field];
    return value === undefined || value === null ? {} : { subject: requireText(value, `"${field}"`) };
}

function parseChoices(value: unknown): string[] {
    if (!Array.isArray(value)) {
        refuseRow(`"choices" is ${describeKind(value)}, not a list of texts.`);
    }
    if (value.length < 2) {
        refuseRow(
            `"choices" has ${value.length === 0 ? "no entry" : "one entry"}; there must be at least two.`,
        );
    }
    return value.map((choice, index) => requireFilledText(choice, `choice ${index + 1}`));
}

function parseAnswer(answer: unknown, choices: readonly string[]): number {
    if (typeof answer === "number") {
        return parseIndex(answer, choices.length);
    }
    const text = requireFilledText(answer, `"answer"`).trim();
    const meant = choices.map((_, index) => index).filter((index) => means(text, choices, index));
    if (meant.length > 1) {
        refuseRow(
            `the answer ${quote(text)} can mean more than one choice; give its position, counted from 0.`,
        );
    }
    if (meant[0] === undefined) {
        refuseRow(`the answer ${quote(text)} is neither a choice nor the letter of one.`);
    }
    return meant[0];
}

function parseIndex(answer: number, count: number): number {
    if (!Number.isInteger(answer) || answer < 0 || answer >= count) {
        refuseRow(
            `the answer ${answer} is not the position of a choice; positions go from 0 to ${count - 1}.`,
        );
    }
    return answer;
}

/** Tells whether an answer names a choice, by its text or by its letter (A is the first). */
function means(answer: string, choices: readonly string[], index: number): boolean {
    const letter = String.fromCharCode("A".charCodeAt(0) + index);
    return choices[index]?.trim() === answer || (index < 26 && answer.toUpperCase() === letter);
}

function quote(text: string): string {
    return JSON.stringify(text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text);
}
