// Chat spelling that only its neighbours decide, where shorthand.cpp takes word by word: "esta" is "está" before "en" and stays
// before "noche"; "to" and "ta" are Portuguese "estou" and "está"; "jai pas" is "je n'ai pas".
//
//   es "mi madre esta en casa"  →  "mi madre está en casa"     (was "my mother this at home")
//   fr "oublie pas les clés"    →  "n'oublie pas les clés"
//
// Each rule is for one word with the words around it; what is not sure is left.
#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "language/engine.h"
#include "language/normalise.h"

namespace clew::language {
namespace {

struct ChatWord {
  std::string gap;    // what stands before it
  std::string text;   // as written
  std::string small;  // ASCII letters in small
};

struct ChatWords {
  std::vector<ChatWord> list;
  std::string end;  // what stands behind the last
  bool question = false;

  std::string_view at(std::size_t i) const { return i < list.size() ? std::string_view(list[i].small) : std::string_view(); }
  // Whether a clause begins with word i, or ends before it.
  bool breaks(std::size_t i) const {
    const std::string_view gap = i < list.size() ? std::string_view(list[i].gap) : std::string_view(end);
    return i == 0 || i >= list.size() || gap.find_first_not_of(' ') != std::string_view::npos;
  }
  std::string_view next(std::size_t i) const { return breaks(i + 1) ? std::string_view() : at(i + 1); }
  std::string_view before(std::size_t i) const { return i == 0 || breaks(i) ? std::string_view() : at(i - 1); }
};

ChatWords chat_words_of(std::string_view text) {
  ChatWords words;
  std::string gap;
  const auto is_letter = [](char c) { return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || static_cast<unsigned char>(c) >= 0x80; };
  for (std::size_t at = 0; at < text.size();) {
    if (mark_at(text, at)) {
      gap += text.substr(at, mark_bytes);
      at += mark_bytes;
    } else if (text.substr(at).starts_with("’")) {
      gap += "’";
      at += std::string_view("’").size();
    } else if (!is_letter(text[at]) || text.substr(at).starts_with("¿") || text.substr(at).starts_with("¡")) {
      if (text[at] == '?') words.question = true;
      gap.push_back(text[at]);
      if (static_cast<unsigned char>(text[at]) >= 0x80) gap.push_back(text[++at]);
      ++at;
    } else {
      ChatWord word{std::move(gap), {}, {}};
      gap.clear();
      while (at < text.size() && is_letter(text[at]) && !mark_at(text, at) && !text.substr(at).starts_with("’")) word.text.push_back(text[at++]);
      word.small = word.text;
      for (char& c : word.small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
      words.list.push_back(std::move(word));
    }
  }
  words.end = std::move(gap);
  return words;
}

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> list) { return std::find(list.begin(), list.end(), word) != list.end(); }

// The pronoun or verb that the accent makes of a word at `i`; empty: as it is.
std::string_view spanish(const ChatWords& words, std::size_t i) {
  const auto w = words.at(i), next = words.next(i), before = words.before(i);
  const bool state = is_any_of(next, {"en", "bien", "mal", "muy", "tan", "aqui", "aquí", "ahi", "ahí", "alli", "allí", "alla", "allá", "con", "por", "para", "sin", "todo", "casi", "ya", "lejos", "cerca", "listo", "lista", "solo",
                                      "sola", "malo", "mala", "enfermo", "enferma", "abierto", "abierta", "listos", "listas", "solos", "malos", "roto", "rota"}) ||
                     (next.size() > 5 && (next.ends_with("ando") || next.ends_with("endo") || next.ends_with("ado") || next.ends_with("ido")));
  if (w == "esta" && (state || (next.empty() && words.question && is_any_of(before, {"donde", "dónde", "como", "cómo", "no"})))) return "está";
  if (w == "estas" && (state || (words.question && next.empty() && i > 0))) return "estás";
  if (w == "el" && is_any_of(before, {"de", "a"})) return "él";
  if (w == "se" && before == "no" && (next.empty() || is_any_of(next, {"nada", "que", "qué", "si", "donde", "dónde", "cuando", "cuándo", "como", "cómo", "quien", "quién", "cual", "cuál"}) ||
                                      (next == "a" && is_any_of(words.next(i + 1), {"que", "qué"}))))
    return "sé";
  if (w == "mas") return "más";
  if (w == "si" && i == 0 && is_any_of(next, {"claro", "vale", "ok", "gracias", "señor", "señora"})) return "sí";
  if (w == "mi" && before == "a" && (next.empty() || is_any_of(next, {"me", "también", "tambien", "no", "si"}))) return "mí";
  if (w == "m" && !next.empty() && is_any_of(next, {"a", "ha", "has", "han", "apetece", "gusta", "dijo", "da", "voy", "gustan", "dice"})) return "me";
  if (w == "a" && is_any_of(before, {"m", "me", "te", "se", "le", "nos", "les", "lo"}) && (next.ends_with("ado") || next.ends_with("ido") || is_any_of(next, {"dicho", "hecho", "visto", "puesto", "roto", "escrito", "vuelto", "abierto"})))
    return "ha";
  if (w == "cumple" && before == "feliz") return "cumpleaños";
  const bool asks = words.question && (i == 0 || (i == 1 && is_any_of(words.at(0), {"y", "pero", "a", "de", "en", "por", "para", "con", "desde", "hasta", "oye", "hola"})));
  if (asks) {
    if (w == "que") return "qué";
    if (w == "como") return "cómo";
    if (w == "donde") return "dónde";
    if (w == "cuando") return "cuándo";
    if (w == "cuanto") return "cuánto";
    if (w == "cuanta") return "cuánta";
    if (w == "cuantos") return "cuántos";
    if (w == "cuantas") return "cuántas";
    if (w == "quien") return "quién";
    if (w == "cual") return "cuál";
    if (w == "porque" && i == 0) return "por qué";
  }
  if (w == "como" && i == 0 && is_any_of(next, {"estas", "estás", "esta", "está", "vas", "va", "te", "andas", "sigues"})) return "cómo";
  if (w == "x" && !before.empty() && !next.empty()) return "por";
  return {};
}

std::string_view portuguese(const ChatWords& words, std::size_t i) {
  const auto w = words.at(i), next = words.next(i), before = words.before(i);
  if (w == "to" || w == "tô" || w == "tou") return "estou";
  if (w == "ta" || w == "tá") return "está";
  if (w == "tava") return "estava";
  if (w == "la" && before != "o") return "lá";
  if (w == "so") return "só";
  if (w == "ate") return "até";
  if (w == "voce") return "você";
  if (w == "as" && i + 1 <= words.list.size() && next.empty()) {
    const std::string_view behind = i + 1 < words.list.size() ? std::string_view(words.list[i + 1].gap) : std::string_view(words.end);
    const auto at = behind.find_first_not_of(' ');
    if (at != std::string_view::npos && ((behind[at] >= '0' && behind[at] <= '9') || mark_at(behind, at))) return "às";
  }
  const bool ends = next.empty() || is_any_of(next, {"de", "à", "que", "às", "as"});
  if (ends && !is_any_of(before, {"a", "uma", "pela", "o", "um"})) {
    if (w == "segunda") return "segunda-feira";
    if (w == "terça" || w == "terca") return "terça-feira";
    if (w == "quarta") return "quarta-feira";
    if (w == "quinta") return "quinta-feira";
    if (w == "sexta") return "sexta-feira";
  }
  if (w == "porque" && i == 0 && words.question) return "por que";
  // "ligar a" is to telephone; "ligar a luz" is not.
  if (is_any_of(before, {"me", "te", "lhe", "nos", "vos", "lhes"}) || is_any_of(next, {"à", "ao", "pra", "pro", "para", "me", "te", "lhe", "mais", "depois", "logo", "amanhã", "quando"})) {
    for (const auto& [joins, calls] : {std::pair<std::string_view, std::string_view>{"liga", "telefona"}, {"ligas", "telefonas"}, {"ligo", "telefono"}, {"ligar", "telefonar"}, {"ligou", "telefonou"}, {"liguei", "telefonei"},
                                       {"ligaste", "telefonaste"}, {"ligues", "telefones"}, {"ligue", "telefone"}})
      if (w == joins) return calls;
  }
  if (w == "preciso" && is_any_of(before, {"é", "e"}) && next != "de") return "necessário";
  return {};
}

std::string_view italian(const ChatWords& words, std::size_t i) {
  const auto w = words.at(i), next = words.next(i), before = words.before(i);
  if (w == "x" && !before.empty() && !next.empty()) return "per";
  if (w == "li" && next.empty() && i > 0) return "lì";
  if (w == "di" && i == 0 && i + 1 < words.list.size() && (words.list[i + 1].gap.starts_with("'") || words.list[i + 1].gap.starts_with("’"))) return "digli";  // "di' a Marco"
  if (w == "dammi") return "dàmmi";  // passed on by the pair, and mended behind it (apertium_smooth.cpp)
  if (w == "che" && i == 0 && words.question && !next.empty() && !is_any_of(next, {"ora", "ore", "tipo", "giorno", "tempo", "numero", "cosa", "bello", "bella"})) return "cosa";
  return {};
}

std::string_view romanian(const ChatWords& words, std::size_t i) {
  const auto w = words.at(i), next = words.next(i);
  if (w == "dc" && i == 0 && words.question) return "de ce";
  if (w == "uite" && !next.empty()) return "privește";
  if (w == "da" && i + 1 < words.list.size() && words.list[i + 1].gap == "-" && is_any_of(words.at(i + 1), {"mi", "ne", "i", "le", "mă", "ma"})) return "dă";
  if (w == "vii" && (words.question || is_any_of(next, {"la", "azi", "acasa", "acasă", "maine", "mâine", "diseara", "diseară", "cu", "acum", "si", "și", "tu"}))) return "tu vii";
  // "vin acum" is "they come" as well; whoever writes speaks of himself, unless the boys stand behind it ("vin băieții").
  const auto of_oneself = [&](std::size_t at) {
    const auto verb = words.at(at), behind = words.next(at);
    return is_any_of(verb, {"sunt", "vin", "stiu", "știu", "fac", "merg", "plec", "ajung", "zic", "pot", "vad", "văd", "aud", "cred", "iau", "dau", "dorm", "mananc", "mănânc", "ies", "urc", "raman", "rămân", "pun", "scriu", "trimit", "stau"}) &&
           !behind.ends_with("ii") && !behind.ends_with("le") && !behind.ends_with("ei") && !is_any_of(behind, {"toti", "toți", "toate", "si", "și", "ai", "niste", "niște", "multi", "mulți", "multe", "doi", "doua", "două", "trei"});
  };
  if (words.breaks(i) && of_oneself(i)) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 28> with_subject = {
        {{"sunt", "eu sunt"}, {"vin", "eu vin"}, {"stiu", "eu știu"}, {"știu", "eu știu"}, {"fac", "eu fac"}, {"merg", "eu merg"}, {"plec", "eu plec"}, {"ajung", "eu ajung"}, {"zic", "eu zic"}, {"pot", "eu pot"},
         {"vad", "eu văd"}, {"văd", "eu văd"}, {"aud", "eu aud"}, {"cred", "eu cred"}, {"iau", "eu iau"}, {"dau", "eu dau"}, {"dorm", "eu dorm"}, {"mananc", "eu mănânc"}, {"mănânc", "eu mănânc"}, {"ies", "eu ies"},
         {"urc", "eu urc"}, {"raman", "eu rămân"}, {"rămân", "eu rămân"}, {"pun", "eu pun"}, {"scriu", "eu scriu"}, {"trimit", "eu trimit"}, {"stau", "eu stau"}, {"dc", "de ce"}}};
    for (const auto& [verb, said] : with_subject)
      if (w == verb) return said;
  }
  if (w == "nu" && words.breaks(i) && !words.breaks(i + 1) && of_oneself(i + 1)) return "eu nu";
  if (w == "uit" && is_any_of(words.before(i), {"ma", "mă"}) && next == "la") return "privesc";
  return {};
}

std::string_view french(const ChatWords& words, std::size_t i) {
  const auto w = words.at(i), next = words.next(i), before = words.before(i);
  if (w == "t" && is_any_of(next, {"ou", "où", "chez", "la", "là", "en", "arrivé", "arrivée", "sûr", "sûre", "dispo", "libre", "prêt", "prête", "pas", "toujours", "parti", "partie", "déjà", "au", "à"})) return "tu es";
  if (w == "we" && is_any_of(before, {"ce", "le", "bon", "du"})) return "week-end";
  if (w == "tel" && is_any_of(before, {"mon", "ton", "son", "le", "un"}) && (next.empty() || is_any_of(next, {"est", "a", "marche"}))) return "téléphone";
  if (w == "ou" && words.question && next.empty()) return "où";
  if (w == "qui" && i == 0 && words.question && is_any_of(next, {"a", "est", "va", "vient", "peut", "veut", "sait", "fait", "prend"})) return "quelle personne";  // "que ha" otherwise
  return {};
}

// "on" is we: what the verb is called then. Empty: not known.
std::string with_we(std::string_view verb, std::string_view next) {
  static constexpr auto irregular = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"a", "avons"},         {"achète", "achetons"}, {"amène", "amenons"},    {"appelle", "appelons"}, {"apprend", "apprenons"}, {"attend", "attendons"}, {"boit", "buvons"},   {"choisit", "choisissons"}, {"comprend", "comprenons"},
       {"connait", "connaissons"}, {"connaît", "connaissons"}, {"croit", "croyons"}, {"descend", "descendons"}, {"dit", "disons"}, {"doit", "devons"}, {"dort", "dormons"}, {"emmène", "emmenons"}, {"entend", "entendons"},
       {"envoie", "envoyons"}, {"essaie", "essayons"}, {"est", "sommes"},       {"finit", "finissons"},  {"fait", "faisons"},       {"jette", "jetons"},     {"lit", "lisons"},    {"lève", "levons"},         {"met", "mettons"},
       {"mène", "menons"},     {"ouvre", "ouvrons"},   {"paie", "payons"},      {"part", "partons"},     {"perd", "perdons"},       {"peut", "pouvons"},     {"prend", "prenons"}, {"promène", "promenons"},   {"préfère", "préférons"},
       {"ramène", "ramenons"}, {"rend", "rendons"},    {"revient", "revenons"}, {"répond", "répondons"}, {"répète", "répétons"},    {"reçoit", "recevons"},  {"sait", "savons"},   {"sert", "servons"},        {"sort", "sortons"},
       {"suit", "suivons"},    {"tient", "tenons"},    {"va", "allons"},        {"vend", "vendons"},     {"veut", "voulons"},       {"vient", "venons"},     {"vit", "vivons"},    {"voit", "voyons"},         {"écrit", "écrivons"},
       {"espère", "espérons"}});
  // With "to have" where Spanish has it: "on est arrivés" – "nous avons arrivé".
  if (verb == "est") {
    static constexpr auto moves = std::to_array<std::string_view>({"allé", "arrivé", "descendu", "entré", "monté", "parti", "passé", "rentré", "resté", "retourné", "revenu", "sorti", "tombé", "venu"});
    for (const auto m : moves)
      if (next == m || (next.starts_with(m) && next.size() <= m.size() + 2 && next.substr(m.size()).find_first_not_of("es") == std::string_view::npos)) return "avons";
  }
  for (const auto& [one, we] : irregular)
    if (verb == one) return std::string(we);
  const auto stem = [&](std::size_t cut) { return std::string(verb.substr(0, verb.size() - cut)); };
  if (verb.size() >= 5 && verb.ends_with("ait")) return stem(3) + "ions";
  if (verb.size() >= 4 && verb.ends_with("ra")) return stem(1) + "ons";
  if (verb.size() >= 5 && verb.ends_with("ge")) return stem(0) + "ons";
  if (verb.size() >= 5 && verb.ends_with("ce")) return stem(2) + "çons";
  if (verb.size() >= 4 && verb.ends_with("e") && verb != "elle" && verb != "notre") return stem(1) + "ons";
  return {};
}

