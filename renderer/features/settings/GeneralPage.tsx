/** How the program looks and speaks, and what holds for new conversations. */
import { SegmentedControl, Select, Slider, Textarea, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Settings } from "../../../preload/contract/settings.ts";
import { Panel } from "../../components/Panel.tsx";
import { number, percent } from "../../i18n/format.ts";
import { languages } from "../../i18n/start.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { Row } from "./Row.tsx";
import { useChange } from "./useChange.ts";

export function GeneralPage() {
    const { settings } = useChange();
    if (!settings) return null;
    return (
        <>
            <Look settings={settings} />
            <NewChats settings={settings} />
        </>
    );
}

const themes = ["system", "light", "dark"] as const;
const motions = ["system", "on", "off"] as const;

function Look({ settings }: { settings: Settings }) {
    const t = useTranslate();
    const { change } = useChange();
    return (
        <Panel title={t("settings.general.look")}>
            <div>
                <Row label={t("settings.general.theme")}>
                    {(naming) => (
                        <SegmentedControl
                            {...naming}
                            value={settings.theme}
                            onChange={(theme) => change({ theme })}
                            data={themes.map((value) => ({
                                value,
                                label: t(`settings.general.themes.${value}`),
                            }))}
                        />
                    )}
                </Row>
                <Row label={t("settings.general.textSize")} hint={t("settings.general.textSizeHint")}>
                    {() => (
                        <TextSize value={settings.textSize} onChange={(textSize) => change({ textSize })} />
                    )}
                </Row>
                <Row label={t("settings.general.language")} hint={t("settings.general.languageHint")}>
                    {(naming) => (
                        <Select
                            {...naming}
                            value={settings.language}
                            allowDeselect={false}
                            onChange={(language) => language && change({ language })}
                            data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
                        />
                    )}
                </Row>
                <Row label={t("settings.general.motion")} hint={t("settings.general.motionHint")}>
                    {(naming) => (
                        <SegmentedControl
                            {...naming}
                            value={settings.reduceMotion}
                            onChange={(reduceMotion) => change({ reduceMotion })}
                            data={motions.map((value) => ({
                                value,
                                label: t(`settings.general.motions.${value}`),
                            }))}
                        />
                    )}
                </Row>
            </div>
        </Panel>
    );
}

/** Changes when the slider is let go of: everything moves then, the slider, too. */
function TextSize({ value, onChange }: { value: number; onChange: (value: number) => void }) {
    const t = useTranslate();
    const [moving, setMoving] = useState(value);
    useEffect(() => setMoving(value), [value]);
    return (
        <Slider
            w="14rem"
            min={75}
            max={200}
            step={5}
            value={moving}
            label={percent(moving / 100)}
            thumbLabel={t("settings.general.textSize")}
            thumbProps={{ "aria-valuetext": percent(moving / 100) }}
            marks={[
                { value: 100, label: number(100) },
                { value: 200, label: number(200) },
            ]}
            mb="lg"
            me="sm"
            onChange={setMoving}
            onChangeEnd={onChange}
        />
    );
}

function NewChats({ settings }: { settings: Settings }) {
    const t = useTranslate();
    const { change } = useChange();
    return (
        <Panel title={t("settings.general.you")}>
            <TextInput
                label={t("settings.general.labeller")}
                description={t("settings.general.labellerHint")}
                defaultValue={settings.labeller}
                maxLength={200}
                onBlur={(event) => change({ labeller: event.currentTarget.value.trim() })}
            />
            <Textarea
                label={t("settings.general.systemPrompt")}
                description={t("settings.general.systemPromptHint")}
                defaultValue={settings.systemPrompt}
                autosize
                minRows={3}
                maxRows={10}
                onBlur={(event) => change({ systemPrompt: event.currentTarget.value })}
            />
        </Panel>
    );
}
