/** A name that is changed where it stands: Enter or leaving the field saves, Escape does not. */
import { TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslate } from "../i18n/useTranslate.ts";

interface NameFieldProps {
    name: string;
    onDone: () => void;
    /** called only with another name that is not empty */
    onSave: (name: string) => void;
}

export function NameField({ name, onDone, onSave }: NameFieldProps) {
    const t = useTranslate();
    const [text, setText] = useState(name);
    const ended = useRef(false);
    const end = (save: boolean) => {
        if (ended.current) return;
        ended.current = true;
        onDone();
        if (save && text.trim() && text.trim() !== name) onSave(text.trim());
    };
    return (
        <TextInput
            flex={1}
            size="xs"
            value={text}
            maxLength={200}
            aria-label={t("common.rename")}
            ref={(field) => field?.focus()}
            onChange={(event) => setText(event.currentTarget.value)}
            onBlur={() => end(true)}
            onKeyDown={(event) => {
                if (event.key === "Enter") end(true);
                if (event.key === "Escape") end(false);
            }}
        />
    );
}
