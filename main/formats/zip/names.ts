/**
 * Names of parts in a zip file from somebody else: only such as are the same file on every system, inside the folder
 * that they are written to. Says why another one is refused.
 */

const reserved = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;

/** What is wrong with a part's name, completing "a part is named …, which …"; undefined where nothing is. */
export function problemOfName(name: string): string | undefined {
    if (name.startsWith("/") || name.includes("\\") || name.includes(":"))
        return "leads out of the file's own folder";
    const segments = name.split("/");
    if (segments.includes("..")) return "leads out of the file's own folder";
    if (segments.some((segment) => segment === "" || segment === "."))
        return "is a folder, or names one in a roundabout way";
    if (segments.some(isDoubtful)) return "is not a file name on every system";
    return undefined;
}

function isDoubtful(segment: string): boolean {
    return (
        // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
        /[\u0000-\u001f\u007f<>"|?*\ufffd]/.test(segment) ||
        /[. ]$/.test(segment) ||
        reserved.test(segment) ||
        Buffer.byteLength(segment) > 240 ||
        !segment.isWellFormed()
    );
}

/** Equal for names that some system takes for the same. */
export function sameNameKey(name: string): string {
    return name.normalize("NFC").toLowerCase();
}
