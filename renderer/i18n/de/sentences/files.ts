/** Was das Programm über Dateien, Ordner und die Datenbank sagt. Beginnt mit kleinem Buchstaben, was weitergeht. */
export const files = {
    // Lesen und Schreiben
    'The file "{0}" could not be {1}: {2}': "Die Datei „{0}“ konnte nicht {1} werden: {2}",
    'The file "{0}" could not be {1}: it is a link to a file that does not exist.':
        "Die Datei „{0}“ konnte nicht {1} werden: Sie ist eine Verknüpfung mit einer Datei, die es nicht gibt.",
    'The file "{0}" could not be written: the folder "{1}" does not exist.':
        "Die Datei „{0}“ konnte nicht geschrieben werden: Den Ordner „{1}“ gibt es nicht.",
    "this program has no permission for it. Check the permissions of the file and its folder.":
        "Dem Programm fehlt die Berechtigung. Prüfen Sie die Rechte der Datei und ihres Ordners.",
    "there is no room left on the disk. Free some space and try again.":
        "Auf dem Datenträger ist kein Platz mehr. Schaffen Sie Platz und versuchen Sie es noch einmal.",
    "its drive or network folder is no longer there. Connect it again.":
        "Ihr Laufwerk oder Netzordner ist nicht mehr da. Verbinden Sie es wieder.",
    "it does not exist. Check that it was not moved, renamed or deleted.":
        "Es gibt sie nicht. Prüfen Sie, ob sie verschoben, umbenannt oder gelöscht wurde.",
    "a part of its path is not a folder.": "Ein Teil ihres Pfads ist kein Ordner.",
    "its path holds a character that no path can hold.":
        "Ihr Pfad enthält ein Zeichen, das in keinem Pfad stehen kann.",
    "the disk is read-only. Choose another place.":
        "Der Datenträger ist schreibgeschützt. Wählen Sie einen anderen Ort.",
    "it is a folder.": "Sie ist ein Ordner.",
    "its name is too long. Choose a shorter one.": "Ihr Name ist zu lang. Wählen Sie einen kürzeren.",
    "its path is a link that leads back to itself.":
        "Ihr Pfad ist eine Verknüpfung, die zu sich selbst zurückführt.",
    "too many files are open. Close some programs and try again.":
        "Es sind zu viele Dateien geöffnet. Schließen Sie einige Programme und versuchen Sie es noch einmal.",
    "another program is using it. Close that program and try again.":
        "Ein anderes Programm benutzt sie. Schließen Sie es und versuchen Sie es noch einmal.",
    "the disk reported an error. It may be failing or disconnected.":
        "Der Datenträger meldet einen Fehler. Vielleicht ist er defekt oder nicht mehr verbunden.",
    "your disk quota is used up. Free some space and try again.":
        "Ihr Anteil am Datenträger ist verbraucht. Schaffen Sie Platz und versuchen Sie es noch einmal.",
    "it would be larger than this disk allows for one file. Choose another disk.":
        "Sie wäre größer, als dieser Datenträger es für eine Datei erlaubt. Wählen Sie einen anderen.",
    "the system answered {0}.": "Das System antwortet {0}.",
    '"{0}" is {1}.': "„{0}“ ist {1}.",
    "a folder: choose {0} inside it": "ein Ordner: Wählen Sie {0} darin",
    "the GGUF file": "die GGUF-Datei",
    "not an ordinary file": "keine gewöhnliche Datei",
    '"{0}" is a folder; choose another name for the file.':
        "„{0}“ ist ein Ordner; wählen Sie einen anderen Namen für die Datei.",
    '"{0}" is a folder; choose a file inside it.': "„{0}“ ist ein Ordner; wählen Sie eine Datei darin.",
    '"{0}" is a file; choose another name for the folder.':
        "„{0}“ ist eine Datei; wählen Sie einen anderen Namen für den Ordner.",
    '"{0}" is a file, not a folder.': "„{0}“ ist eine Datei, kein Ordner.",
    '"{0}" is not an ordinary file and cannot be read.':
        "„{0}“ ist keine gewöhnliche Datei und kann nicht gelesen werden.",
    'The folder "{0}" does not exist. Create it, or choose another place.':
        "Den Ordner „{0}“ gibt es nicht. Legen Sie ihn an, oder wählen Sie einen anderen Ort.",
    'The folder "{0}" is not empty; choose a new or an empty one.':
        "Der Ordner „{0}“ ist nicht leer; wählen Sie einen neuen oder leeren.",
    "The first part of the file is gone. Choose the file again.":
        "Der erste Teil der Datei ist nicht mehr da. Wählen Sie die Datei noch einmal.",
    "A part of the file is missing. Choose the file again.":
        "Ein Teil der Datei fehlt. Wählen Sie die Datei noch einmal.",
    "A path cannot hold a NUL character.": "Ein Pfad kann kein NUL-Zeichen enthalten",
    "The piece is too large.": "Das Stück ist zu groß",

    // Datenordner und Datenbank
    'The data folder "{0}" does not exist. Create it, or choose another one.':
        "Den Datenordner „{0}“ gibt es nicht. Legen Sie ihn an, oder wählen Sie einen anderen.",
    'The data folder "{0}" is in use by another Q-Adapter Studio. Close that one, or choose another folder with --data.':
        "Den Datenordner „{0}“ benutzt schon ein anderes Q-Adapter Studio. Schließen Sie es, oder wählen Sie mit --data einen anderen Ordner.",
    'The data folder "{0}" is in use by another Q-Adapter Studio. It can be reached at {1}. Close that one, or choose another folder with --data.':
        "Den Datenordner „{0}“ benutzt schon ein anderes Q-Adapter Studio. Es ist unter {1} zu erreichen. Schließen Sie es, oder wählen Sie mit --data einen anderen Ordner.",
    'The data folder "{0}" is in use by another Q-Adapter Studio (process {1}, since {2}). Close that one, or choose another folder with --data.':
        "Den Datenordner „{0}“ benutzt schon ein anderes Q-Adapter Studio (Prozess {1}, seit {2}). Schließen Sie es, oder wählen Sie mit --data einen anderen Ordner.",
    'The data folder "{0}" is in use by another Q-Adapter Studio (process {1}, since {2}). It can be reached at {3}. Close that one, or choose another folder with --data.':
        "Den Datenordner „{0}“ benutzt schon ein anderes Q-Adapter Studio (Prozess {1}, seit {2}). Es ist unter {3} zu erreichen. Schließen Sie es, oder wählen Sie mit --data einen anderen Ordner.",
    'The database "{0}" {1}': "Die Datenbank „{0}“ {1}",
    'The database "{0}" is damaged.': "Die Datenbank „{0}“ ist beschädigt.",
    "Its newest backup is from {0}: restore that one to go on.":
        "Ihre neueste Sicherung ist von {0}: Spielen Sie sie ein, um weiterzuarbeiten.",
    "There is no backup of it: move the file away to begin anew.":
        "Es gibt keine Sicherung davon: Verschieben Sie die Datei, um neu anzufangen.",
    "could not be written: there is no room left on the disk. Free some space and try again.":
        "konnte nicht geschrieben werden: Auf dem Datenträger ist kein Platz mehr. Schaffen Sie Platz und versuchen Sie es noch einmal.",
    "cannot be written: the file or its folder is read-only. Check their permissions, or choose another data folder.":
        "kann nicht geschrieben werden: Die Datei oder ihr Ordner ist schreibgeschützt. Prüfen Sie die Rechte, oder wählen Sie einen anderen Datenordner.",
    "cannot be opened: check that its folder exists and that this program may write in it.":
        "kann nicht geöffnet werden: Prüfen Sie, ob es ihren Ordner gibt und ob dieses Programm darin schreiben darf.",
    "is being used by another program at the moment. Wait until that is done, and try again.":
        "wird gerade von einem anderen Programm benutzt. Warten Sie, bis es fertig ist, und versuchen Sie es noch einmal.",
    "is damaged. Restore the newest backup.": "ist beschädigt. Spielen Sie die neueste Sicherung ein.",
    "cannot be used: the disk reported an error.":
        "kann nicht verwendet werden: Der Datenträger meldet einen Fehler.",
    "needs more memory than there is. Close other programs and try again.":
        "braucht mehr Arbeitsspeicher, als da ist. Schließen Sie andere Programme und versuchen Sie es noch einmal.",
    '"{0}" is no database of this program. Choose another data folder, or move that file away.':
        "„{0}“ ist keine Datenbank dieses Programms. Wählen Sie einen anderen Datenordner, oder verschieben Sie diese Datei.",
    'The data in "{0}" were written by a newer version of Q-Adapter Studio. Install the newest version, or choose another data folder.':
        "Die Daten in „{0}“ stammen von einer neueren Version von Q-Adapter Studio. Installieren Sie die neueste Version, oder wählen Sie einen anderen Datenordner.",
    "The data can be used as they are: there is no need to begin anew.":
        "Die Daten sind verwendbar, wie sie sind: Es ist nicht nötig, neu anzufangen.",

    // Sicherungen, alles in einer Datei, Pakete
    "This backup does not exist any more. Choose another one.":
        "Diese Sicherung gibt es nicht mehr. Wählen Sie eine andere.",
    'The backup "{0}" is damaged. Choose another one.':
        "Die Sicherung „{0}“ ist beschädigt. Wählen Sie eine andere.",
    'The data cannot be replaced while "{0}" goes on. Wait until that is done, or stop it.':
        "Die Daten können nicht ersetzt werden, solange „{0}“ läuft. Warten Sie, bis es fertig ist, oder halten Sie es an.",
    "The database in this file cannot be trusted: {0}.":
        "Der Datenbank in dieser Datei ist nicht zu trauen: {0}.",
    "its tables are not ours": "Ihre Tabellen sind nicht unsere",
    "it is damaged": "Sie ist beschädigt",
    "rows point to nothing": "Zeilen darin zeigen ins Leere",
    "it names files outside the data folder": "Sie nennt Dateien außerhalb des Datenordners",
    "This file was made by a newer version of the program: update the program to use it.":
        "Diese Datei stammt von einer neueren Version des Programms: Aktualisieren Sie es, um sie zu verwenden.",
    "This package was made by a newer version of the program: update the program to use it.":
        "Dieses Paket stammt von einer neueren Version des Programms: Aktualisieren Sie es, um das Paket zu verwenden.",
    'There is no room for these data: they need {0} MB in "{1}", and there are {2} MB. Free some space and try again.':
        "Für diese Daten ist kein Platz: Sie brauchen {0} MB in „{1}“, und {2} MB sind frei. Schaffen Sie Platz und versuchen Sie es noch einmal.",
    '"{0}" is not {1} that can be trusted: {2}.':
        "„{0}“ kann nicht als {1} verwendet werden, weil dem Inhalt nicht zu trauen ist: {2}.",
    "an adapter package": "Adapterpaket",
    "a file of the whole data": "Export aller Daten",
    "an accelerator pack for this version of the program": "Beschleunigerpaket für diese Programmversion",
    "some of its files are missing": "Einige seiner Dateien fehlen",
    'its part "{0}" is not what it was': "Der Teil „{0}“ ist nicht mehr, was er war",
    'The accelerator pack was damaged ("{0}"). Import it once more.':
        "Das Beschleunigerpaket wurde beschädigt („{0}“). Importieren Sie es noch einmal.",
    'its part "{0}" does not say what it should': "Der Teil „{0}“ sagt nicht, was er soll",
    'its list of contents is wrong at "{0}"': "Das Inhaltsverzeichnis ist bei „{0}“ falsch",
    "its list of contents is wrong": "Das Inhaltsverzeichnis ist falsch",
    "its list of contents is not JSON": "Das Inhaltsverzeichnis ist kein JSON",
    '"{0}" is not in its list of contents': "„{0}“ steht nicht im Inhaltsverzeichnis",
    'its part "{0}" is missing or has another size than its list of contents says':
        "Der Teil „{0}“ fehlt oder hat eine andere Größe, als im Inhaltsverzeichnis steht",
    'its part "{0}" is not JSON': "Der Teil „{0}“ ist kein JSON",
    'its part "{0}" is damaged or was changed (its checksum is another)':
        "Der Teil „{0}“ ist beschädigt oder wurde geändert (seine Prüfsumme ist eine andere)",
    'its part "{0}" cannot be used': "Der Teil „{0}“ kann nicht verwendet werden",
    "it holds no database": "Es ist keine Datenbank darin",
    "it does not say which model it was made for": "Es steht nicht darin, für welches Modell es ist",
    "its adapter was made for another model than it says":
        "Der Adapter darin gehört zu einem anderen Modell, als das Paket sagt",
    "its adapter was trained on other data than it says":
        "Der Adapter darin wurde mit anderen Daten trainiert, als das Paket sagt",
    "its pairs are not those that its adapter was trained on":
        "Die Paare darin sind nicht die, mit denen der Adapter trainiert wurde",

    // ZIP und safetensors
    "it has more parts than it may have": "Die Datei hat mehr Teile, als sie haben darf",
    "its part {0} {1}": "Der Teil {0} {1}",
    "{0} does not belong in it": "{0} gehört nicht hinein",
    'its part "{0}" has more than {1} MB': "Der Teil „{0}“ hat mehr als {1} MB",
    'it has two parts named "{0}"': "Zwei Teile heißen „{0}“",
    "is a link": "ist eine Verknüpfung",
    "is not a file": "ist keine Datei",
    "is encrypted": "ist verschlüsselt",
    "is packed in an unknown way": "ist auf unbekannte Weise gepackt",
    'its part "{0}" is missing': "Der Teil „{0}“ fehlt",
    "its contents are damaged": "Der Inhalt ist beschädigt",
    "it is not a zip file, or only a part of one": "Es ist keine ZIP-Datei, oder nur ein Teil davon",
    "a part is not as large as it says": "Ein Teil ist nicht so groß, wie er sagt",
    "a part's name leads out of the file's own folder":
        "Der Name eines Teils führt aus dem eigenen Ordner der Datei hinaus",
    "leads out of the file's own folder": "führt aus dem eigenen Ordner der Datei hinaus",
    "is a folder, or names one in a roundabout way": "ist ein Ordner, oder nennt einen auf Umwegen",
    "is not a file name on every system": "ist nicht auf jedem System ein Dateiname",
    '"{0}" is not a sound safetensors file: {1}.': "„{0}“ ist keine heile safetensors-Datei: {1}.",
    '"{0}" has values that are no numbers': "„{0}“ enthält Werte, die keine Zahlen sind",
    "it became shorter while it was read": "Die Datei wurde beim Lesen kürzer",
    '"{0}" is a PyTorch file, which may run code when it is read, and is refused. Save the adapter as safetensors instead.':
        "„{0}“ ist eine PyTorch-Datei; sie könnte beim Lesen Code ausführen und wird abgelehnt. Speichern Sie den Adapter stattdessen als safetensors.",
    "its beginning is that of another kind of file, or the file is cut off":
        "Sie beginnt wie eine Datei anderer Art, oder sie ist abgeschnitten",
    "its header is not a list of tensors": "Ihr Kopf ist keine Liste von Tensoren",
    "what it says of {0} makes no sense": "Was sie über {0} sagt, ergibt keinen Sinn",
    'The numbers of {0} in "{1}" are stored as {2}: save them as F32, F16 or BF16.':
        "Die Zahlen von {0} in „{1}“ sind als {2} gespeichert: Speichern Sie sie als F32, F16 oder BF16.",
    "the size of {0} does not fit its place in the file":
        "Die Größe von {0} passt nicht zum Platz in der Datei",
    "its tensors overlap, or leave gaps": "Ihre Tensoren überlappen sich oder lassen Lücken",
    "it is longer or shorter than its tensors": "Sie ist länger oder kürzer als ihre Tensoren",
} as const;
