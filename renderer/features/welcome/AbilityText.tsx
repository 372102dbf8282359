/** Whether a model can be talked to or trained here, and why. */
import { Text } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import type { ModelAbility } from "../../../preload/contract/models.ts";
import { said } from "../../i18n/said.ts";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./Welcome.module.css";

export function AbilityText({ what, ability }: { what: "chat" | "training"; ability: ModelAbility }) {
    const t = useTranslate();
    const Icon = ability.possible ? IconCircleCheck : IconCircleX;
    return (
        <Text size="sm" component="div">
            <span className={ability.possible ? classes.yes : classes.no}>
                <Icon size="1rem" aria-hidden />
                {t(`settings.models.${what}${ability.possible ? "Possible" : "Impossible"}`)}
            </span>{" "}
            {said(ability.reason)}
        </Text>
    );
}
