/** A link in a model's text: shows where it leads and asks first. */
import { Button, Code, Group, Modal, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslate } from "../../i18n/useTranslate.ts";
import classes from "./Markdown.module.css";

export function OutsideLink({ href, children }: { href: string | undefined; children: ReactNode }) {
    const t = useTranslate();
    const [asking, { open, close }] = useDisclosure(false);
    if (!href || !/^https?:\/\//i.test(href)) return <>{children}</>;
    return (
        <>
            <UnstyledButton className={classes.link} onClick={open} title={href}>
                {children}
            </UnstyledButton>
            <Modal opened={asking} onClose={close} title={t("markdown.leaving")}>
                <Stack>
                    <Text size="sm">{t("markdown.leavingText")}</Text>
                    <Code block>{href}</Code>
                    <Group justify="flex-end">
                        <Button variant="default" onClick={close}>
                            {t("common.cancel")}
                        </Button>
                        <Button
                            component="a"
                            href={href}
                            target="_blank"
                            rel="noopener noreferrer"
                            onClick={close}
                        >
                            {t("markdown.openOutside")}
                        </Button>
                    </Group>
                </Stack>
            </Modal>
        </>
    );
}
