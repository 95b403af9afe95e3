#!/usr/bin/env python3
"""Lists the ordinary words of a language for clew-known-words, one a line: those of a list of word counts (FrequencyWords, as
tools/clew-lid-train/gather-texts.sh lays them out) that a hunspell dictionary takes in small letters, so that names that only films
know stay out, and those of Clew's own glosses that English writes small.

    words.py COUNTS[,COUNTS…] MOST DICTIONARY[,DICTIONARY…] [GLOSSES.tsv…] > FOLDER/LANGUAGE.txt
    words.py - 0 - GLOSSES.tsv > FOLDER/LANGUAGE.txt          # the glosses alone
"""
import re
import subprocess
import sys

WORD = re.compile(r"^[^\W\d_]{3,}$")


def misspelt(dictionary, words):
    done = subprocess.run(["hunspell", "-i", "UTF-8", "-d", dictionary, "-l"], input="\n".join(words), capture_output=True, text=True)
    return set(done.stdout.split())


def main():
    counts, most, dictionaries = sys.argv[1:4]
    words = {}
    for path in counts.split(",") if counts != "-" else []:
        with open(path, encoding="utf-8") as file:
            for line in file:
                word = line.split(" ")[0]
                if WORD.match(word) and word == word.lower():
                    words[word] = None
                if len(words) == int(most):
                    break
    wrong = set.intersection(*(misspelt(path, words) for path in dictionaries.split(","))) if words else set()
    if any("/de_" in path for path in dictionaries.split(",")):  # nouns are written with a capital there, as names are
        wrong = {w.lower() for w in misspelt(dictionaries, [w.capitalize() for w in wrong])}
    known = set(words) - wrong
    for path in sys.argv[4:]:
        with open(path, encoding="utf-8") as file:
            for line in file:
                forms, _, english = line.rstrip("\n").partition("\t")
                if not line.startswith("#") and english[:1].islower():
                    known |= {w for form in forms.split(", ") for w in form.split() if WORD.match(w)}
    print("\n".join(sorted(known)))


main()
