/** Was das Programm über Dateien mit Paaren, Fragen und Anweisungen sagt, und über einzelne Zeilen darin. */
export const data = {
    "Line {0}": "Zeile {0}",
    "Item {0}": "Eintrag {0}",
    '"{0}" is empty; it should hold {1}.': "„{0}“ ist leer; es sollten {1} darin sein.",
    '"{0}" has no usable {1}.': "„{0}“ enthält keine brauchbaren {1}.",
    "preference pairs": "Paare mit Vorlieben",
    "Its only row cannot be used.": "Die einzige Zeile ist nicht verwendbar.",
    "None of its {0} rows can be used.": "Keine der {0} Zeilen ist verwendbar.",
    '"{0}" is saved as UTF-16; save it as UTF-8 and try again.':
        "„{0}“ ist als UTF-16 gespeichert; speichern Sie die Datei als UTF-8 und versuchen Sie es noch einmal.",
    '"{0}" has {1} MB, more than the {2} MB that can be read; split it into smaller files.':
        "„{0}“ hat {1} MB, mehr als die {2} MB, die gelesen werden können; teilen Sie die Datei auf.",
    '"{0}" has bytes that are not UTF-8 text; save it as UTF-8 and try again.':
        "„{0}“ enthält Byte, die kein UTF-8-Text sind; speichern Sie die Datei als UTF-8 und versuchen Sie es noch einmal.",
    '"{0}" has changed since it was looked at. Look at it again, then import it.':
        "„{0}“ hat sich geändert, seit die Datei angesehen wurde. Sehen Sie sie noch einmal an und importieren Sie sie dann.",
    '{0} of {1} rows in "{2}" cannot be used. Correct them, or leave them out.':
        "{0} von {1} Zeilen in „{2}“ sind nicht verwendbar. Berichtigen Sie sie, oder lassen Sie sie weg.",
    '{0} of {1} rows in "{2}" cannot be used.': "{0} von {1} Zeilen in „{2}“ sind nicht verwendbar.",
    "Correct them, or leave them out with --skip-invalid.":
        "Berichtigen Sie sie, oder lassen Sie sie mit --skip-invalid weg.",
    '{0} of {1} rows of "{2}" cannot be used; correct them or take them out.':
        "{0} von {1} Zeilen in „{2}“ sind nicht verwendbar; berichtigen oder entfernen Sie sie.",
    "{0} of {1} rows are left out. The first: {2}": "{0} von {1} Zeilen bleiben weg. Die erste: {2}",
    "CSV of {0}": "CSV mit {0}",
    "CSV of preference pairs": "CSV mit Paaren",
    "a JSON list of {0}": "JSON-Liste mit {0}",
    "a JSON list of preference pairs": "JSON-Liste mit Paaren",
    "JSONL of {0}": "JSONL mit {0}",
    "JSONL of preference pairs": "JSONL mit Paaren",
    "pairs and of answers with a thumb": "Paaren und Antworten mit Daumen",
    "answers with a thumb": "Antworten mit Daumen",

    // eine Zeile: JSON und CSV
    "this is {0}, not an object in { }.": "Das ist {0}, kein Objekt in { }.",
    "it has bytes that are not UTF-8 text; save the file as UTF-8.":
        "Sie enthält Byte, die kein UTF-8-Text sind; speichern Sie die Datei als UTF-8.",
    "this is not valid JSON: {0}.": "Das ist kein gültiges JSON: {0}.",
    "it stops in the middle, so a part seems to be cut off":
        "Es hört mittendrin auf, ein Teil scheint abgeschnitten zu sein",
    "there is an unexpected {0}": "Hier stand etwas anderes zu erwarten als {0}",
    "{0} at character {1}": "{0}, bei Zeichen {1}",
    "expected property name or '}' at character {0}": "Bei Zeichen {0} fehlt ein Name oder }",
    "expected double-quoted property name at character {0}":
        "Bei Zeichen {0} fehlt ein Name in Anführungszeichen",
    "expected ',' or '}' after property value at character {0}": "Bei Zeichen {0} fehlt ein Komma oder }",
    "expected ',' or ']' after array element at character {0}": "Bei Zeichen {0} fehlt ein Komma oder ]",
    "expected ':' after property name at character {0}": "Bei Zeichen {0} fehlt ein Doppelpunkt",
    "unterminated string at character {0}":
        "Der Text, der bei Zeichen {0} endet, hat kein Anführungszeichen am Ende",
    "bad control character in string literal at character {0}":
        "Bei Zeichen {0} steht ein Zeichen, das in Texten nicht erlaubt ist",
    "bad escaped character at character {0}": "Bei Zeichen {0} steht nach \\ ein falsches Zeichen",
    "unexpected non-whitespace character after JSON at character {0}":
        "Bei Zeichen {0} kommt nach dem Ende noch etwas",
    "a list": "eine Liste",
    "an object": "ein Objekt",
    "a text": "ein Text",
    "a number": "eine Zahl",
    "a boolean": "ein Wahrheitswert",
    "there is nothing here; the list has a comma too many.":
        "Hier ist nichts; die Liste hat ein Komma zu viel.",
    "the list stops without its closing bracket; the file seems to be cut off.":
        "Die Liste endet ohne schließende Klammer; die Datei scheint abgeschnitten zu sein.",
    "there is more text after the end of the list, and it was not read.":
        "Nach dem Ende der Liste kommt noch Text; er wurde nicht gelesen.",
    '"{0}" is empty; its first line should name the columns.':
        "„{0}“ ist leer; die erste Zeile sollte die Spalten nennen.",
    '"{0}" has bytes that are not UTF-8 text; save it as "CSV UTF-8" and try again.':
        "„{0}“ enthält Byte, die kein UTF-8-Text sind; speichern Sie die Datei als „CSV UTF-8“ und versuchen Sie es noch einmal.",
    "a quotation mark is opened and never closed, so that everything behind it could not be read.":
        "Ein Anführungszeichen wird nie geschlossen, sodass alles dahinter nicht gelesen werden konnte.",
    "it is no valid CSV ({0}).": "Das ist kein gültiges CSV ({0}).",
    "it is no valid CSV (unknown error).": "Das ist kein gültiges CSV (unbekannter Fehler).",
    '"{0}" has two columns named {1}; rename one of them.':
        "In „{0}“ heißen zwei Spalten {1}; benennen Sie eine davon um.",
    "it has {0} cells, but the first line names only {1} columns.":
        "Sie hat {0} Zellen, aber die erste Zeile nennt nur {1} Spalten.",
    "{0} is missing.": "{0} fehlt.",
    '"prompt" is missing.': "„prompt“ fehlt.",
    "{0} is {1}, not a text.": "{0} ist {1}, kein Text.",
    "{0} has half a character in it (a lone surrogate), which no text may have.":
        "{0} enthält ein halbes Zeichen (ein einzelnes Surrogat), was in keinem Text stehen darf.",
    "{0} is empty.": "{0} ist leer.",

    // Paare und Unterhaltungen
    '"{0}" is an empty list.': "„{0}“ ist eine leere Liste.",
    "{0} texts": "{0} Texten",
    "1 text": "1 Text",
    '"{0}" is a list of {1}; it must be one text or a list of messages.':
        "„{0}“ ist eine Liste aus {1}; es muss ein Text oder eine Liste von Nachrichten sein.",
    'message {0} of "{1}"': "Nachricht {0} in „{1}“",
    "{0} is {1}, not an object with a role and a content.":
        "{0} ist {1}, kein Objekt mit „role“ und „content“.",
    "the role of {0}": "Die Rolle von {0}",
    "{0} has the unknown role {1}; only system, user and assistant are known.":
        "{0} hat die unbekannte Rolle {1}; bekannt sind nur system, user und assistant.",
    "the content of {0}": "Der Inhalt von {0}",
    "the prompt is empty.": "Die Frage ist leer.",
    "message {0} of the prompt is empty.": "Nachricht {0} der Frage ist leer.",
    "on a turn of the {0}": "mit einer Nachricht der Rolle „{0}“",
    "before the first question": "vor der ersten Frage",
    "the prompt ends {0}; it must end with a user's message.":
        "Das Gespräch endet {0}; es muss mit einer Nachricht der Rolle „user“ enden.",
    '"completion" must be one answer of the assistant.':
        "„completion“ muss eine Antwort des Assistenten sein.",
    "the completion is empty.": "Die Antwort ist leer.",
    '"label" is {0} that is neither true nor false.': "„label“ ist {0}, weder wahr noch falsch.",
    'there is a further answer, "{0}"; a pair has one chosen and one rejected answer.':
        "Es gibt eine weitere Antwort, „{0}“; ein Paar hat eine vorgezogene und eine verworfene.",
    '"prompt" is {0}; it must be a text or a list of messages.':
        "„prompt“ ist {0}; es muss ein Text oder eine Liste von Nachrichten sein.",
    '"{0}" is {1}; it must be a text or a list of messages.':
        "„{0}“ ist {1}; es muss ein Text oder eine Liste von Nachrichten sein.",
    '"{0}" ends on a turn of the {1}; it must end with the assistant\'s answer.':
        "„{0}“ endet mit einer Nachricht der Rolle „{1}“; es muss mit der Antwort des Assistenten enden.",
    '"prompt" is missing, and "{0}" is an answer without the conversation before it.':
        "„prompt“ fehlt, und „{0}“ ist eine Antwort ohne das Gespräch davor.",
    '"{0}" has {1} messages that do not start with the prompt; it must be one answer, or the whole conversation.':
        "„{0}“ hat {1} Nachrichten, die nicht mit der Frage beginnen; es muss eine Antwort oder das ganze Gespräch sein.",
    'the {0} answer is missing ("{1}" is null).': "Die Antwort „{0}“ fehlt („{1}“ ist null).",
    'the {0} answer is missing ("{1}" is not there).': "Die Antwort „{0}“ fehlt („{1}“ ist nicht da).",
    '"chosen" and "rejected" answer different prompts (message {0} is not the same); only their last answers may differ.':
        "„chosen“ und „rejected“ antworten auf verschiedene Fragen (Nachricht {0} ist nicht dieselbe); nur die letzten Antworten dürfen sich unterscheiden.",
    "the {0} answer is empty.": "Die Antwort „{0}“ ist leer.",
    "the chosen and the rejected answer are the same.":
        "Die vorgezogene und die verworfene Antwort sind gleich.",
    "the chosen and the rejected answer differ only by spaces or line ends around them.":
        "Die vorgezogene und die verworfene Antwort unterscheiden sich nur durch Leerzeichen oder Zeilenenden am Rand.",
    'there is a "system" text besides the system message in the conversation; keep one of them.':
        "Es gibt einen Text „system“ und eine Systemnachricht im Gespräch; behalten Sie eines davon.",
    "the verdict must be one of {0}.": "Das Urteil muss eines von diesen sein: {0}.",
    "there are {0} texts and {1} scores; a pair has two of each.":
        "Es sind {0} Texte und {1} Bewertungen; ein Paar hat von beidem zwei.",
    "a score is no number.": "Eine Bewertung ist keine Zahl.",
    "both texts have the same score, so neither is preferred.":
        "Beide Texte sind gleich bewertet, keiner wird vorgezogen.",
    'text {0} is no conversation that begins with "## Human:".':
        "Text {0} ist kein Gespräch, das mit „## Human:“ beginnt.",

    // Dateien mit Fragen
    '"{0}" is larger than 64 MB. Split it into smaller files of prompts.':
        "„{0}“ ist größer als 64 MB. Teilen Sie die Fragen auf mehrere Dateien auf.",
    'it has no "prompt".': "Es fehlt „prompt“.",
    "choice {0}": "Auswahl {0}",
    "choice {0} is empty.": "Auswahl {0} ist leer.",
    'there are both "choices" and "expected"; a question has one of them.':
        "Es gibt „choices“ und „expected“; eine Frage hat nur eines davon.",
    'a question needs either "choices" with an "answer", or an "expected" text.':
        "Eine Frage braucht entweder „choices“ mit „answer“, oder einen Text „expected“.",
    '"choices" is {0}, not a list of texts.': "„choices“ ist {0}, keine Liste von Texten.",
    '"choices" has no entry; there must be at least two.':
        "„choices“ hat keinen Eintrag; es müssen mindestens zwei sein.",
    '"choices" has one entry; there must be at least two.':
        "„choices“ hat nur einen Eintrag; es müssen mindestens zwei sein.",
    "two choices are the same ({0}).": "Zwei Auswahlen sind gleich ({0}).",
    '"label" has not one entry for each of the {0} choices.':
        "„label“ hat nicht für jede der {0} Auswahlen einen Eintrag.",
    "label {0}": "„label“ {0}",
    "the answer {0} can mean more than one choice; give its position, counted from 0.":
        "Die Antwort {0} kann mehr als eine Auswahl meinen; geben Sie ihre Stelle an, gezählt ab 0.",
    "the answer {0} is neither a choice nor the letter of one.":
        "Die Antwort {0} ist weder eine Auswahl noch der Buchstabe einer solchen.",
    "the answer {0} is not the position of a choice; positions go from 0 to {1}.":
        "Die Antwort {0} ist nicht die Stelle einer Auswahl; es gibt die Stellen 0 bis {1}.",

    // Dateien mit Anweisungen
    '"instruction_id_list" is empty.': "„instruction_id_list“ ist leer.",
    '"instruction_id_list" is {0}.': "„instruction_id_list“ ist {0}.",
    '"kwargs" is no list with an entry for each of the {0} instructions.':
        "„kwargs“ ist keine Liste mit einem Eintrag für jede der {0} Anweisungen.",
    'entry {0} of "kwargs" is {1}, not an object.': "Eintrag {0} von „kwargs“ ist {1}, kein Objekt.",
    "instruction {0}": "Anweisung {0}",
    '"letter" is not one letter from a to z.': "„letter“ ist kein einzelner Buchstabe von a bis z.",
    '"{0}" is no text.': "„{0}“ ist kein Text.",
    '"{0}" is no list of texts.': "„{0}“ ist keine Liste von Texten.",
    '"{0}" is no whole number.': "„{0}“ ist keine ganze Zahl.",
    '"{0}" is neither "less than" nor "at least".': "„{0}“ ist weder „less than“ noch „at least“.",
} as const;
