#include "language/apertium_runner.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <set>

namespace clew::language {
namespace {

using Clock = std::chrono::steady_clock;

// An answer longer than this is a stage run wild.
constexpr std::size_t max_answer_bytes = 256 * 1024;

// Apertium's statistical tagger (hmm, apertium 3.8) forgets what an unknown word may be: where a word's set of kinds is missing from its
// table, it looks for a set that contains it and writes that over its set for unknown words, for as long as the process lives. So a line's
// English hangs on what was read before it: of 1,997 NTREX lines in turned order 637 Italian, 651 Galician, 306 Basque, 179 Portuguese, 101
// Catalan and 28 Romanian ones came out otherwise, of 500 Romanian ones alone and in company 135. The set only ever shrinks, so it ends somewhere: a fresh
// chain reads everyday words whose sets are missing, one to each, and is where no line can take it further. With these words none of
// the 1,997 lines differs, whatever the order (words from the first 1,000). An analyser that may add accents (`restores`) offers more kinds, so there
// are more words for it.
std::string primer_of(std::string_view mode, bool restores) {
  static constexpr auto primers = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"ro-es", "care celelalte celor care când cât era este fi fie fii fiind fiu fost joace nimic o tot"},
      {"pt-es", "Mas dessa desses nós qualquer EUA"},
      {"spa-eng", "apenas vela velas vale Armada"},
      {"ita-spa", "Perché che come fine media mia molto nostro nulla perché poco prima quali quanto quello sei siamo state stati stato tutta tutti verso"},
      {"cat-eng", "Al cap com desenes deu estat força igual massa mes molt més primer quan segons sent ser sobre sol son titular tot tota un una va volen"},
      {"gl-en", "Ben Desfíxose Durante NON POR Polo Segundo a súa alerta alertas bastante ben calquera cando canto capital coma como conforme corte cuarto debe "
                "deber demasiado desexo disparo entrevista era mais menos mesmo moito máis nada onde poder pola policía polo primeiro que querer se segundo si visto ás"},
      {"mkd-eng", "Пол Сега биде крај ми не нешто ни се сите"},
      {"bul-mkd", "Сега било всички да дали друг какво като край ми ни само си толкова три"},
      {"eu-en", "EZ luzeen nahiko"},
      {"isl-eng", "að meira minna við á úr þeir"},
  });
  static constexpr auto restoring = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"ro-es", "aceasta afla as atat ca cand cat continua critica da data in inalta intre lupta pentru ca peste sa sase sau schimba tari va vina Marea Marii Tarii abilitati"},
      {"pt-es", "Porque a as ate devem dois e esta estas fosseis lideres ma mas media no nos para pode por porem pos quanto se seria teve valido vos"},
      {"spa-eng", "activo actuales animales bajo clave como continuo cuando cuantas cuanto debate donde entre equipo espia espias esta este generales grave hacia ingles mas "
                  "mascaras media medio medios mi nombre porque presente previo publico que quien radio salvo se sede seria si tarde te tenia una unas valido varias"},
      {"fr-es", "a ajoute alerte annonce apres arbitre but calme cote critique critiques des dit double doubles du eleve eleves entre eut ferme force forces fut grave la livres "
                "marches ne ou participe precedent presente prives resultat retrait seconde sommes subit subites sur triples troubles"},
  });
  const auto find = [&](const auto& table) {
    const auto it = std::find_if(table.begin(), table.end(), [&](const auto& p) { return p.first == mode; });
    return it == table.end() ? std::string() : std::string(it->second);
  };
  auto primer = find(primers);
  if (const auto more = restores ? find(restoring) : std::string(); !more.empty()) primer += (primer.empty() ? "" : " ") + more;
  return primer;
}

}  // namespace

ApertiumRunner::ApertiumRunner(const std::vector<Stages>& legs, const std::vector<std::string>& modes, const ApertiumOptions& options)
    : options_(options), analyses_(modes.empty()) {
  for (std::size_t i = 0; i < legs.size(); ++i) {
    legs_.push_back(std::make_unique<Leg>(legs[i], options.stage_memory_bytes));
    const auto& analyser = legs[i].front();
    const bool restores = std::find(analyser.begin(), analyser.end(), "-r") != analyser.end();
    if (i < modes.size()) legs_.back()->mode = modes[i], legs_.back()->primer = primer_of(modes[i], restores);
  }
}

