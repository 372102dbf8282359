/**
 * Cells that a spreadsheet would run as formulas (CSV injection, OWASP): an apostrophe before them makes them text.
 * Reversible: what was written comes back the same. Quoting is the CSV library's work.
 */

/** What begins a formula, in the full-width forms too. */
const formula = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;
const escaped = /^'+[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/** The text as a cell that every spreadsheet shows as text. */
export function escapeCell(text: string): string {
    return formula.test(text) ? `'${text}` : text;
}

/** The text that such a cell stands for. */
export function unescapeCell(cell: string): string {
    return escaped.test(cell) ? cell.slice(1) : cell;
}
