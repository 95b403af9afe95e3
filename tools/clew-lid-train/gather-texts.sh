#!/bin/sh
# Lays out the texts of the clones that data/language/ATTRIBUTION.md lists, at the commits it names, for clew-lid-train.
#   gather-texts.sh CLONES DIR
# CLONES holds NTREX, FrequencyWords, firefox-translations-models and UD_*; DIR is the input folder.
set -eu
clones=$(cd "$1" && pwd)
mkdir -p "$2/FrequencyWords" "$2/flores" "$2/ud"
cd "$2"
git -C "$clones/NTREX" archive HEAD NTREX-128 | tar x
words() { git -C "$clones/FrequencyWords" "$@"; }
for year in 2016 2018; do
  words ls-tree -r --name-only HEAD "content/$year" | grep -E '_50k.txt|/(af|bn|hi|hy|kk|si|ta|te|tl|ur)_full.txt' | while read -r file; do
    name=$(basename "$file" .txt)
    words show "HEAD:$file" > "FrequencyWords/${name%_*}.$year.txt"
  done
done
models() { git -C "$clones/firefox-translations-models" "$@"; }
models ls-tree -r --name-only HEAD evaluation | grep -E '/flores-dev\.[a-z]+$' | while read -r file; do
  [ -s "flores/${file##*.}.txt" ] || models show "HEAD:$file" > "flores/${file##*.}.txt"
done
for clone in "$clones"/UD_*; do
  name=$(basename "$clone")
  case $name in
    *Kurmanji-MG | *Vietnamese-VTB) parts='dev|test|train' ;;
    *Latvian-LVTB) parts='dev' ;;
    *) parts='dev|test' ;;
  esac
  git -C "$clone" ls-tree --name-only HEAD | grep -E "^[a-z]+_[a-z]+-ud-($parts)\.conllu$" | while read -r file; do
    git -C "$clone" show "HEAD:$file" | sed -n 's/^# text *= *//p'
  done > "ud/${name#UD_}.txt"
done