void ApertiumRunner::feed(Leg& leg) {
  const auto send = [&](Job job) {
    if (leg.flying.empty()) leg.progress = Clock::now();
    if (!leg.chain.running()) {
      leg.chain.start();
      if (!leg.primer.empty()) {
        append_stream(leg.primer, leg.next_number, leg.to_write);
        leg.flying.push_back({{primer_index, leg.primer, {}}, leg.next_number++});
      }
    }
    append_stream(job.text, leg.next_number, leg.to_write);
    leg.flying.push_back({std::move(job), leg.next_number++});
  };
  if (leg.solo) return;
  if (!leg.suspects.empty()) {
    if (!leg.flying.empty()) return;
    leg.solo = true;
    auto job = std::move(leg.suspects.front());
    leg.suspects.pop_front();
    send(std::move(job));
    return;
  }
  while (!leg.pending.empty() && leg.flying.size() < options_.lines_in_flight) {
    auto job = std::move(leg.pending.front());
    leg.pending.pop_front();
    send(std::move(job));
  }
}

// Writes and reads what goes without blocking. False: the chain failed for `reason`.
bool ApertiumRunner::pump(Leg& leg, std::string& reason) {
  bool ended = false;
  while (!leg.to_write.empty()) {
    const long n = leg.chain.write(leg.to_write);
    if (n == 0) break;
    if (n < 0) {
      ended = true;
      break;
    }
    leg.to_write.erase(0, static_cast<std::size_t>(n));
  }
  for (;;) {
    const long n = leg.chain.read(leg.read);
    if (n == 0) break;
    if (n < 0) {
      ended = true;
      break;
    }
    leg.progress = Clock::now();
    if (leg.read.size() > 4 * max_answer_bytes) break;
  }
  if (ended) reason = "engine stage crashed";
  return !ended;
}

void ApertiumRunner::finish(std::size_t at, Job job, StreamAnswer answer, ApertiumResults& out) {
  if (at == 0) {
    for (std::size_t i = 0; i < answer.untranslated.size(); ++i) {
      const auto& range = answer.untranslated[i];
      if (answer.unread[i]) out.unread[job.index].push_back(answer.text.substr(range.begin, range.end - range.begin));
    }
  }
  if (at + 1 < legs_.size()) {
    for (const auto& range : answer.untranslated)
      job.words.push_back(answer.text.substr(range.begin, range.end - range.begin));
    job.text = legs_[at + 1]->mode == "spa-eng" ? spanish_request(legs_[at]->mode, smooth_spanish(legs_[at]->mode, answer.text, job.words)) : std::move(answer.text);
    legs_[at + 1]->pending.push_back(std::move(job));
    return;
  }
  Rendering& result = out.renderings[job.index];
  // A word unknown to an earlier leg counts once: as this leg's star if it has one here, else by
  // itself (the later leg took it for a word of its own language).
  std::multiset<std::string_view> here;
  for (const auto& range : answer.untranslated)
    here.insert(std::string_view(answer.text).substr(range.begin, range.end - range.begin));
  result.unknown = static_cast<std::uint32_t>(here.size());
  for (const auto& word : job.words) {
    if (const auto it = here.find(word); it != here.end()) {
      here.erase(it);
    } else {
      ++result.unknown;
    }
  }
  result.text = std::move(answer.text);
  result.untranslated = std::move(answer.untranslated);
  result.unknown = std::min(result.unknown, result.words);
  --open_;
}

