// Between two Apertium pairs: what the first one brings over word by word and the second can only make worse.
//
//   fr "s'il te plaît" → es "se te gusta" → en "likes you"      mended: es "por favor" → en "please"
//   ro "mi-a zis" → es "@mi dijo"                               mended: es "me dijo" → en "told me"
//
// Found in the middle of invented chats, fr, ro and it; whole words only.
#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "language/apertium_stream.h"

namespace clew::language {
namespace {

struct Saying {
  std::string_view mode, from, to;
  bool unread = false;  // `from` is a word that the first pair passed on
};
constexpr auto sayings = std::to_array<Saying>({
    {"fr-es", "se te gusta", "por favor"},
    {"fr-es", "se él vosotros gusta", "por favor"},
    {"fr-es", "no hay de", "no hay"},
    {"fr-es", "no he de", "no tengo"},
    {"fr-es", "no has de", "no tienes"},
    {"fr-es", "no ha de", "no tiene"},
    {"fr-es", "no hemos de", "no tenemos"},
    {"fr-es", "no han de", "no tienen"},
    {"fr-es", "no he más de", "no tengo más"},
    {"fr-es", "tengo envidia de", "quiero"},
    {"fr-es", "callado", "tú"},
    {"fr-es", "gracias para", "gracias por"},
    {"fr-es", "porqué", "por qué"},
    {"fr-es", "esto va ?", "qué tal ?"},
    {"fr-es", "desolado", "perdón"},
    {"fr-es", "no de problema", "no hay problema"},
    {"fr-es", "no somos allí", "no estamos allí"},
    {"fr-es", "somos allí", "estamos allí"},
    {"fr-es", "cuál nadie", "quién"},
    {"ro-es", "te ruegue", "por favor"},
    {"ro-es", "te ruego", "por favor"},
    {"ro-es", "os ruegue", "por favor"},
    {"ro-es", "agradezca para", "gracias por"},
    {"ro-es", "agradezca por", "gracias por"},
    {"ro-es", "agradezco para", "gracias por"},
    {"ro-es", "agradezco por", "gracias por"},
    {"ro-es", "gracias para", "gracias por"},
    {"ro-es", "mine", "mí", true},
    {"ro-es", "tine", "ti", true},
    {"ro-es", "mie", "a mí", true},
    {"ro-es", "ție", "a ti", true},
    {"ro-es", "excusas", "perdón"},
    {"ro-es", "a muchos años", "feliz cumpleaños"},
    {"ro-es", "tardanza", "retraso"},
    {"ro-es", "adormecí", "me dormí"},
    {"ro-es", "tengo juerga", "quiero"},
    {"ro-es", "nos tiene", "necesitamos"},
    {"ro-es", "me tiene", "necesito"},
    {"ro-es", "te tiene", "necesitas"},
    {"ro-es", "îmi", "me", true},
    {"ro-es", "mi", "me", true},
    {"ro-es", "îți", "te", true},
    {"ro-es", "ți", "te", true},
    {"ro-es", "ni", "nos", true},
    {"ro-es", "estás a casa", "estás en casa"},
    {"ro-es", "estoy a casa", "estoy en casa"},
    {"ro-es", "está a casa", "está en casa"},
    {"ro-es", "y millar me", "también me"},
    {"ro-es", "tú vivos", "tú vienes"},
    {"ro-es", "yo están", "yo estoy"},
    {"ro-es", "yo son", "yo soy"},
    {"pt-es", "nudo", "en el"},
    {"pt-es", "la vivida", "la dirección"},
    {"pt-es", "mi vivida", "mi dirección"},
    {"pt-es", "tu vivida", "tu dirección"},
    {"pt-es", "pequeño-almuerzo", "desayuno"},
    {"pt-es", "telemóvel", "móvil", true},
    {"pt-es", "telemóveis", "móviles", true},
    {"pt-es", "paragem", "parada", true},
    {"pt-es", "miúdo", "niño", true},
    {"pt-es", "miúda", "niña", true},
    {"pt-es", "miúdos", "niños", true},
    {"pt-es", "gajo", "tipo", true},
    {"pt-es", "malta", "gente", true},
    {"pt-es", "frigorífico", "nevera", true},
    {"pt-es", "carregador", "cargador", true},
    {"pt-es", "multibanco", "cajero", true},
    {"ita-spa", "cosa haces", "qué haces"},
    {"ita-spa", "porqué", "por qué"},
    {"ita-spa", "a que ahora", "a qué hora"},
    {"ita-spa", "que ahora es", "qué hora es"},
    {"ita-spa", "refinado a", "hasta"},
    {"ita-spa", "no hacer falta que", "no es necesario que"},
    {"ita-spa", "me hacer falta", "necesito"},
    {"ita-spa", "tengo gana de", "quiero"},
});

// Italian requests with their pronoun ("mandami", "portamelo"), which the pair passes on, as Spanish ones.
std::string italian_request(std::string_view word) {
  static constexpr auto verbs = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"aiuta", "ayúda"}, {"apri", "ábre"}, {"ascolta", "escúcha"}, {"aspetta", "espéra"}, {"avvisa", "avísa"}, {"chiama", "lláma"}, {"chiedi", "pregúnta"}, {"chiudi", "ciérra"}, {"compra", "cómpra"}, {"dà", "dá"}, {"di", "dí"},
       {"fa", "ház"}, {"fai", "ház"}, {"invia", "envía"}, {"lascia", "déja"}, {"leggi", "lée"}, {"manda", "mánda"}, {"metti", "pón"}, {"mostra", "enséña"}, {"passa", "pása"}, {"porta", "tráe"}, {"prendi", "cóge"}, {"prepara", "prepára"},
       {"presta", "présta"}, {"ricorda", "recuérda"}, {"rispondi", "respónde"}, {"scrivi", "escríbe"}, {"spiega", "explíca"}, {"tieni", "guárda"}, {"trova", "búsca"}});
  static constexpr auto pronouns = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"mmelo", "melo"}, {"mmela", "mela"}, {"melo", "melo"}, {"mela", "mela"}, {"glielo", "selo"}, {"gliela", "sela"}, {"mmi", "me"}, {"cci", "nos"}, {"lle", "le"}, {"llo", "lo"}, {"lla", "la"}, {"mi", "me"}, {"ci", "nos"}, {"gli", "le"},
       {"lo", "lo"}, {"la", "la"}, {"li", "los"}, {"le", "las"}});
  for (const auto& [italian, spanish] : pronouns) {
    if (!word.ends_with(italian)) continue;
    const auto base = word.substr(0, word.size() - italian.size());
    for (const auto& [verb, request] : verbs)
      if (base == verb) {
        // One syllable with one pronoun is written without its accent: "dame", "dime", "hazme".
        std::string out(request);
        const bool one = base == "dà" || base == "di" || base == "fa" || base == "fai" || base == "metti";
        if (one && spanish.size() <= 3)
          for (const auto& [with, plain] : {std::pair<std::string_view, std::string_view>{"á", "a"}, {"í", "i"}, {"ó", "o"}})
            if (const auto at = out.find(with); at != std::string::npos) out.replace(at, with.size(), plain);
        return out + std::string(spanish);
      }
  }
  return {};
}

