#!/usr/bin/env python3
"""Makes data/names/given.tsv from Debian's php-faker, python3-fake-factory and ruby-faker, unpacked into a folder, the hunspell dictionaries of the
languages, the word counts of FrequencyWords (as tools/clew-lid-train/gather-texts.sh lays them out) data/names/nicknames.tsv and spoken.tsv: a given
name in small letters, tab, the languages in which the word is also an ordinary one. Ordinary is what a dictionary has in small letters and
subtitles use: "jacinto" is a hyacinth and "fulvio" tawny, but a sentence that begins with one begins with a man. A pet form made by rule
(pet_forms.py) is ordinary where a dictionary has it and subtitles use it at all.

    given.py FAKER_ROOT NICKNAMES.tsv SPOKEN.tsv COUNTS DICTIONARY_FOLDER… > data/names/given.tsv
"""
import glob
import os
import re
import subprocess
import sys
import unicodedata

import yaml

from pet_forms import CYRILLIC, pet_forms

# Vietnamese and Chinese names are words of the language. Arabic script has no capitals: a name counts there only beside a pronoun of the English.
LOCALES = "ar bg ca cs da de es et fa fi fr hr hu it lt lv me nb nl no pl pt ro ru sk sl sr sv tr uk".split()
DICTIONARIES = {"bg": "bg_BG", "ca": "ca", "cs": "cs_CZ", "de": "de_DE", "es": "es_ES", "fr": "fr", "gl": "gl_ES", "hr": "hr_HR", "hu": "hu_HU", "it": "it_IT",
                "lt": "lt_LT", "lv": "lv_LV", "pl": "pl_PL", "pt": "pt_PT", "ro": "ro_RO", "ru": "ru_RU", "sk": "sk_SK", "sl": "sl_SI", "sq": "sq_AL",
                "sr": "sr_Latn_RS", "tr": "tr_TR", "uk": "uk_UA"}
# Languages that share their names.
KIN = {"gl": {"es", "pt"}, "ca": {"ca", "es"}, "sr": {"sr", "hr", "me"}, "hr": {"sr", "hr", "me"}, "sl": {"sl", "hr"}, "sk": {"sk", "cs"}, "cs": {"sk", "cs"}}
SHORT_LISTS = {"bg", "hr", "hu", "pl", "ro", "ru", "sl", "sq", "sr", "uk"}
ORDINARY = 15000  # words of a list of counts
WORD = re.compile(r"^[^\W\d_]{3,}$")


def names_in(text):
    """Quoted names in the arrays whose title says first names."""
    for title, block in re.findall(r"(first_?names?\w*)\s*=\s*(?:array|OrderedDict)?\s*[\[(]+(.*?)[\])]\s*;?\s*\n", text, re.I | re.S):
        if "format" in title.lower():
            continue
        for name in re.findall(r"""u?["']([^"'\n]+)["']""", block):
            yield name


def names_of_ruby(path):
    """The lists of first names in a file of ruby-faker."""

    def walk(part, title):
        if isinstance(part, dict):
            for key, value in part.items():
                yield from walk(value, str(key))
        elif isinstance(part, list) and "first_name" in title:
            yield from (name for name in part if isinstance(name, str))

    with open(path, encoding="utf-8") as file:
        yield from walk(yaml.safe_load(file), "")


def plain(word):
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def misspelt(path, words):
    done = subprocess.run(["hunspell", "-i", "UTF-8", "-d", path, "-l"], input="\n".join(words), capture_output=True, text=True)
    return set(done.stdout.split())


def stems(path):
    """The stems of a dictionary that begin with a small letter, without accents."""
    with open(path + ".aff", "rb") as file:
        coding = re.search(rb"^SET\s+(\S+)", file.read(), re.M)
    coding = coding[1].decode().replace("microsoft-cp", "cp") if coding else "latin-1"
    with open(path + ".dic", encoding=coding, errors="replace") as file:
        lines = (re.split(r"[/\s]", line, maxsplit=1)[0] for line in file)
        return {plain(w) for w in lines if w and w[0].islower()}


def frequent(counts, language, most=10**9):
    """The most frequent words of a language's list of counts, without accents."""
    path = os.path.join(counts, language + ".2018.txt")
    if not os.path.exists(path):
        return set()
    with open(path, encoding="utf-8") as file:
        return {plain(line.split(" ")[0]) for line, _ in zip(file, range(most))}


def add(names, found, language):
    for name in names:
        name = unicodedata.normalize("NFC", name).lower()
        if WORD.match(name):
            found.setdefault(name, set()).add(language)


def main():
    root, nicknames, spoken, counts, folders = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:]
    found = {}
    for path in glob.glob(root + "/**/Provider/*/Person.php", recursive=True) + glob.glob(root + "/**/person/*/__init__.py", recursive=True):
        language = os.path.basename(os.path.dirname(path))[:2]
        if language in LOCALES:
            with open(path, encoding="utf-8") as file:
                add(names_in(file.read()), found, language)
    for path in glob.glob(root + "/**/lib/locales/*.yml", recursive=True):
        language = os.path.basename(path)[:2]
        if language in LOCALES and language != "nl":  # ten thousand, many of them no longer given
            add(names_of_ruby(path), found, language)
    with open(nicknames, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                add((w for w in line.split() if len(w) >= 4), found, "")
    with open(spoken, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                language, names = line.rstrip("\n").split("\t")
                add(names.split(), found, language)
    # Pet forms of the names of a short list, of a long one of those that are among the 50,000 words of subtitles.
    made, heard = {}, {language: frequent(counts, language) for language in DICTIONARIES}
    for name, languages in found.items():
        for language in DICTIONARIES:
            if languages & KIN.get(language, {language}) and (language in SHORT_LISTS or plain(name) in heard[language]):
                add(pet_forms(name, language), made, language)
    pets = sorted(set(made) - set(found))
    words = sorted(found) + pets
    ordinary, listed, stem = {w: set() for w in words}, {w: set() for w in words}, {w: set() for w in words}
    for language, dictionary in sorted(DICTIONARIES.items()):
        path = next((p for p in (os.path.join(f, dictionary) for f in folders) if os.path.exists(p + ".dic")), None)
        if path is None:
            sys.exit("no dictionary " + dictionary)
        mine = [w for w in words if (w[0] >= "\u0400") == (language in CYRILLIC)]
        wrong = misspelt(path, mine)
        bare = misspelt(path, [plain(w) for w in mine])
        known = stems(path)
        wrong = {w for w in wrong if plain(w) in bare and plain(w) not in known}
        if language == "de":  # nouns are written with a capital
            wrong &= {w.lower() for w in misspelt(path, [w.capitalize() for w in mine])} | {w for w in mine if len(w) > 5}
        used = frequent(counts, language, ORDINARY)
        for w in mine:
            if w in wrong:
                continue
            listed[w].add(language)
            if plain(w) in (used if w in found else heard[language]):
                ordinary[w].add(language)
            if plain(w) in known:
                stem[w].add(language)
    # A word typed without its accents counts too. What is a word in 16 languages or more is no name to go by.
    print("# Given names in small letters, and the languages in which the word is also an ordinary one (tools/clew-names/given.py; README.md).")
    for w in sorted(words):
        where = ordinary[w] | (stem[w] if len(listed[w]) >= 10 else set())
        if len(where) < 16 and (w in found or not where & made[w]):
            print(w + ("\t" + " ".join(sorted(where)) if where else ""))


main()
