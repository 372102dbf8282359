/** Was die Bibliothek Zod über Werte sagt, die der Vertrag nicht erlaubt. */
export const values = {
    "Invalid input": "Das ist nicht erlaubt",
    "Invalid input: expected {0}, received {1}": "Erwartet: {0}; bekommen: {1}",
    "Invalid input: expected {0}": "Erwartet: {0}",
    "Invalid option: expected one of {0}": "Erlaubt ist nur eines von: {0}",
    "Too small: expected string to have >={0} characters": "Es müssen mindestens {0} Zeichen sein",
    "Too big: expected string to have <={0} characters": "Es dürfen höchstens {0} Zeichen sein",
    "Too small: expected array to have >={0} items": "Es müssen mindestens {0} Einträge sein",
    "Too big: expected array to have <={0} items": "Es dürfen höchstens {0} Einträge sein",
    "Too small: expected number to be >={0}": "Die Zahl muss mindestens {0} sein",
    "Too small: expected number to be >{0}": "Die Zahl muss größer als {0} sein",
    "Too big: expected number to be <={0}": "Die Zahl darf höchstens {0} sein",
    "Too big: expected number to be <{0}": "Die Zahl muss kleiner als {0} sein",
    "Invalid string: must match pattern {0}": "Der Text hat nicht die nötige Form ({0})",
    "Unrecognized key: {0}": "Unbekannte Angabe: {0}",
    "Unrecognized keys: {0}": "Unbekannte Angaben: {0}",
} as const;
