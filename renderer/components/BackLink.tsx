/** The way back from a page to the list that it belongs to, beside its title. */
import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "wouter";

export function BackLink({ to, children }: { to: string; children: ReactNode }) {
    return (
        <Button
            component={Link}
            href={to}
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={<IconArrowLeft size="1rem" />}
        >
            {children}
        </Button>
    );
}
