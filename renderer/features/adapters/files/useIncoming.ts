/** The file of an adapter that is about to come in: chosen or dropped. What happens to it is ImportDialog.tsx. */
import { type ReactNode, useState } from "react";
import { useChoosePath } from "../../../components/files/useChoosePath.tsx";
import { type ChosenFile, useFiles } from "../../../components/files/useFiles.ts";
import { useTell } from "../../../components/tell.tsx";
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
    const tell = useTell();
    const files = useFiles();
    const [file, setFile] = useState<ChosenFile | null>(null);
    const { choose, dialog } = useChoosePath();
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
        choose: () => void take(() => files.open(t("adapters.importPackage"), ["qadapter"])),
        chooseGguf: () => void take(() => files.open(t("adapters.importGguf"), ["gguf"])),
        choosePeft: () =>
            void choose({ kind: "open-folder", title: t("adapters.importPeft") }).then(
                (path) =>
                    path && setFile({ name: baseName(path), path, sent: false, release: async () => {} }),
            ),
        dialog,
        drop: (dropped) => void take(() => files.take(dropped)),
        close: () => {
            void file?.release();
            setFile(null);
        },
    };
}

function baseName(path: string): string {
    return path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
}
