#!/usr/bin/env python3
"""Counts what src/language/accents.cpp knows of seven languages; clew-accents-train goes on from there (train.sh runs both).

    train.py [--without=K] OUT ro=ron.txt,chat/ro.txt[,MORE.txt] pl=…

The first text of a language holds a sentence a line, with its accents; every fifth line (0, 5, 10 …) is left out, for bench_accents. The
second holds lines as people write them in chats, which count three times; all of a third counts once. The file keeps counts only: of words, of pairs of neighbours, and
of letters within their surroundings; no text can be read from it but single words. Byte for byte the same for the same input.
The layout stands in src/language/accents_table.cpp.
"""
import collections
import re
import struct
import sys
import unicodedata

CONTEXTS = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (6, 6))
LEAST_COUNT = (1, 1, 1, 1, 2, 2)  # Rarer ones of that level are left out: they take most of the room.
# Parts of a text, in blocks of lines (an article or two), of which --without leaves one out: the weights of clues are learned on it.
BLOCK, PARTS = 40, 5
CHAT_COUNTS = 3
LISTED_WORDS = 2_000_000
WORD = re.compile(r"[^\W\d_]+")


def stripped(text):
    for a, b in (("ł", "l"), ("đ", "d"), ("ı", "i")):
        text = text.replace(a, b)
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def folded(line, code):
    line = unicodedata.normalize("NFC", line)
    if code == "ro":
        line = line.translate(str.maketrans("şţŞŢ", "șțȘȚ"))
    if code == "tr":
        line = line.replace("I", "ı").replace("İ", "i")
    return line.lower()


def fnv(key):
    h = 0x811C9DC5
    for b in key.encode():
        h = ((h ^ b) * 0x01000193) & 0xFFFFFFFF
    return h


def context(text, at, level):
    left, right = CONTEXTS[level]
    return text[max(0, at - left):at] + "\x01" + text[at] + "\x02" + text[at + 1:at + 1 + right] + "\x03"


def word_counts(path, code):
    """Words of talk by how often they are said, "word count" a line, as if LISTED_WORDS had been read. Some people type no accents: a form without, that is
    a tenth or less of what it may stand for, is left out."""
    counts = collections.Counter()
    with open(path, encoding="utf-8") as file:
        for line in file:
            word, _, n = line.rstrip("\n").partition(" ")
            word = folded(word, code)
            if WORD.fullmatch(word):
                counts[word] += int(n)
    together = collections.Counter()
    for word, n in counts.items():
        together[stripped(word)] += n
    total = sum(counts.values())
    said = {w: LISTED_WORDS * n / total for w, n in counts.items() if w != stripped(w) or n > 0.1 * together[w]}
    return collections.Counter({w: round(n) for w, n in said.items() if n >= 0.5})


def language(code, path, without):
    first, chat, *more = path.split(",")
    with open(first, encoding="utf-8") as file:
        lines = [folded(line, code) for number, line in enumerate(file) if number % 5 and number // BLOCK % PARTS != without]
    with open(chat, encoding="utf-8") as file:
        lines += CHAT_COUNTS * [folded(line, code) for number, line in enumerate(file) if number % PARTS != without]
    listed = [extra for extra in more if extra.endswith(".counts")]
    for extra in (extra for extra in more if not extra.endswith(".counts")):
        with open(extra, encoding="utf-8") as file:
            lines += [folded(line, code) for number, line in enumerate(file) if number // BLOCK % PARTS != without]
    sentences = [WORD.findall(line) for line in lines]
    letters = collections.Counter(c for words in sentences for word in words for c in word)
    variants = collections.defaultdict(set)
    for c, n in letters.items():
        base = stripped(c)
        if len(base) == 1 and (n >= 20 or c == base):
            variants[base].add(c)
    variants = {base: "".join(sorted(v | {base})) for base, v in variants.items() if len(v | {base}) > 1}
    words, pairs, chars = collections.Counter(), collections.Counter(), collections.Counter()
    levels = {}
    for sentence in sentences:
        text = " " + " ".join(sentence) + " "
        plain = stripped(text)
        if len(plain) != len(text):
            continue
        for at, c in enumerate(plain):
            if c in variants and text[at] in variants[c]:
                for level in range(len(CONTEXTS)):
                    key = chr(0x20 + level) + context(plain, at, level) + text[at]
                    chars[key] += 1
                    levels[key] = level
        previous = "<s>"
        for word in sentence:
            words[word] += 1
            pairs[previous + "\x04" + word] += 1
            pairs[previous + "\x05" + stripped(word)] += 1
            previous = word
    for path in listed:
        words.update(word_counts(path, code))
    # Only what a decision can hang on.
    kept = {w: n for w, n in words.items() if any(c in variants for c in stripped(w))}
    pairs = {k: n for k, n in pairs.items()
             if any(c in variants for c in stripped(k[max(k.find("\x04"), k.find("\x05")) + 1:]))}
    chars = {k: n for k, n in chars.items() if n >= LEAST_COUNT[levels[k]]}

    def table(counts, most):
        merged = {}
        for key, n in counts.items():
            h = fnv(key)
            merged[h] = max(merged.get(h, 0), min(n, most))
        keys = sorted(merged)
        return keys, [merged[k] for k in keys]

    out = bytearray()
    names = sorted(kept)
    blob = b"".join(w.encode() + b"\0" for w in names)
    shown = "".join(base + v + "\n" for base, v in sorted(variants.items())).encode()
    pair_keys, pair_counts = table(pairs, 255)
    char_keys, char_counts = table(chars, 65535)
    out += struct.pack("<8s6I", code.encode(), len(shown), len(names), len(blob), len(pair_keys), len(char_keys), 0)
    out += shown + blob
    out += struct.pack("<%dH" % len(names), *(min(kept[w], 65535) for w in names))
    out += struct.pack("<%dI" % len(pair_keys), *pair_keys) + bytes(pair_counts)
    out += struct.pack("<%dI" % len(char_keys), *char_keys)
    out += struct.pack("<%dH" % len(char_counts), *char_counts)
    print(code, len(names), "words", len(pair_keys), "pairs", len(char_keys), "letters", len(out), "bytes")
    return bytes(out)


def main():
    arguments = sys.argv[1:]
    without = int(arguments.pop(0).split("=")[1]) if arguments[0].startswith("--without=") else None
    parts = [language(*argument.split("=", 1), without) for argument in arguments[1:]]
    with open(arguments[0], "wb") as file:
        file.write(b"CLEWACC2" + struct.pack("<I", len(parts)) + b"".join(parts))


main()
