/** Was das Programm über die Sammlung von Modellen im Netz sagt, und über die Modelle, die sich lohnen. */
export const hub = {
    "Offline mode is on, so {0}: turn it off, or bring the file from another computer and use it from where it lies.":
        "Die Offline-Sperre ist an, {0}: Schalten Sie sie aus, oder bringen Sie die Datei von einem anderen Computer mit und verwenden Sie sie, wo sie liegt.",
    "nothing was downloaded": "deshalb wurde nichts heruntergeladen",
    "the hub was not asked": "deshalb wurde die Sammlung nicht gefragt",
    "nobody was asked for a newer version": "deshalb wurde niemand nach einer neueren Version gefragt",
    "Offline mode is on, so no other computer was asked for anything.":
        "Die Offline-Sperre ist an, deshalb wurde kein anderer Computer nach etwas gefragt.",
    "The repository {0}": "Die Sammlung {0}",
    "The list of releases": "Die Liste der Versionen",
    "The list of releases makes no sense: look at the program's page.":
        "Die Liste der Versionen ergibt keinen Sinn: Sehen Sie auf der Seite des Programms nach.",
    '"{0}" is no repository: it has to be like OWNER/NAME.':
        "„{0}“ ist keine Sammlung: Es muss wie BESITZER/NAME aussehen.",
    'A repository is named "owner/name".': "Eine Sammlung heißt wie „besitzer/name“",
    "The repository {0} holds no GGUF files: look for one whose name ends in GGUF.":
        "In der Sammlung {0} sind keine GGUF-Dateien: Suchen Sie eine, deren Name auf GGUF endet.",
    "There is no {0} in {1}. There are: {2}.": "In {1} gibt es {0} nicht. Es gibt: {2}.",
    "Several files of {0} fit, so name one of them: {1}.":
        "Mehrere Dateien von {0} passen, nennen Sie eine davon: {1}.",
    "{0} on the hub has {1} parts, of which only {2} are there.":
        "{0} hat in der Sammlung {1} Teile, von denen nur {2} da sind.",
    '"{0}" is there already and is not the hub\'s file: move it away, or choose another folder.':
        "„{0}“ ist schon da und ist nicht die Datei der Sammlung: Verschieben Sie sie, oder wählen Sie einen anderen Ordner.",
    'The download needs {0} MB of room in "{1}", and there are {2} MB: free some space, or choose another folder.':
        "Das Herunterladen braucht {0} MB Platz in „{1}“, und {2} MB sind frei: Schaffen Sie Platz, oder wählen Sie einen anderen Ordner.",
    "{0} did not arrive as the hub describes it (its SHA-256 is another), so it was thrown away: run this again.":
        "{0} kam nicht so an, wie die Sammlung es beschreibt (das SHA-256 ist ein anderes), und wurde verworfen: Versuchen Sie es noch einmal.",
    "{0} asks for an account: agree to its licence on the hub's page, then set HF_TOKEN to your access token and run this again.":
        "{0} verlangt ein Konto: Stimmen Sie der Lizenz auf der Seite der Sammlung zu, setzen Sie dann HF_TOKEN auf Ihren Zugangsschlüssel und versuchen Sie es noch einmal.",
    "{0} does not exist on the hub, or asks for an account: check the name, or set HF_TOKEN to your access token.":
        "{0} gibt es dort nicht, oder es verlangt ein Konto: Prüfen Sie den Namen, oder setzen Sie HF_TOKEN auf Ihren Zugangsschlüssel.",
    "{0} does not exist on the hub: check the name.": "{0} gibt es dort nicht: Prüfen Sie den Namen.",
    "The hub asks for a pause of {0} seconds: run this again later, what was downloaded is kept.":
        "Die Sammlung bittet um eine Pause von {0} Sekunden: Versuchen Sie es später noch einmal, das Heruntergeladene bleibt.",
    "The hub asks for a pause: run this again later, what was downloaded is kept.":
        "Die Sammlung bittet um eine Pause: Versuchen Sie es später noch einmal, das Heruntergeladene bleibt.",
    "The hub has trouble right now (HTTP {0}): run this again later, what was downloaded is kept.":
        "Die Sammlung hat gerade Schwierigkeiten (HTTP {0}): Versuchen Sie es später noch einmal, das Heruntergeladene bleibt.",
    "The hub refused {0} (HTTP {1}): try another file or repository.":
        "Die Sammlung verweigert {0} (HTTP {1}): Versuchen Sie es mit einer anderen Datei oder Sammlung.",
    "{0} did not answer as a hub does, so {1} cannot be found there: check the hub's address (HF_ENDPOINT).":
        "{0} antwortet nicht wie eine Sammlung, sodass dort nichts zu finden ist ({1}): Prüfen Sie die Adresse (HF_ENDPOINT).",
    "{0} cannot be reached: check the connection. A model can also be brought as a file from another computer.":
        "{0} ist nicht zu erreichen: Prüfen Sie die Verbindung. Ein Modell kann auch als Datei von einem anderen Computer kommen.",
    'The hub\'s address "{0}" is no web address: set HF_ENDPOINT to one, or unset it.':
        "Die Adresse „{0}“ der Sammlung ist keine Webadresse: Setzen Sie HF_ENDPOINT auf eine, oder entfernen Sie es.",
    "The hub sends the request for {0} in circles: try again later.":
        "Die Sammlung schickt die Anfrage im Kreis ({0}): Versuchen Sie es später noch einmal.",
    "The hub's answer is longer than it can be: try again later.":
        "Die Antwort der Sammlung ist länger, als sie sein kann: Versuchen Sie es später noch einmal.",
    "Nothing arrives from the hub any more: run this again to go on from there.":
        "Von der Sammlung kommt nichts mehr an: Versuchen Sie es noch einmal, es geht dort weiter.",

    // Modelle, die sich lohnen (resources/catalogue.json)
    "The smallest that really answers: for trying things out, and for old computers.":
        "Das kleinste, das wirklich antwortet: zum Ausprobieren und für alte Computer.",
    "Still quick to train, and writes more soundly than the 135M model.":
        "Noch schnell zu trainieren, und schreibt besser als das Modell mit 135M.",
    "The smallest with many languages.": "Das kleinste mit vielen Sprachen.",
    "Pleasant, natural answers in English for its size.":
        "Für seine Größe angenehme, natürliche Antworten auf Englisch.",
    "Good at rewriting and summarising, in eight languages.":
        "Gut im Umschreiben und Zusammenfassen, in acht Sprachen.",
    "Open in everything, down to the texts that it was trained on: for research.":
        "In allem offen, bis zu den Texten, mit denen es trainiert wurde: für die Forschung.",
    "An English all-rounder between the small and the large ones.":
        "Ein englischer Alleskönner zwischen den kleinen und den großen.",
    "Thinks before it answers if wanted, in about a hundred languages.":
        "Denkt auf Wunsch nach, bevor es antwortet, in etwa hundert Sprachen.",
    "Made for office work: summaries, extraction, answers from given texts.":
        "Für Büroarbeit gemacht: zusammenfassen, herausziehen, aus gegebenen Texten antworten.",
    "Six European languages, long texts, and thinking before the answer if wanted.":
        "Sechs europäische Sprachen, lange Texte, und auf Wunsch Nachdenken vor der Antwort.",
    "Strong at reasoning and arithmetic for its size, under a very free licence.":
        "Für seine Größe stark im Schließen und Rechnen, mit sehr freier Lizenz.",
    "Thinks before it answers if wanted, and knows more than the 1.7B model.":
        "Denkt auf Wunsch nach, bevor es antwortet, und weiß mehr als das Modell mit 1.7B.",
    "Writes freely and takes on a style easily.": "Schreibt frei und nimmt leicht einen Stil an.",
    "The best-known all-rounder, for computers with much memory.":
        "Der bekannteste Alleskönner, für Computer mit viel Arbeitsspeicher.",
    English: "Englisch",
    Chinese: "Chinesisch",
    Spanish: "Spanisch",
    French: "Französisch",
    German: "Deutsch",
    Japanese: "Japanisch",
    Arabic: "Arabisch",
    Italian: "Italienisch",
    Portuguese: "Portugiesisch",
    Hindi: "Hindi",
    Thai: "Thailändisch",
    others: "andere",
    "about a hundred others": "etwa hundert andere",
} as const;
