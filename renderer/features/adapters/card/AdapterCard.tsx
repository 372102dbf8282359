/** One adapter: what it is, how well it did, where it comes from, and what can be done with it. */
import { Alert, Badge, Button, Checkbox, Group, Text } from "@mantine/core";
import { IconMessage2, IconStack2 } from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "wouter";
import type { AdapterRecord } from "../../../../preload/contract/adapters.ts";
import { useAction } from "../../../backend/useAction.ts";
import { NameField } from "../../../components/NameField.tsx";
import { useNewChat } from "../../../components/useNewChat.ts";
import { when } from "../../../i18n/format.ts";
import { said } from "../../../i18n/said.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import { AddToStack } from "../stacks/AddToStack.tsx";
import classes from "./AdapterCard.module.css";
import { AdapterMenu } from "./AdapterMenu.tsx";
import { Metrics } from "./Metrics.tsx";
import { useBaseName } from "./useBaseName.ts";

interface AdapterCardProps {
    adapter: AdapterRecord;
    /** for comparing */
    chosen: boolean;
    onChoose: (() => void) | undefined;
}

export function AdapterCard({ adapter, chosen, onChoose }: AdapterCardProps) {
    const t = useTranslate();
    const { run } = useAction();
    const [renaming, setRenaming] = useState(false);
    const { id, name, tags, verdict, origin, dataset, createdAt } = adapter;
    const base = useBaseName(adapter);
    return (
        <li className={classes.card} data-chosen={chosen}>
            <Group wrap="nowrap" gap="xs" align="flex-start">
                {onChoose && (
                    <Checkbox
                        mt={2}
                        size="sm"
                        checked={chosen}
                        onChange={onChoose}
                        aria-label={t("adapters.chooseToCompare", { name })}
                    />
                )}
                {renaming ? (
                    <NameField
                        name={name}
                        onDone={() => setRenaming(false)}
                        onSave={(changed) => void run((api) => api.adapters.update({ id, name: changed }))}
                    />
                ) : (
                    <Link href={`/adapters/${id}`} className={classes.name}>
                        {name}
                    </Link>
                )}
                <AdapterMenu adapter={adapter} onRename={() => setRenaming(true)} />
            </Group>
            <Text size="xs" c="dimmed">
                {[
                    base,
                    t(`adapters.origins.${origin}`),
                    dataset && t("adapters.pairs", { count: dataset.pairs }),
                    when(createdAt),
                ]
                    .filter(Boolean)
                    .join(" · ")}
            </Text>
            <Problem adapter={adapter} />
            {verdict ? (
                <>
                    <Metrics verdict={verdict} />
                    <Text size="sm" lineClamp={5}>
                        {said(verdict.sentence)}
                    </Text>
                </>
            ) : (
                <Text size="sm" c="dimmed" lineClamp={3}>
                    {adapter.note || t("adapters.notMeasured")}
                </Text>
            )}
            {tags.length > 0 && (
                <Group gap={4}>
                    {tags.map((tag) => (
                        <Badge key={tag} size="sm" variant="light" color="gray" tt="none">
                            {tag}
                        </Badge>
                    ))}
                </Group>
            )}
            <Actions adapter={adapter} />
        </li>
    );
}

function Actions({ adapter: { id, modelId, state } }: { adapter: AdapterRecord }) {
    const t = useTranslate();
    const { busy, begin } = useNewChat();
    const usable = modelId !== null && state === "ready";
    const chat = () => {
        const entries = [{ adapterId: id, weight: 1, enabled: true }];
        if (modelId !== null) void begin({ modelId, columns: [{ entries, strength: 1, label: "" }] });
    };
    return (
        <Group gap="xs" mt="auto" pt={4}>
            <Button
                size="xs"
                variant="light"
                disabled={!usable}
                loading={busy}
                leftSection={<IconMessage2 size="1rem" stroke={1.6} />}
                onClick={chat}
            >
                {t("adapters.useInChat")}
            </Button>
            {modelId !== null && (
                <AddToStack adapterId={id} modelId={modelId}>
                    <Button
                        size="xs"
                        variant="default"
                        disabled={!usable}
                        leftSection={<IconStack2 size="1rem" stroke={1.6} />}
                    >
                        {t("adapters.addToStack")}
                    </Button>
                </AddToStack>
            )}
        </Group>
    );
}

function Problem({ adapter: { modelId, base, state } }: { adapter: AdapterRecord }) {
    const t = useTranslate();
    const text =
        state === "missing"
            ? t("adapters.missing")
            : state === "changed"
              ? t("adapters.changed")
              : modelId === null
                ? t("adapters.baseMissing", { model: base?.name ?? "?" })
                : null;
    return (
        text && (
            <Alert color="clay" p="xs" fz="sm">
                {text}
            </Alert>
        )
    );
}
