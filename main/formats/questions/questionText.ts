/**
 * How multiple-choice questions are put to a model, as texts: in a conversation, or as plain text in the two forms
 * that lm-evaluation-harness uses, with solved examples before the question where wanted. Not their scoring.
 */
import type { MultipleChoiceQuestion } from "../../../preload/records.ts";

/**
 * letters: MMLU's form, all choices shown, the answer is a letter.
 * cloze: ARC's form, choices not shown, the answer is a choice's text.
 */
export const plainForms = ["letters", "cloze"] as const;
export type PlainForm = (typeof plainForms)[number];

/** A question as a plain text and what may follow it. */
export interface QuestionText {
    context: string;
    choices: { delimiter: string; text: string }[];
}

/** Writes a question. @param shots solved before it */
export function questionText(
    form: PlainForm,
    question: MultipleChoiceQuestion,
    shots: readonly MultipleChoiceQuestion[] = [],
): QuestionText {
    const examples = shots.map((shot) => `${ask(form, shot)} ${optionsOf(form, shot)[shot.answer]}\n\n`);
    return {
        context: `${heading(form, question)}${examples.join("")}${ask(form, question)}`,
        choices: optionsOf(form, question).map((text) => ({ delimiter: " ", text })),
    };
}

function heading(form: PlainForm, { subject }: MultipleChoiceQuestion): string {
    if (form !== "letters" || subject === undefined) return "";
    return `The following are multiple choice questions (with answers) about ${subject}.\n\n`;
}

function ask(form: PlainForm, { question, choices }: MultipleChoiceQuestion): string {
    if (form === "cloze") return `Question: ${question}\nAnswer:`;
    const lines = choices.map((choice, i) => `${letter(i)}. ${choice}`);
    return [question.trim(), ...lines, "Answer:"].join("\n");
}

function optionsOf(form: PlainForm, { choices }: MultipleChoiceQuestion): string[] {
    return form === "letters" ? choices.map((_, i) => letter(i)) : choices;
}

function letter(index: number): string {
    return String.fromCharCode("A".charCodeAt(0) + index);
}

/** The first `count` examples of a question's own subject, or of all where it has none; never the question itself. */
export function chooseShots(
    question: MultipleChoiceQuestion,
    examples: readonly MultipleChoiceQuestion[],
    count: number,
): MultipleChoiceQuestion[] {
    return examples
        .filter(({ subject }) => question.subject === undefined || subject === question.subject)
        .filter((example) => example.question !== question.question)
        .slice(0, count);
}
