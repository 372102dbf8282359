/**
 * Turns what the operating system says about a file into a sentence that a person can act on.
 * Not for what is inside a file: the format readers judge that.
 */

import { lstatSync, statSync } from "node:fs";
import type { ErrorCode } from "../errors.ts";
import { StudioError } from "../errors.ts";

interface Explanation {
    code: ErrorCode;
    /** Completes "The file … could not be read: …". */
    reason: string;
}

const noAccess = "this program has no permission for it. Check the permissions of the file and its folder.";
const noRoom = "there is no room left on the disk. Free some space and try again.";

const noDrive = "its drive or network folder is no longer there. Connect it again.";

const explanations: Readonly<Record<string, Explanation>> = {
    ENOENT: {
        code: "file-missing",
        reason: "it does not exist. Check that it was not moved, renamed or deleted.",
    },
    ENOTDIR: { code: "file-missing", reason: "a part of its path is not a folder." },
    ERR_INVALID_ARG_VALUE: {
        code: "file-missing",
        reason: "its path holds a character that no path can hold.",
    },
    EACCES: { code: "file-access", reason: noAccess },
    EPERM: { code: "file-access", reason: noAccess },
    EROFS: { code: "file-access", reason: "the disk is read-only. Choose another place." },
    EISDIR: { code: "file-access", reason: "it is a folder." },
    ENAMETOOLONG: { code: "file-access", reason: "its name is too long. Choose a shorter one." },
    ELOOP: { code: "file-access", reason: "its path is a link that leads back to itself." },
    EMFILE: { code: "file-access", reason: "too many files are open. Close some programs and try again." },
    ENFILE: { code: "file-access", reason: "too many files are open. Close some programs and try again." },
    EBUSY: { code: "file-access", reason: "another program is using it. Close that program and try again." },
    EIO: { code: "file-access", reason: "the disk reported an error. It may be failing or disconnected." },
    ...Object.fromEntries(
        ["ENXIO", "ENODEV", "ESTALE", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ETIMEDOUT"].map((code) => [
            code,
            { code: "file-missing" as const, reason: noDrive },
        ]),
    ),
    ENOSPC: { code: "disk-full", reason: noRoom },
    EDQUOT: { code: "disk-full", reason: "your disk quota is used up. Free some space and try again." },
    EFBIG: {
        code: "disk-full",
        reason: "it would be larger than this disk allows for one file. Choose another disk.",
    },
};

/**
 * Translates an error of a file operation, to be thrown by the caller.
 * @param error what was caught. Anything that is no error of the operating system comes back unchanged:
 *   a StudioError already says what is wrong, and a programming mistake must not look like a disk problem.
 * @param path the file or folder, named in the message
 * @param doing what could not be done to it, as in "could not be …": "read", "written", "opened"
 */
export function translateFileError(error: unknown, path: string, doing: string): unknown {
    if (!isSystemError(error)) {
        return error;
    }
    if (error.code === "ENOENT" && isDanglingLink(path)) {
        const message = `The file "${path}" could not be ${doing}: it is a link to a file that does not exist.`;
        return new StudioError("file-missing", message, { cause: error });
    }
    const known = Object.hasOwn(explanations, error.code) ? explanations[error.code] : undefined;
    const { code, reason } = known ?? { code: "file-access", reason: `the system answered ${error.code}.` };
    return new StudioError(code, `The file "${path}" could not be ${doing}: ${reason}`, { cause: error });
}

function isSystemError(error: unknown): error is Error & { code: string } {
    if (!(error instanceof Error) || error instanceof StudioError) {
        return false;
    }
    const { code } = error as { code?: unknown };
    return (
        typeof code === "string" && (/^E[A-Z0-9]+$|^UNKNOWN$/.test(code) || code === "ERR_INVALID_ARG_VALUE")
    );
}

function isDanglingLink(path: string): boolean {
    try {
        return lstatSync(path).isSymbolicLink() && statSync(path, { throwIfNoEntry: false }) === undefined;
    } catch {
        return false;
    }
}
