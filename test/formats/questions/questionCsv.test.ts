/** CSV files of questions: MMLU's without names, named columns, and what is refused, by line. */
import { expect, test } from "vitest";
import { readQuestions } from "../../../main/formats/questions/readQuestions.ts";
import { catchStudioError, writeText } from "../preferences/rowFiles.ts";

const read = (text: string, name = "questions.csv") => readQuestions(writeText(text, name));

test("MMLU's files: no names, the subject from the file's name, quoted cells", () => {
    const text = '"What is 2, doubled?",1,2,3,4,D\nWhich is a metal?,Iron,Wood,"Glass, clear",Air,A\n';
    expect(read(text, "abstract_algebra_test.csv")).toEqual({
        multipleChoice: [
            {
                subject: "abstract algebra",
                question: "What is 2, doubled?",
                choices: ["1", "2", "3", "4"],
                answer: 3,
            },
            {
                subject: "abstract algebra",
                question: "Which is a metal?",
                choices: ["Iron", "Wood", "Glass, clear", "Air"],
                answer: 0,
            },
        ],
        exact: [],
        problems: [],
        read: 2,
    });
});

test("named columns, semicolons, a subject, and the answer as letter, text or position", () => {
    const text = [
        "Subject;Question;A;B;C;Answer",
        "colours;What is snow?;Red;White;Blue;b",
        "colours;What is coal?;Red;White;Black;Black",
        "colours;What is blood?;Red;White;Black;0",
    ].join("\n");
    const { multipleChoice, problems } = read(text);
    expect(multipleChoice.map(({ answer, subject }) => [answer, subject])).toEqual([
        [1, "colours"],
        [2, "colours"],
        [0, "colours"],
    ]);
    expect(problems).toEqual([]);
});

test("a number that is one of the choices is that choice, not a position", () => {
    expect(read("question,a,b,c,answer\nOne and one?,0,1,2,2\n").multipleChoice[0]?.answer).toBe(2);
    const unclear = read("One and one?,3,2,0,5\nTwo?,1,2,3,B\n");
    expect(unclear.problems).toEqual([
        {
            line: 1,
            reason: "Line 1: the answer 5 is not the position of a choice; positions go from 0 to 2.",
        },
    ]);
});

test("rows that cannot be used are named by line", () => {
    const text = [
        "What is snow?,Red,White,,B",
        "What is coal?,Red,White,White,B",
        "What is blood?,Red,White,Black,E",
        "What is grass?,Red,White,Green,C",
        ",Red,White,Green,C",
        "Too much?,Red,White,Green,C,D",
    ].join("\n");
    expect(read(text).problems.map(({ reason }) => reason)).toEqual([
        'Line 2: two choices are the same ("White").',
        'Line 3: the answer "E" is neither a choice nor the letter of one.',
        'Line 5: "question" is missing.',
        "Line 6: it has 6 cells, but the first line names only 5 columns.",
    ]);
    expect(read("question,a,b,c,answer\nWhat?,Red,,Blue,C\nWho?,I,you,he,A\n").problems).toEqual([
        { line: 2, reason: "Line 2: choice B is empty." },
    ]);
});

test("expected texts may be in a table, too", () => {
    expect(read("prompt,expected\nAdd one and one.,Two.\n").exact).toEqual([
        { prompt: "Add one and one.", expected: "Two." },
    ]);
});

test("an empty file is refused with a sentence", () => {
    expect(catchStudioError(() => read(""))).toMatchObject({ code: "data-invalid" });
});
