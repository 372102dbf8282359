/** Cutting Markdown into blocks: nothing is lost, and what belongs together stays together. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { splitBlocks } from "../../renderer/components/markdown/blocks.ts";

test("paragraphs, code with blank lines and lists with blank lines are one block each", () => {
    const text = "One.\n\nTwo.\n\n```py\na = 1\n\nb = 2\n```\n\n1. x\n\n2. y\n\n   more of y\n\nThree.";
    expect(splitBlocks(text)).toEqual([
        "One.\n",
        "Two.\n",
        "```py\na = 1\n\nb = 2\n```\n",
        "1. x\n\n2. y\n\n   more of y\n",
        "Three.",
    ]);
});

test("a fence inside of a longer fence does not end it", () => {
    const text = "````\n```\n\nstill code\n```\n````\n\nAfter.";
    expect(splitBlocks(text)).toHaveLength(2);
});

test("code that has not ended yet is one block", () => {
    expect(splitBlocks("```js\nlet a;\n\nlet b;")).toEqual(["```js\nlet a;\n\nlet b;"]);
});

test("every line comes back in order, whatever the text", () => {
    const pieces = fc.constantFrom("a", "\n", "\n\n", "```", "~~~", "- ", "1. ", "  ", "> ", "# ");
    fc.assert(
        fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
            const text = parts.join("");
            const lines = (of: string) => of.split("\n").filter((line) => line.trim() !== "");
            expect(splitBlocks(text).flatMap(lines)).toEqual(lines(text));
        }),
    );
});

test("adding text at the end changes no block but the last two", () => {
    const text = "# A\n\nb\n\n- c\n\n- d\n\n```\ne\n\nf\n```\n\ng h\n\ni";
    for (let end = 1; end < text.length; end++) {
        const before = splitBlocks(text.slice(0, end));
        const after = splitBlocks(text.slice(0, end + 1));
        expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
    }
});
