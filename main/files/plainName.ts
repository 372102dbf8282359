/** Names that every file system takes. */

/** Replaces what some file system does not take in the name of a file; separators of folders, too. */
export function plainName(name: string): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what may not stand in a name
    return name.replaceAll(/[\u0000-\u001f<>:"/\\|?*]/g, "_");
}
