/** There is nobody to talk to: no model in the library, or the conversation's was taken out of it. */
import { Button } from "@mantine/core";
import { IconPackage } from "@tabler/icons-react";
import { useLocation } from "wouter";
import { EmptyState } from "../../components/EmptyState.tsx";
import { useTranslate } from "../../i18n/useTranslate.ts";

export function NoModel({ any }: { any: boolean }) {
    const t = useTranslate();
    const [, go] = useLocation();
    return (
        <EmptyState
            icon={IconPackage}
            title={t(any ? "chat.modelRemoved" : "chat.noModel")}
            text={t(any ? "chat.modelRemovedHint" : "chat.noModelHint")}
        >
            <Button onClick={() => go("/settings/models")}>{t("chat.toModels")}</Button>
        </EmptyState>
    );
}
