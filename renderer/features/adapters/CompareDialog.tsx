/** Two adapters side by side: what they were made from, how they did, where their settings differ. */
import { Alert, Button, Group, Modal, Stack, Table } from "@mantine/core";
import { IconColumns2 } from "@tabler/icons-react";
import type { AdapterRecord } from "../../../preload/contract/adapters.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { Failure } from "../../components/Failure.tsx";
import { useNewChat } from "../../components/useNewChat.ts";
import { bytes, percent, when } from "../../i18n/format.ts";
import { type Translate, useTranslate } from "../../i18n/useTranslate.ts";

export function CompareDialog({
    ids: [first, second],
    onClose,
}: {
    ids: [number, number];
    onClose: () => void;
}) {
    const t = useTranslate();
    const { busy, begin } = useNewChat();
    const { data, error } = useAnswer("adapters", ["compare", first, second], (api) =>
        api.adapters.compare({ first, second }),
    );
    if (!data)
        return (
            <Modal opened onClose={onClose} title={t("adapters.compare")} size="48rem">
                {error && <Failure error={error} />}
            </Modal>
        );
    const { adapters, sameBase, differences } = data;
    const { modelId } = adapters[0];
    const chat = () => {
        if (modelId === null) return;
        const columns = adapters.map(({ id, name }) => ({
            entries: [{ adapterId: id, weight: 1, enabled: true }],
            strength: 1,
            label: name.slice(0, 100),
        }));
        void begin({ modelId, columns });
    };
    const settings = differences.map(({ setting, values }) => [setting, ...values]);
    return (
        <Modal opened onClose={onClose} title={t("adapters.compare")} size="48rem">
            <Stack gap="md">
                {!sameBase && <Alert color="clay">{t("adapters.otherBase")}</Alert>}
                <Table.ScrollContainer minWidth="28rem" type="native" tabIndex={0}>
                    <Table
                        verticalSpacing="xs"
                        data={{
                            head: ["", ...adapters.map(({ name }) => name)],
                            body: [...rowsOf(adapters, t), ...settings],
                        }}
                    />
                </Table.ScrollContainer>
                <Group justify="flex-end" gap="xs">
                    <Button variant="default" onClick={onClose}>
                        {t("common.close")}
                    </Button>
                    <Button
                        loading={busy}
                        disabled={!sameBase || modelId === null}
                        leftSection={<IconColumns2 size="1rem" />}
                        onClick={chat}
                    >
                        {t("adapters.chatBoth")}
                    </Button>
                </Group>
            </Stack>
        </Modal>
    );
}

/** Rows with the same in both are worth showing here, too: they are what is compared. */
function rowsOf(adapters: readonly AdapterRecord[], t: Translate): string[][] {
    const row = (name: string, value: (adapter: AdapterRecord) => string | null | undefined) => [
        name,
        ...adapters.map((adapter) => value(adapter) ?? "–"),
    ];
    const change = (before: number, after: number) =>
        t("adapters.fromTo", { before: percent(before), after: percent(after) });
    return [
        row(t("adapters.answers"), ({ verdict }) => {
            const effect = verdict?.effect;
            return effect && change(effect.preferredBefore, effect.preferredAfter);
        }),
        row(t("adapters.heldOut"), ({ verdict }) => verdict?.heldOut && percent(verdict.heldOut.accuracy)),
        row(t("adapters.knowledge"), ({ verdict }) => {
            const knowledge = verdict?.knowledge;
            return knowledge && change(knowledge.before, knowledge.after);
        }),
        row(
            t("adapters.data"),
            ({ dataset }) => dataset && `${dataset.name} (${t("adapters.pairs", { count: dataset.pairs })})`,
        ),
        row(t("adapters.base"), ({ base }) => base?.name),
        row(t("adapters.method"), ({ method }) => t(`adapters.methods.${method}`)),
        row(
            t("adapters.size"),
            ({ rank, fileBytes }) => `${t("adapters.rank", { rank })} · ${bytes(fileBytes)}`,
        ),
        row(
            t("adapters.origin"),
            ({ origin, createdAt }) => `${t(`adapters.origins.${origin}`)}, ${when(createdAt)}`,
        ),
    ];
}
