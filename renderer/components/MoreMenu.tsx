/** What else can be done with a thing, behind three dots; and the entries that most of these menus have. */
import { ActionIcon, type ActionIconProps, Menu } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslate } from "../i18n/useTranslate.ts";

interface MoreMenuProps extends Pick<ActionIconProps, "size" | "variant" | "className"> {
    /** the button's name, which says whose menu it is */
    label: string;
    /** its entries */
    children: ReactNode;
}

export function MoreMenu({ label, children, ...look }: MoreMenuProps) {
    return (
        <Menu position="bottom-end" returnFocus>
            <Menu.Target>
                <ActionIcon aria-label={label} {...look}>
                    <IconDots size="1rem" />
                </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>{children}</Menu.Dropdown>
        </Menu>
    );
}

export function RenameItem({ onClick }: { onClick: () => void }) {
    const t = useTranslate();
    return (
        <Menu.Item leftSection={<IconPencil size="1rem" />} onClick={onClick}>
            {t("common.rename")}
        </Menu.Item>
    );
}

/** @param text what it is called where that is not "Remove" */
export function RemoveItem({ onClick, text }: { onClick: () => void; text?: string }) {
    const t = useTranslate();
    return (
        <Menu.Item leftSection={<IconTrash size="1rem" />} color="red" onClick={onClick}>
            {text ?? t("common.remove")}
        </Menu.Item>
    );
}
