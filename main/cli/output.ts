/**
 * What the command line prints: JSON lines on stdout, everything for people on stderr.
 * Not a logger: nothing is kept, and no other folder of main/ prints.
 */

const secondsBetweenLines = 5;
const millisecondsBetweenRedraws = 100;
const barWidth = 24;

/** The part of a stream that this file needs; a test passes its own. */
export interface TextStream {
    write(text: string): unknown;
    isTTY?: boolean;
    columns?: number;
}

/** Where the output goes; the default is the process's own streams. */
export interface Streams {
    stdout: TextStream;
    stderr: TextStream;
}

/** Writes one value as one line of JSON on stdout. */
export function printJson(value: unknown, { stdout }: Streams = process): void {
    stdout.write(`${JSON.stringify(value, plainNumbers)}\n`);
}

/** JSON knows neither NaN nor the infinities, and turns them into null silently: name them instead. */
function plainNumbers(_key: string, value: unknown): unknown {
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/** Writes text that is the command's answer for people (without --json) on stdout. */
export function printText(text: string, { stdout }: Streams = process): void {
    stdout.write(`${harmless(text)}\n`);
}

/** Writes a piece of a model's answer on stdout: as it is, unless a terminal would act on it. */
export function streamText(text: string, { stdout }: Streams = process): void {
    stdout.write(stdout.isTTY ? harmless(text) : text);
}

/** Writes one line for people on stderr. */
export function printLine(text: string, { stderr }: Streams = process): void {
    stderr.write(`${harmless(text)}\n`);
}

/** Files name themselves, and models write what they like: nothing of it may move the cursor or change a title. */
function harmless(text: string): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
    return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "\ufffd");
}

/** How far a piece of work is. */
export interface ProgressState {
    done: number;
    total: number;
    /** What stands behind the bar, for example the current loss. */
    note?: string;
}

/** A progress display on stderr: a bar that redraws on a terminal, a line every few seconds elsewhere. */
export class Progress {
    readonly #label: string;
    readonly #stream: TextStream;
    readonly #now: () => number;
    #lastShown = Number.NEGATIVE_INFINITY;
    #drawnLength = 0;

    constructor(label: string, { stderr }: Streams = process, now: () => number = () => performance.now()) {
        this.#label = label;
        this.#stream = stderr;
        this.#now = now;
    }

    /** Shows the state, unless the last one was shown only a moment ago. */
    update(state: ProgressState): void {
        const pause = this.#stream.isTTY ? millisecondsBetweenRedraws : secondsBetweenLines * 1000;
        const isLast = state.done >= state.total;
        if (!isLast && this.#now() - this.#lastShown < pause) return;
        this.#lastShown = this.#now();
        this.#show(state);
    }

    /** Writes a line above the bar. */
    log(text: string): void {
        this.#clear();
        this.#stream.write(`${text}\n`);
    }

    /** Leaves the bar behind as an ordinary line. Safe to call twice. */
    finish(): void {
        if (this.#drawnLength > 0) this.#stream.write("\n");
        this.#drawnLength = 0;
    }

    #show({ done, total, note }: ProgressState): void {
        const counted = `${done}/${total}${note ? `  ${note}` : ""}`;
        if (!this.#stream.isTTY) {
            this.#stream.write(`${this.#label} ${counted}\n`);
            return;
        }
        const filled = total > 0 ? Math.round((barWidth * Math.min(done, total)) / total) : 0;
        const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
        const line = `${this.#label} ${bar} ${counted}`.slice(0, (this.#stream.columns ?? 80) - 1);
        this.#clear();
        this.#stream.write(line);
        this.#drawnLength = line.length;
    }

    #clear(): void {
        if (this.#drawnLength > 0) this.#stream.write(`\r${" ".repeat(this.#drawnLength)}\r`);
        this.#drawnLength = 0;
    }
}