bool is_letter(unsigned char c) { return c >= 0x80 || std::isalnum(c) != 0; }

bool is_clitic(std::string_view word) {
  static constexpr auto words = std::to_array<std::string_view>({"en", "la", "le", "les", "leur", "lui", "me", "ne", "se", "te", "y"});
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Before a figure or a mark: "înainte de 9:30" is before it, not in front of it; "la ora 8", "pe la 8", "la [9:30]" at, about, at that hour.
void romanian_hours(std::string& text) {
  static constexpr auto said = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"delante de ", "antes de "}, {"a la hora ", "a las "}, {"sobre a ", "sobre las "}, {"trabajo de ", "trabajo desde las "}});
  const auto figure_at = [&](std::size_t at) { return at < text.size() && (std::isdigit(static_cast<unsigned char>(text[at])) != 0 || mark_at(text, at)); };
  const auto begins_word = [&](std::size_t at) { return at == 0 || !is_letter(static_cast<unsigned char>(text[at - 1])); };
  for (const auto& [from, to] : said)
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
      if (begins_word(at) && figure_at(at + from.size())) text.replace(at, from.size(), to);
}

// "la [9:30]", "à [17h]": at that hour; "de [8h] à [17h]": until. What is sent or said goes to a number, not to an hour.
void marked_hours(std::string& text) {
  const auto begins_word = [&](std::size_t at) { return at == 0 || !is_letter(static_cast<unsigned char>(text[at - 1])); };
  static constexpr auto sent = std::to_array<std::string_view>({"env", "mand", "escrib", "llam", "transf", "dé", "doy", "da", "dio", "di"});
  for (auto at = text.find("a "); at != std::string::npos; at = text.find("a ", at + 1)) {
    auto digits = at + 2;
    while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits])) != 0) ++digits;
    const bool french = digits > at + 2 && digits <= at + 4 && digits < text.size() && text[digits] == 'h';  // "17h"
    if (!begins_word(at) || !(french || mark_at(text, at + 2))) continue;
    const auto clause = text.find_last_of(",.;!?", at) == std::string::npos ? 0 : text.find_last_of(",.;!?", at);
    const auto before = std::string_view(text).substr(clause, at - clause);
    const bool to_somebody = std::any_of(sent.begin(), sent.end(), [&](std::string_view verb) {
      const auto found = before.find(verb);
      return found != std::string_view::npos && (found == 0 || before[found - 1] == ' ');
    });
    const bool from_hour = at >= mark_bytes + 1 && text[at - 1] == ' ' && mark_at(text, at - 1 - mark_bytes);
    if (!to_somebody) text.replace(at, 2, from_hour ? "hasta las " : "a las ");
  }
}

}  // namespace

