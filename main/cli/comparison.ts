/**
 * The table of the demonstrations: figures before and after, and answers side by side.
 */

/** A figure with its name. */
export interface Row<M> {
    name: string;
    of: (measured: M) => string;
}

/** Writes the table. @param samples the first answers of both */
export function comparison<M extends { samples: string[] }>(
    rows: readonly Row<M>[],
    before: M,
    after: M,
    seconds: number,
): string {
    const line = (name: string, left: string, right: string) =>
        `${name.padEnd(44)}${left.padEnd(22)}${right}`;
    const answers = before.samples.map((text, i) => `before: ${text}\nafter:  ${after.samples[i]}\n`);
    return [
        "",
        line("", "before", "after"),
        ...rows.map(({ name, of }) => line(name, of(before), of(after))),
        "",
        ...answers,
        `${seconds.toFixed(0)} seconds in all.`,
    ].join("\n");
}

/** "93–99%". */
export function range({ low, high }: { low: number; high: number }): string {
    return `${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)}%`;
}
