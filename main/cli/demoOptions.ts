/** What the demonstration was asked. */
export interface DemoOptions {
    model: "pip" | "smollm2";
    preference?: string;
    out: string;
    json?: boolean;
    threads?: number;
}
