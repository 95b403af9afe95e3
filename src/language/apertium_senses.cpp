// Spanish words for which Apertium's Spanish–English dictionary knows several English ones and puts first what a phone
// seldom means: "estación" is a season and a station. The pair is also the last leg from Romanian, Portuguese,
// French and Italian. Only the order changes, and only where the pair's own rules have left the choice open.
//
//   ^estación<n><f><sg>/season<n><sg>/station<n><sg>$  →  ^estación<n><f><sg>/station<n><sg>/season<n><sg>$
//
// Chosen from all 465 words with a choice in NTREX-128 and in invented chats; on the first 600 lines of NTREX, where
// seasons are as frequent as stations, 14.43 → 14.6 BLEU and 49.5 → 49.8 chrF2.
#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "language/apertium_stream.h"

namespace clew::language {
namespace {

struct Sense {
  std::string_view lemma, kind, english;
  bool given = false;  // the pair's dictionary has not got it
};
constexpr auto senses = std::to_array<Sense>({
    {"alcanzar", "vblex", "reach"},
    {"amor", "n", "love"},
    {"anterior", "adj", "previous"},
    {"apoyar", "vblex", "support"},
    {"asesor", "n", "adviser"},
    {"aumentar", "vblex", "increase"},
    {"automóvil", "n", "car"},
    {"avisar", "vblex", "tell", true},
    {"billete", "n", "ticket", true},
    {"camino", "n", "way"},
    {"canal", "n", "channel"},
    {"carta", "n", "letter"},
    {"cita", "n", "appointment"},
    {"cocina", "n", "kitchen"},
    {"colega", "n", "colleague"},
    {"comentario", "n", "comment"},
    {"comida", "n", "food"},
    {"confianza", "n", "trust"},
    {"conjunto", "n", "group"},
    {"conseguir", "vblex", "get"},
    {"consulta", "n", "query"},
    {"daño", "n", "damage"},
    {"despedir", "vblex", "fire"},
    {"destino", "n", "destination"},
    {"dirección", "n", "address"},
    {"edificio", "n", "building"},
    {"entre", "pr", "between"},
    {"entregar", "vblex", "deliver"},
    {"equipo", "n", "team"},
    {"esfuerzo", "n", "effort"},
    {"esperar", "vblex", "wait"},
    {"estación", "n", "station"},
    {"estudio", "n", "study"},
    {"evitar", "vblex", "avoid"},
    {"falso", "adj", "false"},
    {"gasto", "n", "expense"},
    {"golpe", "n", "blow"},
    {"libertad", "n", "freedom"},
    {"llevar", "vblex", "take"},
    {"mandar", "vblex", "send", true},
    {"mantener", "vblex", "keep"},
    {"marca", "n", "brand"},
    {"meter", "vblex", "put"},
    {"motivo", "n", "reason"},
    {"parecer", "vblex", "seem"},
    {"partir", "vblex", "leave", true},
    {"niño", "n", "child", true},
    {"patrón", "n", "employer"},
    {"piso", "n", "flat"},
    {"prima", "n", "cousin", true},
    {"primo", "n", "cousin", true},
    {"quedar", "vblex", "stay"},
    {"rabia", "n", "anger"},
    {"realizar", "vblex", "carry#"},
    {"recordar", "vblex", "remember"},
    {"red", "n", "network"},
    {"relación", "n", "relationship"},
    {"respuesta", "n", "answer"},
    {"salida", "n", "exit"},
    {"salir", "vblex", "go#"},
    {"suelo", "n", "floor"},
    {"tarde", "n", "afternoon"},
    {"tasa", "n", "rate"},
    {"temer", "vblex", "fear"},
    {"terminar", "vblex", "finish"},
    {"tienda", "n", "shop"},
    {"turno", "n", "shift"},
    {"vuelta", "n", "return"},
});

}  // namespace

std::string sense_script() {
  // A NUL ends what belongs together, and each is handed on at once. All words are looked for at a time, which Perl does with
  // one automaton: a tenth of the time of one search for each. (sed -u reads byte by byte, thirteen times slower still.)
  std::string first, given, words;
  for (const auto& sense : senses) {
    // "go# out<vblex>": what belongs to a verb stands before its kind.
    const auto* more = sense.english.ends_with('#') ? " out" : "";
    (sense.given ? given : first) += fmt::format("\"{0}<{1}>\", \"{2}{3}<{1}>\", ", sense.lemma, sense.kind, sense.english, more);
    words += fmt::format("{}{}<{}>", words.empty() ? "" : "|", sense.lemma, sense.kind);
  }
  // A boy is no child by himself ("los niños": the children), and "un billete de 50" is money.
  return "my %first = (" + first + ");\nmy %given = (" + given + R"();
sub put_first {
  my ($word, $kind, $rest, $behind) = @_;
  if (my $sense = $given{$kind}) {
    return "^$word/$rest\$" if $kind eq 'niño<n>' && $word !~ /<m><pl>/ || $kind eq 'billete<n>' && $behind =~ /^ \^de<pr>[^\$]*\$ \^[0-9]/;
    my ($had) = split m{/}, $rest, 2;
    $had =~ s/^[^<]*<[a-z]+>//;
    return "^$word/$sense$had/$rest\$";
  }
  my $sense = $first{$kind};
  $rest =~ s<^(.*?)/(\Q$sense\E[^/]*)><$2/$1>s;
  return "^$word/$rest\$";
}
# Spanish leaves "I", "you" and "we" out; the pair puts them back at a sentence's beginning and not always there. Before what hangs on the
# verb ("no te lo doy"); tenses whose first person is like no other.
my %subject = ('p1sg' => '<p1><mf><sg>/prpers<prn><subj><p1><mf><sg>', 'p1pl' => '<p1><mf><pl>/prpers<prn><subj><p1><mf><pl>',
               'p2sg' => '<p2><mf><sg>/prpers<prn><subj><p2><mf><sp>', 'p2pl' => '<p2><mf><pl>/prpers<prn><subj><p2><mf><sp>');
sub subjects {
  return $_[0] unless $_[0] =~ /<(?:pri|ifi|fti)><p[12]>/;
  my @piece = split /(\^[^\$]*\$)/, $_[0];
  my @before;
  for (my $i = 1; $i < @piece; $i += 2) {
    next unless $piece[$i] =~ /^\^[^\/<]*<v[a-z]+><(?:pri|ifi|fti)><(p[12])><(sg|pl)>/;
    my $subject = $subject{$1 . $2};
    next if $i + 2 < @piece && $piece[$i + 2] =~ /^\^[^\/<]*<prn><tn>/;
    my $first = $i;
    $first -= 2 while $first > 1 && $piece[$first - 1] eq ' ' && $piece[$first - 2] =~ /^\^(?:[^\/<]*<prn><pro>|[Nn]o<adv>)/;
    my $k = $first;
    $k -= 2 while $k > 1 && $piece[$k - 1] eq ' ' && $piece[$k - 2] =~ /^\^[^\/<]*<(?:pre)?adv>[^<]/;
    next if $k > 1 && $piece[$k - 2] =~ /^\^[^\/<]*<prn><tn>/ && $piece[$k - 1] eq ' ';
    # Behind a preposition, an article or an adjective it is no verb ("de resultas", "un ejerzo" by way of another language).
    next if $first > 1 && $piece[$first - 1] eq ' ' && $piece[$first - 2] =~ m{^\^[^/]*<(?:pr|det|adj)>};
    # "se han visto" and "como" (how, as), where their accents are in doubt.
    next if $piece[$i] =~ /^\^comer</ || ($piece[$i] =~ /^\^saber</ && $i + 2 < @piece && $piece[$i + 2] =~ m{^\^[^/]*<v[a-z]+><(?!inf)});
    my $begins = $first == 1 || $piece[$first - 2] =~ /<sent>/ || $piece[$first] =~ /^\^[A-Z][^A-Z]/;
    $piece[$first] =~ s{^\^([A-Z])(?=[^A-Z])}{'^' . lc $1}e && $piece[$first] =~ s{(?<=/)([A-Z])}{lc $1}ge if $begins;
    push @before, [$first, ($begins ? '^P' : '^p') . "rpers<prn><tn>$subject\$ "];
  }
  $piece[$_->[0]] = $_->[1] . $piece[$_->[0]] for reverse @before;
  return join '', @piece;
}
)" + std::string(chat_rules()) + R"($| = 1;
$/ = "\0";
while (<STDIN>) {
  s~\^(()" + words + R"()[^/\$]*)/([^\$]*)\$~put_first($1, $2, $3, substr($_, $+[0], 60))~ge;
  # "mañana" without an article is tomorrow.
  s~(<(?:det|adj|num)>[^\$]*\$ |\^de<pr>[^\$]*\$ |\^ser<[^\$]*\$ )?\^(M|m)añana<n><f><sg>/[^\$]*\$~$1 ? $& : "^$2añana<adv>/" . ($2 eq 'M' ? 'T' : 't') . 'omorrow<adv>$'~ge if /añana<n>/;
  $_ = subjects(chats($_));
  print;
}
)";
}

