/** How strongly a whole stack acts: from the original model to all of it. */
import { Group, Slider, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { percent } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";

interface StrengthSliderProps {
    /** 0: the original model, 1: as the weights say */
    value: number;
    /** called when the slider is let go of */
    onChange: (value: number) => void;
}

export function StrengthSlider({ value, onChange }: StrengthSliderProps) {
    const t = useTranslate();
    const [moving, setMoving] = useState(value);
    useEffect(() => setMoving(value), [value]);
    return (
        <div>
            <Group justify="space-between" mb={4}>
                <Text size="sm" fw={550}>
                    {t("stack.strength")}
                </Text>
                <Text size="xs" c="dimmed" style={{ fontVariantNumeric: "tabular-nums" }}>
                    {moving === 0 ? t("common.originalModel") : percent(moving)}
                </Text>
            </Group>
            <Slider
                min={0}
                max={Math.max(1, value)}
                step={0.05}
                value={moving}
                label={null}
                thumbLabel={t("stack.strength")}
                onChange={setMoving}
                onChangeEnd={onChange}
            />
            <Group justify="space-between" mt={4}>
                <Text size="xs" c="dimmed">
                    {t("common.originalModel")}
                </Text>
                <Text size="xs" c="dimmed">
                    {t("stack.full")}
                </Text>
            </Group>
        </div>
    );
}
