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
    takeRows,
} from "../preferences/rows.ts";
import { questionCsvRows } from "./questionCsv.ts";

type Row = Record<string, unknown>;

const contents = "questions";

/**
 * Reads a question file: JSONL, a JSON list, or CSV (with named columns, or as MMLU's files: question, choices, letter).
 * Every row becomes a question or a problem.
 * Throws a `StudioError` where the file cannot be read or has no usable question.
 */
export function readQuestions(path: string): QuestionFile {
    const multipleChoice: MultipleChoiceQuestion[] = [];
    const exact: ExactQuestion[] = [];
    const take = (row: Row) => {
        if (isMultipleChoice(row)) {
            multipleChoice.push(parseMultipleChoice(row));
        } else {
            exact.push(parseExact(row));
        }
    };
    const report = /[.]csv$/i.test(path)
        ? takeRows("Line", questionCsvRows(path), take)
        : readRows(path, take);
    if (multipleChoice.length + exact.length === 0) {
        throw noUsableRows(path, contents, report);
    }
    return { multipleChoice, exact, ...report };
}

/** Other data sets call the choices "options". */
function choicesOf(row: Row): unknown {
    return row.choices ?? row.options;
}

function isMultipleChoice(row: Row): boolean {
    const choices = choicesOf(row);
    if (choices !== undefined && row.expected !== undefined) {
        refuseRow(`there are both "choices" and "expected"; a question has one of them.`);
    }
    if (choices === undefined && row.expected === undefined) {
        refuseRow(`a question needs either "choices" with an "answer", or an "expected" text.`);
    }
    return choices !== undefined;
}

function parseExact(row: Row): ExactQuestion {
    const prompt = requireFilledText(row.prompt, `"prompt"`);
    const expected = requireFilledText(row.expected, `"expected"`);
    return { ...parseSubject(row), prompt, expected };
}

function parseMultipleChoice(row: Row): MultipleChoiceQuestion {
    const question = requireFilledText(row.question, `"question"`);
    const { choices, letters } = parseChoices(choicesOf(row));
    const answer = parseAnswer(row.answer ?? row.answerKey ?? row.answer_index, choices, letters);
    return { ...parseSubject(row), question, choices, answer };
}

/** The subject; instruction files call it "kind". */
function parseSubject(row: Row): { subject?: string } {
    const field = row.subject === undefined || row.subject === null ? "kind" : "subject";
    const value = row[field];
    return value === undefined || value === null ? {} : { subject: requireText(value, `"${field}"`) };
}

/** The choices, and the letters that name them. ARC's files give the letters: {"text": […], "label": […]}. */
function parseChoices(value: unknown): { choices: string[]; letters: string[] } {
    const { text, label } = (value ?? {}) as Row;
    const labelled = Array.isArray(text);
    const list: unknown = labelled ? text : value;
    if (!Array.isArray(list)) {
        refuseRow(`"choices" is ${describeKind(value)}, not a list of texts.`);
    }
    if (list.length < 2) {
        refuseRow(
            `"choices" has ${list.length === 0 ? "no entry" : "one entry"}; there must be at least two.`,
        );
    }
    const choices = list.map((choice, index) => requireFilledText(choice, `choice ${index + 1}`));
    const twin = choices.find(
        (choice, index) => choices.findIndex((c) => c.trim() === choice.trim()) < index,
    );
    if (twin !== undefined) {
        refuseRow(`two choices are the same (${quote(twin.trim())}).`);
    }
    const letters = labelled ? label : choices.map((_, index) => letterOf(index));
    if (!Array.isArray(letters) || letters.length !== choices.length) {
        refuseRow(`"label" has not one entry for each of the ${choices.length} choices.`);
    }
    return { choices, letters: letters.map((letter, i) => requireFilledText(letter, `label ${i + 1}`)) };
}

/** A, B, …; beyond Z there is none. */
function letterOf(index: number): string {
    return index < 26 ? String.fromCharCode("A".charCodeAt(0) + index) : `(${index})`;
}

function parseAnswer(answer: unknown, choices: readonly string[], letters: readonly string[]): number {
    if (typeof answer === "number") {
        return parseIndex(answer, choices.length);
    }
    const text = requireFilledText(answer, `"answer"`).trim();
    const isMeant = (index: number) =>
        choices[index]?.trim() === text || letters[index]?.toUpperCase() === text.toUpperCase();
    const meant = choices.map((_, index) => index).filter(isMeant);
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

function quote(text: string): string {
    return JSON.stringify(text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text);
}
