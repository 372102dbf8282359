/** Überschriften von Fehlern, nach ihrem Code. */
import type { Translation } from "../en.ts";

export const errors: Translation["errors"] = {
    usage: "Das passt nicht zusammen",
    "input-invalid": "Das kann nicht verwendet werden",
    "not-found": "Das gibt es nicht mehr",
    busy: "Vorher muss etwas anderes fertig werden",
    "file-missing": "Die Datei fehlt",
    "file-access": "Die Datei kann nicht benutzt werden",
    "disk-full": "Der Datenträger ist voll",
    "not-gguf": "Das ist keine Modelldatei",
    "gguf-damaged": "Die Modelldatei ist beschädigt",
    "model-unsupported": "Dieses Modell kann das nicht",
    "adapter-invalid": "Der Adapter kann nicht verwendet werden",
    "adapter-mismatch": "Der Adapter gehört zu einem anderen Modell",
    "package-invalid": "Dem Paket ist nicht zu trauen",
    "database-newer": "Die Daten stammen von einer neueren Version",
    "database-damaged": "Die Daten sind nicht lesbar",
    "folder-in-use": "Der Datenordner wird schon benutzt",
    "data-invalid": "Die Daten können nicht verwendet werden",
    "context-full": "Die Unterhaltung ist zu lang",
    "device-unavailable": "Das Gerät ist nicht verfügbar",
    "out-of-memory": "Zu wenig Arbeitsspeicher",
    "checkpoint-invalid": "Der Lauf kann nicht fortgesetzt werden",
    offline: "Offline ist verriegelt",
    network: "Aus dem Netz war es nicht zu bekommen",
    "engine-stopped": "Die Rechenmaschine ist ausgefallen",
    "connection-lost": "Keine Verbindung zum Programm",
    unexpected: "Etwas ist schiefgegangen",
    interrupted: "Angehalten",
    connectionLostAdvice:
        "Das Fenster verbindet sich von selbst neu. Was gespeichert war, ist nicht verloren.",
    screenMistake:
        "Dieser Teil des Fensters konnte nicht gezeigt werden. Versuchen Sie es noch einmal; Gespeichertes ist sicher.",
};
