/** A stack of adapters: dragged into order, switched, weighted, and all of it made weaker or stronger. */
import {
    closestCenter,
    DndContext,
    type DragEndEvent,
    KeyboardSensor,
    PointerSensor,
    useSensor,
    useSensors,
} from "@dnd-kit/core";
import {
    arrayMove,
    SortableContext,
    sortableKeyboardCoordinates,
    verticalListSortingStrategy,
} from "@dnd-kit/sortable";
import { Button, Menu, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { AdapterRecord } from "../../../preload/contract/adapters.ts";
import type { StackItem, StackSetup } from "../../../preload/contract/stacks.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { StackCard } from "./StackCard.tsx";
import classes from "./StackEditor.module.css";
import { StrengthSlider } from "./StrengthSlider.tsx";

/** Most adapters in one stack. */
const most = 16;

interface StackEditorProps {
    stack: StackSetup;
    /** adapters of the stack's model */
    adapters: readonly AdapterRecord[];
    onChange: (stack: StackSetup) => void;
}

export function StackEditor({ stack, adapters, onChange }: StackEditorProps) {
    const t = useTranslate();
    const { entries } = stack;
    const set = (changed: StackItem[]) => onChange({ ...stack, entries: changed });
    const free = adapters.filter(({ id }) => !entries.some(({ adapterId }) => adapterId === id));
    return (
        <Stack gap="sm">
            {entries.length > 0 && (
                <StrengthSlider
                    value={stack.strength}
                    onChange={(strength) => onChange({ ...stack, strength })}
                />
            )}
            <Cards entries={entries} adapters={adapters} onChange={set} />
            {entries.length === 0 && (
                <Text size="sm" c="dimmed">
                    {t(adapters.length === 0 ? "stack.noAdapters" : "stack.empty")}
                </Text>
            )}
            {free.length > 0 && entries.length < most && (
                <Menu position="bottom-start" width="target">
                    <Menu.Target>
                        <Button variant="default" size="xs" leftSection={<IconPlus size="0.875rem" />}>
                            {t("stack.add")}
                        </Button>
                    </Menu.Target>
                    <Menu.Dropdown className={classes.choices}>
                        {free.map(({ id, name, state }) => (
                            <Menu.Item
                                key={id}
                                disabled={state === "missing"}
                                onClick={() => set([...entries, { adapterId: id, weight: 1, enabled: true }])}
                            >
                                {name}
                            </Menu.Item>
                        ))}
                    </Menu.Dropdown>
                </Menu>
            )}
        </Stack>
    );
}

interface CardsProps {
    entries: readonly StackItem[];
    adapters: readonly AdapterRecord[];
    onChange: (entries: StackItem[]) => void;
}

function Cards({ entries, adapters, onChange }: CardsProps) {
    const t = useTranslate();
    const sensors = useSensors(
        useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
        useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
    );
    const nameOf = (id: number) => adapters.find((adapter) => adapter.id === id)?.name ?? t("stack.gone");
    const move = (from: number, to: number) => onChange(arrayMove([...entries], from, to));
    const place = (id: unknown) => entries.findIndex(({ adapterId }) => adapterId === id);
    const drop = ({ active, over }: DragEndEvent) => {
        if (over && over.id !== active.id) move(place(active.id), place(over.id));
    };
    const said = (id: unknown) => ({
        name: nameOf(id as number),
        place: place(id) + 1,
        count: entries.length,
    });
    return (
        <DndContext
            sensors={sensors}
            collisionDetection={closestCenter}
            onDragEnd={drop}
            accessibility={{
                screenReaderInstructions: { draggable: t("stack.dragHelp") },
                announcements: {
                    onDragStart: ({ active }) => t("stack.picked", said(active.id)),
                    onDragOver: ({ over }) => (over ? t("stack.over", said(over.id)) : undefined),
                    onDragEnd: ({ over }) => (over ? t("stack.dropped", said(over.id)) : undefined),
                    onDragCancel: () => t("stack.cancelled"),
                },
            }}
        >
            <SortableContext
                items={entries.map(({ adapterId }) => adapterId)}
                strategy={verticalListSortingStrategy}
            >
                <ol className={classes.cards}>
                    {entries.map((entry, index) => (
                        <StackCard
                            key={entry.adapterId}
                            entry={entry}
                            name={nameOf(entry.adapterId)}
                            onChange={(changed) => onChange(entries.with(index, changed))}
                            onRemove={() => onChange(entries.toSpliced(index, 1))}
                            onMoveUp={index > 0 ? () => move(index, index - 1) : undefined}
                            onMoveDown={index < entries.length - 1 ? () => move(index, index + 1) : undefined}
                        />
                    ))}
                </ol>
            </SortableContext>
        </DndContext>
    );
}
