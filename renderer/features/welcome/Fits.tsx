/** What fits this computer, in plain words: memory, and which models can be talked to and trained. */
import { Button, Skeleton, Table, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconGauge } from "@tabler/icons-react";
import { Link } from "wouter";
import type { ModelSuggestion } from "../../../preload/contract/models.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { Failure } from "../../components/Failure.tsx";
import { Panel } from "../../components/Panel.tsx";
import { bytes, number } from "../../i18n/format.ts";
import { said } from "../../i18n/said.ts";
import { type Translate, useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./Welcome.module.css";

export function Fits() {
    const t = useTranslate();
    const { data: machine } = useAnswer("machine", ["fits"], (api) => api.app.machine());
    const { data, error, refetch } = useAnswer("files", ["suggestions"], (api) => api.models.suggestions());
    return (
        <Panel
            title={t("welcome.fits")}
            hint={
                machine
                    ? t("welcome.fitsText", {
                          memory: bytes(machine.memory.total),
                          processor: machine.processor,
                          cores: machine.cores,
                      })
                    : t("welcome.measuring")
            }
            actions={
                <Button
                    component={Link}
                    href="/settings/computer"
                    variant="default"
                    leftSection={<IconGauge size="1rem" stroke={1.6} />}
                >
                    {t("welcome.speed")}
                </Button>
            }
        >
            {error && <Failure error={error} retry={() => void refetch()} />}
            {!data && !error && <Skeleton height="12rem" />}
            {data && (
                <>
                    <Text size="sm">{summary(data, t)}</Text>
                    <Table.ScrollContainer minWidth="36rem" type="native" tabIndex={0}>
                        <Table verticalSpacing="xs">
                            <Table.Thead>
                                <Table.Tr>
                                    <Table.Th>{t("welcome.model")}</Table.Th>
                                    <Table.Th>{t("welcome.size")}</Table.Th>
                                    <Table.Th>{t("welcome.canTalk")}</Table.Th>
                                    <Table.Th>{t("welcome.canTrain")}</Table.Th>
                                </Table.Tr>
                            </Table.Thead>
                            <Table.Tbody>
                                {data.map((model) => (
                                    <Row key={model.title} model={model} />
                                ))}
                            </Table.Tbody>
                        </Table>
                    </Table.ScrollContainer>
                    <Text size="xs" c="dimmed">
                        {t("welcome.fitsNote")}
                    </Text>
                </>
            )}
        </Panel>
    );
}

function Row({ model: { title, why, languages, fileBytes, chat, training } }: { model: ModelSuggestion }) {
    return (
        <Table.Tr>
            <Table.Td>
                <Text size="sm" fw={550}>
                    {title}
                </Text>
                <Text size="xs" c="dimmed">
                    {said(why)} {languages.length > 3 ? null : languages.map(said).join(", ")}
                </Text>
            </Table.Td>
            <Table.Td style={{ whiteSpace: "nowrap" }}>{bytes(fileBytes)}</Table.Td>
            <Table.Td>
                <Fit ability={chat} />
            </Table.Td>
            <Table.Td>
                <Fit ability={training} />
            </Table.Td>
        </Table.Tr>
    );
}

function Fit({ ability: { possible, bytes: needed } }: { ability: ModelSuggestion["chat"] }) {
    const t = useTranslate();
    const Icon = possible ? IconCircleCheck : IconCircleX;
    return (
        <span className={possible ? classes.yes : classes.no}>
            <Icon size="1rem" aria-hidden />
            {t(possible ? "welcome.takes" : "welcome.tooLarge", { memory: bytes(needed) })}
        </span>
    );
}

/** The largest that can be talked to, and the largest that can be trained. */
function summary(models: readonly ModelSuggestion[], t: Translate): string {
    const largest = (what: "chat" | "training") =>
        models.findLast((model) => model[what].possible)?.parameters ?? 0;
    const size = (parameters: number) => t("welcome.billion", { size: number(parameters / 1e9, 1) });
    if (largest("chat") === 0) return t("welcome.nothingFits");
    return t("welcome.summary", { chat: size(largest("chat")), training: size(largest("training")) });
}
