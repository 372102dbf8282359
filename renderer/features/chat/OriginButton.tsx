/** What made an answer, in a few words, and everything about it on demand. */
import { Button, Popover, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import type { AnswerOrigin, MessageRecord } from "../../../preload/contract/chat.ts";
import { useAction } from "../../backend/useAction.ts";
import { activeEntries, stackText } from "../../components/stack/stackText.ts";
import { number } from "../../i18n/format.ts";
import { type Translate, useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./Message.module.css";

interface OriginProps {
    message: MessageRecord;
    /** others of the same model stand beside it: only what tells them apart is shown */
    beside: boolean;
}

export function OriginButton({ message, beside }: OriginProps) {
    const t = useTranslate();
    const { origin } = message;
    if (!origin)
        return (
            <span className={classes.origin}>
                {t(message.improvedFrom === null ? "chat.unknownOrigin" : "chat.yourVersion")}
            </span>
        );
    const made = madeWith(origin, t);
    const full = `${origin.modelTitle} · ${made}`;
    const isBase = activeEntries({ entries: origin.stack, strength: origin.strength }).length === 0;
    return (
        <Popover width="22rem" position="bottom-start" shadow="md" withArrow trapFocus>
            <Popover.Target>
                <UnstyledButton className={classes.origin} aria-label={t("chat.originOf", { what: full })}>
                    <i className={classes.dot} data-stack={!isBase} />
                    <span>{beside ? made : full}</span>
                </UnstyledButton>
            </Popover.Target>
            <Popover.Dropdown>
                <Details message={message} origin={origin} isBase={isBase} />
            </Popover.Dropdown>
        </Popover>
    );
}

/** What was put on the model. */
function madeWith(origin: AnswerOrigin, t: Translate): string {
    const names = new Map(origin.stack.map(({ adapterId, name }) => [adapterId, name]));
    const made = stackText(
        { entries: origin.stack, strength: origin.strength },
        (id) => names.get(id) ?? "?",
    );
    return made || t("common.originalModel");
}

function Details({
    message,
    origin,
    isBase,
}: {
    message: MessageRecord;
    origin: AnswerOrigin;
    isBase: boolean;
}) {
    const t = useTranslate();
    const { run } = useAction();
    const { conversationId: id } = message;
    const again = () =>
        run((api) =>
            api.chat.update({
                id,
                columns: [
                    {
                        entries: origin.stack.map(({ adapterId, weight, enabled }) => ({
                            adapterId,
                            weight,
                            enabled,
                        })),
                        strength: origin.strength,
                        label: origin.label,
                    },
                ],
            }),
        );
    return (
        <Stack gap="sm">
            <Text size="sm">
                {t(isBase ? "chat.originBase" : "chat.originStack", { model: origin.modelTitle })}
            </Text>
            <Table verticalSpacing={2} horizontalSpacing={0} fz="xs" withRowBorders={false}>
                <Table.Tbody>
                    {rows(origin, t).map(([name, value]) => (
                        <Table.Tr key={name}>
                            <Table.Th
                                fw={400}
                                c="dimmed"
                                scope="row"
                                style={{ whiteSpace: "nowrap", paddingInlineEnd: "1rem" }}
                            >
                                {name}
                            </Table.Th>
                            <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
                        </Table.Tr>
                    ))}
                </Table.Tbody>
            </Table>
            <Button size="compact-sm" variant="default" onClick={() => void again()}>
                {t("chat.useThisStack")}
            </Button>
        </Stack>
    );
}

function rows(origin: AnswerOrigin, t: Translate): [string, string][] {
    const { sampling } = origin;
    return [
        ...activeEntries({ entries: origin.stack, strength: origin.strength }).map(
            ({ name, effect, fingerprint }): [string, string] => [
                name,
                `× ${number(effect, 2)} · ${fingerprint.slice(0, 12)}`,
            ],
        ),
        [t("chat.modelFile"), `SHA-256 ${origin.modelFingerprint.slice(0, 16)}…`],
        [t("chat.seed"), String(origin.seed)],
        [t("chat.temperature"), number(sampling.temperature, 2)],
        [t("chat.length"), t("chat.tokens", { count: origin.tokens })],
        [t("chat.speedName"), t("chat.speed", { speed: number(origin.tokensPerSecond, 1) })],
        [t("chat.firstToken"), t("chat.seconds", { seconds: number(origin.secondsToFirstToken, 2) })],
        ...(origin.droppedMessages > 0
            ? [
                  [t("chat.dropped"), t("chat.droppedMessages", { count: origin.droppedMessages })] as [
                      string,
                      string,
                  ],
              ]
            : []),
    ];
}
