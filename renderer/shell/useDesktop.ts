/** What the desktop program asks of its page: commands of the menu, and files that were dropped or opened. */
import { useEffect, useEffectEvent } from "react";
import { useLocation } from "wouter";
import type { PageMessage } from "../../preload/bridge.ts";
import type { Progress } from "../../preload/contract/common.ts";
import { isDesktop, onPageMessage } from "../../preload/desktopLine.ts";
import type { Api } from "../backend/liveBackend.ts";
import { useAction } from "../backend/useAction.ts";
import { useTell } from "../components/tell.tsx";
import { useNewChat } from "../components/useNewChat.ts";
import { type Translate, useTranslate } from "../i18n/useTranslate.ts";
import { openPalette } from "./CommandPalette.tsx";

/** Does what the desktop program asks; in a browser nothing. */
export function useDesktop(): void {
    const t = useTranslate();
    const tell = useTell();
    const [, go] = useLocation();
    const { begin } = useNewChat();
    const { run } = useAction();
    const takeAll = async (paths: readonly string[]) => {
        for (const path of paths) {
            const taken = await run((api) => takeIn(api, path, t)); // one that fails keeps no other back
            if (!taken) continue;
            tell.done(taken.text);
            go(taken.screen);
        }
    };
    const take = useEffectEvent((message: PageMessage) => {
        if (message.kind === "files") return void takeAll(message.paths);
        if (message.command === "new-chat") void begin();
        if (message.command === "commands") openPalette();
        if (message.command === "settings") go("/settings");
        if (message.command === "add-model") void run(chooseModels).then((paths) => takeAll(paths ?? []));
    });
    useEffect(() => (isDesktop(window) ? onPageMessage(window, take) : undefined), []);
}

function chooseModels(api: Api): Promise<string[] | null> {
    return api.app.chooseFiles({ kind: "open-file", title: "GGUF", extensions: ["gguf"] });
}

/** What came of a file: what is said, and the screen that shows it. */
interface Taken {
    text: string;
    screen: string;
}

/** Models, packages and accelerators become part of the library; other files are left alone. */
async function takeIn(api: Api, path: string, t: Translate): Promise<Taken | null> {
    if (/\.gguf$/i.test(path)) {
        const { title } = await resultOf(api.models.add({ path }));
        return { text: t("settings.models.added", { title }), screen: "/settings/models" };
    }
    if (/\.qadapter$/i.test(path)) {
        const { id, name } = await resultOf(api.adapters.importPackage({ path }));
        return { text: t("adapters.taken", { name }), screen: `/adapters/${id}` };
    }
    if (/q-adapter-studio-cuda[^/\\]*\.zip$/i.test(path)) {
        await resultOf(api.app.importAccelerator({ path }));
        return { text: t("settings.computer.packTaken"), screen: "/settings/computer" };
    }
    return null;
}

/** How far it is stands in the list of activities. */
async function resultOf<Result>(work: Promise<AsyncIterable<Progress<Result>>>): Promise<Result> {
    for await (const event of await work) if (event.type === "done") return event.result;
    throw new Error("The work ended without a result.");
}
