// Requests and questions without their pronoun, as people type them, on the way from French and Romanian to Spanish.
//
//   fr "suis en retard", "peux venir demain ?"   the pronoun put in: "je suis en retard", "tu peux venir demain ?"
//   es (from fr) "llama tu madre"                "llama a tu madre": "Call your mother"         (was "It calls your mother")
//   es (from ro) "dejan las llaves"              "deja las llaves": Romanian "lasă" is both     (was "They leave the keys")
//   es (from ro) "pregúntalo sobre tu hermano"   "pregunta a tu hermano": "pe" marks a person   (was "Ask it on your brother")
//
// Only the first word of a line; invented lines, fr and ro.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "language/apertium_stream.h"

namespace clew::language {
namespace {

std::string small(std::string_view word) {
  std::string out(word);
  if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] | 0x20);
  return out;
}

std::string_view first_word(std::string_view text) { return text.substr(0, std::min(text.find_first_of(" ,.?!"), text.size())); }

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](auto b) { return text.starts_with(b); });
}

}  // namespace

std::string french_with_pronoun(std::string_view text) {
  // "sais", "peux", "veux", "dois", "vais": of the first person, or the second in a question.
  static constexpr auto either = std::to_array<std::string_view>({"connais", "crois", "dois", "peux", "pourrais", "sais", "veux", "voudrais"});
  static constexpr auto first = std::to_array<std::string_view>({"ai", "arrive", "pense", "suis", "vais"});
  static constexpr auto second = std::to_array<std::string_view>({"as", "vas"});
  const auto word = first_word(text);
  const auto rest = text.substr(word.size());
  // "ai" and "pense" need what follows: "pense à ta mère" is a request.
  if (!rest.starts_with(' ') || starts_with_any(rest, {" à ", " je ", " tu ", " il ", " elle ", " on ", " nous ", " vous "})) return std::string(text);
  const auto w = small(word);
  const bool question = text.find('?') != std::string_view::npos, capital = w != word;
  const auto has = [&](const auto& list) { return std::find(list.begin(), list.end(), w) != list.end(); };
  std::string_view pronoun;
  if (question && (has(either) || has(second)))
    pronoun = "tu ";
  else if (!question && (has(either) || (has(first) && w != "arrive" && w != "pense")))
    pronoun = w == "ai" ? "j'" : "je ";
  else
    return std::string(text);
  std::string out(pronoun);
  if (capital) out[0] = static_cast<char>(out[0] & ~0x20);
  return out + w + std::string(rest);
}

std::string spanish_request(std::string_view from_mode, std::string_view text) {
  const auto word = first_word(text);
  auto rest = text.substr(word.size());
  const bool capital = !word.empty() && word[0] >= 'A' && word[0] <= 'Z';
  const auto answer = [&](std::string_view verb, std::string_view behind) {
    std::string out(verb);
    if (capital) out[0] = static_cast<char>(out[0] & ~0x20);
    return out + std::string(behind);
  };
  const auto w = small(word);
  if (from_mode == "fr-es") {
    if (w == "llama" && starts_with_any(rest, {" tu ", " mi ", " su ", " nuestro ", " nuestra ", " tus ", " mis "})) return answer("llama a", rest);
    if (w == "pide" && rest.starts_with(" a ")) {
      std::string behind(rest);
      if (const auto at = behind.find(" se puede"); at != std::string::npos) behind.replace(at, 9, " si puede");
      return behind.find(" si ") != std::string::npos ? answer("pregunta", behind) : std::string(text);
    }
    if (w == "pasa" && starts_with_any(rest, {" en mí", " en casa de mí"})) return answer("ven", " a mi casa" + std::string(rest.substr(rest.find("mí") + 3)));
    if ((w == "espérame" || w == "espéranos") && rest.starts_with(" a ")) return answer(w, " en" + std::string(rest.substr(2)));
  }
  if (from_mode == "ro-es") {
    static constexpr auto verbs = std::to_array<std::pair<std::string_view, std::string_view>>(
        {{"abren", "abre"}, {"ayudan", "ayuda"}, {"buscan", "busca"}, {"cierran", "cierra"}, {"compran", "compra"}, {"cuentan", "cuenta"}, {"dan", "da"}, {"dejan", "deja"}, {"entran", "entra"}, {"envían", "envía"}, {"escuchan", "escucha"}, {"esperan", "espera"},
         {"guardan", "guarda"}, {"intentan", "intenta"}, {"llaman", "llama"}, {"llevan", "lleva"}, {"mandan", "manda"}, {"miran", "mira"}, {"olvidan", "olvida"}, {"pasan", "pasa"}, {"preguntan", "pregunta"}, {"preparan", "prepara"}, {"recogen", "recoge"},
         {"toman", "toma"}, {"trabajan", "trabaja"}});
    if (const auto it = std::find_if(verbs.begin(), verbs.end(), [&](const auto& v) { return v.first == w; }); it != verbs.end() && text.find('?') == std::string_view::npos) return answer(it->second, rest);
    // "întreabă-l pe fratele tău": whom.
    if (starts_with_any(rest, {" sobre "}) && (w.ends_with("lo") || w.ends_with("la")) && w.size() > 5) {
      auto verb = w.substr(0, w.size() - 2);
      for (const auto& [with, plain] : {std::pair<std::string_view, std::string_view>{"á", "a"}, {"é", "e"}, {"í", "i"}, {"ó", "o"}, {"ú", "u"}})
        if (const auto at = verb.find(with); at != std::string::npos) verb.replace(at, with.size(), plain);
      return answer(verb, " a" + std::string(rest.substr(6)));
    }
  }
  return std::string(text);
}

}  // namespace clew::language
