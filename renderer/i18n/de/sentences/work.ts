/** Was das Programm bei der Arbeit sagt: beim Chatten, Vergleichen, Messen und im Hintergrund. */
export const work = {
    // überall
    "{0} does not exist any more. Go back to the list; it may have been deleted in another window.":
        "{0} gibt es nicht mehr. Gehen Sie zurück zur Liste; vielleicht wurde in einem anderen Fenster gelöscht.",
    "This model": "Dieses Modell",
    "This adapter": "Diesen Adapter",
    "This stack": "Diesen Stapel",
    "This conversation": "Diese Unterhaltung",
    "This message": "Diese Nachricht",
    "The message before this one": "Die Nachricht davor",
    "This comparison": "Diesen Vergleich",
    "This label": "Diese Bewertung",
    "This import": "Diesen Import",
    "This data set": "Diesen Datensatz",
    "This version of the data set": "Diese Fassung des Datensatzes",
    "This training run": "Diesen Trainingslauf",
    "This queue": "Diese Liste von Fragen",
    "This evaluation": "Diese Messung",
    "This item": "Diesen Eintrag",
    "This judging": "Diese Beurteilung",
    "This match": "Dieses Paar von Antworten",
    "This preset": "Diese Vorgabe",
    "What you want to delete": "Was Sie löschen wollen,",
    "What you want to bring back": "Was Sie zurückholen wollen,",
    "What you want to bring back does not exist any more.": "Was Sie zurückholen wollen, gibt es nicht mehr.",
    "This cannot be taken back any more.": "Das kann nicht mehr zurückgenommen werden.",
    "Something unexpected happened: {0}. The log has the details.":
        "Etwas Unerwartetes ist geschehen: {0}. Genaueres steht im Protokoll.",
    "Something unexpected happened: no reason given. The log has the details.":
        "Etwas Unerwartetes ist geschehen, ohne Angabe eines Grundes. Genaueres steht im Protokoll.",
    "Something unexpected happened. The log has the details.":
        "Etwas Unerwartetes ist geschehen. Genaueres steht im Protokoll.",
    "Something unexpected went wrong; details are in the log.":
        "Etwas Unerwartetes ist schiefgegangen; Genaueres steht im Protokoll.",
    'The value of "{0}" cannot be used: {1}.': "Der Wert von „{0}“ kann nicht verwendet werden: {1}.",
    "The values cannot be used: {0}.": "Die Werte können nicht verwendet werden: {0}.",
    "not allowed": "Das ist nicht erlaubt",
    "Stopped.": "Angehalten.",
    "Stopped before the end.": "Vor dem Ende angehalten.",
    "Stopped before the end; nothing was changed.": "Vor dem Ende angehalten; nichts wurde geändert.",
    "This is possible in the desktop program only.": "Das geht nur im Desktop-Programm.",
    "This work has ended already.": "Diese Arbeit ist schon zu Ende.",
    "This work cannot be stopped halfway.": "Diese Arbeit kann nicht mittendrin angehalten werden.",
    "The program is being closed.": "Das Programm wird gerade geschlossen.",
    "The program was closed.": "Das Programm wurde geschlossen.",
    "speed test": "Messung der Geschwindigkeit",
    "export everything": "Alles exportieren",
    "{0} threads": "{0} Threads",
    "Step {0} of {1}": "Schritt {0} von {1}",
    "Part {0} of {1}": "Teil {0} von {1}",
    "Speed cannot be measured while answers are written or something is trained or evaluated. Wait, or stop that.":
        "Die Geschwindigkeit kann nicht gemessen werden, während Antworten geschrieben werden oder ein Training oder eine Messung läuft. Warten Sie, oder halten Sie das an.",
    "The program behind this window does not answer any more.":
        "Das Programm hinter diesem Fenster antwortet nicht mehr.",
    "The program behind this window gave no usable answer.":
        "Das Programm hinter diesem Fenster gab keine brauchbare Antwort.",

    // das Rechenwerk und die Seite
    "The part of the program that runs models was restarted.": "Das Rechenwerk wurde neu gestartet.",
    "The part of the program that runs models has stopped: {0}. It starts again by itself when it is needed.":
        "Das Rechenwerk ist ausgefallen: {0}. Es startet von selbst wieder, wenn es gebraucht wird.",
    "the system ended it, most likely because memory ran out":
        "Das System hat es beendet, höchstwahrscheinlich, weil der Arbeitsspeicher ausging",
    "it made a mistake that it could not recover from":
        "Es hat einen Fehler gemacht, der nicht zu beheben war",
    "the reason is not known": "Der Grund ist nicht bekannt",
    "it ended with {0}": "Es endete mit {0}",
    "code {0}": "Code {0}",
    "This address is not served here.": "Diese Adresse wird hier nicht bedient.",
    "This file has been fetched already. Export it once more.":
        "Diese Datei wurde schon abgeholt. Exportieren Sie sie noch einmal.",
    "There is nothing at this address.": "Unter dieser Adresse ist nichts.",
    "This page opens with the link that the program prints, and each link works once. Press Enter in its window for a new one.":
        "Diese Seite öffnet sich mit dem Link, den das Programm ausgibt, und jeder Link gilt einmal. Drücken Sie in seinem Fenster die Eingabetaste für einen neuen.",
    "The screens have not been built yet. Run “npm run build:renderer” in the program's folder, then reload this page.":
        "Die Bildschirme sind noch nicht gebaut. Führen Sie im Ordner des Programms „npm run build:renderer“ aus, und laden Sie diese Seite neu.",
    "The port {0} is taken by another program. Choose another one with --port, or leave it out.":
        "Den Port {0} belegt ein anderes Programm. Wählen Sie mit --port einen anderen, oder lassen Sie es weg.",
    "The port {0} is not allowed. Choose one above 1023.":
        "Der Port {0} ist nicht erlaubt. Wählen Sie einen über 1023.",

    // Modelle und Adapter der Bibliothek
    "There is no model yet. Add one on the Models page.":
        "Es gibt noch kein Modell. Fügen Sie unter „Modelle“ eines hinzu.",
    'The file of the model "{0}" is not at "{1}" any more. Say where it is now, on the Models page.':
        "Die Datei des Modells „{0}“ ist nicht mehr unter „{1}“. Sagen Sie unter „Modelle“, wo sie jetzt ist.",
    'The file of the model "{0}" at "{1}" holds another model now. Say where the old one is, on the Models page, or add this one as a new model.':
        "Die Datei des Modells „{0}“ unter „{1}“ enthält jetzt ein anderes Modell. Sagen Sie unter „Modelle“, wo das alte ist, oder fügen Sie dieses als neues Modell hinzu.",
    '"{0}" is another model than "{1}". Choose the file that was moved, or add this one as a new model.':
        "„{0}“ ist ein anderes Modell als „{1}“. Wählen Sie die verschobene Datei, oder fügen Sie diese als neues Modell hinzu.",
    "It is in the library already, as “{0}”.": "Er ist schon in der Bibliothek, als „{0}“.",
    "The model “{0}” is not in the library. Add it, and the adapter can be used.":
        "Das Modell „{0}“ ist nicht in der Bibliothek. Fügen Sie es hinzu, dann kann der Adapter verwendet werden.",
    "It does not say which model it was made for, and cannot be used.":
        "Es steht nicht darin, für welches Modell er ist; er kann nicht verwendet werden.",
    "The model “{0}” of the adapter “{1}” is not in the library. Add it first.":
        "Das Modell „{0}“ des Adapters „{1}“ ist nicht in der Bibliothek. Fügen Sie es vorher hinzu.",
    "The pairs that this adapter was trained on are not here. Export it without them.":
        "Die Paare, mit denen dieser Adapter trainiert wurde, sind nicht hier. Exportieren Sie ihn ohne sie.",
    'The adapter "{0}" was made for "{1}", not for this model. Take it out of the stack.':
        "Der Adapter „{0}“ ist für „{1}“ gemacht, nicht für dieses Modell. Nehmen Sie ihn aus dem Stapel.",
    'The adapter "{0}" was made for "{1}", not for this stack\'s model.':
        "Der Adapter „{0}“ ist für „{1}“ gemacht, nicht für das Modell dieses Stapels.",
    'The file of the adapter "{0}" is not at "{1}" any more. Put it back, or take the adapter out of the stack.':
        "Die Datei des Adapters „{0}“ ist nicht mehr unter „{1}“. Legen Sie sie zurück, oder nehmen Sie den Adapter aus dem Stapel.",
    'The file of the adapter "{0}" at "{1}" has been changed since it was made. Put the old file back, or take the adapter out of the stack.':
        "Die Datei des Adapters „{0}“ unter „{1}“ wurde verändert, seit sie gemacht wurde. Legen Sie die alte zurück, oder nehmen Sie den Adapter aus dem Stapel.",
    'It is not known how large "{0}" is.': "Es ist nicht bekannt, wie groß „{0}“ ist.",

    // Chat
    "The model is being loaded.": "Das Modell wird geladen.",
    "Only questions are asked again; improve an answer instead.":
        "Nur Fragen werden noch einmal gestellt; verbessern Sie stattdessen eine Antwort.",
    "This answer has come to its end by itself.": "Diese Antwort ist von selbst zu Ende gekommen.",
    "This is a question, not an answer.": "Das ist eine Frage, keine Antwort.",
    "Choose a model for this conversation first.": "Wählen Sie zuerst ein Modell für diese Unterhaltung.",
    "Only answers to the same question can be compared.":
        "Nur Antworten auf dieselbe Frage können verglichen werden.",
    "Nothing has been changed: edit the answer first.":
        "Es ist nichts geändert: Bearbeiten Sie zuerst die Antwort.",
    "Only answers can be judged.": "Nur Antworten können beurteilt werden.",
    "This answer cannot be judged: it is not finished, or empty.":
        "Diese Antwort kann nicht beurteilt werden: Sie ist nicht fertig oder leer.",
    "The conversation has {0} tokens, and this context holds {1}. Shorten it, or choose a larger context.":
        "Die Unterhaltung hat {0} Token, und dieser Kontext fasst {1}. Kürzen Sie sie, oder wählen Sie einen größeren Kontext.",
    "This question has {0} tokens, and there is room for {1}. Shorten it, or choose a larger context in the settings.":
        "Diese Frage hat {0} Token, und Platz ist für {1}. Kürzen Sie sie, oder wählen Sie in den Einstellungen einen größeren Kontext.",

    // Antworten vergleichen
    "Both answers are the same: nothing can be learned from that.":
        "Beide Antworten sind gleich: Daraus ist nichts zu lernen.",
    "Both answers would be the same. Choose two different stacks, or a temperature above 0.":
        "Beide Antworten wären gleich. Wählen Sie zwei verschiedene Stapel, oder eine Temperatur über 0.",
    "This has been judged already. Undo that verdict to change it.":
        "Das ist schon beurteilt. Nehmen Sie das Urteil zurück, um es zu ändern.",
    "Say first which of the two answers is better; your own text then takes its place. In comparisons of stacks there is none.":
        "Sagen Sie zuerst, welche der beiden Antworten besser ist; Ihr eigener Text tritt dann an ihre Stelle. Bei Vergleichen von Stapeln gibt es das nicht.",
    "There are no prompts yet: nothing has been asked in a chat.":
        "Es gibt noch keine Fragen: In keinem Chat wurde etwas gefragt.",
    "These are {0} prompts, more than the {1} of one queue. Split the file.":
        "Das sind {0} Fragen, mehr als die {1} einer Liste. Teilen Sie die Datei auf.",
    "Each prompt has to end with a question that is not empty.":
        "Jeder Eintrag muss mit einer Frage enden, die nicht leer ist.",
    "There was nothing to compare for {0} prompts in a row: both answers were the same, or empty. Make a queue with a higher temperature or with two stacks that differ more.":
        "Bei {0} Fragen nacheinander gab es nichts zu vergleichen: Beide Antworten waren gleich oder leer. Legen Sie eine Liste mit höherer Temperatur an, oder mit zwei Stapeln, die sich mehr unterscheiden.",
    "Answers for labelling could not be made.": "Antworten zum Vergleichen konnten nicht gemacht werden.",
    "Nothing has been decided yet.": "Noch ist nichts entschieden.",
    "{0} is preferred. {1}.": "Vorgezogen wird: {0}. {1}.",
    "No clear difference yet. {0}.": "Noch kein klarer Unterschied. {0}.",
    "{0} comparison so far: {1}": "{0} Vergleich bisher: {1}",
    "{0} comparisons so far: {1}": "{0} Vergleiche bisher: {1}",
    "{0} for {1}, between {2} and {3} with 95% certainty":
        "{0} für {1}, mit 95\u00a0% Sicherheit zwischen {2} und {3}",
    "the original model": "das Originalmodell",
    "{0} ({1})": "{0} ({1})",
    "{0}, version {1}": "{0}, Fassung {1}",
    "a removed adapter": "ein gelöschter Adapter",

    // Messungen
    "strength 0": "Stärke 0",
    "strength {0}": "Stärke {0}",
    "strength {0}, α₀ {1}": "Stärke {0}, α₀ {1}",
    "no adapter": "kein Adapter",
    "An adapter is named twice. Choose different adapters.":
        "Ein Adapter ist zweimal genannt. Wählen Sie verschiedene.",
    "This measurement is complete.": "Diese Messung ist abgeschlossen.",
    "This measurement is going on already.": "Diese Messung läuft schon.",
    "This evaluation is not complete yet.": "Diese Messung ist noch nicht abgeschlossen.",
    "This evaluation has no such part.": "Einen solchen Teil hat diese Messung nicht.",
    "An adapter has changed since this was measured.":
        "Ein Adapter hat sich geändert, seit dies gemessen wurde.",
    "This evaluation says nothing about learning against forgetting: measure pairs or answers, and questions or instructions as well.":
        "Diese Messung sagt nichts über Gelerntes gegen Verlerntes: Messen Sie Paare oder Antworten, und dazu Fragen oder Anweisungen.",
    "Nothing has been measured yet, so there is nothing to export.":
        "Noch ist nichts gemessen, also gibt es nichts zu exportieren.",
    "The part of the program that runs models has stopped. Go on with this to start it again.":
        "Das Rechenwerk ist ausgefallen. Setzen Sie dies fort, um es wieder zu starten.",
    "This judging has no such part.": "Einen solchen Teil hat diese Beurteilung nicht.",
    'The model "{0}" cannot judge, because it cannot be talked to here.':
        "Das Modell „{0}“ kann nicht urteilen, denn hier lässt sich nicht mit ihm sprechen.",
    "This evaluation has no sampled answers that could be judged. Measure once more, with sampled answers.":
        "Diese Messung hat keine eigenen Antworten, die beurteilt werden könnten. Messen Sie noch einmal, mit eigenen Antworten.",
    'The data set "{0}" has no comparison that the judge could be compared with.':
        "Der Datensatz „{0}“ hat keinen Vergleich, mit dem das Urteil verglichen werden könnte.",
    'Nobody has preferred an answer yet in "{0}", so that the judge cannot be compared with people.':
        "In „{0}“ hat noch niemand eine Antwort vorgezogen; mit Menschen lässt sich das Urteil daran nicht vergleichen.",
    "What this evaluation was begun with has changed, so it cannot go on. Repeat it instead.":
        "Womit diese Messung begonnen wurde, hat sich geändert; sie kann nicht weitergehen. Wiederholen Sie sie stattdessen.",
    'The data set "{0}" has no comparison to measure on.':
        "Der Datensatz „{0}“ hat keinen Vergleich, an dem gemessen werden kann.",
    '"{0}" has changed since this evaluation was first made. Put the old file back, or begin a new evaluation.':
        "„{0}“ hat sich geändert, seit diese Messung gemacht wurde. Legen Sie die alte Datei zurück, oder beginnen Sie eine neue Messung.",
    '"{0}" has no {1} that can be measured on.': "In „{0}“ ist nichts, woran gemessen werden kann ({1}).",
    '"{0}" has no text that can be measured on.': "In „{0}“ ist kein Text, an dem gemessen werden kann.",
    '"{0}" has no pair that can be measured on.': "In „{0}“ ist kein Paar, an dem gemessen werden kann.",
    '"{0}" has no instruction that can be measured on.':
        "In „{0}“ ist keine Anweisung, an der gemessen werden kann.",
    "{0} exact copies are counted once.": "{0} genaue Kopien zählen einmal.",
    "{0} prompts or answers were cut to {1} tokens.":
        "{0} Fragen oder Antworten wurden auf {1} Token gekürzt.",
    "{0} pairs are the same within {1} tokens and left out.":
        "{0} Paare sind auf {1} Token gleich und bleiben weg.",
    "{0} prompts have instructions that cannot be checked here.":
        "{0} Fragen haben Anweisungen, die hier nicht geprüft werden können.",
    "sampled answers are judged by how alike they are to the preferred ones; that judge tells {0} of unseen examples apart rightly.":
        "Eigene Antworten werden danach beurteilt, wie ähnlich sie den vorgezogenen sind; so werden {0} der ungesehenen Beispiele richtig unterschieden.",
    "Pairs: {0}": "Paare: {0}",
    "Sampled answers: {0}": "Eigene Antworten: {0}",
    "Questions: {0}": "Fragen: {0}",
    "Word for word: {0}": "Wort für Wort: {0}",
    "Instructions: {0}": "Anweisungen: {0}",
    "Own answers: {0}": "Abstand vom Original: {0}",
    "Text: {0}": "Text: {0}",
    "right, by likelihood per character": "richtig, nach Wahrscheinlichkeit je Zeichen",
    "right, by likelihood per byte": "richtig, nach Wahrscheinlichkeit je Byte",
    "KL(π‖π₀) per token, nats": "KL(π‖π₀) je Token, in Nat",
    "same likeliest token as the base": "dasselbe wahrscheinlichste Token wie beim Original",
    "word for word": "Wort für Wort",
    "all instructions of a prompt followed": "alle Anweisungen einer Frage befolgt",
    "the same, an introduction allowed": "dasselbe, eine Einleitung erlaubt",
    "instructions followed": "Anweisungen befolgt",
    "prefers the better answer, against the base": "zieht die bessere Antwort vor, gegenüber dem Original",
    "margin of the log-ratio, nats": "Abstand des Log-Verhältnisses, in Nat",
    "rewards the better answer more": "belohnt die bessere Antwort mehr",
    "margin of the reward": "Abstand der Belohnung",
    "finds the better answer likelier, per token": "hält die bessere Antwort für wahrscheinlicher, je Token",
    "sampled answers like the preferred examples": "eigene Antworten, die den vorgezogenen ähneln",
    "sampled answers that never ended": "eigene Antworten ohne Ende",
    "sampled answers without words or in circles": "eigene Antworten ohne Wörter oder im Kreis",
    "tokens per sampled answer": "Token je eigener Antwort",
    "perplexity per token": "Perplexität je Token",
    "perplexity per word": "Perplexität je Wort",
    "bits per byte": "Bit je Byte",
} as const;
