/**
 * A file to which a long computation adds a line of JSON per finished part, after a first line that says what it
 * belongs to, so that an interrupted one goes on. What was cut off when the program ended is done again. Knows nothing
 * of the parts.
 */
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";

/** What is finished. */
export class Journal<Part> {
    readonly #path: string | undefined;
    readonly parts: Part[] = [];

    /**
     * Opens a file or begins it; without a path nothing is kept.
     * @param head its first line
     * @param foreign the sentence about a file with another first line
     * @throws StudioError `data-invalid` where it belongs to another computation or is damaged; as translateFileError
     */
    constructor(path: string | undefined, head: object, foreign: (head: string) => string) {
        this.#path = path;
        if (path === undefined) return;
        try {
            this.#open(path, JSON.stringify(head), foreign);
        } catch (error) {
            throw error instanceof StudioError ? error : translateFileError(error, path, "written");
        }
    }

    #open(path: string, head: string, foreign: (head: string) => string): void {
        const text = existsSync(path) ? readFileSync(path, "utf8") : "";
        const whole = text.slice(0, text.lastIndexOf("\n") + 1);
        const [first = head, ...lines] = whole.split("\n").slice(0, -1);
        if (first !== head) throw new StudioError("data-invalid", foreign(first));
        if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
        if (whole === "") appendFileSync(path, `${head}\n`, { mode: 0o600 });
        this.parts.push(...lines.map((line, i) => parse(line, path, i + 2) as Part));
    }

    /** Keeps a part. @throws StudioError disk-full, file-access */
    add(part: Part): void {
        this.parts.push(part);
        if (this.#path === undefined) return;
        try {
            appendFileSync(this.#path, `${JSON.stringify(part)}\n`);
        } catch (error) {
            throw translateFileError(error, this.#path, "written");
        }
    }

    /** Removes the file, once the result is safe. */
    remove(): void {
        if (this.#path !== undefined) rmSync(this.#path, { force: true });
    }
}

function parse(line: string, path: string, number: number): unknown {
    try {
        return JSON.parse(line);
    } catch {
        throw new StudioError(
            "data-invalid",
            `"${path}" is damaged in line ${number}. Delete it to start again.`,
        );
    }
}

/**
 * The journal of what `--out` will keep, beside it.
 * @param identify gives everything that decides about the results, hashes of all files included; not asked without `out`
 * @param what is computed, as in "evaluation"
 */
export function journalBeside<Part>(
    out: string | undefined,
    identify: () => unknown,
    what: string,
): Journal<Part> {
    if (out === undefined) return new Journal(undefined, {}, String);
    const path = `${out}.unfinished`;
    const key = createHash("sha256").update(JSON.stringify(identify())).digest("hex");
    return new Journal(
        path,
        { identity: key },
        () =>
            `"${path}" belongs to another ${what} that was interrupted. Delete it, or choose another --out.`,
    );
}
