/** What the desktop program asks of its page: commands of the menu, and files that were dropped or opened. */
import { useEffect, useEffectEvent } from "react";
import { useLocation } from "wouter";
import type { PageMessage } from "../../preload/bridge.ts";
import type { Progress } from "../../preload/contract/common.ts";
import { isDesktop, onPageMessage } from "../../preload/desktopLine.ts";
import type { Api } from "../backend/liveBackend.ts";
import { useAction } from "../backend/useAction.ts";
import { useNewChat } from "../components/useNewChat.ts";
import { openPalette } from "./CommandPalette.tsx";

/** Does what the desktop program asks; in a browser nothing. */
export function useDesktop(): void {
    const [, go] = useLocation();
    const { begin } = useNewChat();
    const { run } = useAction();
    const take = useEffectEvent((message: PageMessage) => {
        if (message.kind === "files") return void run((api) => takeIn(api, message.paths));
        if (message.command === "new-chat") void begin();
        if (message.command === "commands") openPalette();
        if (message.command === "settings") go("/settings");
        if (message.command === "add-model") void run(chooseModels);
    });
    useEffect(() => (isDesktop(window) ? onPageMessage(window, take) : undefined), []);
}

async function chooseModels(api: Api): Promise<void> {
    const paths = await api.app.chooseFiles({ kind: "open-file", title: "GGUF", extensions: ["gguf"] });
    await takeIn(api, paths ?? []);
}

/** Models, packages and accelerators become part of the library; other files are left alone. */
async function takeIn(api: Api, paths: readonly string[]): Promise<void> {
    for (const path of paths) {
        if (/\.gguf$/i.test(path)) await finish(api.models.add({ path }));
        if (/q-adapter-studio-cuda[^/\\]*\.zip$/i.test(path))
            await finish(api.app.importAccelerator({ path }));
        if (/\.qadapter$/i.test(path)) await finish(api.adapters.importPackage({ path }));
    }
}

async function finish<Result>(work: Promise<AsyncIterable<Progress<Result>>>): Promise<void> {
    for await (const _ of await work); // how far it is stands in the list of activities
}