// "on se voit à la gare" – "nous nous voyons à la gare": the pairs read "on" as "it is seen".
void say_we(ChatWords& words) {
  for (std::size_t i = 0; i + 1 < words.list.size(); ++i) {
    if (words.at(i) != "on" || (i > 0 && words.at(i - 1) == "l")) continue;
    std::size_t verb = i + 1;
    while (verb < words.list.size() && !words.breaks(verb) && is_any_of(words.at(verb), {"ne", "n", "y", "en", "me", "te", "se", "s", "m", "t", "leur", "lui", "vous"})) ++verb;
    if (verb >= words.list.size()) continue;
    bool joined = true;
    for (std::size_t k = i + 1; k <= verb; ++k) joined = joined && (words.list[k].gap == " " || words.list[k].gap == "'" || words.list[k].gap == "’");
    const auto we = joined ? with_we(words.at(verb), words.next(verb)) : std::string();
    if (we.empty()) continue;
    auto& subject = words.list[i];
    subject.text = subject.text.front() == 'O' ? "Nous" : "nous";
    for (std::size_t k = i + 1; k < verb; ++k) {
      auto& word = words.list[k];
      if (word.small == "se" || word.small == "s") {
        word.text = "nous";
        words.list[k + 1].gap = " ";
      } else if (word.small == "n" && k + 1 == verb && !is_any_of(std::string_view(we).substr(0, 1), {"a", "e", "i", "o", "u", "h"}) && !we.starts_with("é")) {
        word.text = "ne";
        words.list[verb].gap = " ";
      }
    }
    words.list[verb].text = we;
    words.list[verb].small = we;
  }
}

