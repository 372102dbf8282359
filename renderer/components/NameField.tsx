/** A name that is changed where it stands: Enter or leaving the field saves, Escape does not. */
import { TextInput } from "@mantine/core";
import { type FocusEvent, useEffect, useRef, useState } from "react";
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
    const field = useRef<HTMLInputElement>(null);
    const returned = useRef(false);
    useEffect(() => field.current?.focus(), []);
    /** The menu that the field was opened from takes the focus back once, while it closes. */
    const leave = ({ relatedTarget }: FocusEvent) => {
        if (!returned.current && relatedTarget?.getAttribute("aria-haspopup") === "menu") {
            returned.current = true;
            field.current?.focus();
        } else end(true);
    };
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
            ref={field}
            onChange={(event) => setText(event.currentTarget.value)}
            onBlur={leave}
            onKeyDown={(event) => {
                if (event.key === "Enter") end(true);
                if (event.key === "Escape") end(false);
            }}
        />
    );
}
