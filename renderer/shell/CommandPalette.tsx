/** Everything that can be done, found by typing (Ctrl or ⌘ and K). Screens add nothing to it; it knows where things are. */
import { type HotkeyItem, useHotkeys } from "@mantine/hooks";
import {
    createSpotlight,
    Spotlight,
    type SpotlightActionData,
    type SpotlightActionGroupData,
} from "@mantine/spotlight";
import {
    IconMessage2,
    IconMessagePlus,
    IconMoon,
    IconSearch,
    IconSun,
    IconTextSize,
} from "@tabler/icons-react";
import { useState } from "react";
import { useLocation } from "wouter";
import type { ConversationHit, ConversationRecord } from "../../preload/contract/chat.ts";
import { useAction } from "../backend/useAction.ts";
import { useAnswer } from "../backend/useAnswer.ts";
import { isMac } from "../components/keys.ts";
import { useNewChat } from "../components/useNewChat.ts";
import { useTranslate } from "../i18n/useTranslate.ts";
import { useSettings } from "../theme/LookProvider.tsx";
import { screens } from "./screens.ts";

const [store, palette] = createSpotlight();
export const openPalette = palette.open;

const iconSize = "1.125rem";
/** Height of the palette, with the field to type in. */
const most = "min(38rem, 80vh)";

/** Kinds of fields in which these keys do nothing: none, since one writes most of the time. */
const whileWriting: string[] = [];

export function CommandPalette() {
    const t = useTranslate();
    const [query, setQuery] = useState("");
    const groups = [useScreenActions(), useDoingActions(), useConversationActions(query)];
    return (
        <Spotlight
            store={store}
            shortcut="mod + K"
            tagsToIgnore={whileWriting}
            query={query}
            onQueryChange={setQuery}
            actions={groups.filter(({ actions }) => actions.length > 0)}
            nothingFound={t("palette.nothing")}
            searchProps={{
                placeholder: t("palette.placeholder"),
                "aria-label": t("palette.placeholder"),
                leftSection: <IconSearch size={iconSize} stroke={1.6} />,
            }}
            highlightQuery
            scrollable
            maxHeight={most}
            yOffset="8vh"
            attributes={{ content: { "aria-label": t("palette.open") } }}
            styles={{
                actionsList: { maxHeight: `calc(${most} - 3.5rem)` },
                actionDescription: { opacity: 1 },
            }}
        />
    );
}

/** Alt and a digit lead to the screens, too. */
function useScreenActions(): SpotlightActionGroupData {
    const t = useTranslate();
    const [, go] = useLocation();
    const keys = screens.map(({ path }, index): HotkeyItem => [`alt+${index + 1}`, () => go(path)]);
    useHotkeys(keys, isMac ? undefined : whileWriting); // there Alt writes letters
    const actions = screens.map(
        ({ name, path, icon: Icon }): SpotlightActionData => ({
            id: name,
            label: t(`screens.${name}`),
            description: t(`screenHints.${name}`),
            leftSection: <Icon size={iconSize} stroke={1.6} />,
            onClick: () => go(path),
        }),
    );
    return { group: t("palette.goTo"), actions };
}

function useDoingActions(): SpotlightActionGroupData {
    const t = useTranslate();
    const { run } = useAction();
    const { begin } = useNewChat();
    const { settings, change } = useSettings();
    const size = settings?.textSize ?? 100;
    const set = (changes: Parameters<typeof change>[0]) => void run(() => change(changes));
    useHotkeys([["mod+shift+O", () => void begin()]], whileWriting);
    const actions: SpotlightActionData[] = [
        {
            id: "new-chat",
            label: t("palette.newChat"),
            leftSection: <IconMessagePlus size={iconSize} />,
            onClick: () => void begin(),
        },
        {
            id: "dark",
            label: t("palette.dark"),
            leftSection: <IconMoon size={iconSize} />,
            onClick: () => set({ theme: "dark" }),
        },
        {
            id: "light",
            label: t("palette.light"),
            leftSection: <IconSun size={iconSize} />,
            onClick: () => set({ theme: "light" }),
        },
        {
            id: "larger",
            label: t("palette.larger"),
            leftSection: <IconTextSize size={iconSize} />,
            onClick: () => set({ textSize: Math.min(200, size + 10) }),
        },
        {
            id: "smaller",
            label: t("palette.smaller"),
            leftSection: <IconTextSize size={iconSize} />,
            onClick: () => set({ textSize: Math.max(75, size - 10) }),
        },
    ];
    return { group: t("palette.do"), actions };
}

/** Conversations that the words occur in; the newest ones without words. */
function useConversationActions(query: string): SpotlightActionGroupData {
    const t = useTranslate();
    const [, go] = useLocation();
    const words = query.trim();
    const { data } = useAnswer<(ConversationHit | ConversationRecord)[]>(
        "conversations",
        ["palette", words],
        async (api) =>
            words ? api.chat.search({ text: words, limit: 8 }) : (await api.chat.list({ limit: 5 })).items,
        { keepPrevious: true },
    );
    const actions = (data ?? []).map((found): SpotlightActionData => {
        const conversation = "conversation" in found ? found.conversation : found;
        return {
            id: `conversation-${conversation.id}`,
            label: conversation.title || t("chat.untitled"),
            leftSection: <IconMessage2 size={iconSize} stroke={1.6} />,
            onClick: () => go(`/chat/${conversation.id}`),
            // what was found by its text has to pass the palette's own filter, too
            keywords: words,
        };
    });
    return { group: t("palette.conversations"), actions };
}
