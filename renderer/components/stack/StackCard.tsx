/** One adapter of a stack: its place, whether it is on, how much it weighs. */
import { useSortable } from "@dnd-kit/sortable";
import { ActionIcon, Group, Menu, Slider, Switch, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { StackItem } from "../../../preload/contract/stacks.ts";
import { number } from "../../i18n/format.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { MoreMenu } from "../MoreMenu.tsx";
import classes from "./StackEditor.module.css";

interface StackCardProps {
    entry: StackItem;
    name: string;
    onChange: (entry: StackItem) => void;
    onRemove: () => void;
    onMoveUp: (() => void) | undefined;
    onMoveDown: (() => void) | undefined;
}

export function StackCard({ entry, name, onChange, onRemove, onMoveUp, onMoveDown }: StackCardProps) {
    const t = useTranslate();
    const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
        useSortable({
            id: entry.adapterId,
        });
    const { role: _, ...handle } = attributes;
    return (
        <li
            ref={setNodeRef}
            className={classes.card}
            data-dragging={isDragging}
            data-off={!entry.enabled}
            style={{ transform: transform ? `translateY(${transform.y}px)` : undefined, transition }}
        >
            <Group gap={4} wrap="nowrap">
                <ActionIcon
                    ref={setActivatorNodeRef}
                    size="sm"
                    className={classes.handle}
                    aria-label={t("stack.drag", { name })}
                    {...handle}
                    {...listeners}
                >
                    <IconGripVertical size="1rem" />
                </ActionIcon>
                <Text size="sm" fw={550} truncate flex={1} title={name}>
                    {name}
                </Text>
                <Switch
                    size="xs"
                    checked={entry.enabled}
                    onChange={(event) => onChange({ ...entry, enabled: event.currentTarget.checked })}
                    aria-label={t("stack.on", { name })}
                />
                <MoreMenu size="sm" label={t("stack.actionsFor", { name })}>
                    <Menu.Item
                        leftSection={<IconArrowUp size="1rem" />}
                        disabled={!onMoveUp}
                        onClick={onMoveUp}
                    >
                        {t("common.moveUp")}
                    </Menu.Item>
                    <Menu.Item
                        leftSection={<IconArrowDown size="1rem" />}
                        disabled={!onMoveDown}
                        onClick={onMoveDown}
                    >
                        {t("common.moveDown")}
                    </Menu.Item>
                    <Menu.Item leftSection={<IconTrash size="1rem" />} onClick={onRemove}>
                        {t("stack.takeOut")}
                    </Menu.Item>
                </MoreMenu>
            </Group>
            <WeightSlider
                value={entry.weight}
                disabled={!entry.enabled}
                label={t("stack.weight", { name })}
                onChange={(weight) => onChange({ ...entry, weight })}
            />
        </li>
    );
}

interface WeightSliderProps {
    value: number;
    disabled?: boolean;
    label: string;
    /** called when the slider is let go of */
    onChange: (value: number) => void;
}

/** From 0 (without it) over 1 (as trained) to 2. */
function WeightSlider({ value, disabled = false, label, onChange }: WeightSliderProps) {
    const [moving, setMoving] = useState(value);
    useEffect(() => setMoving(value), [value]);
    return (
        <Group gap="xs" wrap="nowrap" pl="0.25rem" pr="0.25rem">
            <Slider
                flex={1}
                size="sm"
                min={Math.min(0, value)}
                max={Math.max(2, value)}
                step={0.05}
                marks={[{ value: 1 }]}
                value={moving}
                disabled={disabled}
                label={null}
                thumbLabel={label}
                onChange={setMoving}
                onChangeEnd={onChange}
            />
            <Text size="xs" c="dimmed" className={classes.value}>
                × {number(moving, 2)}
            </Text>
        </Group>
    );
}
