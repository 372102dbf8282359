/** What a person is asked to choose on the computer that the backend runs on. */
export interface PathWish {
    kind: "open-file" | "open-folder";
    title: string;
    /** without a dot; none: all files */
    extensions?: string[];
}
