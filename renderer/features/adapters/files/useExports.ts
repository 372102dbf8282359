/** Adapters going out as files: as a package to pass on, or as a LoRA for other programs. */
import type { AdapterRecord } from "../../../../preload/contract/adapters.ts";
import { useProgress } from "../../../backend/useProgress.ts";
import { useChoosePath } from "../../../components/files/useChoosePath.tsx";
import { useWriteFile } from "../../../components/files/useWriteFile.ts";
import { useTell } from "../../../components/tell.tsx";
import { bytes } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";

export function useExports({ id, name }: AdapterRecord) {
    const t = useTranslate();
    const tell = useTell();
    const { progress, run } = useProgress();
    const writeFile = useWriteFile();
    const { choose, dialog } = useChoosePath();
    const plain = name.replaceAll(/[^\p{L}\p{N} ._-]/gu, "_").slice(0, 80);
    const told = (file: Awaited<ReturnType<typeof writeFile>>) => {
        if (file) tell.done(t("adapters.exported", { file: file.path, size: bytes(file.bytes) }));
    };
    return {
        busy: progress !== null,
        /** has to stand somewhere in the screen */
        dialog,
        asPackage: async (withData: boolean) =>
            told(
                await writeFile(`${plain}.qadapter`, (_, to) =>
                    run((api, signal) => api.adapters.exportPackage({ id, withData, to }, { signal })),
                ),
            ),
        asGguf: async () =>
            told(
                await writeFile(`${plain}.gguf`, (_, to) =>
                    run((api, signal) => api.adapters.exportGguf({ id, to }, { signal })),
                ),
            ),
        /** PEFT's adapters are folders: a new one in the folder that the person chooses. */
        asPeft: async () => {
            const folder = await choose({ kind: "open-folder", title: t("adapters.peftFolder") });
            if (folder === null) return;
            const path = `${folder}/${plain}-peft`;
            told((await run((api, signal) => api.adapters.exportPeft({ id, path }, { signal }))) ?? null);
        },
    };
}
