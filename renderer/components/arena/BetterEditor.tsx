/** The person's own text in place of the better answer. */
import { Button, Group, Textarea } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslate } from "../../i18n/useTranslate.ts";

interface BetterEditorProps {
    text: string;
    onCancel: () => void;
    onDone: (text: string) => void;
}

export function BetterEditor({ text, onCancel, onDone }: BetterEditorProps) {
    const t = useTranslate();
    const field = useRef<HTMLTextAreaElement>(null);
    const [changed, setChanged] = useState(text);
    const usable = changed.trim() !== "" && changed !== text;
    useEffect(() => {
        const { current } = field;
        current?.focus();
        current?.setSelectionRange(current.value.length, current.value.length);
    }, []);
    return (
        <>
            <Textarea
                ref={field}
                value={changed}
                onChange={(event) => setChanged(event.currentTarget.value)}
                onKeyDown={(event) => {
                    if (event.key === "Escape") onCancel();
                    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && usable) onDone(changed);
                }}
                label={t("arena.better")}
                description={t("arena.betterHint")}
                autosize
                minRows={4}
                maxRows={16}
            />
            <Group justify="flex-end" gap="xs" mt="sm">
                <Button variant="default" size="sm" onClick={onCancel}>
                    {t("common.cancel")}
                </Button>
                <Button size="sm" disabled={!usable} onClick={() => onDone(changed)}>
                    {t("arena.saveBetter")}
                </Button>
            </Group>
        </>
    );
}