// Believes the answers that have arrived as far as each carries the number it should. One that does
// not leaves `flying` as it is; the caller sees a failure when nothing more comes or at the end.
void ApertiumRunner::take_answers(std::size_t at, ApertiumResults& out) {
  Leg& leg = *legs_[at];
  std::size_t from = 0;
  while (!leg.flying.empty()) {
    const auto end = leg.read.find('\0', from);
    if (end == std::string::npos) break;
    Flight& first = leg.flying.front();
    const auto said = std::string_view(leg.read).substr(from, end - from);
    std::optional<StreamAnswer> answer;
    if (analyses_) {
      if (auto unread = parse_analysis(said, first.number)) {
        out.unread[first.job.index] = std::move(*unread);
        answer.emplace();
      }
    } else {
      answer = parse_stream(said, first.job.text, first.number);
    }
    if (!answer) {
      leg.read.erase(0, from);
      fail(leg, "engine answer out of step", out);
      return;
    }
    from = end + 1;
    Job job = std::move(first.job);
    leg.flying.pop_front();
    if (job.index == primer_index) continue;
    leg.solo = false;
    finish(at, std::move(job), std::move(*answer), out);
  }
  leg.read.erase(0, from);
  if (leg.read.size() > max_answer_bytes) fail(leg, "engine answer without end", out);
}

void ApertiumRunner::fail(Leg& leg, const std::string& reason, ApertiumResults& out) {
  ++failures;
  const std::string end = reason == "engine stage crashed"
                              ? fmt::format("{}: {}", reason, leg.chain.post_mortem())
                              : reason;
  leg.chain.stop();
  leg.to_write.clear();
  leg.read.clear();
  // A primer that is not answered is not tried again.
  if (std::erase_if(leg.flying, [](const Flight& flight) { return flight.job.index == primer_index; }) > 0) leg.primer.clear();
  if (leg.flying.empty()) return;
  if (leg.solo || (leg.flying.size() == 1 && leg.suspects.empty())) {
    // It failed with this one alone under way: once more on a fresh chain if it was in company
    // before, for good if it already had its second chance.
    Job job = std::move(leg.flying.front().job);
    leg.flying.clear();
    if (leg.solo) {
      Rendering& result = out.renderings[job.index];
      result.refusal = end;
      --open_;
    } else {
      leg.suspects.push_back(std::move(job));
    }
    leg.solo = false;
    return;
  }
  for (auto& flight : leg.flying)
    leg.suspects.push_back(std::move(flight.job));
  leg.flying.clear();
}

bool ApertiumRunner::run(std::span<const std::string> segments, const std::vector<std::size_t>& order,
                 ApertiumResults& out, std::stop_token stop) {
  failures = 0;
  open_ = order.size();
  std::size_t next = 0;
  std::vector<pollfd> fds;
  while (open_ > 0) {
    if (stop.stop_requested() || failures > options_.max_failures) {
      // What is under way cannot be called back: the processes go with it.
      for (auto& leg : legs_) {
        leg->chain.stop();
        leg->pending.clear();
        leg->suspects.clear();
        leg->flying.clear();
        leg->to_write.clear();
        leg->read.clear();
        leg->solo = false;
      }
      return false;
    }
    // Each queue is kept short, so that a slow later leg holds the earlier ones back.
    for (std::size_t at = 0; at < legs_.size(); ++at) {
      Leg& leg = *legs_[at];
      if (at == 0) {
        while (next < order.size() && leg.pending.size() < options_.lines_in_flight) {
          const auto index = order[next++];
          leg.pending.push_back({index, segments[index], {}});
        }
      }
      if (at + 1 == legs_.size() || legs_[at + 1]->pending.size() < options_.lines_in_flight) {
        feed(leg);
      }
    }
    fds.clear();
    for (auto& leg : legs_) {
      if (!leg->chain.running()) continue;
      fds.push_back({leg->chain.output(), POLLIN, 0});
      if (!leg->to_write.empty()) fds.push_back({leg->chain.input(), POLLOUT, 0});
    }
    ::poll(fds.data(), fds.size(), 200);
    for (std::size_t at = 0; at < legs_.size(); ++at) {
      Leg& leg = *legs_[at];
      if (!leg.chain.running()) continue;
      std::string reason;
      const bool alive = pump(leg, reason);
      take_answers(at, out);
      if (!leg.chain.running() || leg.flying.empty()) {
        if (!alive) leg.chain.stop();  // ended while idle: started again when needed
        continue;
      }
      if (!alive) {
        fail(leg, reason, out);
      } else if (Clock::now() - leg.progress > options_.patience) {
        fail(leg, fmt::format("engine gave no answer for {} ms", options_.patience.count()), out);
      }
    }
  }
  return true;
}

}  // namespace clew::language
