/** Was das Programm über Modelle und Adapter sagt: was sie sind, was hier mit ihnen geht, woher sie kommen. */
export const models = {
    // was eine Datei ist
    '"{0}" is {1} (“{2}”).': "„{0}“ ist {1} („{2}“).",
    "a language model of a family that cannot be trained here yet; the base model can be chatted with":
        "ein Sprachmodell einer Familie, die hier noch nicht trainiert werden kann; mit dem Modell selbst kann man chatten",
    "a mixture of experts, for which training is not supported; the base model can be chatted with":
        "ein Modell aus Experten (Mixture of Experts), für das Training nicht unterstützt wird; mit dem Modell selbst kann man chatten",
    "a state-space (recurrent) model, for which training is not supported; the base model can be chatted with":
        "ein rekurrentes Modell (State Space), für das Training nicht unterstützt wird; mit dem Modell selbst kann man chatten",
    "an embedding model, which turns texts into numbers and cannot write answers":
        "ein Embedding-Modell, das Texte in Zahlen verwandelt und keine Antworten schreiben kann",
    "a reranker, which scores how well a text fits a question and cannot write answers":
        "ein Reranker, der bewertet, wie gut ein Text zu einer Frage passt, und keine Antworten schreiben kann",
    "an encoder-decoder model, as used for translation, which cannot be chatted with here":
        "ein Encoder-Decoder-Modell, wie zum Übersetzen, mit dem man hier nicht chatten kann",
    "a language model that writes by diffusion, which cannot be run here":
        "ein Sprachmodell, das durch Diffusion schreibt und hier nicht läuft",
    "a draft model, which only guesses ahead for a larger model":
        "ein Entwurfsmodell, das nur für ein größeres Modell vorausrät",
    "a projector (mmproj), the part that lets another model see or hear, and no language model by itself":
        "ein Projektor (mmproj), der Teil, mit dem ein anderes Modell sehen oder hören kann, und selbst kein Sprachmodell",
    "an image or video generator, which does not write texts":
        "ein Modell für Bilder oder Videos, das keine Texte schreibt",
    "a speech model, which does not write texts": "ein Sprechmodell, das keine Texte schreibt",
    "a vocabulary only, without model weights": "nur ein Vokabular, ohne die Gewichte eines Modells",
    "an adapter, not a model": "ein Adapter, kein Modell",
    "a control vector, which shifts another model's answers and cannot be used here":
        "ein Steuervektor, der die Antworten eines anderen Modells verschiebt und hier nicht verwendet werden kann",
    "an importance matrix, data for making smaller model files":
        "eine Wichtigkeitsmatrix, Daten zum Verkleinern von Modelldateien",
    "Choose a chat model instead, often called “instruct”.":
        "Wählen Sie stattdessen ein Chat-Modell, oft „instruct“ genannt.",
    "For training choose a model of one of these families: {0}.":
        "Wählen Sie zum Trainieren ein Modell einer dieser Familien: {0}.",
    "Choose the larger model that it belongs to.": "Wählen Sie das größere Modell, zu dem es gehört.",
    "Choose the language model that it came with: that can be used here with texts.":
        "Wählen Sie das Sprachmodell, zu dem er gehört: Das kann hier mit Texten umgehen.",
    "Choose the full model file.": "Wählen Sie die vollständige Modelldatei.",
    "Choose the model file itself.": "Wählen Sie die Modelldatei selbst.",
    "Open the model that it was made for, and give this file with --adapter.":
        "Öffnen Sie das Modell, für das er gemacht ist, und geben Sie diese Datei mit --adapter an.",
    "Open the model itself, and train an adapter for what you prefer.":
        "Öffnen Sie das Modell selbst, und trainieren Sie einen Adapter für das, was Sie vorziehen.",
    "It is no adapter, either.": "Es ist auch kein Adapter.",
    "Adapters cannot be used with it.": "Adapter können damit nicht verwendet werden.",
    "The base model can be chatted with.": "Mit dem Modell selbst kann man chatten.",
    '"{0}" is of a kind that neither the engine nor this version of llama.cpp can run: choose another model.':
        "„{0}“ ist von einer Art, die weder das Rechenwerk noch diese Version von llama.cpp ausführen kann: Wählen Sie ein anderes Modell.",

    // was zu viel Speicher braucht
    "It would take about {0} of memory, and this computer has {1}: choose a smaller model.":
        "Es würde etwa {0} Arbeitsspeicher brauchen, und dieser Computer hat {1}: Wählen Sie ein kleineres Modell.",
    "It takes about {0} of this computer's {1} of memory.":
        "Es braucht etwa {0} von den {1} Arbeitsspeicher dieses Computers.",
    "It takes about {0} of this computer's {1} of memory: close other programs first.":
        "Es braucht etwa {0} von den {1} Arbeitsspeicher dieses Computers: Schließen Sie vorher andere Programme.",
    'The model "{0}" needs about {1} MB of memory, and {2} MB are free. Pause what is running with another model, or choose a smaller one.':
        "Das Modell „{0}“ braucht etwa {1} MB Arbeitsspeicher, und {2} MB sind frei. Pausieren Sie, was mit einem anderen Modell läuft, oder wählen Sie ein kleineres.",
    'The model "{0}" needs about {1} MB of memory, and {2} MB are free. Close other programs, or choose a smaller model.':
        "Das Modell „{0}“ braucht etwa {1} MB Arbeitsspeicher, und {2} MB sind frei. Schließen Sie andere Programme, oder wählen Sie ein kleineres Modell.",
    '"{0}" ({1} MB) does not fit into this computer\'s memory: choose a smaller model, or a smaller --context.':
        "„{0}“ ({1} MB) passt nicht in den Arbeitsspeicher dieses Computers: Wählen Sie ein kleineres Modell, oder einen kleineren --context.",
    "There is not enough memory to load this. Choose a smaller model or close other programs.":
        "Der Arbeitsspeicher reicht dafür nicht. Wählen Sie ein kleineres Modell, oder schließen Sie andere Programme.",
    "There is not enough memory for this step. Use a smaller batch or shorter texts, or close other programs.":
        "Der Arbeitsspeicher reicht für diesen Schritt nicht. Nehmen Sie kleinere Portionen oder kürzere Texte, oder schließen Sie andere Programme.",
    "The device ran out of memory during a computation.": "Dem Gerät ging beim Rechnen der Speicher aus.",

    // was an einem Modell nicht stimmt
    "{0} lacks the tensor {1}.": "In {0} fehlt der Tensor {1}.",
    "The tensor {0} in {1} has the shape {2} where {3} is needed.":
        "Der Tensor {0} in {1} hat die Form {2}, gebraucht wird {3}.",
    "{0} has a part that the engine does not know ({1}), so its answers would be wrong.":
        "{0} hat einen Teil, den das Rechenwerk nicht kennt ({1}), sodass seine Antworten falsch wären.",
    "{0} has an impossible value for {1}: {2}.": "{0} hat einen unmöglichen Wert für {1}: {2}.",
    "{0} contradicts itself: {1}.": "{0} widerspricht sich: {1}.",
    "{0} blocks are more than any model has": "{0} Blöcke hat kein Modell",
    "{0} attention heads cannot share {1} key/value heads":
        "{0} Attention-Heads können sich {1} Key/Value-Heads nicht teilen",
    "its keys and values differ in size": "Keys und Values sind verschieden groß",
    "its heads have the odd size {0}": "Die Heads haben die ungerade Größe {0}",
    "it rotates {0} of {1} dimensions": "Es dreht {0} von {1} Dimensionen",
    "its normalisation constant is not between 0 and 1":
        "Die Konstante der Normierung liegt nicht zwischen 0 und 1",
    "its rotation has no base": "Der Drehung fehlt die Basis",
    "its positions cannot be scaled as it says": "Die Positionen können so nicht skaliert werden",
    "it scales by a number that is not finite": "Es skaliert mit einer Zahl, die nicht endlich ist",
    '{0} uses the position scaling "{1}", which is not supported yet.':
        "{0} verwendet die Skalierung der Positionen „{1}“, die noch nicht unterstützt wird.",
    "{0} cannot be trained: {1}": "{0} kann nicht trainiert werden: {1}",
    "it has blocks with heads of different sizes, which is not supported yet.":
        "Es hat Blöcke mit verschieden großen Heads, was noch nicht unterstützt wird.",
    "it caps its logits, which is not supported yet.":
        "Es kappt seine Logits, was noch nicht unterstützt wird.",
    "it divides its logits by 0.": "Es teilt seine Logits durch 0.",
    "it names an impossible attention window.": "Es nennt ein unmögliches Fenster der Attention.",
    "The vocabulary of {0} cannot be used: {1}.": "Das Vokabular von {0} kann nicht verwendet werden: {1}.",
    "its pre-tokenizer “{0}” is unknown here, or the vocabulary is damaged. Download a newer conversion of the model":
        "Sein Pre-Tokenizer „{0}“ ist hier unbekannt, oder das Vokabular ist beschädigt. Laden Sie eine neuere Fassung des Modells herunter",
    "its tokenizer is damaged or of an unknown kind. Download another conversion of the model":
        "Sein Tokenizer ist beschädigt oder von unbekannter Art. Laden Sie eine andere Fassung des Modells herunter",
    '{0} has a tokenizer of the kind "{1}", which is not supported. Supported are: {2}.':
        "{0} hat einen Tokenizer der Art „{1}“, die nicht unterstützt wird. Unterstützt werden: {2}.",
    "it is empty": "Es ist leer",
    "it has {0} tokens, and the model's weights are for {1}":
        "Es hat {0} Token, und die Gewichte des Modells sind für {1}",
    'it has {0} tokens, and "{1}" is for {2}': "Es hat {0} Token, und „{1}“ ist für {2}",
    "the tokens {0} and {1} are the same": "Die Token {0} und {1} sind gleich",
    "the token {0} is said to be a byte, but does not say which":
        "Das Token {0} soll ein Byte sein, sagt aber nicht, welches",
    "the token {0} is missing": "Das Token {0} fehlt",
    "The model's chat template cannot be used: {0}. Choose another with --chat-template ({1}).":
        "Die Chat-Vorlage des Modells kann nicht verwendet werden: {0}. Wählen Sie mit --chat-template eine andere ({1}).",
    "it does not come to an end": "Sie kommt zu keinem Ende",
    "This model brings no chat template; plain role names are used instead.":
        "Dieses Modell bringt keine Chat-Vorlage mit; stattdessen werden einfache Rollennamen verwendet.",
    "This model brings no chat template; plain role names are used instead. Choose another with --chat-template ({0}).":
        "Dieses Modell bringt keine Chat-Vorlage mit; stattdessen werden einfache Rollennamen verwendet. Wählen Sie mit --chat-template eine andere ({0}).",
    "The chat template “{0}” is probably not this model's: its vocabulary has no {1}.":
        "Die Chat-Vorlage „{0}“ gehört wahrscheinlich nicht zu diesem Modell: Seinem Vokabular fehlt {1}.",
    "This file does not say how its texts are cut before tokenising, so it may answer worse than it could: look for a newer conversion of the model.":
        "In dieser Datei steht nicht, wie Texte vor dem Zerlegen in Token geschnitten werden, sodass sie vielleicht schlechter antwortet, als sie könnte: Suchen Sie nach einer neueren Fassung des Modells.",

    // Adapter
    '"{0}" is a model, not an adapter. Give it with --model.':
        "„{0}“ ist ein Modell, kein Adapter. Geben Sie es mit --model an.",
    '{0} is a "{1}" adapter; only LoRA adapters can be applied.':
        "{0} ist ein Adapter der Art „{1}“; nur LoRA-Adapter können angewandt werden.",
    "{0} has an impossible LoRA alpha.": "{0} hat ein unmögliches LoRA-Alpha.",
    "The two matrices for {0} in {1} do not fit together.":
        "Die beiden Matrizen für {0} in {1} passen nicht zusammen.",
    "{0} changes a part of the model that cannot be adapted here ({1}).":
        "{0} ändert einen Teil des Modells, der hier nicht angepasst werden kann ({1}).",
    "{0} holds no LoRA matrices.": "{0} enthält keine LoRA-Matrizen.",
    "{0} holds numbers that are not finite ({1}).": "{0} enthält Zahlen, die nicht endlich sind ({1}).",
    'The numbers of the adapter "{0}" are stored as {1}: convert it to F32 or F16 first.':
        "Die Zahlen des Adapters „{0}“ sind als {1} gespeichert: Wandeln Sie ihn erst in F32 oder F16 um.",
    "{0} was made by a newer version of the program, or is damaged.":
        "{0} stammt von einer neueren Version des Programms oder ist beschädigt.",
    "The adapter {0} does not belong to the model {1} ({2}): {3}.":
        "Der Adapter {0} gehört nicht zum Modell {1} ({2}): {3}.",
    'it was made for the "{0}" family, and this is "{1}"':
        "Er ist für die Familie „{0}“ gemacht, und dies ist „{1}“",
    'it was trained on "{0}", whose weights are different':
        "Er wurde mit „{0}“ trainiert, dessen Gewichte andere sind",
    "it has {0}, which the model has not": "Er hat {0}, und das Modell hat das nicht",
    "it has {0}, but the model has only {1} blocks": "Er hat {0}, aber das Modell hat nur {1} Blöcke",
    "{0} has the width {1} where the model has {2}": "{0} hat die Breite {1}, beim Modell ist sie {2}",
    "The adapter {0} was trained with another chat template ({1}), so it may do less than it could.":
        "Der Adapter {0} wurde mit einer anderen Chat-Vorlage trainiert ({1}), sodass er vielleicht weniger bewirkt, als er könnte.",
    "the model's own": "der des Modells",
    'These pairs are not those that the adapter "{0}" was trained on. Give those, unchanged and in their order, or make the package without data.':
        "Mit diesen Paaren wurde der Adapter „{0}“ nicht trainiert. Geben Sie jene an, unverändert und in ihrer Reihenfolge, oder machen Sie das Paket ohne Daten.",
    'The adapter "{0}" was made for the model "{1}", whose weights are others than those of this one.':
        "Der Adapter „{0}“ ist für das Modell „{1}“ gemacht, dessen Gewichte andere sind als die von diesem.",

    // PEFT
    '"{0}" is not the configuration of a PEFT LoRA: {1} is not as it should be.':
        "„{0}“ ist nicht die Konfiguration einer PEFT-LoRA: {1} ist nicht, wie es sein sollte.",
    "its form": "Die Form",
    "This PEFT adapter cannot be taken over, because it has {0}, which GGUF adapters cannot hold. Train it as a plain LoRA.":
        "Dieser PEFT-Adapter kann nicht übernommen werden. GGUF-Adapter fassen nicht, was er hat: {0}. Trainieren Sie ihn als einfache LoRA.",
    "weights of DoRA": "Gewichte von DoRA",
    "whole layers of its own (modules_to_save)": "eigene ganze Schichten (modules_to_save)",
    "biases in its LoRA layers (lora_bias)": "Biases in den LoRA-Schichten (lora_bias)",
    "a different alpha for some layers (alpha_pattern)":
        "ein anderes Alpha für manche Schichten (alpha_pattern)",
    "transposed matrices (fan_in_fan_out)": "transponierte Matrizen (fan_in_fan_out)",
    "tokens of its own (trainable_token_indices)": "eigene Token (trainable_token_indices)",
    "LoRAs of bare parameters (target_parameters)": "LoRAs bloßer Parameter (target_parameters)",
    "repeated layers (layer_replication)": "wiederholte Schichten (layer_replication)",
    "pooled inputs (QALoRA)": "zusammengefasste Eingaben (QALoRA)",
    "a beginning that it waits for (aLoRA)": "ein Anfang, auf den er wartet (aLoRA)",
    "a choice between LoRAs (Arrow)": "eine Auswahl unter LoRAs (Arrow)",
    "layers split by Megatron": "von Megatron geteilte Schichten",
    "the form {0}, not LORA": "die Form {0}, nicht LORA",
    "biases of its own (bias)": "eigene Biases (bias)",
    "a start that changes the base model (init_lora_weights {0})":
        "ein Anfang, der das Modell ändert (init_lora_weights {0})",
    'The adapter in "{0}" is stored as adapter_model.bin, a PyTorch file, which may run code when it is read, and is refused. Save it as safetensors instead.':
        "Der Adapter in „{0}“ ist als adapter_model.bin gespeichert, eine PyTorch-Datei; sie könnte beim Lesen Code ausführen und wird abgelehnt. Speichern Sie ihn stattdessen als safetensors.",
    '"{0}" is too large to be a PEFT configuration.': "„{0}“ ist zu groß für eine PEFT-Konfiguration.",
    '"{0}" changes a part of the model that GGUF adapters cannot change here: {1}.':
        "„{0}“ ändert einen Teil des Modells, den GGUF-Adapter hier nicht ändern können: {1}.",
    '"{0}" holds {1} twice.': "„{0}“ enthält {1} zweimal.",
    '"{0}" holds no LoRA.': "„{0}“ enthält keine LoRA.",
    'The two matrices for {0} in "{1}" do not fit together, or have another rank than adapter_config.json says.':
        "Die beiden Matrizen für {0} in „{1}“ passen nicht zusammen, oder haben einen anderen Rang, als in adapter_config.json steht.",

    // das Gerät, das rechnet
    "No part of ggml runs on this processor. Reinstall the program for this kind of computer.":
        "Auf diesem Prozessor läuft kein Teil von ggml. Installieren Sie das Programm für diese Art von Computer neu.",
    "No {0} device answers on this computer. Use --device cpu, or check the graphics driver.":
        "Auf diesem Computer antwortet kein Gerät für {0}. Rechnen Sie mit dem Prozessor (--device cpu), oder prüfen Sie den Grafiktreiber.",
    'The program already runs on "{0}" and cannot switch to "{1}" without a restart.':
        "Das Programm läuft schon mit „{0}“ und kann ohne Neustart nicht zu „{1}“ wechseln.",
    "The folder {0} lacks a part of ggml ({1}). Reinstall the program.":
        "Im Ordner {0} fehlt ein Teil von ggml ({1}). Installieren Sie das Programm neu.",
    "The inference libraries for {0}-{1} are not installed. Reinstall the program (npm ci).":
        "Die Bibliotheken zum Rechnen für {0}-{1} sind nicht installiert. Installieren Sie das Programm neu (npm ci).",
    'The libraries for "{0}" are not installed on this computer. Use --device cpu instead.':
        "Die Bibliotheken für „{0}“ sind auf diesem Computer nicht installiert. Rechnen Sie stattdessen mit dem Prozessor (--device cpu).",
    "The device failed during a computation (ggml status {0}).":
        "Das Gerät ist beim Rechnen ausgefallen (ggml-Status {0}).",
} as const;
