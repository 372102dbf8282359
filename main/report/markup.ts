/**
 * HTML and SVG as text: everything that is filled into a template is escaped, unless it is markup itself. So no name of
 * a file, no prompt and no model's answer becomes part of the page's structure.
 */

/** Text that is markup already. */
export class Markup {
    readonly text: string;

    constructor(text: string) {
        this.text = text;
    }
}

type Filling = Markup | string | number | readonly Markup[];

/** A template: `` markup`<p>${anything}</p>` ``. Lists are put one after another. */
export function markup(parts: TemplateStringsArray, ...fillings: readonly Filling[]): Markup {
    const text = parts.map((part, i) => `${part}${i < fillings.length ? fill(fillings[i] as Filling) : ""}`);
    return new Markup(text.join(""));
}

function fill(filling: Filling): string {
    if (filling instanceof Markup) return filling.text;
    if (Array.isArray(filling)) return filling.map((one: Markup) => one.text).join("");
    return escapeText(String(filling));
}

/** Safe between tags and in quoted attributes. Control characters, which HTML does not allow, are shown as U+FFFD. */
function escapeText(text: string): string {
    return (
        text
            .toWellFormed()
            .replaceAll("&", "&amp;")
            .replaceAll("<", "&lt;")
            .replaceAll(">", "&gt;")
            .replaceAll('"', "&quot;")
            .replaceAll("'", "&#39;")
            // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
            .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, "\ufffd")
    );
}
