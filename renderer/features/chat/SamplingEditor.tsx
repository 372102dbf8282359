/** What a conversation's answers are told beforehand, and how freely and how long they are. */
import { Button, Collapse, Menu, NumberInput, Slider, Stack, Text, Textarea } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import type { ConversationRecord, SamplingSettings } from "../../../preload/contract/chat.ts";
import { useAction } from "../../backend/useAction.ts";
import { useAnswer } from "../../backend/useAnswer.ts";
import { number } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";

/** Milliseconds after the last key until what was typed is stored. */
const quiet = 500;

export function SamplingEditor({
    conversation: { id, systemPrompt, sampling },
}: {
    conversation: ConversationRecord;
}) {
    const { run } = useAction();
    const [prompt, setPrompt] = useState(systemPrompt);
    const [now, setNow] = useState(sampling);
    const store = useDebouncedCallback(
        (changes: { systemPrompt?: string; sampling?: SamplingSettings }) => {
            void run((api) => api.chat.update({ id, ...changes }));
        },
        { delay: quiet, flushOnUnmount: true },
    );
    const setSampling = (changes: Partial<SamplingSettings>) => {
        const changed = { ...now, ...changes };
        setNow(changed);
        store({ systemPrompt: prompt, sampling: changed });
    };
    return (
        <Stack gap="lg">
            <SystemPrompt
                value={prompt}
                onChange={(text) => {
                    setPrompt(text);
                    store({ systemPrompt: text, sampling: now });
                }}
            />
            <Sampling sampling={now} onChange={setSampling} />
        </Stack>
    );
}

function SystemPrompt({ value, onChange }: { value: string; onChange: (text: string) => void }) {
    const t = useTranslate();
    const { data: saved } = useAnswer("settings", ["system-prompts"], (api) => api.chat.systemPrompts());
    return (
        <div>
            <Textarea
                label={t("chat.systemPrompt")}
                description={t("chat.systemPromptHint")}
                value={value}
                onChange={(event) => onChange(event.currentTarget.value)}
                autosize
                minRows={3}
                maxRows={10}
            />
            {saved && saved.length > 0 && (
                <Menu position="bottom-start">
                    <Menu.Target>
                        <Button
                            variant="subtle"
                            size="compact-xs"
                            mt={4}
                            rightSection={<IconChevronDown size="0.75rem" />}
                        >
                            {t("chat.savedPrompts")}
                        </Button>
                    </Menu.Target>
                    <Menu.Dropdown>
                        {saved.map((preset) => (
                            <Menu.Item key={preset.id} onClick={() => onChange(preset.value)}>
                                {preset.name}
                            </Menu.Item>
                        ))}
                    </Menu.Dropdown>
                </Menu>
            )}
        </div>
    );
}

interface SamplingProps {
    sampling: SamplingSettings;
    onChange: (changes: Partial<SamplingSettings>) => void;
}

function Sampling({ sampling, onChange }: SamplingProps) {
    const t = useTranslate();
    const [open, { toggle }] = useDisclosure(false);
    const { data: presets } = useAnswer("settings", ["sampling-presets"], (api) =>
        api.chat.samplingPresets(),
    );
    return (
        <Stack gap="md">
            <div>
                <Text size="sm" fw={500} mb={4}>
                    {t("chat.freedom", { value: number(sampling.temperature, 2) })}
                </Text>
                <Slider
                    min={0}
                    max={Math.max(2, sampling.temperature)}
                    step={0.05}
                    label={null}
                    thumbLabel={t("chat.freedomName")}
                    value={sampling.temperature}
                    onChange={(temperature) => onChange({ temperature })}
                />
                <Text size="xs" c="dimmed" mt={4}>
                    {t("chat.freedomHint")}
                </Text>
            </div>
            {presets && presets.length > 0 && (
                <Menu position="bottom-start">
                    <Menu.Target>
                        <Button
                            variant="default"
                            size="xs"
                            rightSection={<IconChevronDown size="0.875rem" />}
                        >
                            {t("chat.samplingPresets")}
                        </Button>
                    </Menu.Target>
                    <Menu.Dropdown>
                        {presets.map((preset) => (
                            <Menu.Item key={preset.id} onClick={() => onChange(preset.value)}>
                                {preset.name}
                            </Menu.Item>
                        ))}
                    </Menu.Dropdown>
                </Menu>
            )}
            <NumberInput
                label={t("chat.maxTokens")}
                min={1}
                max={32768}
                value={sampling.maxTokens}
                onChange={(value) => typeof value === "number" && onChange({ maxTokens: value })}
            />
            <Button variant="subtle" size="compact-sm" color="gray" onClick={toggle} aria-expanded={open}>
                {t("chat.moreSampling")}
            </Button>
            <Collapse expanded={open}>
                <MoreSampling sampling={sampling} onChange={onChange} />
            </Collapse>
        </Stack>
    );
}

function MoreSampling({ sampling, onChange }: SamplingProps) {
    const t = useTranslate();
    const field = (
        name: "topK" | "topP" | "minP" | "repeatPenalty",
        min: number,
        max: number,
        step: number,
    ) => (
        <NumberInput
            label={t(`chat.${name}`)}
            description={t(`chat.${name}Hint`)}
            min={min}
            max={max}
            step={step}
            value={sampling[name]}
            onChange={(value) => typeof value === "number" && onChange({ [name]: value })}
        />
    );
    return (
        <Stack gap="sm">
            {field("topK", 0, 1000, 1)}
            {field("topP", 0, 1, 0.05)}
            {field("minP", 0, 1, 0.01)}
            {field("repeatPenalty", 0.5, 3, 0.05)}
            <NumberInput
                label={t("chat.seed")}
                description={t("chat.seedHint")}
                min={0}
                max={4294967295}
                value={sampling.seed ?? ""}
                onChange={(value) => onChange({ seed: typeof value === "number" ? value : null })}
            />
        </Stack>
    );
}
