/** An error in place of what could not be shown: what happened, what to do, and a way to try again. */
import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { errorSentences } from "../i18n/errorSentences.ts";
import { useTranslate } from "../i18n/useTranslate.ts";
import { EmptyState } from "./EmptyState.tsx";

export function Failure({
    error,
    retry,
    children,
}: {
    error: unknown;
    retry?: () => void;
    children?: ReactNode;
}) {
    const t = useTranslate();
    const { title, sentence } = errorSentences(error, t);
    return (
        <EmptyState icon={IconAlertTriangle} title={title} text={sentence} role="alert">
            {retry && (
                <Button variant="default" onClick={retry}>
                    {t("common.tryAgain")}
                </Button>
            )}
            {children}
        </EmptyState>
    );
}
