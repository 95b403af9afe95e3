// Little words of Macedonian, for Macedonian itself and for Bulgarian by way of it. The pair's tagger, trained on news, reads "не" (not) as "us", "ми" (to me) as
// "was washing" and "ти" (to you) as "you" alone; here the readings that cannot be are taken out before it chooses.
//
//   ^ми/мие<vblex>…/clitic<prn><pos>…/clitic<prn><pers>…<dat>$ ^падна/…<vblex>…$   →   ^ми/clitic<prn><pers>…<dat>$ ^падна/…$
//
// Behind the bilingual dictionary, as for Spanish (apertium_senses.cpp), the likelier of several English words comes first.
#include <string>

#include "language/apertium_stream.h"

namespace clew::language {

std::string macedonian_script() {
  return R"(# What a reading is, and only those of a kind where there are some.
sub only {
  my ($unit, $kind) = @_;
  my ($word, @ways) = split m{/}, substr($unit, 1, -1);
  my @left = grep { /$kind/ } @ways;
  return @left ? '^' . join('/', $word, @left) . '$' : $unit;
}
sub without {
  my ($unit, $kind) = @_;
  my ($word, @ways) = split m{/}, substr($unit, 1, -1);
  my @left = grep { !/$kind/ } @ways;
  return @left ? '^' . join('/', $word, @left) . '$' : $unit;
}
$| = 1;
$/ = "\0";
while (<STDIN>) {
  my @piece = split /(\^[^\$]*\$)/, $_;
  for (my $i = 1; $i < @piece; $i += 2) {
    my ($word) = $piece[$i] =~ m{^\^([^/]*)/} or next;
    my $next = $i + 2 < @piece && $piece[$i + 1] eq ' ' ? $piece[$i + 2] : '';
    my $before = $i > 1 && $piece[$i - 1] eq ' ' ? $piece[$i - 2] : '';
    my $verb_next = $next =~ /<v(?:blex|bser|bmod)>/ || $next =~ m{^\^(?:го|ја|ги|ќе|е|се)/};
    if ($word =~ /^(?:не|Не)$/) {
      $piece[$i] = only($piece[$i], '<adv>');
    } elsif ($word =~ /^(?:ми|ти|му|ни|ви|им|Ми|Ти|Му|Ни|Ви|Им)$/) {
      $piece[$i] = without($piece[$i], '<vblex>');
      if ($before =~ /<n><[^\/]*<def>/ && !($next =~ /<vblex>/ && $before !~ /<n>.*<nom>/)) {
        $piece[$i] = only($piece[$i], '<pos>');
      } elsif ($before =~ m{^\^(?:ќе|Ќе|да|Да|не|Не|би|се)/} || $verb_next) {
        $piece[$i] = only($piece[$i], '<dat>');
      } elsif ($before =~ /<imp>/ && $before !~ /<n>/) {
        $piece[$i] = only($piece[$i], '<dat>');
      }
    } elsif ($word =~ /^(?:се|Се)$/ && ($before =~ m{^\^(?:ќе|Ќе|да|Да|не|Не|ми|ти|му|ни|ви|им)/} || $next =~ m{^\^[^/]*/[^\$]*<vblex>} && $next !~ /<(?:adj|n|pp)>/)) {
      $piece[$i] = only($piece[$i], '<ref>');
    } elsif ($word eq 'си' && ($before =~ /<vblex>[^\$]*<imp>/ || $next =~ /<vblex>/)) {
      $piece[$i] = only($piece[$i], '<ref>');
    }
  }
  print join '', @piece;
}
)";
}

std::string macedonian_senses() {
  return R"(my %first = ('време<n>' => 'time', 'студен<adj>' => 'cold', 'даде<vblex>' => 'give', 'земе<vblex>' => 'take', 'јави<vblex>' => 'call', 'работи<vblex>' => 'work', 'чека<vblex>' => 'wait',
  'болен<adj>' => 'ill', 'пари<n>' => 'money', 'рано<adv>' => 'early', 'убав<adj>' => 'nice', 'град<n>' => 'city', 'адреса<n>' => 'address', 'помош<n>' => 'help', 'мора<vbmod>' => 'need', 'куќа<n>' => 'house', 'дома<adv>' => 'home', 'слика<n>' => 'picture',
  'пише<vblex>' => 'write', 'прати<vblex>' => 'send', 'испрати<vblex>' => 'send', 'донесе<vblex>' => 'bring', 'дојде<vblex>' => 'come', 'врати<vblex>' => 'return', 'остави<vblex>' => 'leave', 'купи<vblex>' => 'buy', 'плати<vblex>' => 'pay', 'каже<vblex>' => 'tell');
$| = 1;
$/ = "\0";
while (<STDIN>) {
  s{\^([^/<\$]*)(<[a-z]+>)([^/\$]*)/([^\$]*/[^\$]*)\$}{
    my ($lemma, $kind, $tags, $rest) = ($1, $2, $3, $4);
    if (my $sense = $first{lc($lemma) . $kind}) {
      my @ways = split m{/}, $rest;
      my ($first) = grep { /^\Q$sense\E[#<]/i } @ways;
      $rest = join '/', $first, grep { $_ ne $first } @ways if $first;
    }
    "^$lemma$kind$tags/$rest\$"
  }ge;
  print;
}
)";
}

}  // namespace clew::language
