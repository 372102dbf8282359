/** Which of several versions is shown, and arrows to the others. */
import { ActionIcon, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useAction } from "../../backend/useAction.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";

interface ArrowsProps {
    ids: readonly number[];
    /** position of the one that is shown */
    shown: number;
    /** what there are several of, where it is not clear */
    label?: string;
}

export function VersionArrows({ ids, shown, label }: ArrowsProps) {
    const t = useTranslate();
    const { run } = useAction();
    const go = (to: number) => {
        const messageId = ids[to];
        if (messageId !== undefined) void run((api) => api.chat.select({ messageId }));
    };
    return (
        <Group gap={2} wrap="nowrap" role="group" aria-label={label ?? t("chat.versions")}>
            {label && (
                <Text size="xs" c="dimmed" mr={4}>
                    {label}
                </Text>
            )}
            <ActionIcon
                size="sm"
                disabled={shown <= 0}
                onClick={() => go(shown - 1)}
                aria-label={t("chat.earlier")}
            >
                <IconChevronLeft size="1rem" />
            </ActionIcon>
            <Text size="xs" c="dimmed" aria-live="polite" style={{ fontVariantNumeric: "tabular-nums" }}>
                {shown + 1} / {ids.length}
            </Text>
            <ActionIcon
                size="sm"
                disabled={shown >= ids.length - 1}
                onClick={() => go(shown + 1)}
                aria-label={t("chat.later")}
            >
                <IconChevronRight size="1rem" />
            </ActionIcon>
        </Group>
    );
}