bool starts_with_vowel(std::string_view w) {
  for (const std::string_view v : {"a", "e", "i", "o", "u", "y", "h", "é", "è", "ê", "à", "â", "î", "ô"})
    if (w.starts_with(v)) return true;
  return false;
}

// "j'ai pas", "tu viens jamais", "oublie pas": the "ne" that people leave out, before the pronouns of the verb.
void put_ne(ChatWords& words) {
  for (std::size_t i = 1; i < words.list.size(); ++i) {
    if (!is_any_of(words.at(i), {"pas", "rien", "jamais"}) || words.breaks(i)) continue;
    std::size_t verb = i - 1, first = verb;
    const auto is_clitic = [](std::string_view w) { return is_any_of(w, {"me", "te", "le", "la", "les", "lui", "leur", "se", "en", "y", "m", "t", "l", "s"}); };
    const auto joined = [&](std::size_t k) { return k > 0 && (words.list[k].gap == " " || words.list[k].gap == "'" || words.list[k].gap == "’"); };
    while (joined(first) && is_clitic(words.at(first - 1))) --first;
    const bool subject = joined(first) && is_any_of(words.at(first - 1), {"je", "tu", "il", "elle", "on", "ils", "elles", "ça", "j"});
    const bool alone = words.breaks(first) && first == verb && is_any_of(words.at(verb), {"oublie", "oubliez", "sois", "soyez", "fais", "faites", "viens", "venez", "va", "allez", "dis", "dites", "réponds", "répondez", "sors", "sortez",
                                                                                          "touche", "touchez", "parle", "parlez", "attends", "attendez", "laisse", "laissez", "reste", "restez", "rentre", "rentrez"});
    if (!subject && !alone) continue;
    const std::string ne = starts_with_vowel(words.at(first)) ? "n'" : "ne ";
    if (subject && words.at(first - 1) == "j") {
      words.list[first - 1].text = words.list[first - 1].text == "J" ? "Je" : "je";
      words.list[first].gap = " ";
    }
    words.list[first].text.insert(0, ne);
  }
}

