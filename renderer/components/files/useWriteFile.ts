/** Getting files out: where the person says in the desktop program, as a download in a browser. */
import { useCallback } from "react";
import type { WrittenFile } from "../../../preload/contract/common.ts";
import { useBackend } from "../../backend/BackendProvider.tsx";
import type { Api } from "../../backend/liveBackend.ts";
import { useTell } from "../tell.tsx";
import { useAppInfo } from "../useAppInfo.ts";

/** Where the backend is to write: what the call takes as `to`. */
type FileTarget = { path: string } | "download";

/** Writes a file where the person says in the desktop program; as a download in a browser. Null: called off, or failed. */
export function useWriteFile(): (
    suggestedName: string,
    write: (api: Api, to: FileTarget) => Promise<WrittenFile | undefined>,
) => Promise<WrittenFile | null> {
    const backend = useBackend();
    const tell = useTell();
    const info = useAppInfo();
    return useCallback(
        async (suggestedName, write) => {
            try {
                const to = info?.host.chooseFiles ? await askWhere(backend.api, suggestedName) : "download";
                if (to === null) return null;
                const written = await write(backend.api, to);
                if (written?.url) download(written);
                return written ?? null;
            } catch (error) {
                tell.failure(error);
                return null;
            }
        },
        [backend, tell, info],
    );
}

async function askWhere(api: Api, suggestedName: string): Promise<FileTarget | null> {
    const extension = suggestedName.split(".").at(-1) ?? "";
    const paths = await api.app.chooseFiles({
        kind: "save-file",
        title: suggestedName,
        extensions: [extension],
        suggestedName,
    });
    return paths?.[0] ? { path: paths[0] } : null;
}

/** The link works once. */
function download({ url, path }: WrittenFile): void {
    const link = document.createElement("a");
    link.href = url ?? "";
    link.download = path;
    link.click();
}
