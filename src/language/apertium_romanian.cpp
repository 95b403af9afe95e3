// What Apertium's Romanian–Spanish pair takes for something else, mended behind its tagger, where each word has one reading left:
//
//   "nu te văd"            prs → pri: "no te veo", "I do not see you"      (was "no te vea", "It does not see you")
//   "duba pleacă la 7"     p3pl → p3sg, for the van is one                 (was "marchan": "leave")
//   "vin mâine"            p3pl → p1sg, where nobody is named: "I come"
//   "nu suna înainte"      a request: "do not call"                        (was "it did not call")
//   "o să întârziem"       "we will be late"; "poți să-mi dai" "can you give me"
//   "ne vedem la parc"     in it, not to it; and the article that the pair loses behind prepositions, put there as a word
//
// A verb's number is that of the subject named before it in its sentence, not behind a preposition. A script for perl, run between
// apertium-tagger and apertium-pretransfer.
#include <string>

#include "language/apertium_stream.h"

namespace clew::language {

std::string romanian_script() {
  return R"~(use utf8;
binmode(STDIN, ':encoding(UTF-8)'); binmode(STDOUT, ':encoding(UTF-8)');
$| = 1; $/ = "\0";
my $clitic = qr{<prn><(?:pro|enc)>};
my $day = qr{^\^(?:luni|marți|miercuri|joi|vineri|sâmbătă|duminică)<n>};
# Verbs of which a thing that follows is the subject: no request.
my $happens = qr{^\^(?:ploua|ninge|exista|urma|dura|costa|merita|conta|suna|pleca|ajunge|începe|intra|rămâne|lipsi|trebui|fi|avea|putea|vrea|ști|părea|însemna|depinde|merge|veni)<};
sub small { my ($w) = @_; return $w =~ m{$clitic|<adv>|<preadv>}; }
# First and last verb forms that look alike: "pleacă" he or they; "văd" I or they.
sub alike_sg { my ($lemma) = @_; return $lemma =~ /[^eu]a$/ && $lemma !~ /^(?:da|sta|lua|.?vrea)$/; }
# What the verb at $i speaks of: 'p3sg', 'p3pl', 'p1sg' …, '' if nobody is named before it in its sentence.
sub subject {
  my ($w, $i) = @_;
  my $any = '';
  for (my $k = $i - 1; $k >= 0; --$k) {
    my $t = $w->[$k];
    return $any if $t =~ /<sent>/;
    next if small($t);
    if ($t =~ m{^\^[^<]*<prn><tn><(p[123])>(?:<[a-z]+>)?<(sg|pl)><nom>}) { return "$1$2"; }
    if ($t =~ m{^\^[^<]*<prn><itg>}) { return $any || 'p3sg'; }
    my $named = $t =~ m{<np>} || $t =~ m{^\^\*\p{Lu}};
    next unless $named || $t =~ m{<n><[a-z]+><(?:sg|pl)><nom>};
    # Behind a preposition it is not the subject.
    my $j = $k - 1;
    --$j while $j >= 0 && $w->[$j] =~ m{<(?:det|adj|num|preadv)>};
    next if $j >= 0 && $w->[$j] =~ m{<pr>} ;
    my $number = $named ? 'sg' : $t =~ /<(sg|pl)><nom>/ ? $1 : 'sg';
    $number = 'pl' if $j >= 1 && $w->[$j] =~ m{^\^și<cnjcoo>} && $w->[$j - 1] =~ m{<n>|<np>|^\^\*\p{Lu}};
    return "p3$number" unless $any;
    return $any;
  }
  return $any;
}
sub behind_sa {
  my ($w, $i) = @_;
  for (my $k = $i - 1; $k >= 0; --$k) {
    return $k if $w->[$k] =~ m{^\^să<};
    return -1 unless $w->[$k] =~ m{$clitic|^\^nu<adv>|^\^mai<adv>|^\^(?:și|tot|doar|iar)<adv>};
  }
  return -1;
}
sub romanian {
  my ($line) = @_;
  my @piece = split /(\^[^\$]*\$)/, $line;
  my (@w, @gap);   # words, and what stands before each
  for (my $i = 0; $i + 1 < @piece; $i += 2) { push @gap, $piece[$i]; push @w, $piece[$i + 1]; }
  my $end = @piece % 2 ? $piece[-1] : '';
  # Pronouns in the forms that hang on a word.
  for (@w) {
    s{^\^îmi<prn>}{^mă<prn>}; s{^\^îți<prn>}{^te<prn>};
    s{^\^\*mi\$}{^mă<prn><pro><p1><mf><sg><dg>\$}; s{^\^\*ți\$}{^te<prn><pro><p2><mf><sg><dg>\$};
    s{^\^\*l\$}{^îl<prn><pro><p3><mn><sg><nom>\$}; s{^\^\*i\$}{^îl<prn><pro><p3><mn><sg><dg>\$};
    s{^\^mină<n><f><(?:sg><dg|pl><nom|pl><dg)><ind>\$}{^*mine\$};
  }
  for (my $i = 0; $i < @w; ++$i) {
    my $next = $i + 1 < @w ? $w[$i + 1] : ''; my $last = $i > 0 ? $w[$i - 1] : '';
    # "la noi": us, not new ones. "când vii": you come. "luni": Monday.
    $w[$i] = '^noi<prn><tn><p1><mf><pl><nom>$' if $w[$i] =~ m{^\^nou<adj><mfn><pl>} && $last =~ m{<pr>} && ($next !~ m{<n><[a-z]+><pl>} || $next =~ $day);
    # "a fost", "o geacă", "îmi mai datorează".
    $w[$i] =~ s{^\^(?:al<det>|a<pr>)[^\$]*}{^avea<vbavea><pri><p3><sg>} if $next =~ m{<v[a-z]+><pp><mn><sg>};
    $w[$i] = '^un<det><ind><f><sg><nom>$' if $w[$i] =~ m{^\^o<adv>\$} && $next =~ m{<n><f><sg>|^\^\*} && $next !~ m{^\^\*s[aă]\$};
    if ($w[$i] =~ m{^\^mai<adv>\$} && $last =~ m{<prn><pro>} && $next =~ m{<v[a-z]+><pr[is]>}) {
      my $k = $i - 1; --$k while $k > 0 && $w[$k - 1] =~ m{<prn><pro>};
      if ($k < 1 || $w[$k - 1] !~ /^\^nu</) { splice @w, $i, 1; splice @w, $k, 0, '^încă<adv>$'; }
    }
    $w[$i] = '^veni<vblex><pri><p2><sg>$' if $w[$i] =~ m{^\^(?:viu<adj>|vie<n>)<[a-z]+><(?:sg|pl)><[a-z]+><ind>} && $last =~ m{<(?:adv|cnjsub|rel)>|$clitic|^$} && $last !~ /<preadv>/;
    $w[$i] = '^luni<n><f><sg><nom><ind>$' if $w[$i] =~ m{^\^lună<n><f><(?:sg|pl)><[a-z]+><ind>} && $last !~ m{<(?:num|det|adj)>|^\^(?:de|pe|în|la|din|peste|după|acum)<|\^\*|^\^(?:câteva|multe|fiecare)};
    $w[$i] =~ s{^\^frige<vblex>[^\$]*}{^frig<n><nt><sg><nom><ind>} if $last =~ m{^\^(?:fi<|foarte<|cam<|prea<|tare<|așa<)};
    # "lui Andrei": to him behind a verb, his behind a thing.
    if ($w[$i] =~ m{^\^lui<} && $next =~ m{<np>|^\^\*\p{Lu}|^\^\*}) {
      my $k = $i - 1; --$k while $k >= 0 && $w[$k] =~ m{$clitic} && $w[$k] !~ /<v/;
      if ($k >= 0 && $w[$k] =~ m{<v[a-z]+>}) { $w[$k] =~ s{\+îl<prn><enc><p3><m><pl><dg>}{+îl<prn><enc><p3><mfn><sg><dg>}; $w[$i] = '^la<pr>$'; }
      elsif ($k >= 0 && $w[$k] =~ m{<n>}) { $w[$i] = '^de<pr>$'; }
    }
  }
  for (my $i = 0; $i < @w; ++$i) {
    next unless $w[$i] =~ m{^\^([^<]*)<(v[a-z]+)><(pri|prs)><(p[123])><(sg|pl)>};
    my ($lemma, $kind, $tense, $person, $number) = ($1, $2, $3, $4, $5);
    next if $kind eq 'vbavea' || $kind eq 'vaux';
    my $sa = behind_sa(\@w, $i);
    if ($tense eq 'prs' && $sa < 0) { $w[$i] =~ s{<prs>}{<pri>}; $tense = 'pri'; }
    my $next = $i + 1 < @w ? $w[$i + 1] : '';
    my $late = $next =~ m{<n><[a-z]+><pl><nom>} || ($next =~ m{<(?:num|det)>} && $lemma eq 'fi');
    if ($person eq 'p3' && $number eq 'pl' && $tense eq 'pri' && alike_sg($lemma)) {
      my $s = subject(\@w, $i);
      $w[$i] =~ s{<p3><pl>}{<p3><sg>} if $s ne 'p3pl' && !$late;
    } elsif ($person eq 'p3' && $number eq 'pl' && $tense eq 'pri' && !$late) {
      my $s = subject(\@w, $i);
      $w[$i] =~ s{<p3><pl>}{<p1><sg>} if $s eq '' || $s eq 'p1sg';
    } elsif ($person eq 'p1' && $number eq 'sg' && $tense eq 'pri' && $lemma !~ /^(?:avea|vrea)$/) {
      my $s = subject(\@w, $i);
      $w[$i] =~ s{<p1><sg>}{<p3><pl>} if $s eq 'p3pl';
    }
  }
  # "nu suna": do not call. "cumpără pâine": buy bread.
  for (my $i = 0; $i < @w; ++$i) {
    my $begins = $i == 0 || $w[$i - 1] =~ m{<(?:cm|sent)>|^\^(?:dar|și)<cnj};
    if ($w[$i] =~ m{^\^[Nn]u<adv>}) {
      my $k = $i + 1; ++$k while $k < @w && ($w[$k] =~ m{<prn><pro>|^\^mai<adv>});
      next unless $k < @w && $w[$k] =~ m{^\^([^<]*)<vblex><(?:inf|pii><p3><sg)>\$};
      my $lemma = $1;
      next if $i > 0 && ($w[$i - 1] =~ m{<(?:v[a-z]+|pr|rel|itg)>} || subject(\@w, $i) =~ /^p[123]sg/);
      $w[$k] = "^$lemma<vblex><prs><p2><sg>\$";
    } elsif ($begins && $w[$i] =~ m{^\^([^<]*)<vblex><pri><p3><sg>\$} && $w[$i] !~ $happens && (alike_sg(lc $1) || $1 =~ /^[Ll]ua$/)) {
      my $next = $i + 1 < @w ? $w[$i + 1] : '';
      $w[$i] =~ s{<pri><p3><sg>}{<imp><p2><sg>} if $next =~ m{<n>|<num>|<det>|^\^pe<pr>} || $next =~ m{^\^(?:te|vă)<prn>} && $i + 2 < @w && $w[$i + 2] =~ m{^\^ruga<};
    }
  }
  # "o să vin", "poți să vii": will come, can come.
  for (my $i = 1; $i < @w; ++$i) {
    next unless $w[$i] =~ m{^\^([^<]*)<(v[a-z]+)><(?:prs|pri)><(p[123])><(sg|pl)>\$};
    my ($lemma, $kind, $person, $number) = ($1, $2, $3, $4);
    my $sa = behind_sa(\@w, $i);
    next if $sa < 1;
    my $before = $w[$sa - 1];
    if ($before =~ m{^\^[Oo](?:<adv>|<det>|<prn>)|^\^(?:un|îl)<[^\$]*<f>} && ($sa < 2 || $w[$sa - 2] !~ m{<v[a-z]+>})) {
      $w[$i] = "^$lemma<$kind><inf>\$";
      $w[$sa] = ''; $gap[$sa] = '';
      $w[$sa - 1] = '';
      splice @w, $i, 0, "^vrea<vaux><pri><$person><$number>\$"; splice @gap, $i, 0, $gap[$i];
      ++$i;
    } elsif ($before =~ m{^\^(?:putea|încerca|începe|ști|reuși|vrea)<v[a-z]+><[a-z]+><(p[123])><(sg|pl)>} && "$1$2" eq "$person$number" ||
             $before =~ m{^\^chef<n>} && $sa >= 2 && $w[$sa - 2] =~ m{^\^avea<v[a-z]+><[a-z]+><(p[123])><(sg|pl)>} && "$1$2" eq "$person$number") {
      $w[$i] = "^$lemma<$kind><inf>\$";
      $w[$sa] = ''; $gap[$sa] = '';
      # What hangs on the verb goes before both: "me puedes prestar".
      my @hang = grep { $w[$_] =~ m{<prn><pro>} } $sa + 1 .. $i - 1;
      if (@hang) {
        my @moved = map { $w[$_] } @hang;
        for (@hang) { $w[$_] = ''; $gap[$_] = ''; }
        $w[$sa - 1] = join(' ', @moved, $w[$sa - 1]);
      }
    }
  }
  # "nu merge internetul": it does not work.
  for (my $i = 1; $i + 1 < @w; ++$i) {
    $w[$i] =~ s{^\^merge<}{^funcționa<} if $w[$i - 1] =~ m{^\^[Nn]u<} && $w[$i + 1] =~ m{<n><(?:f|nt)><sg><nom><def>};
  }
  # "trebuie plătită": must be paid.
  for (my $i = 0; $i + 1 < @w; ++$i) {
    $w[$i] .= ' ^să<cnjsub>$ ^fi<vbser><prs><p3><sg>$' if $w[$i] =~ m{^\^trebui<vbmod>} && $w[$i + 1] =~ m{<vblex><pp>};
  }
  # "sunt la gară", "ne vedem la parc": in it, not to it.
  for (my $i = 1; $i + 1 < @w; ++$i) {
    next unless $w[$i] =~ m{^\^la<pr>\$} && $w[$i + 1] =~ m{<n><[a-z]+><(?:sg|pl)>|<np>|^\^\*\p{Lu}} && $w[$i + 1] !~ m{^\^oră<};
    my $k = $i - 1; --$k while $k >= 0 && ($w[$k] =~ m{<adv>|<preadv>|^\^(?:tot|doar|încă|acum|deja)<} || $w[$k] eq '');
    $w[$i] = '^în<pr>$' if $k >= 0 && $w[$k] =~ m{^\^(?:fi|sta|aștepta|rămâne|lucra|dormi|locui|mânca)<v} ||
                           $k >= 1 && $w[$k] =~ m{^\^(?:vedea|întâlni)<v} && $w[$k - 1] =~ m{^\^(?:ne|se|vă)<prn>};
  }
  # The pair loses articles behind prepositions but at a sentence's beginning: they are put there as words. "la gară": a thing alone
  # behind a preposition of place is a certain one.
  my %the = ('fsg' => 'cel<det><def><f><sg><nom>', 'sg' => 'cel<det><def><mn><sg><nom>', 'fpl' => 'cel<det><def><fn><pl><nom>', 'pl' => 'cel<det><def><m><pl><nom>');
  for (my $i = 1; $i < @w; ++$i) {
    next unless $w[$i - 1] =~ m{<(?:pr|cnjcoo)>} && $w[$i] =~ m{<n><([a-z]+)><(sg|pl)><(nom|dg)><(def|ind)>};
    my ($gender, $number, $case, $article) = ($1, $2, $3, $4);
    my $next = $i + 1 < @w ? $w[$i + 1] : '';
    next if $next =~ m{<pos>} || $w[$i - 1] =~ m{^\^pe<pr>};
    if ($article eq 'ind') {
      next unless $w[$i - 1] =~ m{^\^(?:la|în|din|sub|lângă|spre|prin|peste|dinspre|până la|de la)<pr>} && $number eq 'sg';
      next if $next =~ m{<adj>|<pp>|^\^(?:de|cu|al|pentru)<|<det>|<num>|^\^\*|<np>};
      next if $w[$i] =~ m{^\^(?:zi|lună|oră|an|săptămână|minut|timp|fel|urmă|caz|loc|parte|față|ajutor|seară|noapte|dimineață|luni|marți|miercuri|joi|vineri|sâmbătă|duminică|general|special)<};
    }
    my $key = ($gender eq 'f' || ($number eq 'pl' && $gender ne 'm') ? 'f' : '') . $number;
    $w[$i] =~ s{<(?:nom|dg)><(?:def|ind)>}{<nom><ind>};
    $w[$i] = "^$the{$key}\$ $w[$i]";
  }
  my $out = '';
  for (my $i = 0; $i < @w; ++$i) { $out .= $gap[$i] . $w[$i]; }
  $out .= $end;
  # "hai să": let us.
  $out =~ s{\^\*[Hh]ai\$ \^să<cnjsub>\$ ((?:\^[^\$]*$clitic[^\$]*\$ )*)\^([^<]*)<vblex><pr[is]><p1><pl>}{$1^$2<vblex><imp><p1><pl>}g;
  return $out;
}
while (<STDIN>) { print romanian($_); }
)~";
}

}  // namespace clew::language
