/** Shares as English writes them. Other languages are the screens' affair: renderer/i18n/format.ts and sentences.ts. */

/** 0.975 as "98%", with one decimal as "97.5%". */
export function percent(share: number, decimals = 0): string {
    return `${(100 * share).toFixed(decimals)}%`;
}
