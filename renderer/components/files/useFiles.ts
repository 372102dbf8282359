/**
 * Files of the person coming in: by their paths with the system's dialog on the desktop; in a browser through its own
 * dialog, sent in pieces. What is in them is for whoever asked.
 */
import { useMemo } from "react";
import { isDesktop } from "../../../preload/desktopLine.ts";
import { useBackend } from "../../backend/BackendProvider.tsx";
import type { Api } from "../../backend/liveBackend.ts";

/** Bytes that are sent at once; the backend takes up to twice as many. */
const pieceSize = 4 * 2 ** 20;

/** A file that was chosen. */
export interface ChosenFile {
    /** as the person knows it */
    name: string;
    path: string;
    /** whether it was sent by a browser, so that it has to be copied to be kept */
    sent: boolean;
    /** Has to be called once the file is not needed any more: what was sent is removed then. */
    release(): Promise<void>;
}

interface Files {
    /** One file; null where the person cancelled. Endings come without a dot. */
    open(title: string, endings: readonly string[]): Promise<ChosenFile | null>;
    /** A file that was dropped. */
    take(file: File): Promise<ChosenFile>;
}

export function useFiles(): Files {
    const backend = useBackend();
    return useMemo(() => {
        const take = (file: File) => send(backend.api, file);
        return { take, open: isDesktop(window) ? openOnDesktop(() => backend.api) : openInBrowser(take) };
    }, [backend]);
}

const openOnDesktop =
    (api: () => Api): Files["open"] =>
    async (title, endings) => {
        const paths = await api().app.chooseFiles({ kind: "open-file", title, extensions: [...endings] });
        const path = paths?.[0];
        if (path === undefined) return null;
        return { name: path.split(/[\\/]/).at(-1) ?? path, path, sent: false, release: async () => {} };
    };

/** The browser's own dialog. */
const openInBrowser =
    (take: Files["take"]): Files["open"] =>
    async (_, endings) => {
        const input = document.createElement("input");
        input.type = "file";
        input.accept = endings.map((ending) => `.${ending}`).join(",");
        const file = await new Promise<File | undefined>((done) => {
            input.addEventListener("change", () => done(input.files?.[0]));
            input.addEventListener("cancel", () => done(undefined));
            input.click();
        });
        return file ? take(file) : null;
    };

/** Sends a file piece by piece. */
async function send({ app }: Api, file: File): Promise<ChosenFile> {
    let [id, path, from]: [string | undefined, string, number] = [undefined, "", 0];
    do {
        const piece = file.slice(from, from + pieceSize);
        ({ id, path } = await app.upload({ name: file.name, id, from, piece }));
        from += piece.size;
    } while (from < file.size);
    const sentId = id;
    return { name: file.name, path, sent: true, release: () => app.forgetUpload({ id: sentId }) };
}
