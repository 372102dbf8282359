/** What the program computes with: device, threads, memory; and how fast that is. */
import { Button, NumberInput, Select, Table, Text } from "@mantine/core";
import { IconGauge, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import type { Machine, SpeedResult } from "../../../preload/contract/app.ts";
import type { Settings } from "../../../preload/contract/settings.ts";
import { useGoings } from "../../backend/AppEvents.tsx";
import { useAction } from "../../backend/useAction.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { useProgress } from "../../backend/useProgress.ts";
import { Failure } from "../../components/Failure.tsx";
import { ModelSelect } from "../../components/models/ModelSelect.tsx";
import { useChatModels } from "../../components/models/useChatModels.ts";
import { Panel } from "../../components/Panel.tsx";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { useTell } from "../../components/tell.tsx";
import { bytes, number } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { Facts } from "./Facts.tsx";
import { Row } from "./Row.tsx";
import { useChange } from "./useChange.ts";

export function ComputerPage() {
    const { settings } = useChange();
    const { engine } = useGoings();
    // the engine tells what it runs on: another one, another answer
    const { data, error, refetch } = useAnswer(
        "machine",
        [settings?.device, settings?.threads, engine?.process],
        (api) => api.app.machine(),
        { keepPrevious: true },
    );
    if (!settings) return null;
    return (
        <>
            {error ? <Failure error={error} retry={() => void refetch()} /> : <ThisComputer machine={data} />}
            <Computing settings={settings} machine={data} />
            <Speed onUse={data ? settings.threads : null} />
        </>
    );
}

function ThisComputer({ machine }: { machine: Machine | undefined }) {
    const t = useTranslate();
    const wait = t("common.loading");
    return (
        <Panel title={t("settings.computer.this")}>
            <Facts
                facts={[
                    [t("settings.computer.processor"), machine?.processor ?? wait],
                    [
                        t("settings.computer.cores"),
                        machine ? t("settings.computer.coresUsed", { ...machine }) : wait,
                    ],
                    [
                        t("settings.computer.memory"),
                        machine
                            ? t("settings.computer.freeOf", {
                                  free: bytes(machine.memory.free),
                                  total: bytes(machine.memory.total),
                              })
                            : wait,
                    ],
                    [
                        t("settings.computer.disk"),
                        machine
                            ? t("settings.computer.freeOf", {
                                  free: bytes(machine.disk.free),
                                  total: bytes(machine.disk.total),
                              })
                            : wait,
                    ],
                    [t("settings.computer.usedDevice"), machine?.device ?? wait],
                    [
                        t("settings.computer.accelerators"),
                        machine
                            ? machine.accelerators.map((kind) => acceleratorNames[kind] ?? kind).join(", ") ||
                              t("settings.computer.none")
                            : wait,
                    ],
                ]}
            />
        </Panel>
    );
}

/** Of the controls at the side. */
const controlSize = { w: "16rem", maw: "100%" };

const acceleratorNames: Readonly<Record<string, string>> = { vulkan: "Vulkan", cuda: "CUDA", metal: "Metal" };

const devices = ["auto", "cpu", "vulkan", "cuda", "metal"] as const;

function Computing({ settings, machine }: { settings: Settings; machine: Machine | undefined }) {
    const t = useTranslate();
    const tell = useTell();
    const { change } = useChange();
    const { run, busy } = useAction();
    const restart = () =>
        run(async (api) => {
            await api.app.restartEngine();
            tell.done(t("settings.computer.restarted"));
        });
    return (
        <Panel
            title={t("settings.computer.computing")}
            hint={t("settings.computer.computingHint")}
            actions={
                <Button
                    variant="default"
                    size="xs"
                    loading={busy}
                    leftSection={<IconRefresh size="1rem" />}
                    onClick={() => void restart()}
                >
                    {t("settings.computer.restart")}
                </Button>
            }
        >
            <div>
                <Row label={t("settings.computer.device")} hint={t("settings.computer.deviceHint")}>
                    {(naming) => (
                        <Select
                            {...naming}
                            {...controlSize}
                            value={settings.device}
                            allowDeselect={false}
                            onChange={(device) => device && change({ device })}
                            data={devices.map((value) => ({
                                value,
                                label: t(`settings.computer.devices.${value}`),
                            }))}
                        />
                    )}
                </Row>
                <Row label={t("settings.computer.threads")} hint={t("settings.computer.threadsHint")}>
                    {(naming) => (
                        <NumberInput
                            {...naming}
                            {...controlSize}
                            key={settings.threads}
                            min={1}
                            max={machine ? Math.max(machine.cores, settings.threads ?? 1) : 1024}
                            allowDecimal={false}
                            defaultValue={settings.threads ?? ""}
                            placeholder={t("settings.computer.automatic")}
                            onBlur={(event) => {
                                const threads = Math.floor(Number(event.currentTarget.value)) || null;
                                if (threads !== settings.threads) change({ threads });
                            }}
                        />
                    )}
                </Row>
                <Row label={t("settings.computer.context")} hint={t("settings.computer.contextHint")}>
                    {(naming) => (
                        <NumberInput
                            {...naming}
                            {...controlSize}
                            key={settings.contextLength}
                            min={256}
                            max={131072}
                            step={1024}
                            allowDecimal={false}
                            defaultValue={settings.contextLength}
                            onBlur={(event) => {
                                const tokens = Number(event.currentTarget.value.replaceAll(/\D/g, ""));
                                if (tokens >= 256 && tokens <= 131072) change({ contextLength: tokens });
                            }}
                        />
                    )}
                </Row>
            </div>
        </Panel>
    );
}

/** Measures a model with several numbers of threads. */
function Speed({ onUse: present }: { onUse: number | null }) {
    const t = useTranslate();
    const { change } = useChange();
    const { progress, run, stop } = useProgress();
    const [result, setResult] = useState<SpeedResult | null>(null);
    const [chosen, setChosen] = useState<number | null>(null);
    const { models, model } = useChatModels(chosen);
    const measure = async () => {
        if (!model) return;
        const measured = await run((api, signal) => api.app.speedTest({ modelId: model.id }, { signal }));
        if (measured) setResult(measured);
    };
    return (
        <Panel title={t("settings.computer.speed")} hint={t("settings.computer.speedHint")}>
            <Row label={t("settings.computer.speedModel")}>
                {(naming) => (
                    <ModelSelect
                        {...naming}
                        {...controlSize}
                        models={models}
                        chosen={model?.id}
                        onChoose={setChosen}
                    />
                )}
            </Row>
            {progress ? (
                <ProgressLine progress={progress} label={t("settings.computer.measuring")} onStop={stop} />
            ) : (
                <Button
                    variant="light"
                    w="fit-content"
                    disabled={!model}
                    leftSection={<IconGauge size="1rem" />}
                    onClick={() => void measure()}
                >
                    {t("settings.computer.measure")}
                </Button>
            )}
            {result && <Measured result={result} />}
            {result && result.recommendedThreads !== present && (
                <Button
                    variant="default"
                    w="fit-content"
                    onClick={() => change({ threads: result.recommendedThreads })}
                >
                    {t("settings.computer.useThreads", { count: result.recommendedThreads })}
                </Button>
            )}
        </Panel>
    );
}

function Measured({ result }: { result: SpeedResult }) {
    const t = useTranslate();
    return (
        <div role="status">
            <Text size="sm">
                {t("settings.computer.result", {
                    prompt: number(result.promptTokensPerSecond),
                    answer: number(result.answerTokensPerSecond, 1),
                })}
            </Text>
            <Table verticalSpacing={4} mt="xs" w="fit-content">
                <Table.Thead>
                    <Table.Tr>
                        <Table.Th>{t("settings.computer.threads")}</Table.Th>
                        <Table.Th ta="end">{t("settings.computer.answerSpeed")}</Table.Th>
                    </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                    {result.byThreads.map(({ threads, answerTokensPerSecond }) => (
                        <Table.Tr key={threads} fw={threads === result.recommendedThreads ? 620 : undefined}>
                            <Table.Td>{threads}</Table.Td>
                            <Table.Td ta="end">{number(answerTokensPerSecond, 1)}</Table.Td>
                        </Table.Tr>
                    ))}
                </Table.Tbody>
            </Table>
        </div>
    );
}
