/** What the backend says is said in German, too: every sentence of its sources, and none that is there no more. */
import { readFileSync } from "node:fs";
import { assert, constantFrom, oneof, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { translateFileError } from "../../main/files/fileErrors.ts";
import { verdictOf } from "../../main/services/training/verdict.ts";
import { values } from "../../renderer/i18n/de/sentences/values.ts";
import { sentences as german, words } from "../../renderer/i18n/de/sentences.ts";
import { saying } from "../../renderer/i18n/de.ts";
import { compile, match, sayingOf } from "../../renderer/i18n/sentences.ts";
import { learned } from "../support/assessments.ts";
import { backendSentences } from "../support/backendSentences.ts";

/** Words of the sources that no screen shows: files, prompts, log lines, headers, and names that code goes by. */
const notShown = [
    "({0} characters)",
    "An accelerator was added.",
    "Answering failed unexpectedly.",
    "Training failed unexpectedly.",
    "My answer is yes.",
    "My answer is no.",
    "My answer is maybe.",
    "less than",
    "at least",
    "Judge how well each answer serves the person who asked.",
    "Two answers to the same request are compared.",
    "Which answer is better? Reply with one letter, A or B, and nothing else.",
    "version https://git-lfs",
    "Answer A:\n{0}",
    "Answer B:\n{0}",
    "Unexpected end",
    "{0}\n\nAssistant: {1}",
    "The following are multiple choice questions (with answers) about {0}.",
    "Question: {0}\nAnswer:",
    "other family",
    "mixture of experts",
    "state-space model",
    "embedding model",
    "diffusion model",
    "draft model",
    "image generator",
    "speech model",
    "control vector",
    "importance matrix",
    "chat model",
    "block sums of {0}",
    "answer {0}",
    "a random model",
    "Bearer {0}",
    "attachment; filename*=UTF-8''{0}",
    "GET, HEAD",
    "Q-Adapter Studio",
    "Application Support",
];

const { sentences, all } = backendSentences();
const keys = Object.keys(german);

/** Models worth having come with a sentence each, and with the names of their languages. */
const catalogue: string[] = JSON.parse(readFileSync("resources/catalogue.json", "utf8")).flatMap(
    ({ why, languages }: { why: string; languages: string[] }) => [why, ...languages],
);

/** Whether `key` is what `pattern` says with some of its holes filled. */
function isInstance(pattern: string, key: string): boolean {
    return pattern.includes("{0}") && match(compile(pattern, "").literals, key) !== undefined;
}

describe("the German of the backend's sentences", () => {
    test("leaves none out", () => {
        expect(sentences.size).toBeGreaterThan(600);
        const missing = [
            ...sentences,
            ...catalogue.map((text) => [text, "resources/catalogue.json"] as const),
        ]
            .filter(([text]) => !notShown.includes(text) && !(text in german))
            .filter(([text]) => !keys.some((key) => isInstance(text, key)))
            .map(([text, file]) => `${file}: ${text}`);
        expect(missing).toEqual([]);
    });

    test("has none that the backend does not say", () => {
        const said = [...all].filter((text) => /[a-z]{2}/.test(text));
        const stale = [...keys, ...Object.keys(words)].filter(
            (key) =>
                !(all.has(key) || catalogue.includes(key) || key in values) &&
                !said.some((text) => isInstance(text, key)),
        );
        expect(stale.filter((word) => !(word in words && ofValues.includes(word)))).toEqual([]);
        expect(notShown.filter((text) => !sentences.has(text))).toEqual([]);
    });

    test("has the same holes, and they can be told apart", () => {
        const holes = (text: string) => [...text.matchAll(/\{\d\}/g)].map(String).toSorted();
        for (const [english, translation] of Object.entries(german)) {
            expect([english, holes(translation)]).toEqual([english, holes(english)]);
            expect(english).not.toMatch(/\}\{/);
            if (english.split(" ").length > 4) expect(translation).not.toBe(english);
        }
    });

    test("knows what is said of values that are not allowed", () => {
        const wrong: [z.ZodType, unknown][] = [
            [z.string(), 1],
            [z.int(), 1.5],
            [z.boolean(), undefined],
            [z.array(z.int()), "x"],
            [z.string().min(3), "x"],
            [z.string().max(3), "xxxx"],
            [z.array(z.int()).min(1), []],
            [z.array(z.int()).max(1), [1, 2]],
            [z.number().min(1), 0],
            [z.number().positive(), 0],
            [z.number().max(1), 2],
            [z.number().lt(1), 2],
            [z.enum(["a", "b"]), "c"],
            [z.literal("a"), "c"],
            [z.string().regex(/^a$/), "b"],
            [z.strictObject({}), { a: 1 }],
            [z.strictObject({}), { a: 1, b: 2 }],
            [z.union([z.string(), z.int()]), null],
        ];
        const used = new Set(
            wrong.map(([schema, value]) => schema.safeParse(value).error?.issues[0]?.message),
        );
        for (const message of used) expect(saying(message ?? "")).not.toBe(message);
        for (const key of Object.keys(values))
            expect([...used].some((message) => message === key || isInstance(key, message ?? ""))).toBe(true);
    });
});

/** Words that only Zod says. */
const ofValues = ["string", "number", "int", "boolean", "array", "object", "record", "undefined"];

describe("a sentence of the backend in German", () => {
    test.each([
        [
            'Line 12: message 2 of "chosen" has the unknown role "x"; only system, user and assistant are known.',
            'Zeile 12: Nachricht 2 in „chosen“ hat die unbekannte Rolle "x"; bekannt sind nur system, user und assistant.',
        ],
        [
            'The file "/a. b" is not a GGUF model. It looks like a zip archive. Unpack it and choose the GGUF file inside.',
            "Die Datei „/a. b“ ist kein GGUF-Modell. Es sieht aus wie ein ZIP-Archiv. Entpacken Sie es und wählen Sie die GGUF-Datei darin.",
        ],
        [
            "It takes about 2.5 GB of this computer's 8.1 GB of memory.",
            "Es braucht etwa 2,5 GB von den 8,1 GB Arbeitsspeicher dieses Computers.",
        ],
        ["Go through the data 3 times: 20 to 40 minutes", "Die Daten 3-mal durchgehen: 20 bis 40 Minuten"],
        [
            "The original model speaks no German here.", // nobody says so
            "The original model speaks no German here.",
        ],
        ["running", "running"], // a name by itself
        ['"running" has been trained.', "„running“ ist trainiert."],
    ])("%s", (english, translation) => {
        expect(saying(english)).toBe(translation);
    });

    test("a real verdict and a real error are German throughout", () => {
        const { sentence, details } = verdictOf(learned);
        expect(saying(sentence)).toBe(
            "Er hat gelernt, was Sie vorziehen: 36 von 40 Antworten auf ungesehene Fragen ähneln denen, die Sie vorziehen; " +
                "vorher waren es 8. Er zieht bei 97 von 100 ungesehenen Paaren die bessere Antwort vor. Das Wissen ist unverändert.",
        );
        for (const detail of details) expect(saying(detail)).not.toMatch(/\b(the|of|before|right)\b/);
        const denied = Object.assign(new Error("EACCES"), { code: "EACCES" });
        expect(saying((translateFileError(denied, "/x", "written") as Error).message)).toBe(
            "Die Datei „/x“ konnte nicht geschrieben werden: Dem Programm fehlt die Berechtigung. Prüfen Sie die Rechte der Datei und ihres Ordners.",
        );
    });
});

describe("whatever stands in a sentence", () => {
    const hostile = oneof(
        string({ unit: "binary" }),
        string(),
        constantFrom(
            "$&",
            "{0}",
            "{1}",
            '"',
            "“",
            ". ",
            ": ",
            "\n",
            "a.*+?^{}()|[\\]",
            "__proto__",
            "toString",
        ),
        constantFrom(...keys),
    );

    test("a name in quotation marks stays what it is", () => {
        assert(
            property(hostile, (name) => {
                const quoted = name.replaceAll('"', "");
                const translated = saying(`"${quoted}" is being trained. Pause or cancel it first.`);
                expect(translated).toBe(
                    `„${quoted}“ wird gerade trainiert. Pausieren Sie das vorher, oder brechen Sie es ab.`,
                );
            }),
        );
    });

    test("nothing is lost: what is not known stays as it is", () => {
        const say = sayingOf({ "From {0} to {1}.": "Von {0} bis {1}." }, {}, { decimal: ",", percent: " %" });
        assert(
            property(hostile, hostile, (one, other) => {
                const plain = (text: string) => text.replaceAll(/ to |From|[.:; \d]/g, "");
                expect(say(`From ${plain(one)} to ${plain(other)}.`)).toBe(
                    `Von ${plain(one)} bis ${plain(other)}.`,
                );
                expect(say(plain(one))).toBe(plain(one));
            }),
        );
    });

    test("numbers are written as the other language writes them", () => {
        const marks = { decimal: ",", percent: "\u00a0%" };
        const say = sayingOf({ "{0} of {1} right.": "{0} von {1} richtig." }, {}, marks);
        expect(say("97.5% of 1.5 GB right.")).toBe("97,5\u00a0% von 1,5 GB richtig.");
    });

    test("long hostile texts take no more looks than short ones", () => {
        const every = keys.join(" ");
        for (let length = 500; length < 20_000; length *= 2)
            expect(typeof saying(every.slice(0, length))).toBe("string");
        const long = `"${"x. ".repeat(5000)}" has been trained.`;
        expect(saying(long)).toBe(long);
    });
});
