/** One data set: what is in it, whether newer pairs match it, and what can be done with it. */
import { Badge, Button, Card, Group, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import type { DatasetRecord } from "../../../../preload/contract/datasets.ts";
import { useAction } from "../../../backend/useAction.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { MoreMenu, RemoveItem, RenameItem } from "../../../components/MoreMenu.tsx";
import { NameField } from "../../../components/NameField.tsx";
import { useRemove } from "../../../components/useRemove.ts";
import { number, when } from "../../../i18n/format.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { filterText } from "../pairs/filters.ts";

export function SetCard({ set }: { set: DatasetRecord }) {
    const t = useTranslate();
    const { busy, run } = useAction();
    const [renaming, setRenaming] = useState(false);
    const { id, name, note, filter, pairs, version, updatedAt } = set;
    const { data: now } = useAnswer(
        "pairs",
        ["count", filter],
        (api) => api.preferences.list({ filter: { ...filter, verdicts: ["preferred"] }, limit: 1 }),
        { enabled: filter !== null },
    );
    const fresh = now ? now.total - pairs : 0;
    const takeAway = useRemove(run);
    const remove = () => takeAway({ part: "datasets", id, text: t("label.setRemoved", { name }) });
    return (
        <Card withBorder radius="lg" padding="md">
            <Group wrap="nowrap" justify="space-between" align="flex-start">
                {renaming ? (
                    <NameField
                        name={name}
                        onDone={() => setRenaming(false)}
                        onSave={(changed) => void run((api) => api.datasets.update({ id, name: changed }))}
                    />
                ) : (
                    <Text fw={600} lineClamp={2}>
                        {name}
                    </Text>
                )}
                <MoreMenu label={t("label.setActions", { name })}>
                    <RenameItem onClick={() => setRenaming(true)} />
                    <RemoveItem onClick={remove} />
                </MoreMenu>
            </Group>
            <Group gap="xs" mt={4}>
                <Badge variant="light" size="lg" tt="none">
                    {t("label.pairCount", { count: pairs, number: number(pairs) })}
                </Badge>
                <Text size="xs" c="dimmed">
                    {t("label.version", { version, when: when(updatedAt) })}
                </Text>
            </Group>
            <Text size="sm" c="dimmed" mt="xs" lineClamp={2}>
                {note || (filter ? filterText(filter, t) || t("label.everything") : t("label.fixedList"))}
            </Text>
            <Group gap="xs" mt="md">
                <Button component={Link} href={`/train/new/${id}`} size="xs" variant="light">
                    {t("label.trainWith")}
                </Button>
                {fresh !== 0 && (
                    <Button
                        size="xs"
                        variant="default"
                        loading={busy}
                        leftSection={<IconRefresh size="1rem" stroke={1.6} />}
                        onClick={() => void run((api) => api.datasets.refresh({ id }))}
                    >
                        {fresh > 0 ? t("label.takeNew", { count: fresh }) : t("label.refresh")}
                    </Button>
                )}
            </Group>
        </Card>
    );
}
