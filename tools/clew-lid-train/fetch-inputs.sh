#!/bin/sh
# Unpacks the Debian packages that the language detector learns from, without installing them.
#   fetch-inputs.sh DIR
# Afterwards put the folder NTREX-128 of the NTREX repository (CC BY-SA 4.0; commit and versions of all
# packages: data/language/ATTRIBUTION.md) into DIR. Other versions give other weights.
set -eu
list=$(cd "$(dirname "$0")" && pwd)/packages.txt
mkdir -p "$1/debs"
cd "$1/debs"
grep -v '^#' "$list" | while read -r name; do
  apt-get download -q "$name" || echo "not found: $name" >&2
done
for deb in *.deb; do dpkg-deb -x "$deb" ..; done
