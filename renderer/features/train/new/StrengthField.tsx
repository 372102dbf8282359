/** How much a run may change the model, in a word. */
import { Input } from "@mantine/core";
import type { TrainingSettings } from "../../../../preload/contract/training.ts";
import { Segments } from "../../../components/Segments.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";

type Strength = TrainingSettings["strength"];
const strengths: readonly Strength[] = ["gentle", "balanced", "strong"];

interface StrengthFieldProps {
    strength: Strength;
    onChange: (strength: Strength) => void;
}

export function StrengthField({ strength, onChange }: StrengthFieldProps) {
    const t = useTranslate();
    return (
        <Input.Wrapper
            label={t("train.settings.strength.name")}
            description={t("train.settings.strength.hint")}
            labelElement="div"
        >
            <Segments<Strength>
                mt={6}
                aria-label={t("train.settings.strength.name")}
                data={strengths.map((value) => ({ value, label: t(`train.strengths.${value}`) }))}
                value={strength}
                onChange={onChange}
            />
        </Input.Wrapper>
    );
}
