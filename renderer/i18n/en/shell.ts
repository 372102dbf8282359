/** The window around the screens. */
export const shell = {
    shell: {
        skip: "Skip to the content",
        navigation: "Screens",
        offline: "Offline",
        online: "Online",
        offlineHint: "Nothing of this program uses the network. Change that in the settings.",
        onlineHint: "Downloads you start may use the network. Nothing else does.",
        working: "Working",
        activities_one: "{{count}} task in the background",
        activities_other: "{{count}} tasks in the background",
        lineLost: "The program does not answer. Connecting again…",
        starting: "Starting…",
        startingLong:
            "This takes longer than it should. If the program is not running any more, start it again and open the address that it prints.",
    },
    screens: {
        chat: "Chat",
        label: "Label",
        settings: "Settings",
    },
    screenHints: {
        chat: "Talk to a model, with or without adapters",
        label: "Say which answers you prefer, and look after all your pairs",
        settings: "Models, computer, network, data, look",
    },
    palette: {
        open: "Commands",
        hint: "Everything you can do, by typing: Ctrl+K or ⌘K",
        placeholder: "What would you like to do?",
        nothing: "Nothing matches. Try another word.",
        goTo: "Go to",
        do: "Do",
        conversations: "Conversations",
        newChat: "New chat",
        dark: "Dark theme",
        light: "Light theme",
        larger: "Larger text",
        smaller: "Smaller text",
    },
    tell: {
        showRun: "Show the run",
        findModel: "Find the file",
        openSettings: "Open settings",
    },
} as const;
