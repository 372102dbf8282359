/** Erste Schritte. */
import type { Translation } from "../en.ts";

export const welcome: Translation["welcome"] = {
    title: "Ein Modell so antworten lassen, wie Sie es mögen",
    text: "Drei Schritte, ein paar Minuten, alles auf diesem Computer. Pip, ein sehr kleines Modell zum Ausprobieren, ist schon da.",
    stepDone: "Erledigt",
    talk: "Mit ihm reden",
    talkText:
        "Fragen Sie Pip auf Englisch, was Sie am Wochenende tun sollen. Es weiß wenig und antwortet zufällig in sechs Tonarten: mal herzlich, mal knapp. Das werden Sie ändern.",
    talkButton: "Mit Pip chatten",
    prefer: "Antworten vorziehen",
    preferText:
        "Zwei Antworten, und Sie wählen: links oder rechts, mit den Pfeiltasten. Etwa 50 Urteile über dasselbe, zum Beispiel freundlicher oder kürzer, genügen für den Anfang.",
    preferButton: "Antworten vergleichen",
    examples: "Fertige Beispiele nehmen",
    exampleTag: "herzlich",
    examplesIn_one: "{{count}} Beispiel für herzliche Antworten kam herein.",
    examplesIn_other: "{{count}} Beispiele für herzliche Antworten kamen herein.",
    pairsOf: "{{pairs}} von etwa {{enough}}",
    pairsEnough: "{{pairs}} Vorlieben: genug für den Anfang",
    train: "Trainieren und vergleichen",
    trainText:
        "Aus Ihren Urteilen lernt ein kleiner Adapter Ihren Geschmack. Das Modell selbst bleibt, wie es ist. Dann fragen Sie beide dasselbe, nebeneinander.",
    trainButton: "Einen Adapter trainieren",
    compareButton: "Beide vergleichen",
    setName: "Meine Vorlieben",
    own: "Ihr eigenes Modell",
    ownText:
        "Für ernsthafte Arbeit nehmen Sie ein größeres Modell: eine Datei, die auf .gguf endet. Legen Sie sie hier ab, oder wählen Sie sie dort, wo sie liegt. Nichts darin wird verändert.",
    chooseModel: "Modelldatei wählen …",
    dropModel: "Ein Modell hier ablegen (.gguf)",
    adding: "Das Modell wird angesehen",
    talkTo: "Mit {{model}} chatten",
    allModels: "Alle Modelle und woher es andere gibt",
    fits: "Was zu diesem Computer passt",
    fitsText: "{{memory}} Speicher, {{processor}}, {{cores}} Kerne",
    measuring: "Der Computer wird angesehen …",
    speed: "Geschwindigkeit messen",
    summary:
        "Der Speicher reicht zum Reden mit Modellen bis etwa {{chat}}, zum Trainieren bis etwa {{training}}. Kleinere antworten und lernen schneller: Ohne Grafikkarte dauert ein Training unter einer halben Milliarde Parametern Minuten, über drei Milliarden Stunden bis Tage.",
    nothingFits: "Dieser Computer hat zu wenig Speicher für die üblichen Modelle. Pip geht.",
    billion: "{{size}} Milliarden Parameter",
    model: "Modell",
    size: "Datei",
    canTalk: "Chat",
    canTrain: "Training",
    takes: "braucht {{memory}}",
    tooLarge: "bräuchte {{memory}}",
    fitsNote:
        "Ungefähr, nach einer Faustregel, bei üblichen Längen. Ist ein Modell da, sagt das Programm es genauer, und vor jedem Training, wie lange es dauert.",
    putAway: "Ich kenne mich aus: nicht mehr hier beginnen",
    findAgain: "Die ersten Schritte bleiben in den Befehlen (Strg+K).",
};
