/** What this computer has to give. What something needs is estimated beside that. */
import { totalmem } from "node:os";

/** Memory that the program may use, in bytes: all that the computer has, or what a container allows. */
export function machineMemory(): number {
    const limit = process.constrainedMemory();
    return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
