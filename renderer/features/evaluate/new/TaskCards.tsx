/** What can be measured, each with a line on what it shows. */
import { Button, Checkbox, FileButton, Group, Select, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useAction } from "../../../backend/useAction.ts";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Evaluate.module.css";
import type { TaskChoice } from "./taskChoice.ts";

interface TaskCardsProps {
    choice: TaskChoice;
    onChange: (choice: TaskChoice) => void;
}

type Name = keyof TaskChoice;

export function TaskCards({ choice, onChange }: TaskCardsProps) {
    const t = useTranslate();
    const { data: datasets } = useAnswer("datasets", ["list"], (api) => api.datasets.list());
    const filled = (datasets ?? []).filter(({ pairs }) => pairs > 0);
    const set = (changes: Partial<TaskChoice>) => onChange({ ...choice, ...changes });
    const dataSet = (name: "pairs" | "answers") => (
        <Card
            name={name}
            checked={choice[name] !== null}
            disabled={filled.length === 0}
            onCheck={(on) => set({ [name]: on ? (filled[0]?.id ?? null) : null })}
        >
            {choice[name] !== null && (
                <Select
                    aria-label={t("evaluate.dataSet")}
                    data={filled.map(({ id, name: label }) => ({ value: String(id), label }))}
                    value={String(choice[name])}
                    allowDeselect={false}
                    onChange={(value) => set({ [name]: Number(value) })}
                />
            )}
        </Card>
    );
    return (
        <div className={classes.choices}>
            {dataSet("pairs")}
            {dataSet("answers")}
            <Card
                name="questions"
                checked={choice.questions !== null}
                onCheck={(on) => set({ questions: on ? "bundled" : null })}
            >
                {choice.questions !== null && (
                    <QuestionFile file={choice.questions} onChange={(questions) => set({ questions })} />
                )}
            </Card>
            <Card
                name="instructions"
                checked={choice.instructions}
                onCheck={(instructions) => set({ instructions })}
            />
            <Card name="drift" checked={choice.drift} onCheck={(drift) => set({ drift })} />
        </div>
    );
}

interface CardProps {
    name: Name;
    checked: boolean;
    disabled?: boolean;
    onCheck: (on: boolean) => void;
    children?: ReactNode;
}

function Card({ name, checked, disabled = false, onCheck, children }: CardProps) {
    const t = useTranslate();
    return (
        <div className={classes.choice}>
            <Checkbox
                checked={checked}
                disabled={disabled}
                onChange={(event) => onCheck(event.currentTarget.checked)}
                label={t(`evaluate.tasks.${name}`)}
                description={t(`evaluate.taskHints.${name}`)}
            />
            {children}
        </div>
    );
}

interface QuestionFileProps {
    file: NonNullable<TaskChoice["questions"]>;
    onChange: (file: NonNullable<TaskChoice["questions"]>) => void;
}

function QuestionFile({ file, onChange }: QuestionFileProps) {
    const t = useTranslate();
    const { run } = useAction();
    const take = (chosen: File | null) =>
        chosen && void run(async () => onChange({ name: chosen.name, text: await chosen.text() }));
    return (
        <Group gap="xs" className={classes.beneath}>
            <Text size="sm">{file === "bundled" ? t("evaluate.bundled") : file.name}</Text>
            <FileButton onChange={take} accept=".jsonl,.json,.csv,.tsv">
                {(props) => (
                    <Button {...props} size="compact-sm" variant="default">
                        {t("evaluate.ownFile")}
                    </Button>
                )}
            </FileButton>
            {file !== "bundled" && (
                <Button size="compact-sm" variant="subtle" onClick={() => onChange("bundled")}>
                    {t("evaluate.useBundled")}
                </Button>
            )}
        </Group>
    );
}
