/** What stands where nothing is yet: what it is for, and what to do next. */
import { Group, Text, Title } from "@mantine/core";
import type { TablerIcon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./EmptyState.module.css";

interface EmptyStateProps {
    icon: TablerIcon;
    title: string;
    text: string;
    /** buttons */
    children?: ReactNode;
    role?: "alert";
}

export function EmptyState({ icon: Icon, title, text, children, role }: EmptyStateProps) {
    return (
        <div className={classes.empty} role={role}>
            <div className={classes.icon}>
                <Icon size="1.75rem" stroke={1.5} aria-hidden />
            </div>
            <Title order={2} size="h4">
                {title}
            </Title>
            <Text c="dimmed" maw="32rem" ta="center">
                {text}
            </Text>
            <Group justify="center" gap="sm" mt="xs">
                {children}
            </Group>
        </div>
    );
}
