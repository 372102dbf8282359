/** Exactly what a run was trained on and with. */
import type { RunRecord, TrainingSettings } from "../../../preload/contract/training.ts";
import { Fold } from "../../components/Fold.tsx";
import { useTranslate } from "../../i18n/useTranslate.ts";
import { allSettings } from "./new/settingFields.ts";
import classes from "./Train.module.css";
import { valueText } from "./valueText.ts";

export function RunSettings({ run: { dataset, settings, preset } }: { run: RunRecord }) {
    const t = useTranslate();
    return (
        <Fold label={t("train.exactly")}>
            <dl className={classes.reasons}>
                <dt>{t("train.data")}</dt>
                <dd>
                    {t("train.dataVersion", {
                        name: dataset.name,
                        version: dataset.version,
                        pairs: t("train.pairs", { count: dataset.pairs }),
                    })}
                    <br />
                    <code style={{ overflowWrap: "anywhere" }}>{dataset.sha256}</code>
                </dd>
                <dt>{t("train.preset")}</dt>
                <dd>{t(`train.presets.${preset}.name`)}</dd>
                {allSettings
                    .filter((name) => name in settings) // a run of an earlier version may lack some
                    .map((name) => (
                        <Setting key={name} name={name} value={settings[name]} />
                    ))}
            </dl>
        </Fold>
    );
}

function Setting({
    name,
    value,
}: {
    name: keyof TrainingSettings;
    value: TrainingSettings[keyof TrainingSettings];
}) {
    const t = useTranslate();
    return (
        <>
            <dt>{t(`train.settings.${name}.name`)}</dt>
            <dd>{valueText(value)}</dd>
        </>
    );
}
