#!/bin/bash
# Makes the accent weights anew: train.sh NTREX_DIR CLEW_ACCENTS_TRAIN OUT [MORE_DIR]; MORE_DIR/cs.txt is further text in Czech, and so on.
set -euo pipefail
[ $# = 3 ] || [ $# = 4 ] || { sed -n 2p "$0" >&2; exit 2; }
here=$(dirname "$0") work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
texts=() counted=()
for t in ro=ron pl=pol cs=ces hu=hun vi=vie tr=tur sq=sqi; do
  more=${4:-}/${t%=*}.txt
  texts+=("${t%=*}=$1/${t#*=}.txt,$here/chat/${t%=*}.txt")
  counts=${more%.txt}.counts
  counted+=("${texts[-1]}$([ -f "$more" ] && echo ",$more" || true)$([ -f "$counts" ] && echo ",$counts" || true)")
done
for k in 0 1 2 3 4; do "$here/train.py" --without=$k "$work/$k" "${counted[@]}"; done
"$here/train.py" "$work/all" "${counted[@]}"
"$2" "$3" "$work/all" "$work"/{0,1,2,3,4} "${texts[@]}"
