/**
 * Cuts Markdown into blocks that can be shown one by one, so that while an answer streams in only its last block is
 * parsed again. Blocks are cut at blank lines outside of code, lists and quotes. Not a parser.
 */

const fence = /^ {0,3}(`{3,}|~{3,})/;
const listItem = /^ {0,3}([-*+]|\d{1,9}[.)])( |$)/;
const indented = /^( {2,}|\t)/;

/** The blocks of a text; joined with a blank line they mean the same as the text. */
export function splitBlocks(text: string): string[] {
    const blocks: string[] = [];
    let lines: string[] = [];
    let closing: string | null = null;
    const flush = () => {
        if (lines.some((line) => line.trim() !== "")) blocks.push(lines.join("\n"));
        lines = [];
    };
    for (const line of text.split("\n")) {
        const mark = fence.exec(line)?.[1];
        if (closing !== null) {
            if (mark?.startsWith(closing) && line.trim() === mark) closing = null;
        } else {
            if (startsBlock(line, lines)) flush();
            if (mark) closing = mark;
        }
        lines.push(line);
    }
    flush();
    return blocks;
}

/** Whether a line begins something that does not belong to the lines before it. */
function startsBlock(line: string, before: readonly string[]): boolean {
    if (before.at(-1)?.trim() !== "" || line.trim() === "") return false;
    const inList = before.some((earlier) => listItem.test(earlier));
    return !(inList && (listItem.test(line) || indented.test(line)));
}
