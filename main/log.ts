/**
 * How the program notes what happened, for whoever has to find a fault. Never what people wrote.
 * The shape only: where the lines go is the front door's choice.
 */

/** Notes one event; `details` may be an error. */
export type Log = (level: "info" | "warning" | "error", text: string, details?: unknown) => void;
