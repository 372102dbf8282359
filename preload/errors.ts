/**
 * The one kind of error that the program shows to a person, the same on both sides of the contract.
 * Not for programming mistakes: those stay ordinary Errors and are reported as `unexpected`.
 */

/** What went wrong, in a word that programs can test for. */
export type ErrorCode =
    | "usage" // the command line or a setting is wrong
    | "input-invalid" // a call with values that the contract does not allow
    | "not-found" // what was asked for does not exist (any more)
    | "busy" // something else has to end first
    | "file-missing" // a file that was named does not exist
    | "file-access" // a file or folder cannot be read or written
    | "disk-full" // there is no room left where something had to be written
    | "not-gguf" // the file is not a GGUF file
    | "gguf-damaged" // it is one, but truncated or inconsistent
    | "model-unsupported" // a valid model that cannot be used for what was asked
    | "adapter-mismatch" // an adapter that does not belong to this base model
    | "adapter-invalid" // an adapter of another program that cannot be read, or does more than a LoRA does
    | "package-invalid" // an adapter package or a whole export that cannot be trusted
    | "database-newer" // the data were written by a newer version of the program
    | "database-damaged" // the database cannot be read; a backup has to be restored
    | "folder-in-use" // another copy of the program works in the data folder
    | "data-invalid" // preference or question data that cannot be used
    | "context-full" // more tokens than the context holds
    | "device-unavailable" // the asked-for accelerator or library is missing
    | "out-of-memory" // the machine has not enough memory for this
    | "checkpoint-invalid" // a checkpoint that cannot be resumed from
    | "offline" // the network was asked for in offline mode
    | "network" // the other side cannot be reached, or did not send what it should
    | "engine-stopped" // the engine's process ended by itself; it is started again
    | "connection-lost" // the backend does not answer any more
    | "unexpected" // a mistake of the program; details are in the log
    | "interrupted"; // the person stopped it

/** An error whose message is a sentence that a person can act on. */
export class StudioError extends Error {
    readonly code: ErrorCode;

    constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
        super(message, options);
        this.name = "StudioError";
        this.code = code;
    }
}
