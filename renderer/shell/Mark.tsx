/** The program's sign. */
export function Mark() {
    return (
        <svg width="1.75rem" height="1.75rem" viewBox="0 0 64 64" aria-hidden>
            <rect width="64" height="64" rx="16" fill="var(--mantine-color-pine-7)" />
            <g fill="none" stroke="#fff" strokeWidth="5" strokeLinecap="round" strokeLinejoin="round">
                <path d="M14 22h20" />
                <path d="M14 32h30" />
                <path d="M14 42h14" />
                <path d="m36 43 5 5 10-12" />
            </g>
        </svg>
    );
}
