// What chats say in ways that Apertium's Spanish–English pair reads wrong: requests, hours and days, who is told what. A part of the script
// of apertium_senses.cpp, on the stream behind the bilingual dictionary, where each word has its Spanish analysis beside its English:
//
//   "no me llames"        prs p2 → imp: "Do not call me"                  (was "You do not call me": a request told as a fact)
//   "llama a Ana"         the noun → the verb: "Call Ana"                 (was "Llama to Ana")
//   "dile a Ana que"      its pronoun goes, tell for say: "Tell Ana that" (was "Say him to Ana that")
//   "a las 7", "el lunes" "at 7", "on Monday"                             (was "to the 7", "the Monday")
//
// The pair is also the last leg from Romanian, Portuguese, French and Italian. Each rule asks for the words around it, so that news lines
// hardly change (docs/measurements/translate.md).
#include <string_view>

#include "language/apertium_stream.h"

namespace clew::language {

std::string_view chat_rules() {
  return R"(my $person = qr{(?:\^[^\$]*<(?:np|det)>|\^\*|\[)};
my $hour = qr{\^(?:[0-9]+|un[oa]|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)<num>[^\$]*\$};
my $day = qr{\^(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)<n>[^\$]*\$};
# The alternative with that English first, if the word has it.
sub chosen {
  my ($word, $english) = @_;
  my ($had, $rest) = $word =~ m{^\^([^/]*)/(.*)\$$}s or return $word;
  my @ways = split m{/}, $rest;
  my $capital = $ways[0] =~ /^[A-Z]/;
  my ($first) = grep { /^\Q$english\E</i } @ways or return $word;
  $first = $capital ? ucfirst $first : lcfirst $first;
  return "^$had/" . join('/', $first, grep { lc $_ ne lc $first } @ways) . '$';
}
# A word that begins a sentence now that the one before it is gone.
sub capital { my ($word) = @_; $word =~ s{(\^|/)([a-z])}{$1 . uc $2}ge; return $word; }
sub chats {
  my ($t) = @_;
  my $asked = $t =~ /\^\?<sent>/;
  if (!$asked && $t =~ m{\^no<adv>}i) {
    $t =~ s{((?:^\s*|<(?:sent|cm)>\$ ?)(?:\^[^\$]*<ij>[^\$]*\$ )?\^[Nn]o<adv>/[^\$]*\$ (?:\^[^\$/]*<prn><pro>[^\$]*\$ )*)(\^[^\$/<]*<v[a-z]+><prs><p2>[^\$]*\$)}{ my ($h, $v) = ($1, $2); $v =~ s/<prs><p2>/<imp><p2>/g; $h . $v }ge;
    $t =~ s{((?:^\s*|<(?:sent|cm)>\$ ?)\^[Nn]o<adv>/[^\$]*\$ (?:\^prpers<prn><pro>[^\$]*\$ )+)(\^[^\$/<]*<v[a-z]+><inf>[^\$]*\$)}{ my ($h, $v) = ($1, $2); $v =~ s/<inf>/<imp><p2><sg>/g; $h . $v }ge;
  }
  $t =~ s{^(\s*)\^([Ll])lama<n><f><sg>/[^\$]*\$(?= \^a<pr>| \^[^\$]*<np>| \^\*| \[)}{$1 . '^' . $2 . 'lamar<vblex><imp><p2><sg>/' . ($2 eq 'L' ? 'C' : 'c') . 'all<vblex><imp><p2><sg>$'}e;
  $t =~ s{^(\s*)\^([Pp])regunta<n><f><sg>/[^\$]*\$(?= \^a<pr>/[^\$]*\$ ?$person)}{"$1^$2reguntar<vblex><imp><p2><sg>/" . ($2 eq 'P' ? 'A' : 'a') . 'sk<vblex><imp><p2><sg>$'}e;
  $t =~ s{(^\s*|<cm>\$ |\^(?:y|pero)<[^\$]*\$ )\^([Vv])er<vblex><pri><p3><pl>/[^\$]*\$(?= ?(?:\^[^\$]*<(?:pr|adv|cm|sent|cnjcoo)>|$))}{"$1^$2enir<vblex><imp><p2><sg>/" . ($2 eq 'V' ? 'C' : 'c') . 'ome<vblex><imp><p2><sg>$'}e;
  $t =~ s{\^([Vv])engar<vblex><pri><(p[23])><(sg|pl)>/[^\$]*\$}{"^$1enir<vblex><prs><$2><$3>/" . ($1 eq 'V' ? 'C' : 'c') . "ome<vblex><prs><$2><$3>\$"}ge;
  $t =~ s{^(\s*)\^([Vv])ale<n><m><sg>/[^\$]*\$(?= ?\^[,.!;]<)}{"$1^$2ale<ij>/" . ($2 eq 'V' ? 'O' : 'o') . 'kay<ij>$'}e;
  $t =~ s{(<det><(?:pos|def|ind)>[^\$]*\$ )\^primo<adj><m><(sg|pl)>/[^\$]*\$(?! \^[^\$]*<n>)}{"$1^primo<n><m><$2>/cousin<n><$2>\$"}ge;
  # "Llama a tu madre", where no one stands before it: a request.
  $t =~ s{^(\s*\^(?:avisar|ayudar|decir|llamar|pedir|preguntar|telefonear)<vblex>)<pri><p3><sg>([^\$]*)(?=\$ \^a<pr>/[^\$]*\$ ?$person)}{my ($h, $v) = ($1, $2); $v =~ s/<pri><p3><sg>/<imp><p2><sg>/g; "$h<imp><p2><sg>$v"}gie if !$asked;
  # Whom: "dile a Ana", "le dije a Ana"; with "a" gone too for those who are told, asked, called.
  if ($t =~ / \^a<pr>/) {
    $t =~ s{(\^[^\$/]*<v[^\$]*\$) \^prpers<prn><enc><p3>[^\$]*\$(?= \^a<pr>/[^\$]*\$ ?$person)}{$1}g;
    $t =~ s{\^([Pp])rpers<prn><pro><p3>[^\$]*\$ (\^[^\$/]*<v[^\$]*\$)(?= \^a<pr>/[^\$]*\$ ?$person)}{$1 eq 'P' ? capital($2) : $2}ge;
    $t =~ s{(\^decir<vblex>[^\$]*\$)(?= \^a<pr>/[^\$]*\$ ?$person)}{chosen($1, 'tell')}gie;
    $t =~ s{(\^(?:avisar|ayudar|decir|llamar|pedir|preguntar|telefonear)<vblex>[^\$]*\$) \^a<pr>/[^\$]*\$(?= ?$person)}{$1}gi;
  }
  $t =~ s{(\^decir<vblex>[^\$]*\$)(?= \^prpers<prn><enc>)}{chosen($1, 'tell')}gie;
  $t =~ s{(\^prpers<prn><pro><p[123]>[^\$]*\$ )(\^decir<vblex>[^\$]*\$)}{$1 . chosen($2, 'tell')}gie;
  # To remember, to worry, to meet.
  $t =~ s{\^([Pp])rpers<prn><pro><(p[12])>[^\$]*\$ (\^acordar<vblex><[a-z]+><\2>[^\$]*\$)(?: \^de<pr>/[^\$]*\$)?}{my $v = chosen($3, 'remember'); $1 eq 'P' ? capital($v) : $v}ge;
  $t =~ s{(\^acordar<vblex><imp>[^\$]*\$) \^prpers<prn><enc><p2>[^\$]*\$(?: \^de<pr>/[^\$]*\$)?}{chosen($1, 'remember')}gie;
  $t =~ s{\^([Pp])rpers<prn><pro><(p[123])>[^\$]*\$ (\^preocupar<vblex><[a-z]+><\2>[^\$]*\$)}{(my $v = $3) =~ s{/concern<}{/worry<}; $1 eq 'P' ? capital($v) : $v}ge;
  $t =~ s{\^([Pp])rpers<prn><pro><p1><mf><pl>/[^\$]*\$ \^ver<vblex><(pri|fti)><p1><pl>/[^\$]*\$}{($1 eq 'P' ? '^Ver' : '^ver') . "<vblex><$2><p1><pl>/" . ($1 eq 'P' ? 'M' : 'm') . "eet<vblex><$2><p1><pl>\$"}ge;
  $t =~ s{(?<!<p1><mf><pl>\$ )\^([Qq])uedar<vblex><(pri|fti)><p1><pl>/[^\$]*\$(?= \^(?:a|ante|delante de|el|en|hoy|mañana|para|sobre)<)}{"^$1uedar<vblex><$2><p1><pl>/" . ($1 eq 'Q' ? 'M' : 'm') . "eet<vblex><$2><p1><pl>\$"}ge;
  $t =~ s{(\^[Pp]asar<vblex><imp><p2><(?:sg|pl)>)/([^\$<]*)(<[^\$/]*)[^\$]*\$(?= \^prpers<prn><enc><p1>)}{"$1/" . ($2 =~ /^[A-Z]/ ? 'P' : 'p') . "ass$3\$"}ge;
  $t =~ s{\^([Ii])r<vblex><ifi><p3><(sg|pl)>/[^\$]*\$(?= \^[^\$]*<det><(?:pos|def|ind)>)}{($1 eq 'I' ? '^Ser' : '^ser') . "<vbser><ifi><p3><$2>/" . ($1 eq 'I' ? 'B' : 'b') . "e<vbser><ifi><p3><$2>\$"}ge;
  # Hours and days.
  $t =~ s{\^([Aa])<pr>/[^\$]*\$ \^qué<det><itg>[^\$]*\$ \^hora<n><f><sg>/[^\$]*\$}{"^$1<pr>/$1t<pr>\$ ^qué<det><itg><mf><sp>/what<det><itg><sp>\$ ^hora<n><f><sg>/time<n><sg>\$"}ge;
  my $clock = qr{(?:\^el<det><def><f><pl>/[^\$]*\$ (?=\[|$hour(?! \^[^\$]*<(?:n|adj)>))|\^el<det><def><f><sg>/[^\$]*\$ (?=\^(?:1|un[oa])<num>[^\$]*\$(?! \^[^\$]*<(?:n|adj)>)))};
  if ($t =~ /$clock/) {
    $t =~ s{\^([Aa])<pr>/[^\$]*\$ $clock}{"^$1<pr>/$1t<pr>\$ "}ge;
    $t =~ s{\^(sobre|hacia)<pr>/[^\$]*\$ $clock}{"^$1<pr>/about<pr>\$ "}ge;
    $t =~ s{(<pr>/[^\$]*\$ )$clock}{$1}g;
    $t =~ s{\^([Ss])er<vbser><(pri|pii)><p3><pl>/[^\$]*\$ $clock}{"^$1er<vbser><$2><p3><sg>/" . ($1 eq 'S' ? 'B' : 'b') . "e<vbser><$2><p3><sg>\$ "}ge;
  }
  $t =~ s{\^([Aa])<pr>/[^\$]*\$(?= \^(?:[1-9]|1[0-9]|2[0-4])<num>[^\$]*\$(?: \^(?:a|en|ante|con|delante de|para|por|de)<pr>| ?\^[,.?!]<))}{"^$1<pr>/$1t<pr>\$"}ge;
  $t =~ s{(<pr>/[^\$]*\$ )\^el<det><def><m><(?:sg|pl)>/[^\$]*\$ (?=$day)}{$1}g;
  $t =~ s{\^([Ee])l<det><def><m><(?:sg|pl)>/[^\$]*\$ (?=$day(?! \^ser<))}{"^$1n<pr>/" . ($1 eq 'E' ? 'O' : 'o') . 'n<pr>$ '}ge;
  return $t;
}
)";
}

}  // namespace clew::language
