/** An empty conversation: what can be done here, with questions to begin with. */
import { Button, Group, Text, Title } from "@mantine/core";
import type { ConversationRecord } from "../../../preload/contract/chat.ts";
import { useAction } from "../../backend/useAction.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./FirstQuestions.module.css";
import { NoModel } from "./NoModel.tsx";

export function FirstQuestions({
    conversation: { id, modelId, columns },
}: {
    conversation: ConversationRecord;
}) {
    const t = useTranslate();
    const { busy, run } = useAction();
    const { data: models } = useAnswer("models", ["list"], (api) => api.models.list());
    const model = models?.find((one) => one.id === modelId);
    if (models && !model) return <NoModel any={models.length > 0} />;
    const ask = (content: string) =>
        void run((api) => api.chat.send({ conversationId: id, parentId: null, content }));
    const questions = model?.bundled
        ? ([t("chat.pip1"), t("chat.pip2"), t("chat.pip3"), t("chat.pip4")] as const)
        : ([t("chat.first1"), t("chat.first2"), t("chat.first3")] as const);
    return (
        <div className={classes.first}>
            <Title order={2} size="h3" ta="center">
                {model ? t("chat.talkTo", { model: model.title }) : t("chat.talk")}
            </Title>
            <Text c="dimmed" ta="center" maw="30rem">
                {t(
                    columns.length > 1
                        ? "chat.firstHintColumns"
                        : model?.bundled
                          ? "chat.firstHintPip"
                          : "chat.firstHint",
                )}
            </Text>
            <Group justify="center" gap="xs" mt="sm">
                {questions.map((question) => (
                    <Button
                        key={question}
                        variant="default"
                        radius="xl"
                        size="sm"
                        fw={450}
                        disabled={busy || !model}
                        onClick={() => ask(question)}
                    >
                        {question}
                    </Button>
                ))}
            </Group>
        </div>
    );
}
