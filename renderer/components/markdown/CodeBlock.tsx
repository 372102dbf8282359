/** Code in a model's text, in colours once its language's rules are there. */
import { ActionIcon, CopyButton, Tooltip, useComputedColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { memo, useEffect, useState } from "react";
import { useTranslate } from "../../i18n/useTranslate.ts";
import type { ColouredLine } from "./highlight.ts";
import classes from "./Markdown.module.css";

/** Milliseconds without new text after which code is coloured: it only costs time while it streams in. */
const quiet = 250;

export const CodeBlock = memo(function CodeBlock({ language, code }: { language: string; code: string }) {
    const t = useTranslate();
    const lines = useColours(language, code);
    return (
        <div className={classes.block}>
            <div className={classes.head}>
                <span>{language || t("markdown.code")}</span>
                <CopyButton value={code}>
                    {({ copied, copy }) => (
                        <Tooltip label={t(copied ? "common.copied" : "common.copy")}>
                            <ActionIcon size="sm" onClick={copy} aria-label={t("markdown.copyCode")}>
                                {copied ? <IconCheck size="0.875rem" /> : <IconCopy size="0.875rem" />}
                            </ActionIcon>
                        </Tooltip>
                    )}
                </CopyButton>
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code wider than its place has to be scrolled with keys, too */}
            <pre tabIndex={0}>
                <code>{lines ? <Coloured lines={lines} /> : code}</code>
            </pre>
        </div>
    );
});

function Coloured({ lines }: { lines: ColouredLine[] }) {
    return lines.map((line, row) => (
        <span key={row}>
            {line.map(({ text, color }, place) => (
                <span key={place} style={{ color }}>
                    {text}
                </span>
            ))}
            {row < lines.length - 1 && "\n"}
        </span>
    ));
}

/** The code in colours; null while there are none for exactly this code. */
function useColours(language: string, code: string): ColouredLine[] | null {
    const theme = useComputedColorScheme("light");
    const [settled] = useDebouncedValue(code, quiet, { leading: true });
    const [found, setFound] = useState<{ code: string; lines: ColouredLine[] } | null>(null);
    useEffect(() => {
        if (!language) return;
        let wanted = true;
        void import("./highlight.ts")
            .then(({ highlight }) => highlight(settled, language, theme))
            .then((lines) => {
                if (wanted && lines) setFound({ code: settled, lines });
            })
            .catch(() => {}); // code without colours is still code
        return () => {
            wanted = false;
        };
    }, [settled, language, theme]);
    return found?.code === code ? found.lines : null;
}
