/** Choosing files. */
export const files = {
    choose: "Choose",
    chooseFolder: "Choose this folder",
    folder: "Folder",
    up: "One folder up",
    nothing: "Nothing here that could be chosen.",
    places: {
        Home: "Home",
        Downloads: "Downloads",
        Documents: "Documents",
        Models: "Models of the library",
        Computer: "Computer",
    },
} as const;
