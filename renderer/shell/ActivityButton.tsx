/** What goes on in the background: how far it is, and a way to stop it. Nothing while nothing goes on. */
import { Button, Group, Popover, Progress, RingProgress, Stack, Text, UnstyledButton } from "@mantine/core";
import type { Activity } from "../../preload/contract/app.ts";
import { useGoings } from "../backend/AppEvents.tsx";
import { useAction } from "../backend/useAction.ts";
import { percent } from "../i18n/format.ts";
import { said } from "../i18n/said.ts";
import { useTranslate } from "../i18n/useTranslate.ts";
import classes from "./Navigation.module.css";

export function ActivityButton() {
    const t = useTranslate();
    const { activities } = useGoings();
    if (activities.length === 0) return null;
    const share = overall(activities);
    const text = share === null ? t("shell.working") : percent(share);
    const label = `${text}, ${t("shell.activities", { count: activities.length })}`;
    return (
        <Popover position="right-end" width="20rem" shadow="md" trapFocus>
            <Popover.Target>
                <UnstyledButton className={classes.item} aria-label={label}>
                    <RingProgress
                        size={22}
                        thickness={3}
                        aria-hidden
                        sections={[{ value: share === null ? 25 : share * 100, color: "pine" }]}
                    />
                    <span className={classes.label}>{text}</span>
                </UnstyledButton>
            </Popover.Target>
            <Popover.Dropdown>
                <Stack gap="md">
                    {activities.map((activity) => (
                        <Row key={activity.id} activity={activity} />
                    ))}
                </Stack>
            </Popover.Dropdown>
        </Popover>
    );
}

function Row({ activity: { id, kind, title, detail, progress } }: { activity: Activity }) {
    const t = useTranslate();
    const { run } = useAction();
    const name = kind === "training" || kind === "evaluation" ? title : said(title);
    return (
        <div>
            <Group justify="space-between" wrap="nowrap">
                <Text size="sm" fw={550} truncate>
                    {name}
                </Text>
                <Button
                    size="compact-xs"
                    variant="subtle"
                    color="gray"
                    onClick={() => run((api) => api.app.cancelActivity({ id }))}
                >
                    {t("common.stop")}
                </Button>
            </Group>
            <Text size="xs" c="dimmed" lineClamp={2}>
                {said(detail)}
            </Text>
            <Progress
                value={(progress ?? 1) * 100}
                animated={progress === null}
                size="sm"
                mt={6}
                aria-label={name}
            />
        </div>
    );
}

/** 0 to 1 over everything whose end is known. */
export function overall(activities: readonly Activity[]): number | null {
    const known = activities.flatMap(({ progress }) => (progress === null ? [] : [progress]));
    return known.length === 0 ? null : known.reduce((sum, share) => sum + share, 0) / known.length;
}
