#!/bin/bash
# Makes the accent weights anew: train.sh NTREX_DIR CLEW_ACCENTS_TRAIN OUT
set -euo pipefail
[ $# = 3 ] || { sed -n 2p "$0" >&2; exit 2; }
here=$(dirname "$0") work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
texts=()
for t in ro=ron pl=pol cs=ces hu=hun vi=vie tr=tur sq=sqi; do texts+=("${t%=*}=$1/${t#*=}.txt,$here/chat/${t%=*}.txt"); done
for k in 0 1 2 3 4; do "$here/train.py" --without=$k "$work/$k" "${texts[@]}"; done
"$here/train.py" "$work/all" "${texts[@]}"
"$2" "$3" "$work/all" "$work"/{0,1,2,3,4} "${texts[@]}"
