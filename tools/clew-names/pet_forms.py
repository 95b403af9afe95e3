"""The forms in which people of a language say a given name: "Grażyna" – "Grażynka", "Олена" – "Оленка", "Gergely" – "Gergő". Endings are put
on the name less its own ending, or on its first syllable. Not every form is in use; what is an ordinary word is taken out by given.py."""

VOWELS = "aeiouyáàâãäåąéèêëěęėíìîïįóòôõöőúùûüůűųýăāēīūаеёиіїоуыэюяє"

CYRILLIC = {"bg", "ru", "uk"}
# Language: endings of a name that go, then what is put instead; "" for a name that ends in a consonant.
ENDINGS = {
    "pl": {"a": "ka eczka unia usia", "": "ek eczek uś"},
    "cs": {"a": "ka inka uška ička", "e": "ka ička", "": "ek ík oušek"},
    "sk": {"a": "ka ička uška", "": "ko ík"},
    "hu": {"a": "ka", "": "ka ke"},
    "ro": {"a": "ica uța ița oara", "e": "ică ica el", "": "el ică uț"},
    "es": {"a": "ita", "o": "ito"},
    "gl": {"a": "iña", "o": "iño"},
    "ca": {"a": "eta", "": "et"},
    "pt": {"a": "inha", "o": "inho", "": "inho zinho"},
    "it": {"a": "ina etta uccia", "o": "ino etto"},
    "ru": {"а": "ка очка енька ушка", "я": "ка ечка"},
    "uk": {"а": "ка очка уня", "я": "чка йка", "": "ко ик чик"},
    "bg": {"а": "ка", "я": "йка", "": "чо"},
    "hr": {"a": "ica", "": "ica ko"},
    "sr": {"a": "ica", "": "ica ko"},
    "sl": {"a": "ka ica", "": "ek ko"},
    "lt": {"as": "ukas elis iukas", "is": "ukas elis", "us": "ukas", "a": "utė ytė elė", "ė": "utė elė"},
    "sq": {"a": "ja", "e": "ja", "ë": "a", "i": "iu", "": "i", "k": "ku"},  # with the article: "Besnik" – "Besniku", "Valmire" – "Valmirja"
    "lv": {"s": "iņš ītis", "is": "ītis", "a": "iņa īte", "e": "īte"},
}
# Put on the first syllable ("Kateřina" – "Katka", "Gergely" – "Gergő", "Стефан" – "Стефчо"), in languages that shorten so.
SHORTENED = {"cs": "ka ča", "sk": "ka", "hu": "i ó ő csi", "bg": "чо", "hr": "ica", "uk": "ка"}


def first_syllable(name):
    """The first vowel with what stands before it and the consonants behind it; nothing of a name that has no more."""
    at = next((i for i, c in enumerate(name) if c in VOWELS), None)
    if at is None:
        return ""
    end = at + 1
    while end < len(name) and name[end] not in VOWELS:
        end += 1
    return name[:end] if at + 1 < end < len(name) else ""


def pet_forms(name, language):
    if (name[0] >= "\u0400") != (language in CYRILLIC):
        return set()
    forms = set()
    endings = ENDINGS.get(language, {})
    for ending, instead in endings.items():
        if ending and name.endswith(ending) and len(name) - len(ending) >= 2:
            forms.update(name[: -len(ending)] + new for new in instead.split())
    if name[-1] not in VOWELS:
        forms.update(name + new for new in endings.get("", "").split())
    short = first_syllable(name)
    if len(short) >= 3:
        forms.update(short + new for new in SHORTENED.get(language, "").split())
    if language == "pl":  # "Zdzisław" – "Zdzisiek", "Mirosława" – "Mirka"
        for whole in ("ława", "ław"):
            if name.endswith(whole) and len(name) - len(whole) >= 4:
                stem = name[: -len(whole)]
                forms.update({stem + "iek", stem[:-1] + "śka", stem[:-1] + "ś"})
                if stem.endswith("os"):
                    forms.update({stem[:-2] + "ek", stem[:-2] + "ka"})
                break
    return {form for form in forms if len(form) >= 5}