std::string shape_script() {
  // You "comes"; the coffee "likes me"; "it brings the keys, please"; "he knows at all".
  return R"(my $it = qr{\^[Pp]rpers<prn><subj><p3><[a-z]+><(?:sg|pl)>\$};
my $helps = qr{(?: \^(?:would|will|do|not|have|also)<[^\$]*\$)*};
sub likes {
  my ($capital, $verb, $person, $rest, $number) = @_;
  if ($person eq '<p3>' && $number eq '<sg>') { $verb =~ s/<pres>/<pri><p3><sg>/; } else { $verb =~ s/<pri><p3><sg>/<pres>/; }
  return "^${capital}rpers<prn><subj>$person$rest$number\$$verb";
}
# "You come tomorrow?" – "Do you come tomorrow?", "When you can come?" – "When can you come?", "How much costs the ticket?".
my $asks = qr{(?:\^[Aa]t<pr>\$ )?(?:\^(?:what|when|where|why|how|which|how much|how many)<[^\$]*<itg>[^\$]*\$ (?:\^[^\$]*<n>[^\$]*\$ )?)}i;
my $subject = qr{\^[Pp]rpers<prn><subj><p[123]>[^\$]*\$};
my $thing = qr{(?:\^[^\$]*<det>[^\$]*\$ )(?:\^[^\$]*<adj>[^\$]*\$ )?\^[^\$]*<n>[^\$]*\$};
sub lower { my ($w) = @_; $w =~ s/\^P/^p/; return $w; }
sub question {
  my ($begins, $asks, $rest) = @_;
  my $capital = $asks eq '' && $rest =~ /^\^P/;
  my $put = sub { my ($first) = @_; $first =~ s/^\^([a-z])/'^' . uc $1/e if $capital; return $begins . $asks . $first; };
  if ($rest =~ /^($subject) (\^(?:can|could|will|would|must|should|may)<v[^\$]*\$|\^do<vbdo>[^\$]*\$|\^have<vbhaver>[^\$]*\$|\^be<v[^\$]*\$)(.*)$/s) {
    my ($who, $helper, $end) = ($1, $2, $3);
    return $put->("$helper " . lower($who) . $end);
  }
  if ($rest =~ /^($subject) \^([^\$<]*)(<v[a-z]+>)<(pres|past|pri><p3><sg)>((?:# [^\$]*)?\$.*)$/s && $2 ne 'be') {
    my ($who, $verb, $kind, $tense, $end) = ($1, $2, $3, $4, $5);
    $end = "\$$1" if $verb eq 'want' && $end =~ /^# to\$(\^\?.*)$/s;
    $end = "\$ ^to<pr>\$$1" if $verb eq 'want' && $end =~ /^# to\$(.*)$/s;
    return $put->("^do<vbdo><$tense>\$ " . lower($who) . " ^$verb<vblex><inf>$end") if $kind eq '<vblex>' || $verb eq 'want';
  }
  if ($asks =~ /^\^how much/i && $rest =~ /^\^([^\$<]*)<vblex><(pres|pri><p3><sg)>\$ ($thing)((?: \^[^\$]*<adv>\$)?\^\?<sent>.*)$/s) {
    my ($verb, $tense, $thing, $end) = ($1, $2, $3, $4);
    return $put->("^do<vbdo><$tense>\$ $thing ^$verb<vblex><inf>\$$end") if $verb ne 'be';
  }
  return $begins . $asks . $rest;
}
# "It leaves the keys", said to somebody: what people ask for on a phone, where it begins a line and an object follows.
my $request = qr{(?:bring|buy|close|collect|delete|fetch|keep|leave|lend|look|open|put|read|remember|save|send|take)};
my $object = qr{\^(?:[^\$]*<det>|prpers<prn><obj>|[^\$<]*<n><|what<rel>|at<pr>\$ \^what)};
$| = 1;
$/ = "\0";
while (<STDIN>) {
  if (/\^\?<sent>/) {
    $_ = join '', map {
      my $part = $_;
      $part =~ s{(^\s*|\^,<cm>\$ )($asks?)($subject .*|\^[^\$]*\$ .*)$}{question($1, $2, $3)}se if $part =~ /\^\?<sent>/;
      $part
    } split /(?<=<sent>\$)/, $_;
  } elsif ((() = /\^/g) <= 16) {
    s{^(\^[^\$]*<(?:ij|np)[^\$]*\$,? )?\^[Pp]rpers<prn><subj><p3><nt><sg>\$ \^($request)(<vblex>)<pri><p3><sg>(?=(?:# [a-z]+)?\$ $object)}{my $v = $2; ($1 // '') . '^' . ($1 ? $v : ucfirst $v) . "$3<inf>"}e;
  }
  s{\^([Pp])rpers<prn><subj><p3><[a-z]+><(?:sg|pl)>\$($helps \^like<vblex>[^\$]*\$) \^prpers<prn><obj>(<p\d>)(<[a-z]+>)(<[a-z]+>)\$}{likes($1, $2, $3, $4, $5)}ge if /\^like</;
  s{(\^[Pp]rpers<prn><subj><p2><mf><sp>\$ \^[^\$]*)<pri><p3><sg>}{$1<pres>}g;
  s{<pri><p3><sg>(\$ \^prpers<prn><subj><p2><mf><sp>\$)}{<pres>$1}g;
  s{(\^[Pp]rpers<prn><subj><p1><mf><pl>\$ \^[^\$]*)<pri><p3><sg>}{$1<pres>}g;
  s{(^|\^[Pp]lease<adv>\$,? |\$ )\^[Pp]rpers<prn><subj><p3><nt><sg>\$ \^([a-z])([^<\$]*<vblex>)<pri><p3><sg>}{$1 eq '$ ' ? $& : $1 . '^' . ($1 eq '' ? uc $2 : $2) . "$3<inf>"}e if /\^[Pp]lease<adv>/ && !/\?<sent>/;
  s{^\^To<pr>\$ \^prpers<prn><obj>[^\$]*\$ \^([a-z])(?=(?:lso<adv>\$ \^p)?rpers<prn><subj>)}{'^' . uc $1}e if /\^like</;
  s{(\^[Pp]rpers<prn><subj><p3><[a-z]+><sg>\$ \^do<vbdo>)<pres>}{$1<pri><p3><sg>}g;
  s{(\^wait<vblex>[^\$]*\$) (?=\^prpers<prn><obj>)}{$1 ^for<pr>\$ }g;
  s{\^thank you([^\$]*)\$ \^(?:[Bb]y|[Ff]or)<pr>\$}{^thank you$1\$ ^for<pr>\$}g;
  if (/\^[Aa]t all<adv>/) {
    s{^\^At all<adv>\$(?! \^[^\$]*<adj>)}{^Nothing<prn><tn><m><sg>\$};
    s{(\^be<vbser>[^\$]*\$) \^not<adv>\$ \^at all<adv>\$(?! \^[^\$]*<adj>)}{$1 ^nothing<prn><tn><m><sg>\$}g;
    s{(\^not<adv>\$ \^[^\$]*<v[^\$]*\$) \^at all<adv>\$(?! \^[^\$]*<adj>)}{$1 ^anything<prn><tn><m><sg>\$}g;
  }
  print;
}
)";
}

}  // namespace clew::language
