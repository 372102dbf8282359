/** Questions as texts: MMLU's and ARC's forms, letter for letter as lm-evaluation-harness writes them. */
import { expect, test } from "vitest";
import { chooseShots, questionText } from "../../../main/formats/questions/questionText.ts";

const snow = { subject: "nature", question: " What is snow? ", choices: ["Red", "White"], answer: 1 };
const coal = { subject: "nature", question: "What is coal?", choices: ["Black", "Blue"], answer: 0 };
const sum = { question: "One and one?", choices: ["2", "3"], answer: 0 };

test("letters: the choices are shown, a letter is the answer", () => {
    expect(questionText("letters", snow)).toEqual({
        context:
            "The following are multiple choice questions (with answers) about nature.\n\n" +
            "What is snow?\nA. Red\nB. White\nAnswer:",
        choices: [
            { delimiter: " ", text: "A" },
            { delimiter: " ", text: "B" },
        ],
    });
});

test("letters with solved examples before it", () => {
    expect(questionText("letters", snow, [coal]).context).toBe(
        "The following are multiple choice questions (with answers) about nature.\n\n" +
            "What is coal?\nA. Black\nB. Blue\nAnswer: A\n\n" +
            "What is snow?\nA. Red\nB. White\nAnswer:",
    );
});

test("cloze: the choices are the answers", () => {
    expect(questionText("cloze", sum, [coal])).toEqual({
        context: "Question: What is coal?\nAnswer: Black\n\nQuestion: One and one?\nAnswer:",
        choices: [
            { delimiter: " ", text: "2" },
            { delimiter: " ", text: "3" },
        ],
    });
});

test("examples are the first of the subject, never the question itself", () => {
    expect(chooseShots(snow, [sum, snow, coal], 5)).toEqual([coal]);
    expect(chooseShots(sum, [coal, snow, sum], 1)).toEqual([coal]);
    expect(chooseShots(snow, [coal], 0)).toEqual([]);
});
