#!/bin/sh
# Unpacks the Debian packages that the language detector learns from, without installing them.
#   fetch-inputs.sh DIR
# Afterwards gather-texts.sh adds NTREX-128 and the other texts. Commits and versions of all packages:
# data/language/ATTRIBUTION.md. Other versions give other weights.
set -eu
list=$(cd "$(dirname "$0")" && pwd)/packages.txt
mkdir -p "$1/debs"
cd "$1/debs"
grep -v '^#' "$list" | while read -r name; do
  apt-get download -q "$name" || echo "not found: $name" >&2
done
for deb in *.deb; do dpkg-deb -x "$deb" ..; done
