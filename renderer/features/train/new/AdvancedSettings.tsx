/** Every setting of a run: what it does in a line, the preset's value and the paper's. */
import { Accordion, Button, MultiSelect, NumberInput, Select, Text } from "@mantine/core";
import type { TrainingChanges, TrainingSettings } from "../../../../preload/contract/training.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../Train.module.css";
import { valueText } from "../valueText.ts";
import { type Field, fields, groups, type SettingName } from "./settingFields.ts";

interface AdvancedSettingsProps {
    /** what holds without changes */
    preset: TrainingSettings;
    /** the paper's, to compare with */
    paper: TrainingSettings | undefined;
    changes: TrainingChanges;
    onChange: (changes: TrainingChanges) => void;
}

type GroupName = keyof typeof groups;

export function AdvancedSettings({ preset, paper, changes, onChange }: AdvancedSettingsProps) {
    const t = useTranslate();
    const count = Object.keys(changes).length;
    return (
        <>
            <Accordion variant="separated" radius="md" order={3} classNames={{ item: classes.group }}>
                {(Object.keys(groups) as GroupName[]).map((group) => (
                    <Accordion.Item key={group} value={group}>
                        <Accordion.Control>
                            {t(`train.groups.${group}`)}
                            <Text size="sm" c="dimmed">
                                {t(`train.groupHints.${group}`)}
                            </Text>
                        </Accordion.Control>
                        <Accordion.Panel>
                            <div className={classes.fields}>
                                {groups[group].map((name) => (
                                    <SettingField
                                        key={name}
                                        name={name}
                                        value={changes[name] ?? preset[name]}
                                        paper={paper?.[name]}
                                        onChange={(value) => onChange(changed(changes, preset, name, value))}
                                    />
                                ))}
                            </div>
                        </Accordion.Panel>
                    </Accordion.Item>
                ))}
            </Accordion>
            {count > 0 && (
                <Button variant="subtle" size="compact-sm" w="fit-content" onClick={() => onChange({})}>
                    {t("train.resetChanges", { count })}
                </Button>
            )}
        </>
    );
}

type Value = TrainingSettings[SettingName];

/** A value that is the preset's is no change. */
function changed(
    changes: TrainingChanges,
    preset: TrainingSettings,
    name: SettingName,
    value: Value,
): TrainingChanges {
    const { [name]: _, ...others } = changes;
    return String(value) === String(preset[name]) ? others : { ...others, [name]: value };
}

interface SettingFieldProps {
    name: SettingName;
    value: Value;
    paper: Value | undefined;
    onChange: (value: Value) => void;
}

function SettingField({ name, value, paper, onChange }: SettingFieldProps) {
    const t = useTranslate();
    const hint = t(`train.settings.${name}.hint`);
    const shared = {
        label: t(`train.settings.${name}.name`),
        description: paper === undefined ? hint : `${hint} ${t("train.paper", { value: valueText(paper) })}`,
        inputWrapperOrder: ["label", "input", "description", "error"] as never,
    };
    const field: Field = fields[name];
    if (field.kind === "choice")
        return (
            <Select
                {...shared}
                data={[...field.values]}
                value={value as string}
                allowDeselect={false}
                onChange={(chosen) => chosen && onChange(chosen as Value)}
            />
        );
    if (field.kind === "several")
        return (
            <MultiSelect
                {...shared}
                data={[...field.values]}
                value={[...(value as string[])]}
                onChange={(chosen) => chosen.length > 0 && onChange(chosen as Value)}
            />
        );
    const { min, max, step, whole = false } = field;
    return (
        <NumberInput
            {...shared}
            min={min}
            max={max}
            step={step}
            allowDecimal={!whole}
            decimalScale={10}
            value={value as number}
            onChange={(entered) => {
                if (typeof entered === "number" && entered >= min && entered <= max) onChange(entered);
            }}
        />
    );
}
