/** The folders of the computer, for choosing a file or folder where there is no system dialog. */
import {
    ActionIcon,
    Button,
    Group,
    Loader,
    Modal,
    Stack,
    Text,
    TextInput,
    UnstyledButton,
} from "@mantine/core";
import { IconArrowUp, IconFile, IconFolder } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { FolderListing } from "../../../preload/contract/app.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { errorSentences } from "../../i18n/errorSentences.ts";
import { bytes } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./FolderDialog.module.css";
import type { PathWish } from "./pathWish.ts";

interface FolderDialogProps {
    wish: PathWish;
    onEnd: (path: string | null) => void;
}

type Entry = FolderListing["entries"][number];

export default function FolderDialog({ wish: { kind, title, extensions = [] }, onEnd }: FolderDialogProps) {
    const t = useTranslate();
    const [folder, setFolder] = useState<string | null>(null);
    const [chosen, setChosen] = useState<string | null>(null);
    const { data, error } = useAnswer(
        "files",
        ["folder", folder, ...extensions],
        (api) => api.app.folder({ extensions, ...(folder === null ? {} : { path: folder }) }),
        { keepPrevious: true },
    );
    const enter = (path: string) => {
        setFolder(path);
        setChosen(null);
    };
    const wanted = kind === "open-folder" ? (data?.path ?? null) : chosen;
    return (
        <Modal opened onClose={() => onEnd(null)} title={title} size="lg">
            <Stack gap="sm">
                {data && <Places listing={data} onEnter={enter} />}
                {error && (
                    <Text size="sm" c="var(--worse)" role="alert">
                        {errorSentences(error, t).sentence}
                    </Text>
                )}
                {data ? (
                    <Entries
                        entries={
                            kind === "open-folder"
                                ? data.entries.filter((one) => one.kind === "folder")
                                : data.entries
                        }
                        chosen={chosen}
                        onEnter={enter}
                        onChoose={setChosen}
                        onEnd={onEnd}
                    />
                ) : (
                    !error && <Loader size="sm" />
                )}
                <Group justify="flex-end" gap="xs">
                    <Button variant="default" onClick={() => onEnd(null)}>
                        {t("common.cancel")}
                    </Button>
                    <Button disabled={wanted === null} onClick={() => onEnd(wanted)}>
                        {t(kind === "open-folder" ? "files.chooseFolder" : "files.choose")}
                    </Button>
                </Group>
            </Stack>
        </Modal>
    );
}

/** Where one is, as text that can be changed, and where one may begin. */
function Places({
    listing: { path, parent, places },
    onEnter,
}: {
    listing: FolderListing;
    onEnter: (path: string) => void;
}) {
    const t = useTranslate();
    const [text, setText] = useState(path);
    useEffect(() => setText(path), [path]);
    return (
        <Stack gap="xs">
            <Group gap={4}>
                {places.map((place) => (
                    <Button
                        key={place.path}
                        size="compact-sm"
                        variant="default"
                        onClick={() => onEnter(place.path)}
                    >
                        {t(`files.places.${place.name as "Home"}`)}
                    </Button>
                ))}
            </Group>
            <Group gap={4} wrap="nowrap">
                <ActionIcon
                    variant="default"
                    size="lg"
                    disabled={parent === null}
                    onClick={() => parent !== null && onEnter(parent)}
                    aria-label={t("files.up")}
                >
                    <IconArrowUp size="1rem" />
                </ActionIcon>
                <TextInput
                    flex={1}
                    value={text}
                    aria-label={t("files.folder")}
                    onChange={(event) => setText(event.currentTarget.value)}
                    onKeyDown={(event) => event.key === "Enter" && text.trim() && onEnter(text.trim())}
                />
            </Group>
        </Stack>
    );
}

interface EntriesProps {
    entries: readonly Entry[];
    chosen: string | null;
    onEnter: (path: string) => void;
    onChoose: (path: string) => void;
    onEnd: (path: string) => void;
}

function Entries({ entries, chosen, onEnter, onChoose, onEnd }: EntriesProps) {
    const t = useTranslate();
    if (entries.length === 0)
        return (
            <Text size="sm" c="dimmed" className={classes.list} p="sm">
                {t("files.nothing")}
            </Text>
        );
    return (
        <ul className={classes.list}>
            {entries.map(({ path, name, kind, bytes: size }) => (
                <li key={path}>
                    <UnstyledButton
                        className={classes.entry}
                        aria-pressed={kind === "file" ? path === chosen : undefined}
                        onClick={() => (kind === "folder" ? onEnter(path) : onChoose(path))}
                        onDoubleClick={() => kind === "file" && onEnd(path)}
                    >
                        {kind === "folder" ? (
                            <IconFolder size="1.125rem" stroke={1.6} aria-hidden />
                        ) : (
                            <IconFile size="1.125rem" stroke={1.6} aria-hidden />
                        )}
                        <span className={classes.name}>{name}</span>
                        {kind === "file" && <span className={classes.size}>{bytes(size)}</span>}
                    </UnstyledButton>
                </li>
            ))}
        </ul>
    );
}