// "las 7 y media", "7h et demie", "sette e un quarto": the hour in figures, which no engine reads as an average or a room.
std::string clock_in_figures(std::string_view text, std::string_view language) {
  struct Way {
    std::string_view language, said;
    int minutes;
  };
  static constexpr auto ways = std::to_array<Way>({{"es", " y media", 30},       {"es", " y cuarto", 15},         {"es", " menos cuarto", -15},   {"pt", " e meia", 30},           {"pt", " e um quarto", 15},
                                                   {"pt", " menos um quarto", -15}, {"it", " e mezza", 30},        {"it", " e mezzo", 30},         {"it", " e un quarto", 15},      {"it", " meno un quarto", -15},
                                                   {"fr", "h et demie", 30},     {"fr", " h et demie", 30},        {"fr", "h et demi", 30},        {"fr", " heures et demie", 30},  {"fr", " heures et demi", 30},
                                                   {"fr", "h et quart", 15},     {"fr", " heures et quart", 15},   {"fr", "h moins le quart", -15}, {"fr", "h moins quart", -15},   {"fr", " heures moins le quart", -15},
                                                   {"ro", " și jumătate", 30},   {"ro", " si jumatate", 30},       {"ro", " jumătate", 30},        {"ro", " jumatate", 30},         {"ro", " jumate", 30},
                                                   {"ro", " și un sfert", 15},   {"ro", " si un sfert", 15},       {"ro", " fără un sfert", -15},  {"ro", " fara un sfert", -15}});
  struct Hours {
    std::string_view language;
    std::array<std::string_view, 12> words;
  };
  static constexpr auto hours = std::to_array<Hours>({{"es", {"una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"}},
                                                      {"pt", {"uma", "duas", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze"}},
                                                      {"it", {"una", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici"}},
                                                      {"fr", {"une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"}},
                                                      {"ro", {"unu", "două", "trei", "patru", "cinci", "șase", "șapte", "opt", "nouă", "zece", "unsprezece", "doisprezece"}}});
  const auto spoken = std::find_if(hours.begin(), hours.end(), [&](const Hours& h) { return h.language == language; });
  if (spoken == hours.end()) return std::string(text);
  const auto is_letter = [&](std::size_t i) { return i < text.size() && (((text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'z') || static_cast<unsigned char>(text[i]) >= 0x80); };
  const auto is_digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at > 0 && (is_letter(at - 1) || is_digit(at - 1) || text[at - 1] == ':' || text[at - 1] == ',' || text[at - 1] == '.')) continue;
    std::size_t end = at;
    int hour = -1;
    if (is_digit(at)) {
      while (is_digit(end)) ++end;
      if (end - at <= 2) hour = std::stoi(std::string(text.substr(at, end - at)));
    } else {
      for (std::size_t h = 0; h < 12; ++h)
        if (text.substr(at).starts_with(spoken->words[h]) && !is_letter(at + spoken->words[h].size())) {
          hour = static_cast<int>(h) + 1;
          end = at + spoken->words[h].size();
        }
    }
    if (hour < 0 || hour > 24) continue;
    // "una y media" is one and a half as well, unless it is "la una y media".
    if (!is_digit(at) && hour == 1 && !(at >= 3 && (text.substr(at - 3, 3) == "la " || text.substr(at - 2, 2) == "à " || text.substr(at - 2, 2) == "a "))) continue;
    for (const auto& way : ways) {
      if (way.language != language || !text.substr(end).starts_with(way.said) || is_letter(end + way.said.size())) continue;
      const int told = way.minutes < 0 ? (hour == 1 ? 12 : hour - 1) : hour;
      out.append(text.substr(from, at - from)).append(std::to_string(told)).append(way.minutes < 0 ? ":45" : way.minutes == 15 ? ":15" : ":30");
      from = end + way.said.size();
      at = from - 1;
      break;
    }
  }
  return out.append(text.substr(from));
}

}  // namespace

std::string chat_spelling(std::string_view written, std::string_view language) {
  const auto text = clock_in_figures(written, language);
  const auto rule = language == "es"   ? spanish
                    : language == "pt" ? portuguese
                    : language == "it" ? italian
                    : language == "ro" ? romanian
                    : language == "fr" ? french
                                       : nullptr;
  if (!rule) return text;
  auto words = chat_words_of(text);
  std::vector<std::string_view> instead;
  for (std::size_t i = 0; i < words.list.size(); ++i) instead.push_back(rule(words, i));
  for (std::size_t i = 0; i < words.list.size(); ++i) {
    auto& word = words.list[i];
    if (instead[i].empty()) continue;
    const bool capital = word.text.front() >= 'A' && word.text.front() <= 'Z';
    word.text = instead[i];
    if (capital && word.text.front() >= 'a' && word.text.front() <= 'z') word.text.front() = static_cast<char>(word.text.front() - 0x20);
  }
  if (language == "fr") put_ne(words);
  if (language == "fr") say_we(words);
  std::string out;
  for (const auto& word : words.list) out.append(word.gap).append(word.text);
  out += words.end;
  // Portuguese "a gente" is we, but for "a gente do bairro" (the people).
  for (std::size_t i = 0; language == "pt" && i + 1 < words.list.size(); ++i)
    if (words.at(i) == "a" && words.next(i) == "gente" && !words.next(i + 1).empty() && !is_any_of(words.next(i + 1), {"da", "das", "de", "do", "dos", "que", "se", "toda"})) {
      for (const auto& [written, we] : {std::pair<std::string_view, std::string_view>{"a gente ", "nós "}, {"A gente ", "Nós "}})
        if (const auto at = out.find(written); at != std::string::npos && (at == 0 || out[at - 1] == ' ')) out.replace(at, written.size(), we);
    }
  if (const auto at = language == "it" ? out.find("igli' ") : std::string::npos; at == 1) out.erase(5, 1);
  // What has no word for word English.
  static constexpr auto whole = std::to_array<std::array<std::string_view, 3>>({{"es", "no pasa nada", "no hay problema"},
                                                                               {"es", "no hace falta", "no es necesario"},
                                                                               {"fr", "ne t'inquiète pas", "pas de problème"},
                                                                               {"fr", "t'inquiète pas", "pas de problème"},
                                                                               {"fr", "t'inquiete pas", "pas de problème"},
                                                                               {"fr", "t'inquiète", "pas de problème"}});
  for (const auto& [of, said, meant] : whole)
    if (const auto at = of == language ? out.find(said) : std::string::npos; at != std::string::npos && (at == 0 || out[at - 1] == ' ')) out.replace(at, said.size(), meant);
  return out;
}

}  // namespace clew::language
