/** How far a piece of work is, with a way to stop it. Nothing while nothing runs. */
import { Button, Group, Progress, Text } from "@mantine/core";
import type { ProgressState } from "../backend/useProgress.ts";
import { percent } from "../i18n/format.ts";
import { said } from "../i18n/said.ts";
import { useTranslate } from "../i18n/useTranslate.ts";

interface ProgressLineProps {
    progress: ProgressState | null;
    label: string;
    onStop?: () => void;
}

export function ProgressLine({ progress, label, onStop }: ProgressLineProps) {
    const t = useTranslate();
    if (!progress) return null;
    const { share, note } = progress;
    return (
        <div>
            <Group justify="space-between" wrap="nowrap" gap="sm" mb={4}>
                <Text size="sm" truncate>
                    {said(note) || label}
                </Text>
                <Group gap="xs" wrap="nowrap">
                    {share !== null && (
                        <Text size="sm" c="dimmed" style={{ fontVariantNumeric: "tabular-nums" }}>
                            {percent(share)}
                        </Text>
                    )}
                    {onStop && (
                        <Button size="compact-xs" variant="subtle" color="gray" onClick={onStop}>
                            {t("common.stop")}
                        </Button>
                    )}
                </Group>
            </Group>
            <Progress value={(share ?? 1) * 100} animated={share === null} size="sm" aria-label={label} />
        </div>
    );
}