std::string french_in_order(std::string_view text) {
  static constexpr auto always = std::to_array<std::string_view>({"elles", "elle", "ils", "il", "on"});
  static constexpr auto asked = std::to_array<std::string_view>({"tu", "vous"});
  const bool question = text.find('?') != std::string_view::npos;
  std::string out(text);
  for (auto dash = out.find('-'); dash != std::string::npos; dash = out.find('-', dash + 1)) {
    const bool with_t = out.compare(dash, 3, "-t-") == 0;
    const auto at = dash + (with_t ? 3 : 1);
    const auto pronoun_at = [&](const auto& list) -> std::string {
      for (const std::string_view p : list)
        if (out.compare(at, p.size(), p) == 0 && (at + p.size() == out.size() || !is_letter(static_cast<unsigned char>(out[at + p.size()])) ) && (at + p.size() == out.size() || out[at + p.size()] != '-')) return std::string(p);
      return {};
    };
    auto pronoun = pronoun_at(always);
    if (pronoun.empty() && question && !with_t) pronoun = pronoun_at(asked);
    if (pronoun.empty()) continue;
    // Back over the verb with what hangs on it ("l'a", "n'est") and the little words before it.
    auto begin = dash;
    const auto back = [&](std::size_t from) {
      for (;;) {
        auto start = from;
        while (start > 0 && (static_cast<unsigned char>(out[start - 1]) & 0xC0) == 0x80) --start;
        if (start == 0) return from;
        const auto lead = static_cast<unsigned char>(out[--start]);
        // Latin letters, and an apostrophe inside the word; not quotes, hard blanks or marks.
        const bool letter = lead < 0x80 ? is_letter(lead) : lead >= 0xC3 && lead <= 0xC9;
        const bool apostrophe = from < out.size() && from != dash && (lead == '\'' || out.compare(start, 3, "’") == 0) && start > 0 && is_letter(static_cast<unsigned char>(out[start - 1]));
        if (!letter && !apostrophe) return from;
        from = start;
      }
    };
    begin = back(dash);
    if (begin == dash) continue;
    while (begin > 1 && out[begin - 1] == ' ') {
      const auto word = back(begin - 1);
      if (!is_clitic(std::string_view(out).substr(word, begin - 1 - word))) break;
      begin = word;
    }
    // "qu'a-t-il" – "qu'il a", "qu'as-tu" – "que tu as".
    std::size_t que = 0;
    for (const std::string_view q : {"qu'", "qu’", "Qu'", "Qu’"})
      if (out.compare(begin, q.size(), q) == 0) que = q.size();
    auto moved = out.substr(begin + que, dash - begin - que);
    const bool spelt_out = que > 0 && (pronoun == "tu" || pronoun == "vous");
    auto front = (spelt_out ? out.substr(begin, 2) + "e " : out.substr(begin, que)) + pronoun + " ";
    if (moved.empty()) continue;
    if (que == 0 && moved.front() >= 'A' && moved.front() <= 'Z') {
      moved.front() = static_cast<char>(moved.front() | 0x20);
      front.front() = static_cast<char>(front.front() - 0x20);
    }
    out.replace(begin, at + pronoun.size() - begin, front + moved);
    dash = begin + front.size() + moved.size() - 1;
  }
  return out;
}

