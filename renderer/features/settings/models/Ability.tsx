/** Whether a model can do something on this computer, and what to expect. */
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import type { ModelAbility } from "../../../../preload/contract/models.ts";
import { said } from "../../../i18n/said.ts";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "./Models.module.css";

export function Ability({ what, ability }: { what: "chat" | "training"; ability: ModelAbility }) {
    const t = useTranslate();
    const { possible, reason } = ability;
    const Icon = possible ? IconCircleCheck : IconCircleX;
    return (
        <div className={`${classes.ability} ${possible ? classes.yes : classes.no}`}>
            <Icon size="1.125rem" stroke={1.6} aria-hidden />
            <span>
                {t(`settings.models.${what}${possible ? "Possible" : "Impossible"}`)} {said(reason)}
            </span>
        </div>
    );
}
