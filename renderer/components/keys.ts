/** What the keyboard of this computer calls its keys. */

/** Whether the keys are Apple's. */
export const isMac = navigator.platform.startsWith("Mac");