std::string smooth_spanish(std::string_view from_mode, std::string_view text, std::vector<std::string>& unread) {
  std::string out(text);
  for (const auto& [mode, from, to, passed_on] : sayings) {
    if (mode != from_mode) continue;
    if (passed_on && std::find(unread.begin(), unread.end(), from) == unread.end()) continue;
    for (auto at = out.find(from); at != std::string::npos; at = out.find(from, at)) {
      const auto end = at + from.size();
      const bool whole = (at == 0 || !is_letter(static_cast<unsigned char>(out[at - 1]))) &&
                         (end == out.size() || !is_letter(static_cast<unsigned char>(out[end])) || !is_letter(static_cast<unsigned char>(from.back())));
      if (!whole) {
        at = end;
        continue;
      }
      out.replace(at, from.size(), to);
      at += to.size();
    }
    if (passed_on) std::erase(unread, from);
  }
  if (from_mode == "ita-spa") {
    for (const auto& word : std::vector<std::string>(unread)) {
      auto small = word;
      if (!small.empty() && small[0] >= 'A' && small[0] <= 'Z') small[0] = static_cast<char>(small[0] | 0x20);
      const auto request = italian_request(small);
      if (request.empty()) continue;
      for (const auto& written : {word, small})
        for (auto at = out.find(written); at != std::string::npos; at = out.find(written, at + 1)) {
          const auto end = at + written.size();
          if ((at > 0 && is_letter(static_cast<unsigned char>(out[at - 1]))) || (end < out.size() && is_letter(static_cast<unsigned char>(out[end])))) continue;
          out.replace(at, written.size(), request);
        }
      std::erase(unread, word);
    }
  }
  if (from_mode == "ro-es") romanian_hours(out);
  if (from_mode == "ro-es" || from_mode == "fr-es") marked_hours(out);
  // "tra 10 minuti", "peste 2 zile": in so much time.
  if (from_mode == "ita-spa") {
    constexpr std::string_view within = "entre ";
    for (auto at = out.find(within); at != std::string::npos; at = out.find(within, at + 1)) {
      auto i = at + within.size();
      const auto digits = i;
      while (i < out.size() && std::isdigit(static_cast<unsigned char>(out[i]))) ++i;
      if (i == digits || (at > 0 && is_letter(static_cast<unsigned char>(out[at - 1])))) continue;
      const std::string_view rest = std::string_view(out).substr(i);
      for (const std::string_view unit : {" min", " hora", " día", " semana", " mes", " segundo"})
        if (rest.starts_with(unit)) {
          out.replace(at, within.size(), "en ");
          break;
        }
    }
  }
  return out;
}

}  // namespace clew::language
