/** What answers in a conversation: the model, the stacks side by side, and how answers are sampled. */
import { Select, Stack, Tabs } from "@mantine/core";
import { memo } from "react";
import type { ConversationRecord } from "../../../preload/contract/chat.ts";
import { useAction } from "../../backend/useAction.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { ColumnsEditor } from "./ColumnsEditor.tsx";
import { SamplingEditor } from "./SamplingEditor.tsx";

/** Not drawn again while text streams in. */
export default memo(function SidePanel({ conversation }: { conversation: ConversationRecord }) {
    const t = useTranslate();
    const { run } = useAction();
    const { data: models } = useAnswer("models", ["list"], (api) => api.models.list());
    const { id, modelId } = conversation;
    return (
        <Stack gap="md">
            <Select
                label={t("chat.model")}
                data={(models ?? []).map((model) => ({
                    value: String(model.id),
                    label: model.title,
                    disabled: model.state !== "ready",
                }))}
                value={modelId === null ? null : String(modelId)}
                allowDeselect={false}
                onChange={(value) =>
                    value && void run((api) => api.chat.update({ id, modelId: Number(value) }))
                }
                placeholder={t("chat.chooseModel")}
                comboboxProps={{ withinPortal: true }}
            />
            <Tabs defaultValue="stack" keepMounted={false}>
                <Tabs.List grow mb="md">
                    <Tabs.Tab value="stack">{t("chat.adapters")}</Tabs.Tab>
                    <Tabs.Tab value="sampling">{t("chat.behaviour")}</Tabs.Tab>
                </Tabs.List>
                <Tabs.Panel value="stack">
                    <ColumnsEditor key={id} conversation={conversation} />
                </Tabs.Panel>
                <Tabs.Panel value="sampling">
                    <SamplingEditor key={id} conversation={conversation} />
                </Tabs.Panel>
            </Tabs>
        </Stack>
    );
});
