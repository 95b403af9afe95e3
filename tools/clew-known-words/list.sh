#!/bin/bash
# Lists the words of all languages: list.sh COUNTS DICTIONARIES GLOSSES OUT. COUNTS/LANGUAGE.txt is the 50,000 words of FrequencyWords 2018 and 2016, one
# list behind the other (of ca, eu, gl, is, lt, lv and sq the full list of 2018); pt.txt holds pt_br's as well, sh.txt those of sr, bs and hr.
H=$2 C=$1 G=$3 O=$4
W=$(dirname $0)/words.py
go() { l=$1 c=$2 d=$3; shift 3; g=(); for f in $G/$l.tsv $G/$l.lookup.tsv; do [ -f $f ] && g+=($f); done
  python3 $W $(for x in ${c//,/ }; do printf '%s/%s.txt,' $C $x; done | sed 's/,$//') 60000 $(for x in ${d//,/ }; do printf '%s/%s,' $H $x; done | sed 's/,$//') ${g[@]} > $O/$l.txt; }
for l in bg_BG ca_ES cs_CZ da_DK de_DE en_GB es_ES eu:eu fr:fr gl_ES hu_HU is_IS it_IT lt_LT lv_LV nl_NL pl_PL ro_RO ru_RU sk_SK sl_SI sq_AL sv_SE tr_TR uk_UA; do
  c=${l%%[_:]*}; go $c $c ${l#*:}; done
go pt pt pt_PT,pt_BR
go hr sh hr_HR,sr_Latn_RS,bs_BA
# Without dictionaries: the glosses, and what subtitles use most.
for l in ar fa ur ps ckb; do
  (python3 $W - 0 - $G/$l.tsv; [ ! -f $C/$l.txt ] || head -3000 $C/$l.txt | cut -d' ' -f1) | sort -u > $O/$l.txt
done
# The most frequent words, for is_frequent_word().
for l in bg ca cs da de es eu fr gl hu is it lt lv nl pl pt ro ru sk sl sq sv tr uk; do head -3000 $C/$l.txt | cut -d' ' -f1 > "$O/$l+.txt"; done
(head -3000 $C/hr.txt; head -3000 $C/sr.txt; head -1500 $C/bs.txt) | cut -d' ' -f1 | sort -u > "$O/hr+.txt"
