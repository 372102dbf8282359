/** Facts of the program, and what this front door can do. */
import { useAnswer } from "../backend/useAnswer.ts";

/** Undefined until the backend has answered; it never changes. */
export function useAppInfo() {
    return useAnswer("files", ["info"], (api) => api.app.info()).data;
}
