#!/usr/bin/env python3
"""Makes data/names/given.tsv from Debian's php-faker and python3-fake-factory, unpacked into a folder, the hunspell dictionaries of the
languages, the word counts of FrequencyWords (as tools/clew-lid-train/gather-texts.sh lays them out) and data/names/nicknames.tsv: a given
name in small letters, tab, the languages in which the word is also an ordinary one. Ordinary is what a dictionary has in small letters and
subtitles use: "jacinto" is a hyacinth and "fulvio" tawny, but a sentence that begins with one begins with a man.

    given.py FAKER_ROOT NICKNAMES.tsv COUNTS DICTIONARY_FOLDER… > data/names/given.tsv
"""
import glob
import os
import re
import subprocess
import sys
import unicodedata

# Vietnamese and Chinese names are words of the language; Arabic script has no capitals.
LOCALES = "bg cs da de es et fi fr hr hu it lt lv me nb nl no pl pt ro ru sk sl sr sv tr uk".split()
CYRILLIC = {"bg", "ru", "uk"}
DICTIONARIES = {"bg": "bg_BG", "ca": "ca", "cs": "cs_CZ", "de": "de_DE", "es": "es_ES", "fr": "fr", "gl": "gl_ES", "hr": "hr_HR", "hu": "hu_HU", "it": "it_IT",
                "lt": "lt_LT", "lv": "lv_LV", "pl": "pl_PL", "pt": "pt_PT", "ro": "ro_RO", "ru": "ru_RU", "sk": "sk_SK", "sl": "sl_SI", "sq": "sq_AL",
                "sr": "sr_Latn_RS", "tr": "tr_TR", "uk": "uk_UA"}
ORDINARY = 15000  # words of a list of counts
WORD = re.compile(r"^[^\W\d_]{3,}$")


def names_in(text):
    """Quoted names in the arrays whose title says first names."""
    for title, block in re.findall(r"(first_?names?\w*)\s*=\s*(?:array)?\s*[\[(]+(.*?)[\])]\s*;?\s*\n", text, re.I | re.S):
        if "format" in title.lower():
            continue
        for name in re.findall(r"""u?["']([^"'\n]+)["']""", block):
            yield name


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


def frequent(path):
    """The most frequent words of a list of counts, without accents."""
    with open(path, encoding="utf-8") as file:
        return {plain(line.split(" ")[0]) for line, _ in zip(file, range(ORDINARY))}


def main():
    root, nicknames, counts, folders = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    found = set()
    for path in glob.glob(root + "/**/Provider/*/Person.php", recursive=True) + glob.glob(root + "/**/person/*/__init__.py", recursive=True):
        language = os.path.basename(os.path.dirname(path))[:2]
        if language not in LOCALES:
            continue
        with open(path, encoding="utf-8") as file:
            for name in names_in(file.read()):
                name = unicodedata.normalize("NFC", name).lower()
                if WORD.match(name):
                    found.add(name)
    with open(nicknames, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                found.update(w for w in line.split() if len(w) >= 4 and WORD.match(w))
    words = sorted(found)
    also, listed = {w: [] for w in words}, {w: 0 for w in words}
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
        used = frequent(os.path.join(counts, language + ".2018.txt"))
        for w in mine:
            if w in wrong:
                continue
            listed[w] += 1
            if plain(w) in used:
                also[w].append(language)
    # A word typed without its accents counts too. What dictionaries of ten languages or more have is no name to go by.
    print("# Given names in small letters, and the languages in which the word is also an ordinary one (tools/clew-names/given.py; README.md).")
    for w in words:
        if listed[w] < 10:
            print(w + ("\t" + " ".join(also[w]) if also[w] else ""))


main()
