/** Was das Programm über ein Training sagt: den Plan mit seinen Gründen, den Verlauf und das Urteil danach. */
export const training = {
    // der Plan
    "It learns from {0} comparisons in {1} steps, which takes {2} and {3}.":
        "Lernt aus {0} Paaren in {1} Schritten. Das dauert {2} und braucht {3}.",
    "It learns from {0} comparisons in {1} steps, which takes {2} and {3}. The time is a guess: this model has not been tried here yet.":
        "Lernt aus {0} Paaren in {1} Schritten. Das dauert {2} und braucht {3}. Die Dauer ist geraten: Dieses Modell wurde hier noch nicht ausprobiert.",
    "This does not fit: it needs {0}, and {1} are free.":
        "Das passt nicht: Es braucht {0}, und {1} sind frei.",
    "This would take {0}, which is too long to wait for. It needs {1}.":
        "Das würde {0} dauern, zu lange zum Warten. Es braucht {1}.",
    "about {0} of memory": "etwa {0} Arbeitsspeicher",
    "about {0} seconds": "etwa {0} Sekunden",
    "about {0} minutes": "etwa {0} Minuten",
    "about {0} hours": "etwa {0} Stunden",
    "about {0} days": "etwa {0} Tage",
    "about {0} second": "etwa {0} Sekunde",
    "about {0} minute": "etwa {0} Minute",
    "about {0} hour": "etwa {0} Stunde",
    "about {0} day": "etwa {0} Tag",
    "{0} to {1} seconds": "{0} bis {1} Sekunden",
    "{0} to {1} minutes": "{0} bis {1} Minuten",
    "{0} to {1} hours": "{0} bis {1} Stunden",
    "{0} to {1} days": "{0} bis {1} Tage",
    "Look at the comparisons that are kept out once in each pass":
        "Die zurückgehaltenen Paare nur einmal je Durchgang ansehen",
    "Go through the data once": "Die Daten einmal durchgehen",
    "Go through the data {0} times": "Die Daten {0}-mal durchgehen",
    "Cut texts to {0} tokens": "Texte auf {0} Token kürzen",
    "Cut texts to {0} tokens, and go through the data once":
        "Texte auf {0} Token kürzen und die Daten einmal durchgehen",
    "Cut texts to 64 tokens and train the matrices q and v only":
        "Texte auf 64 Token kürzen und nur die Matrizen q und v trainieren",
    "Close other programs, or choose a smaller model.":
        "Schließen Sie andere Programme, oder wählen Sie ein kleineres Modell.",
    "Choose a smaller model or fewer comparisons: even once through the data takes {0}.":
        "Wählen Sie ein kleineres Modell oder weniger Paare: Schon ein Durchgang durch die Daten dauert {0}.",

    // warum diese Zahlen
    "As you chose.": "Wie Sie es gewählt haben.",
    "{0} times": "{0}-mal",
    "{0} through {1} comparisons ({2} steps): {3}.": "{0} durch {1} Paare ({2} Schritte): {3}.",
    "half as often as usual, for a first look": "halb so oft wie üblich, für einen ersten Eindruck",
    "twice as often as usual; the best adapter on the way is kept":
        "doppelt so oft wie üblich; der beste Adapter unterwegs wird behalten",
    "about as many steps as a preference takes to be learned, and no more than this model can be waited for":
        "etwa so viele Schritte, wie eine Vorliebe zum Lernen braucht, und nicht mehr, als man bei diesem Modell warten mag",
    "The Q-Adapter method holds on to what the model knows while it learns the preference.":
        "Das Q-Adapter-Verfahren hält fest, was das Modell weiß, während es die Vorliebe lernt.",
    "A usual method, to compare with.": "Ein übliches Verfahren, zum Vergleich.",
    "{0} comparisons to a step: with only {1}, larger steps would be too few.":
        "{0} Paare je Schritt: Bei nur {1} wären es mit größeren zu wenige Schritte.",
    "{0} comparisons to a step, so that no step rests on a handful.":
        "{0} Paare je Schritt, damit keiner auf einer Handvoll ruht.",
    "{0} comparisons are kept out ({1} of the prompts): the result is measured on them.":
        "{0} Paare werden zurückgehalten ({1} der Fragen): An ihnen wird das Ergebnis gemessen.",
    "Rank {0} on all matrices: small, and enough for a style or a habit.":
        "Rang {0} auf allen Matrizen: klein, und genug für einen Stil oder eine Gewohnheit.",
    "Texts are cut to {0} tokens, which keeps the memory down; {1} are longer.":
        "Texte werden auf {0} Token gekürzt, das spart Speicher; {1} sind länger.",
    "Up to {0} tokens: all of your texts fit.": "Bis zu {0} Token: Alle Ihre Texte passen.",
    "The model writes {0} texts of its own first, and holds on to them while it learns: that keeps what it knows.":
        "Das Modell schreibt zuerst {0} eigene Texte und hält sich beim Lernen daran fest: So bleibt, was es weiß.",
    "Exactly the settings of the paper, for comparison; not fitted to your data.":
        "Genau die Einstellungen aus dem Artikel, zum Vergleich; nicht an Ihre Daten angepasst.",
    "{0} times through the data, as in the paper.": "{0}-mal durch die Daten, wie im Artikel.",
    "{0} comparisons to a step; the paper's 512 would need many thousands of comparisons.":
        "{0} Paare je Schritt; die 512 des Artikels würden viele Tausend Paare brauchen.",
    "Rank {0} on the matrices q and v, as in the paper.":
        "Rang {0} auf den Matrizen q und v, wie im Artikel.",
    "No texts of the model's own: the paper holds on to none.":
        "Keine eigenen Texte des Modells: Der Artikel hält sich an keinen fest.",

    // der Verlauf
    "The model writes texts of its own ({0} of {1})": "Das Modell schreibt eigene Texte ({0} von {1})",
    "The model writes {0} texts of its own first, to hold on to while it learns.":
        "Das Modell schreibt zuerst {0} eigene Texte, um sich beim Lernen daran festzuhalten.",
    "Measuring what changed": "Misst, was sich geändert hat",
    "What was saved of this run cannot be used any more: it begins again from the start.":
        "Was von diesem Lauf gespeichert war, ist nicht mehr verwendbar: Er beginnt von vorn.",
    '"{0}" was taken out of memory to make room for training. It is loaded again when it is needed.':
        "„{0}“ wurde aus dem Speicher genommen, um Platz für das Training zu machen. Es wird wieder geladen, sobald es gebraucht wird.",
    "The measurement at the end was stopped; the adapter is in the library.":
        "Die Messung am Ende wurde angehalten; der Adapter ist in der Bibliothek.",
    "The adapter is in the library, but could not be measured: {0}":
        "Der Adapter ist in der Bibliothek, konnte aber nicht gemessen werden: {0}",
    '"{0}" has been trained.': "„{0}“ ist trainiert.",
    'The training of "{0}" was interrupted. It can go on from where it was.':
        "Das Training von „{0}“ wurde unterbrochen. Es kann weitergehen, wo es war.",
    '"{0}" could not be trained: {1}': "„{0}“ konnte nicht trainiert werden: {1}",
    '"{0}" is being trained. Pause or cancel it first.':
        "„{0}“ wird gerade trainiert. Pausieren Sie das vorher, oder brechen Sie es ab.",
    'There is not enough memory to train "{0}" and to answer with {1} at once. Training waits, and goes on by itself afterwards.':
        "Der Arbeitsspeicher reicht nicht, um „{0}“ zu trainieren und zugleich mit {1} zu antworten. Das Training wartet und geht danach von selbst weiter.",
    "The program ended while this run was in progress.":
        "Das Programm wurde beendet, während dieser Lauf im Gang war.",
    "The program was closed while this run was in progress.":
        "Das Programm wurde geschlossen, während dieser Lauf im Gang war.",
    '"{0}" cannot be {1}: it is {2} now.': "„{0}“ kann nicht {1} werden. Stand des Laufs: {2}.",
    "finished before its first step": "vor dem ersten Schritt beendet",
    "Training would need about {0} of memory, and {1} are free. Close other programs, cut texts shorter, or choose a smaller model.":
        "Das Training würde etwa {0} Arbeitsspeicher brauchen, und {1} sind frei. Schließen Sie andere Programme, kürzen Sie Texte mehr, oder wählen Sie ein kleineres Modell.",
    "Training would need about {0} MB of memory, and {1} MB are free. Close other programs, or choose a smaller model or shorter texts.":
        "Das Training würde etwa {0} MB Arbeitsspeicher brauchen, und {1} MB sind frei. Schließen Sie andere Programme, oder wählen Sie ein kleineres Modell oder kürzere Texte.",
    "This run is not being trained now.": "Dieser Lauf wird gerade nicht trainiert.",
    "{0} comparisons of this data set cannot be learned from: {1}":
        "Aus {0} Paaren dieses Datensatzes ist nichts zu lernen: {1}",
    "The comparisons of this run have changed. Start a new run.":
        "Die Paare dieses Laufs haben sich geändert. Beginnen Sie einen neuen.",
    "There is no comparison to learn from.": "Es gibt kein Paar, aus dem zu lernen wäre.",
    "No pair is left to learn from.": "Es bleibt kein Paar, aus dem zu lernen wäre.",
    'The data set "{0}" holds no comparison yet. Compare some answers first, or choose another one.':
        "Im Datensatz „{0}“ ist noch kein Paar. Vergleichen Sie zuerst einige Antworten, oder wählen Sie einen anderen.",
    "The adapter was not trained on this data set. Start a new run.":
        "Der Adapter wurde nicht mit diesem Datensatz trainiert. Beginnen Sie einen neuen Lauf.",
    "Stopped before the first step.": "Vor dem ersten Schritt angehalten.",
    "Stopped after step {0} of {1}. Go on with the same command and --resume.":
        "Nach Schritt {0} von {1} angehalten. Weiter geht es mit demselben Befehl und --resume.",
    "There is no checkpoint {0} to resume from. Start without --resume.":
        "Es gibt keinen Zwischenstand {0}, um fortzufahren. Beginnen Sie ohne --resume.",
    "The checkpoint {0} belongs to a run with another model, other pairs or other settings. Use the same ones, or start without --resume.":
        "Der Zwischenstand {0} gehört zu einem Lauf mit anderem Modell, anderen Paaren oder anderen Einstellungen. Nehmen Sie dieselben, oder beginnen Sie ohne --resume.",
    "The checkpoint {0} is damaged and cannot be resumed from. Start without --resume.":
        "Der Zwischenstand {0} ist beschädigt. Beginnen Sie ohne --resume.",
    "The reference loss divides by the row length itself: use it with --margin sum.":
        "Der Verlust „reference“ teilt selbst durch die Länge der Zeile: Verwenden Sie ihn mit dem Abstand „sum“ (--margin sum).",
    "Choose at least one target matrix.": "Wählen Sie mindestens eine Matrix.",
    "This model keeps {0} in one matrix, so that {1} alone cannot be adapted: choose {2} instead (--targets {3}).":
        "Dieses Modell hat {0} in einer Matrix, sodass {1} allein nicht angepasst werden kann: Wählen Sie stattdessen {2} (--targets {3}).",
    "The method {0} knows no {1}, which belongs to another method: leave it out.":
        "Das Verfahren {0} kennt {1} nicht, das gehört zu einem anderen: Lassen Sie es weg.",
    "The held-out share must be a number from 0 up to, but not including, 1.":
        "Der zurückgehaltene Anteil muss eine Zahl ab 0 und unter 1 sein.",
    "Nothing can be held out because {0}; add pairs with another prompt, or hold out nothing (0).":
        "Es kann nichts zurückgehalten werden: {0}. Fügen Sie Paare mit einer anderen Frage hinzu, oder halten Sie nichts zurück (0).",
    "there are no pairs": "Es gibt keine Paare",
    "all pairs have the same prompt": "Alle Paare haben dieselbe Frage",

    // das Urteil
    "It has learned what you prefer: {0}.": "Er hat gelernt, was Sie vorziehen: {0}.",
    "It has learned little: {0}.": "Er hat wenig gelernt: {0}.",
    "It seems to have learned, but so few answers do not prove it: {0}.":
        "Er scheint gelernt zu haben, aber so wenige Antworten beweisen es nicht: {0}.",
    "{0} of {1} answers to unseen prompts are like the ones you prefer; before, {2} were":
        "{0} von {1} Antworten auf ungesehene Fragen ähneln denen, die Sie vorziehen; vorher waren es {2}",
    "It has lost knowledge. Train again with a weaker setting, or use the adapter with a smaller weight.":
        "Er hat Wissen verloren. Trainieren Sie noch einmal mit einer schwächeren Einstellung, oder verwenden Sie den Adapter mit kleinerem Gewicht.",
    "Many of its answers do not end any more. Train again with a weaker setting, or use the adapter with a smaller weight.":
        "Viele Antworten enden nicht mehr. Trainieren Sie noch einmal mit einer schwächeren Einstellung, oder verwenden Sie den Adapter mit kleinerem Gewicht.",
    "It cannot be said whether it has learned: only {0} prompts were kept out of training to try it on. Add more comparisons.":
        "Ob er gelernt hat, lässt sich nicht sagen: Nur {0} Fragen wurden zum Ausprobieren zurückgehalten. Vergleichen Sie mehr Antworten.",
    "It cannot be said from sampled answers whether it has learned: your preferred and rejected answers differ in more than their words. Compare some answers yourself.":
        "Ob er gelernt hat, lässt sich an seinen Antworten nicht ablesen: Ihre vorgezogenen und verworfenen Antworten unterscheiden sich in mehr als den Wörtern. Vergleichen Sie selbst einige Antworten.",
    "It prefers the better answer in {0} of {1} unseen comparisons.":
        "Er zieht bei {0} von {1} ungesehenen Paaren die bessere Antwort vor.",
    "Knowledge fell from {0} to {1}.": "Das Wissen fiel von {0} auf {1}.",
    "Knowledge improved.": "Das Wissen hat zugenommen.",
    "Knowledge unchanged.": "Das Wissen ist unverändert.",
    "Answers have {0} tokens in the mean, before {1}.": "Antworten haben im Mittel {0} Token, vorher {1}.",
    "{0} of the answers did not end within the limit, before {1}.":
        "{0} der Antworten endeten nicht in der erlaubten Länge, vorher {1}.",
    "Answers were judged by how alike they are to your examples; that judge tells {0} of unseen examples apart rightly.":
        "Antworten wurden nach der Ähnlichkeit mit Ihren Beispielen beurteilt; dieser Maßstab unterscheidet {0} der ungesehenen Beispiele richtig.",
    "Unseen comparisons: {0} right ({1} to {2}), by {3} nats in the mean. This alone does not show that answers changed.":
        "Ungesehene Paare: {0} richtig ({1} bis {2}), im Mittel um {3} Nat. Das allein zeigt nicht, dass sich Antworten geändert haben.",
    "Questions with known answers: {0} of {1} right, before {2}.":
        "Fragen mit bekannten Antworten: {0} von {1} richtig, vorher {2}.",
    "The model guesses at these questions, so they say nothing about it.":
        "Das Modell rät bei diesen Fragen, deshalb sagen sie nichts aus.",
} as const;
