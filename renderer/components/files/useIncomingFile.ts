/** A file that is about to come in: chosen or dropped, and let go of again. What happens to it, its screen decides. */
import { useState } from "react";
import { useTell } from "../tell.tsx";
import { type ChosenFile, useFiles } from "./useFiles.ts";

export interface IncomingFile {
    file: ChosenFile | null;
    busy: boolean;
    /** asks for one that ends like this */
    choose(title: string, endings: readonly string[]): void;
    drop(file: File): void;
    /** takes one that is here already */
    set(file: ChosenFile): void;
    close(): void;
}

export function useIncomingFile(): IncomingFile {
    const tell = useTell();
    const files = useFiles();
    const [file, setFile] = useState<ChosenFile | null>(null);
    const [busy, setBusy] = useState(false);
    const take = async (ask: () => Promise<ChosenFile | null>) => {
        setBusy(true);
        try {
            setFile(await ask());
        } catch (error) {
            tell.failure(error);
        } finally {
            setBusy(false);
        }
    };
    return {
        file,
        busy,
        choose: (title, endings) => void take(() => files.open(title, endings)),
        drop: (dropped) => void take(() => files.take(dropped)),
        set: setFile,
        close: () => {
            void file?.release();
            setFile(null);
        },
    };
}
