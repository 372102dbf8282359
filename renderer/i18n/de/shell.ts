/** Das Fenster um die Seiten herum. */
import type { Translation } from "../en.ts";

export const shell: Pick<Translation, "shell" | "recovery" | "screens" | "screenHints" | "palette" | "tell"> =
    {
        shell: {
            skip: "Zum Inhalt springen",
            navigation: "Seiten",
            offline: "Offline",
            online: "Online",
            offlineHint:
                "Nichts an diesem Programm benutzt das Netz. Das lässt sich in den Einstellungen ändern.",
            onlineHint: "Downloads, die Sie beginnen, dürfen das Netz benutzen. Sonst nichts.",
            working: "Arbeitet",
            activities_one: "{{count}} Aufgabe im Hintergrund",
            activities_other: "{{count}} Aufgaben im Hintergrund",
            lineLost: "Das Programm antwortet nicht. Verbindung wird neu aufgebaut …",
            starting: "Startet …",
            startingLong:
                "Das dauert länger, als es sollte. Falls das Programm nicht mehr läuft, starten Sie es neu und öffnen Sie die Adresse, die es ausgibt.",
        },
        recovery: {
            title: "Ihre Daten können nicht gelesen werden",
            backups: "Sicherungen, die neueste zuerst",
            restore: "Zurückholen",
            fromFile: "Alles aus einer Datei übernehmen",
            beginAnew: "Ohne Daten anfangen",
            kept: "Was Sie auch wählen: Die beschädigte Datenbank bleibt im Datenordner erhalten.",
        },
        screens: {
            chat: "Chat",
            label: "Bewerten",
            train: "Trainieren",
            adapters: "Adapter",
            evaluate: "Messen",
            settings: "Einstellungen",
            welcome: "Erste Schritte",
        },
        screenHints: {
            chat: "Mit einem Modell reden, mit oder ohne Adapter",
            label: "Sagen, welche Antworten besser sind, und alle Paare ansehen",
            train: "Aus Ihren Urteilen einen Adapter machen",
            adapters: "Ansehen, was trainiert wurde, es benutzen und weitergeben",
            evaluate: "Messen, was gelernt und was behalten wurde",
            settings: "Modelle, Computer, Netzwerk, Daten, Aussehen",
            welcome: "Reden, vorziehen, trainieren: ein erster Adapter in ein paar Minuten",
        },
        palette: {
            open: "Befehle",
            hint: "Alles, was man tun kann, durch Tippen: Strg+K oder ⌘K",
            placeholder: "Was möchten Sie tun?",
            nothing: "Nichts passt. Versuchen Sie ein anderes Wort.",
            goTo: "Gehe zu",
            do: "Tun",
            conversations: "Unterhaltungen",
            newChat: "Neuer Chat",
            dark: "Dunkles Aussehen",
            light: "Helles Aussehen",
            larger: "Größere Schrift",
            smaller: "Kleinere Schrift",
        },
        tell: {
            showRun: "Lauf zeigen",
            findModel: "Datei suchen",
            openSettings: "Einstellungen öffnen",
        },
    };
