/** For those who want to know more: folded away, and not made before it is asked for. */
import { Button, Collapse } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";

export function Fold({ label, children }: { label: string; children: ReactNode }) {
    const [open, { toggle }] = useDisclosure(false);
    const wasOpen = useRef(false);
    wasOpen.current ||= open;
    return (
        <div>
            <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                ms="-0.5rem"
                onClick={toggle}
                aria-expanded={open}
                rightSection={
                    <IconChevronDown
                        size="1rem"
                        stroke={1.6}
                        aria-hidden
                        style={open ? { transform: "rotate(180deg)" } : undefined}
                    />
                }
            >
                {label}
            </Button>
            <Collapse expanded={open}>
                <div style={{ paddingBlockStart: "0.75rem" }}>{wasOpen.current && children}</div>
            </Collapse>
        </div>
    );
}
