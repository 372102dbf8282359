/** Was das Programm über GGUF-Dateien sagt: was an ihnen nicht stimmt, und was es stattdessen zu sein scheint. */
export const gguf = {
    'The file "{0}" {1}': "Die Datei „{0}“ {1}",
    'The file "{0}" changed while it was being read. Try again.':
        "Die Datei „{0}“ hat sich geändert, während sie gelesen wurde. Versuchen Sie es noch einmal.",
    'The file "{0}" was replaced or changed after it had been opened. Try again.':
        "Die Datei „{0}“ wurde ersetzt oder geändert, nachdem sie geöffnet war. Versuchen Sie es noch einmal.",
    'The file "{0}" is empty: the download probably failed.':
        "Die Datei „{0}“ ist leer: Wahrscheinlich ist das Herunterladen gescheitert.",
    'The file "{0}" is not a GGUF model.': "Die Datei „{0}“ ist kein GGUF-Modell.",
    'The file "{0}" claims to be one of {1} parts.':
        "Die Datei „{0}“ behauptet, eine von {1} Teildateien zu sein.",
    'The file "{0}" is part {1} of {2} of a split model and was renamed, so the other parts cannot be found: give it a name like "{3}" again, beside the others.':
        "Die Datei „{0}“ ist Teil {1} von {2} eines geteilten Modells und wurde umbenannt, sodass die anderen Teile nicht zu finden sind: Geben Sie ihr wieder einen Namen wie „{3}“, neben den anderen.",
    'The model in "{0}" is split into {1} files, of which {2} cannot be found beside it: put all of them into one folder and choose any of them.':
        "Das Modell in „{0}“ ist auf {1} Dateien verteilt, von denen {2} daneben nicht zu finden ist: Legen Sie alle in einen Ordner und wählen Sie irgendeine davon.",
    'The model in "{0}" is split into {1} files, of which {2} and {3} more cannot be found beside it: put all of them into one folder and choose any of them.':
        "Das Modell in „{0}“ ist auf {1} Dateien verteilt, von denen {2} und {3} weitere daneben nicht zu finden sind: Legen Sie alle in einen Ordner und wählen Sie irgendeine davon.",
    'The parts of the split model in "{0}" do not belong together: "{1}" {2}. Download all of them again.':
        "Die Teile des geteilten Modells in „{0}“ gehören nicht zusammen: „{1}“ {2}. Laden Sie alle noch einmal herunter.",
    "says that it is part {0} of {1}": "sagt, es sei Teil {0} von {1}",
    "holds {0}, which another part holds, too": "enthält {0}, das auch ein anderer Teil enthält",
    "speaks of {0} tensors, and there are {1}": "spricht von {0} Tensoren, und es sind {1}",
    'The file "{0}" has the tensor {1} in {2}': "Die Datei „{0}“ enthält den Tensor {1} in {2}",
    "the number format {0}, which this program does not know: the file is damaged, or made for a newer program.":
        "dem Zahlenformat {0}, das dieses Programm nicht kennt: Die Datei ist beschädigt oder für ein neueres Programm gemacht.",
    "the number format {0}, which is no longer in use. Download a newer version of the model.":
        "dem Zahlenformat {0}, das nicht mehr verwendet wird. Laden Sie eine neuere Version des Modells herunter.",
    'The file "{0}" is incomplete: it lacks the metadata {1}.':
        "Die Datei „{0}“ ist unvollständig: Die Metadaten {1} fehlen.",
    'The file "{0}" is damaged: its metadata {1} is not {2}.':
        "Die Datei „{0}“ ist beschädigt: Ihre Metadaten {1} sind nicht {2}.",
    "true or false": "wahr oder falsch",
    "a list of texts": "eine Liste von Texten",
    "a list of numbers": "eine Liste von Zahlen",

    // vollenden „Die Datei …“
    "ends before its header does: it is damaged, or the download is incomplete.":
        "endet vor ihrem Kopf: Sie ist beschädigt oder unvollständig heruntergeladen.",
    "ends at {0} of {1} bytes: the download is probably incomplete. Download it again.":
        "endet bei {0} von {1} Byte: Wahrscheinlich ist sie unvollständig heruntergeladen. Laden Sie sie noch einmal herunter.",
    "is a big-endian GGUF file, for another kind of computer. Download the usual little-endian version.":
        "ist eine Big-Endian-GGUF-Datei, für eine andere Art von Computer. Laden Sie die übliche Little-Endian-Version herunter.",
    "is a GGUF file of version 1, which is no longer in use. Download a newer version of the model.":
        "ist eine GGUF-Datei der Version 1, die nicht mehr verwendet wird. Laden Sie eine neuere Version des Modells herunter.",
    "is a GGUF file of version {0}; this program reads versions 2 and 3.":
        "ist eine GGUF-Datei der Version {0}; dieses Programm liest die Versionen 2 und 3.",
    "is made of the parts of a split model joined into one, which cannot be read. Keep the parts as separate files in one folder.":
        "besteht aus zusammengefügten Teilen eines geteilten Modells und kann so nicht gelesen werden. Lassen Sie die Teile als einzelne Dateien in einem Ordner.",
    "is damaged: its header claims to be larger than 256 MB, which no real model's is.":
        "ist beschädigt: Ihr Kopf soll größer sein als 256 MB, und so groß ist der keines echten Modells.",
    "is damaged: {0} is impossibly large.": "ist beschädigt: {0} ist unmöglich groß.",
    "is damaged: {0} claims to be longer than 64 MB.": "ist beschädigt: {0} soll länger sein als 64 MB.",
    "is damaged: {0} is longer than {1} bytes.": "ist beschädigt: {0} ist länger als {1} Byte.",
    "is damaged: {0} is empty or holds bytes that are no text.":
        "ist beschädigt: {0} ist leer oder enthält Byte, die kein Text sind.",
    "is damaged: it claims to hold {0} metadata entries, more than any real model.":
        "ist beschädigt: Sie soll {0} Metadaten enthalten, mehr als jedes echte Modell.",
    "is damaged: it holds the metadata key {0} twice.":
        "ist beschädigt: Sie enthält die Metadaten {0} zweimal.",
    "is damaged: the value of {0} {1}.": "ist beschädigt: Der Wert von {0} {1}.",
    "has the unknown type {0}": "hat die unbekannte Art {0}",
    "nests lists more than {0} deep": "schachtelt Listen tiefer als {0}-fach",
    "holds more lists than any real model": "enthält mehr Listen als jedes echte Modell",
    "is neither true nor false": "ist weder wahr noch falsch",
    "is damaged: its version is 0.": "ist beschädigt: Ihre Version ist 0.",
    'is damaged: its "general.alignment" is not a power of two.':
        "ist beschädigt: Ihr „general.alignment“ ist keine Zweierpotenz.",
    "is damaged: it does not say properly which part of a split model it is.":
        "ist beschädigt: Es steht nicht richtig darin, welcher Teil eines geteilten Modells sie ist.",
    "is damaged: it claims to hold {0} tensors, more than any real model.":
        "ist beschädigt: Sie soll {0} Tensoren enthalten, mehr als jedes echte Modell.",
    "is damaged: it holds the tensor {0} twice.": "ist beschädigt: Sie enthält den Tensor {0} zweimal.",
    "is damaged: the tensor {0} cannot be {1} numbers of type {2}.":
        "ist beschädigt: Der Tensor {0} kann nicht aus {1} Zahlen der Art {2} bestehen.",
    "is damaged: the tensor {0} does not begin at a multiple of {1} bytes.":
        "ist beschädigt: Der Tensor {0} beginnt nicht bei einem Vielfachen von {1} Byte.",
    "is damaged: the tensor {0} has {1} dimensions, not 1 to 4.":
        "ist beschädigt: Der Tensor {0} hat {1} Dimensionen, nicht 1 bis 4.",
    "is damaged: a dimension of the tensor {0} is zero.":
        "ist beschädigt: Eine Dimension des Tensors {0} ist null.",
    "is damaged: the tensor {0} is impossibly large.": "ist beschädigt: Der Tensor {0} ist unmöglich groß.",
    "is damaged: the data of the tensor {0} overlaps that of another.":
        "ist beschädigt: Die Daten des Tensors {0} überlappen die eines anderen.",
    "is damaged: the place of the tensor {0} is impossibly large.":
        "ist beschädigt: Der Ort des Tensors {0} ist unmöglich groß.",
    "the length of {0}": "die Länge von: {0}",
    "the text of {0}": "der Text von {0}",
    "the length of the list {0}": "die Länge der Liste {0}",
    "the number of tensors": "die Zahl der Tensoren",
    "the number of metadata entries": "die Zahl der Metadaten",
    "the place of the tensor {0}": "der Ort des Tensors {0}",
    "a dimension of the tensor {0}": "eine Dimension des Tensors {0}",
    "a metadata key": "ein Name von Metadaten",
    "a tensor name": "der Name eines Tensors",

    // wonach die Datei stattdessen aussieht
    "It looks like {0}": "Es sieht aus wie {0}",
    "It looks like a safetensors file. Convert it to GGUF, or download a GGUF version.":
        "Es sieht aus wie eine safetensors-Datei. Wandeln Sie sie in GGUF um, oder laden Sie eine GGUF-Version herunter.",
    "a PyTorch checkpoint. Convert it to GGUF, or download a GGUF version.":
        "ein PyTorch-Checkpoint. Wandeln Sie ihn in GGUF um, oder laden Sie eine GGUF-Version herunter.",
    "a compressed file. Unpack it and choose the GGUF file inside.":
        "eine gepackte Datei. Entpacken Sie sie und wählen Sie die GGUF-Datei darin.",
    "a model in the old GGML format. Download a GGUF version of it.":
        "ein Modell im alten Format GGML. Laden Sie eine GGUF-Version davon herunter.",
    "a web page. The download probably needed a login; download it again in a browser.":
        "eine Webseite. Vielleicht war eine Anmeldung nötig; laden Sie die Datei noch einmal im Browser herunter.",
    "a zip archive. Unpack it and choose the GGUF file inside.":
        "ein ZIP-Archiv. Entpacken Sie es und wählen Sie die GGUF-Datei darin.",
    'a Git LFS pointer, not the model itself. Download the model, or run "git lfs pull".':
        "ein Zeiger von Git LFS, nicht das Modell selbst. Laden Sie das Modell herunter, oder führen Sie „git lfs pull“ aus.",
    "an error message of a download server. Download the model again.":
        "eine Fehlermeldung eines Servers. Laden Sie das Modell noch einmal herunter.",
    "a JSON text file, not a model.": "eine Textdatei mit JSON, kein Modell.",
    "an unfinished download: it begins with zeros. Download it again.":
        "ein unfertiger Download: Die Datei beginnt mit Nullen. Laden Sie sie noch einmal herunter.",
    '"{0}" has its full size, but parts of it are empty ({1}): the download is probably incomplete. Let it end, or download it again.':
        "„{0}“ hat die volle Größe, aber Teile davon sind leer ({1}): Wahrscheinlich ist die Datei unvollständig heruntergeladen. Lassen Sie das Herunterladen zu Ende gehen, oder beginnen Sie es neu.",
    "The file holds other weights than when it was added.":
        "Die Datei enthält andere Gewichte als beim Hinzufügen.",
} as const;
