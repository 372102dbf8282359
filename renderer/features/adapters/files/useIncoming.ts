/** The file of an adapter that is about to come in: chosen or dropped. What happens to it is ImportDialog.tsx. */
import type { ReactNode } from "react";
import { useChoosePath } from "../../../components/files/useChoosePath.tsx";
import type { ChosenFile } from "../../../components/files/useFiles.ts";
import { useIncomingFile } from "../../../components/files/useIncomingFile.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";

export interface Incoming {
    file: ChosenFile | null;
    busy: boolean;
    choose(): void;
    chooseGguf(): void;
    /** a folder */
    choosePeft(): void;
    /** has to stand somewhere in the screen */
    dialog: ReactNode;
    drop(file: File): void;
    close(): void;
}

export function useIncoming(): Incoming {
    const t = useTranslate();
    const { choose, dialog } = useChoosePath();
    const { file, busy, choose: chooseFile, set, drop, close } = useIncomingFile();
    return {
        file,
        busy,
        choose: () => chooseFile(t("adapters.importPackage"), ["qadapter"]),
        chooseGguf: () => chooseFile(t("adapters.importGguf"), ["gguf"]),
        choosePeft: () =>
            void choose({ kind: "open-folder", title: t("adapters.importPeft") }).then(
                (path) => path && set({ name: baseName(path), path, sent: false, release: async () => {} }),
            ),
        dialog,
        drop,
        close,
    };
}

function baseName(path: string): string {
    return path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
}
