/** The file of an adapter that is about to come in: chosen or dropped. What happens to it is ImportDialog.tsx. */
import { useState } from "react";
import { type ChosenFile, useFiles } from "../../../components/files/useFiles.ts";
import { useTell } from "../../../components/tell.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";

export interface Incoming {
    file: ChosenFile | null;
    busy: boolean;
    choose(): void;
    chooseGguf(): void;
    drop(file: File): void;
    close(): void;
}

export function useIncoming(): Incoming {
    const t = useTranslate();
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
        choose: () => void take(() => files.open(t("adapters.importPackage"), ["qadapter"])),
        chooseGguf: () => void take(() => files.open(t("adapters.importGguf"), ["gguf"])),
        drop: (dropped) => void take(() => files.take(dropped)),
        close: () => {
            void file?.release();
            setFile(null);
        },
    };
}
