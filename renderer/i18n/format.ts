/** Numbers, sizes and times as the person's language writes them. */
import i18next from "i18next";

const formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

/** The same formatter for the same wishes: making one takes longer than using it a hundred times. */
function kept<Formatter extends Intl.NumberFormat | Intl.DateTimeFormat, Options>(
    Kind: new (language: string, options: Options) => Formatter,
    options: Options,
): Formatter {
    const key = `${Kind.name} ${i18next.language} ${JSON.stringify(options)}`;
    const formatter = (formatters.get(key) as Formatter) ?? new Kind(i18next.language, options);
    formatters.set(key, formatter);
    return formatter;
}

/** A whole number or one with up to `digits` decimals. */
export function number(value: number, digits = 0): string {
    return kept(Intl.NumberFormat, {
        maximumFractionDigits: digits,
        signDisplay: "negative", // no "-0"
    }).format(value);
}

/** 0.972 as "97%" or "97 %". */
export function percent(share: number, digits = 0): string {
    return kept(Intl.NumberFormat, {
        style: "percent",
        maximumFractionDigits: digits,
    }).format(share);
}

/** A difference, always with its sign: "+2.5". */
export function signed(difference: number, digits = 0): string {
    return kept(Intl.NumberFormat, {
        maximumFractionDigits: digits,
        signDisplay: "exceptZero",
    }).format(difference);
}

/** A difference of shares in points of a hundred: 0.05 as "+5". */
export function points(difference: number, digits = 0): string {
    return signed(100 * difference, digits);
}

/** A point in time with day and minute. */
export function whenExactly(iso: string): string {
    return kept(Intl.DateTimeFormat, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** A point in time: the hour for today, the day otherwise. */
export function when(iso: string, now = new Date()): string {
    const date = new Date(iso);
    const today = date.toDateString() === now.toDateString();
    return kept(
        Intl.DateTimeFormat,
        today
            ? { hour: "numeric", minute: "2-digit" }
            : {
                  day: "numeric",
                  month: "short",
                  ...(date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" }),
              },
    ).format(date);
}

const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A size in bytes as "1.5 GB" (thousands, as files are shown everywhere). */
export function bytes(size: number): string {
    const power = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, size)) / 3)));
    const value = size / 1000 ** power;
    return kept(Intl.NumberFormat, {
        style: "unit",
        unit: byteUnits[power]!,
        unitDisplay: power === 0 ? "long" : "short",
        maximumFractionDigits: power >= 2 && value < 100 ? 1 : 0,
    }).format(value);
}

/** A length of time that is only estimated: two digits at most, "2 min" rather than "2 min 13 s". */
export function roughly(seconds: number): string {
    const [step] = [
        [5, 60],
        [60, 3600],
        [600, 86_400],
    ].find(([, end]) => seconds < (end as number)) ?? [3600];
    return duration(Math.max(1, Math.round(seconds / (step as number))) * (step as number));
}

/** A length of time in its two largest units: "2 h 5 min", "40 s". */
export function duration(seconds: number): string {
    const whole = Math.max(0, Math.round(seconds));
    const parts: [number, "day" | "hour" | "minute" | "second"][] = [
        [Math.floor(whole / 86_400), "day"],
        [Math.floor(whole / 3600) % 24, "hour"],
        [Math.floor(whole / 60) % 60, "minute"],
        [whole % 60, "second"],
    ];
    const first = parts.findIndex(([value]) => value > 0);
    if (first < 0) return unit(0, "second");
    return parts
        .slice(first, first + 2)
        .filter(([value]) => value > 0)
        .map(([value, name]) => unit(value, name))
        .join(" ");
}

function unit(value: number, name: "day" | "hour" | "minute" | "second"): string {
    return kept(Intl.NumberFormat, {
        style: "unit",
        unit: name,
        unitDisplay: "short",
    }).format(value);
}
