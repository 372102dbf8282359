/** Every language says everything, with the same values filled in. Keys are checked by the compiler. */
import { expect, test } from "vitest";
import { de } from "../../renderer/i18n/de.ts";
import { en } from "../../renderer/i18n/en.ts";

type Texts = { readonly [key: string]: string | Texts };

function flatten(texts: Texts, path = ""): [string, string][] {
    return Object.entries(texts).flatMap(([key, value]) =>
        typeof value === "string"
            ? [[path + key, value] as [string, string]]
            : flatten(value, `${path}${key}.`),
    );
}

const english = flatten(en);
const german = new Map(flatten(de));
const values = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();

test("German has the same keys and the same values to fill in", () => {
    expect([...german.keys()].toSorted()).toEqual(english.map(([key]) => key).toSorted());
    for (const [key, text] of english)
        expect([key, values(german.get(key) ?? "")]).toEqual([key, values(text)]);
});

test("no text is empty or left in English by mistake", () => {
    for (const [key, text] of english) {
        expect([key, text.trim()]).not.toEqual([key, ""]);
        expect([key, (german.get(key) ?? "").trim()]).not.toEqual([key, ""]);
        const isSentence = text.split(" ").length > 4 && !key.startsWith("chat.pip");
        if (isSentence) expect([key, german.get(key)]).not.toEqual([key, text]);
    }
});

test("a text in one number exists in the other", () => {
    const keys = new Set(english.map(([key]) => key));
    for (const key of keys) {
        if (key.endsWith("_one")) expect(keys).toContain(key.replace(/_one$/, "_other"));
        if (key.endsWith("_other")) expect(keys).toContain(key.replace(/_other$/, "_one"));
    }
});
