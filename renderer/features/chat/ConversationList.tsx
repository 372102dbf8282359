/** All conversations: searched, opened, renamed, pinned, put away. */
import { ActionIcon, Button, Loader, Menu, ScrollArea, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPin, IconPinnedOff, IconPlus, IconSearch, IconX } from "@tabler/icons-react";
import { memo, useState } from "react";
import { Link } from "wouter";
import type { ConversationRecord } from "../../../preload/contract/chat.ts";
import { useAction } from "../../backend/useAction.ts";
import { useAnswer, usePages } from "../../backend/useAnswer.ts";
import { Failure } from "../../components/Failure.tsx";
import { MoreMenu, RemoveItem, RenameItem } from "../../components/MoreMenu.tsx";
import { NameField } from "../../components/NameField.tsx";
import { useNewChat } from "../../components/useNewChat.ts";
import { useRemove } from "../../components/useRemove.ts";
import { when } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./ConversationList.module.css";
import { Excerpt } from "./Excerpt.tsx";

interface ListProps {
    selected: number | null;
    /** a conversation was chosen */
    onChoose?: () => void;
}

/** Not drawn again while text streams in. */
export const ConversationList = memo(function ConversationList({ selected, onChoose }: ListProps) {
    const t = useTranslate();
    const { busy, begin } = useNewChat();
    const [words, setWords] = useState("");
    const [search] = useDebouncedValue(words.trim(), 150);
    return (
        <>
            <Button
                className={classes.new}
                leftSection={<IconPlus size="1rem" />}
                variant="light"
                loading={busy}
                onClick={() => void begin().then(onChoose)}
            >
                {t("chat.new")}
            </Button>
            <TextInput
                value={words}
                onChange={(event) => setWords(event.currentTarget.value)}
                placeholder={t("chat.search")}
                aria-label={t("chat.search")}
                leftSection={<IconSearch size="1rem" stroke={1.6} />}
                rightSection={
                    words && (
                        <ActionIcon size="sm" onClick={() => setWords("")} aria-label={t("common.clear")}>
                            <IconX size="0.875rem" />
                        </ActionIcon>
                    )
                }
                mb="xs"
            />
            <ScrollArea className={classes.scroll} type="hover" viewportProps={{ tabIndex: -1 }}>
                {search ? (
                    <Found words={search} selected={selected} onChoose={onChoose} />
                ) : (
                    <All selected={selected} onChoose={onChoose} />
                )}
            </ScrollArea>
        </>
    );
});

function All({ selected, onChoose }: ListProps) {
    const t = useTranslate();
    const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePages(
        "conversations",
        ["list"],
        (api, cursor) => api.chat.list({ cursor, limit: 60 }),
    );
    if (error) return <Failure error={error} retry={() => void refetch()} />;
    if (!data) return null;
    const items = data.pages.flatMap((page) => page.items);
    return (
        <ul className={classes.items}>
            {items.map((conversation) => (
                <Item
                    key={conversation.id}
                    conversation={conversation}
                    active={conversation.id === selected}
                    onChoose={onChoose}
                />
            ))}
            {hasNextPage && (
                <li>
                    <Button
                        variant="subtle"
                        color="gray"
                        fullWidth
                        loading={isFetchingNextPage}
                        onClick={() => void fetchNextPage()}
                    >
                        {t("chat.older")}
                    </Button>
                </li>
            )}
        </ul>
    );
}

function Found({ words, selected, onChoose }: ListProps & { words: string }) {
    const t = useTranslate();
    const { data, error } = useAnswer(
        "conversations",
        ["search", words],
        (api) => api.chat.search({ text: words }),
        {
            keepPrevious: true,
        },
    );
    if (error) return <Failure error={error} />;
    if (!data) return <Loader size="sm" m="md" />;
    if (data.length === 0)
        return (
            <Text c="dimmed" size="sm" p="sm">
                {t("chat.nothingFound")}
            </Text>
        );
    return (
        <ul className={classes.items}>
            {data.map(({ conversation, messageId, excerpt }) => (
                <li key={`${conversation.id}-${messageId}`}>
                    <Link
                        href={`/chat/${conversation.id}`}
                        className={classes.item}
                        aria-current={conversation.id === selected ? "true" : undefined}
                        onClick={onChoose}
                    >
                        <span className={classes.text}>
                            <span className={classes.title}>{conversation.title || t("chat.untitled")}</span>
                            {messageId !== null && <Excerpt text={excerpt} />}
                        </span>
                    </Link>
                </li>
            ))}
        </ul>
    );
}

interface ItemProps {
    conversation: ConversationRecord;
    active: boolean;
    onChoose: (() => void) | undefined;
}

function Item({ conversation, active, onChoose }: ItemProps) {
    const t = useTranslate();
    const { run } = useAction();
    const [renaming, setRenaming] = useState(false);
    const title = conversation.title || t("chat.untitled");
    return (
        <li className={classes.row}>
            {renaming ? (
                <div className={classes.rename}>
                    <NameField
                        name={conversation.title}
                        onDone={() => setRenaming(false)}
                        onSave={(changed) =>
                            void run((api) => api.chat.update({ id: conversation.id, title: changed }))
                        }
                    />
                </div>
            ) : (
                <Link
                    href={`/chat/${conversation.id}`}
                    className={classes.item}
                    aria-current={active ? "true" : undefined}
                    onClick={onChoose}
                >
                    <span className={classes.text}>
                        <span className={classes.title}>{title}</span>
                        <span className={classes.when}>
                            {conversation.pinned && <IconPin size="0.75rem" aria-label={t("chat.pinned")} />}
                            {when(conversation.updatedAt)}
                        </span>
                    </span>
                </Link>
            )}
            <ItemMenu conversation={conversation} title={title} onRename={() => setRenaming(true)} />
        </li>
    );
}

function ItemMenu({
    conversation: { id, pinned },
    title,
    onRename,
}: {
    conversation: ConversationRecord;
    title: string;
    onRename: () => void;
}) {
    const t = useTranslate();
    const { run } = useAction();
    const takeAway = useRemove(run);
    const remove = () =>
        takeAway({
            part: "chat",
            id,
            text: t("chat.removed", { title }),
            page: { path: `/chat/${id}`, list: "/chat" },
        });
    return (
        <MoreMenu className={classes.menu} size="sm" label={t("chat.actionsFor", { title })}>
            <RenameItem onClick={onRename} />
            <Menu.Item
                leftSection={pinned ? <IconPinnedOff size="1rem" /> : <IconPin size="1rem" />}
                onClick={() => void run((api) => api.chat.update({ id, pinned: !pinned }))}
            >
                {t(pinned ? "chat.unpin" : "chat.pin")}
            </Menu.Item>
            <RemoveItem onClick={remove} />
        </MoreMenu>
    );
}
