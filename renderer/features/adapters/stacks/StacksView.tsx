/** Saved stacks: adapters in an order and with weights, ready to be used. */
import { Button } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useAnswer } from "../../../backend/useAnswer.ts";
import { EmptyState } from "../../../components/EmptyState.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { ScreenFrame } from "../../../components/ScreenFrame.tsx";
import { useTranslate } from "../../../i18n/useTranslate.ts";
import classes from "../AdapterList.module.css";
import { StackPanel } from "./StackPanel.tsx";

export function StacksView({ views }: { views: ReactNode }) {
    const t = useTranslate();
    const { data: stacks, error, refetch } = useAnswer("stacks", ["list"], (api) => api.stacks.list());
    const { data: adapters } = useAnswer("adapters", ["list"], (api) => api.adapters.list());
    return (
        <ScreenFrame title={t("screens.adapters")} beside={views} scrolls={stacks?.length !== 0} wide>
            {error && <Failure error={error} retry={() => void refetch()} />}
            {stacks?.length === 0 && (
                <EmptyState
                    icon={IconStack2}
                    title={t("adapters.noStacks")}
                    text={t("adapters.noStacksText")}
                >
                    <Button component={Link} href="/adapters" variant="default">
                        {t("adapters.all")}
                    </Button>
                </EmptyState>
            )}
            <ul className={classes.cards}>
                {stacks?.map((stack) => (
                    <StackPanel key={stack.id} stack={stack} adapters={adapters ?? []} />
                ))}
            </ul>
        </ScreenFrame>
    );
}
