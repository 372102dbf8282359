/**
 * Files that a browser sends in pieces, because it knows no paths. They lie among the temporary ones, each in a folder
 * of its own, until they are no longer needed.
 */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { StudioError } from "../errors.ts";
import { translateFileError } from "../files/fileErrors.ts";
import { plainName } from "../files/plainName.ts";

/** One piece of a file. */
export interface Piece {
    /** of the file as the person knows it */
    name: string;
    /** of the pieces before; none for the first */
    id?: string | undefined;
    /** bytes before this piece */
    from: number;
    piece: Blob;
}

/** Where a file lies. */
export interface Uploaded {
    id: string;
    path: string;
}

interface Upload {
    folder: string;
    path: string;
    bytes: number;
}

/** Files on their way in. */
export class Uploads {
    readonly #temporary: string;
    readonly #uploads = new Map<string, Upload>();

    /** @param temporary the folder of temporary files */
    constructor(temporary: string) {
        this.#temporary = temporary;
    }

    /**
     * Adds a piece. One that cannot be stored ends the whole file.
     * @throws StudioError `not-found` for a file that has been forgotten, `usage` for a piece that is not the next one,
     *   `disk-full`
     */
    async take({ name, id: known, from, piece }: Piece): Promise<Uploaded> {
        const id = known ?? (await this.#begin(name));
        const upload = this.#uploads.get(id);
        if (!upload)
            throw new StudioError("not-found", "The first part of the file is gone. Choose the file again.");
        if (upload.bytes !== from)
            throw new StudioError("usage", "A part of the file is missing. Choose the file again.");
        upload.bytes += piece.size;
        try {
            await appendFile(upload.path, Buffer.from(await piece.arrayBuffer()), { mode: 0o600 });
        } catch (error) {
            this.forget(id);
            throw translateFileError(error, upload.path, "written");
        }
        return { id, path: upload.path };
    }

    async #begin(name: string): Promise<string> {
        const id = randomBytes(16).toString("hex");
        const folder = join(this.#temporary, `upload-${id}`);
        await mkdir(folder, { mode: 0o700 });
        this.#uploads.set(id, { folder, path: join(folder, uploadName(name)), bytes: 0 });
        return id;
    }

    /** Removes a file; one that is not there is no mistake. */
    forget(id: string): void {
        const upload = this.#uploads.get(id);
        this.#uploads.delete(id);
        if (upload) rmSync(upload.folder, { recursive: true, force: true });
    }
}

/** A name that every file system takes and that leads nowhere else. */
function uploadName(name: string): string {
    const last = name.split(/[\\/]/).at(-1) ?? "";
    const plain = plainName(last).slice(-120);
    return /^[. ]*$/.test(plain) ? "file" : plain;
}
