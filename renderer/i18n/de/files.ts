/** Dateien auswählen. */
import type { Translation } from "../en.ts";

export const files: Translation["files"] = {
    choose: "Auswählen",
    chooseFolder: "Diesen Ordner auswählen",
    folder: "Ordner",
    up: "Einen Ordner höher",
    nothing: "Hier ist nichts, was sich auswählen ließe.",
    places: {
        Home: "Persönlicher Ordner",
        Downloads: "Heruntergeladenes",
        Documents: "Dokumente",
        Models: "Modelle der Bibliothek",
        Computer: "Computer",
    },
};
