/** A choice of a few, all in sight: in a row where there is room, else one below the other. */
import { SegmentedControl, type SegmentedControlProps } from "@mantine/core";
import { useRef } from "react";
import { useRoom } from "./useRoom.ts";

/** About how wide a letter is, and what stands around a label, in rem. */
const letter = 0.58;
const around = 1.5;

export function Segments<Value extends string>(props: SegmentedControlProps<Value>) {
    const frame = useRef<HTMLDivElement>(null);
    const room = useRoom(frame);
    const needed = (props.data ?? []).reduce((sum, item) => {
        const label = typeof item === "object" ? String(item.label) : String(item);
        return sum + around + letter * label.length;
    }, 0);
    return (
        <div ref={frame} style={{ flex: "1 1 100%", minWidth: 0, maxWidth: "100%" }}>
            <SegmentedControl {...props} orientation={needed > room ? "vertical" : "horizontal"} />
        </div>
    );
}
