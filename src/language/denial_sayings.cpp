#include "language/denial_sayings.h"

#include <algorithm>
#include <array>
#include <utility>

namespace clew::language::checking {

// Whether the denying word at `t` denies nothing: "hasta que no", "dok ne" (until), "o no", "ali ne" (or not), "no … más que" (only).
bool is_expletive(const std::vector<Token>& tokens, std::size_t t, std::string_view language) {
  struct Words {
    std::string_view language;
    std::vector<std::string_view> until, alternative, more;
    std::vector<std::string_view> than;
  };
  static const std::vector<Words> table = {
      {"es", {"hasta"}, {"o"}, {"más", "mas"}, {"que"}},
      {"pt", {"até", "enquanto"}, {"ou"}, {"mais"}, {"que", "do"}},
      {"gl", {"ata", "mentres"}, {"ou"}, {"máis"}, {"que", "ca", "co", "do"}},
      {"ca", {"fins"}, {"o"}, {"més"}, {"que"}},
      {"it", {"finché", "finchè", "fino"}, {"o"}, {"altro"}, {"che"}},
      {"fr", {}, {"ou"}, {}, {}},
      {"ro", {"până", "pana"}, {"sau", "ori"}, {"decât", "decat"}, {}},
      {"hr", {"dok", "dokle", "samo", "zamalo"}, {"ili", "a"}, {}, {}},
      {"bs", {"dok", "dokle", "samo", "zamalo"}, {"ili", "a"}, {}, {}},
      {"sr", {"dok", "dokle", "samo", "zamalo", "док", "докле"}, {"ili", "a", "или"}, {}, {}},
      {"sl", {"dokler"}, {"ali"}, {}, {}},
      {"mk", {"додека", "дури"}, {"или"}, {}, {}},
      {"bg", {"докато"}, {"или"}, {}, {}},
      {"ru", {"пока"}, {"или"}, {}, {}},
      {"uk", {"поки", "доки"}, {"чи", "або"}, {}, {}},
      {"pl", {"dopóki", "póki", "zanim"}, {"czy", "lub"}, {}, {}},
      {"hu", {"amíg", "míg", "ameddig"}, {"vagy"}, {}, {}},
      {"sq", {"derisa"}, {"apo"}, {}, {}},
      {"eu", {}, {"ala", "edo"}, {}, {}},
      {"de", {}, {"oder"}, {}, {}},
  };
  const auto found = std::find_if(table.begin(), table.end(), [&](const Words& r) { return r.language == language; });
  static const Words none;
  const auto* row = found == table.end() ? &none : &*found;
  const auto in = [](const std::vector<std::string_view>& list, const std::string& w) { return std::find(list.begin(), list.end(), w) != list.end(); };
  for (std::size_t back = 1; back <= 6 && back <= t; ++back) {
    // "пока не придёт", but "поки немає" (not yet).
    if (in(row->until, tokens[t - back].folded)) return !(language == "ru" || language == "uk") || tokens[t].folded == "не";
    if (tokens[t - back + 1].clause_start) break;
  }
  if (t > 0 && in(row->alternative, tokens[t - 1].folded)) return true;
  for (std::size_t i = t + 1; i < std::min(tokens.size(), t + 7); ++i) {
    if (!in(row->more, tokens[i].folded)) continue;
    if (row->than.empty() || (i + 1 < tokens.size() && in(row->than, tokens[i + 1].folded))) return true;
  }
  const std::string_view next = t + 1 < tokens.size() ? std::string_view(tokens[t + 1].folded) : "";
  const std::string_view before = t > 0 ? std::string_view(tokens[t - 1].folded) : "";
  // "i peggiori mai visti", "mejor que nunca", "plus que jamais": ever.
  if (tokens[t].folded == "mai" && (language == "it" || language == "ca")) {
    const bool denied = std::any_of(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(t), [](const Token& o) { return o.folded == "non" || o.folded == "no" || o.folded == "senza" || o.folded == "sense"; });
    return !denied && !tokens[t].clause_start;
  }
  if (before == "que" && (tokens[t].folded == "nunca" || tokens[t].folded == "jamais" || tokens[t].folded == "jamás")) return true;
  // "î.e.n.": before Christ.
  if (language == "ro" && tokens[t].folded == "n") return before == "e";
  if (language == "so") return tokens[t].sentence_start;
  if (language == "vi") {
    static constexpr auto behind = std::to_array<std::string_view>({"gian", "khí", "quân", "chỉ", "những"});
    return before == "hay" || before == "trên" || before == "hàng" || std::find(behind.begin(), behind.end(), next) != behind.end() || t + 1 == tokens.size();
  }
  if (language == "eu") return before == "baino" || before == "besterik" || next == "ezik";
  if (language == "ca") return before == "que" && next == "pas";
  return false;
}

// "to cease", "absence", "forbidden", "rarely", "until", "less": an English "not" may answer them.
bool implies_denial(std::string_view w) {
  if (const auto cut = w.find('\''); cut != std::string_view::npos && cut < 3) w.remove_prefix(cut + 1);  // "l'absence"
  static constexpr auto words = std::to_array<std::string_view>(
      {"antes", "apenas", "avant", "cel", "ever", "gutxi", "nié", "niega", "niego", "ikad", "jamais", "less", "manje", "meno", "menos", "menys", "minder", "mindre", "moins", "najkasnije", "nerijetko", "prije",
       "prima", "rar", "sólo", "tek", "uniquement", "înainte", "најдоцна", "пред", "преди", "освен", "осім", "кроме", "oprócz", "osim", "sauf", "salvo", "excepto", "exceto", "aniž", "aniz", "anélkül", "hors", "fuori", "fuera", "fora", "mal", "mauvais", "mauvaise", "rossz", "rosszul", "źle", "zle", "špatně", "loše", "kötü", "alig", "ледва", "едва", "ledva", "sotva", "abia", "vix", "apenas",
       "poco", "poca", "pouco", "pouca", "poc", "poca", "peu", "puțin", "malo", "mało", "málo", "мало", "малко", "малку", "kevés", "wenig", "ألا", "لئلا"});
  static constexpr auto begins = std::to_array<std::string_view>(
      {"absen", "absèn", "ausen", "ausên", "assen", "barely", "blok", "caren", "cess", "deix", "dej", "difícil", "difficil", "dificil", "doubt", "dud", "dúv", "dubt", "escap",
       "eskas", "evit", "éviter", "exclu", "exclo", "faltan", "ferm", "imped", "impied", "încet", "incet", "interd", "interz", "jed", "lips", "manc", "mangel", "nedost", "odb", "odust",
       "oprost", "ignor", "nega", "negó", "perd", "perso", "pierd", "priv", "rare", "prekin", "prestan", "prestal", "presta", "proib", "prohib", "rareori", "raram", "rech", "recus", "refus", "rehus", "renun", "respin", "retk", "rijet",
       "rifiut", "sans", "smett", "spriječ", "spreč", "stop", "uisl", "usfal", "ustav", "vetat", "weiger", "zabran", "zaborav", "zaustav", "забран", "забрав", "запре", "изгуб", "липс",
       "отказ", "одби", "besplat", "bezpła", "bezpla", "безплат", "бесплат", "безкошт", "brezplač", "zdarma", "zadarmo", "darm", "gratu", "gratis", "ingyen", "kostenlos", "kostenfrei", "ücretsiz", "nemokam", "bezmaks", "ókeypis", "falas", "doan", "miễn",
       "رایگان", "مجان", "مفت", "免费", "免費", "bez", "brez", "без", "бес", "przesta", "přesta", "переста", "отсутств", "відсут", "odmaw", "odmów", "odmít", "odmiet", "refuz", "odrzuc", "megtagad", "elutas", "atsisak", "atteik", "reddet", "رفض", "uniemożl", "zapobi", "brán",
       "zabrá", "препят", "перешк", "запоб", "предотв", "megakad", "rzadk", "rzadz", "zřídk", "ritk", "nadir", "плох", "лош", "поган", "slecht", "schlecht", "ilegal", "illég", "illeg", "незак", "ezin", "olvid", "esque", "oblid", "oubli", "diment", "échou", "echou",
       "fracas", "fallí", "falli", "eșu", "esuat", "eșua", "neusp", "провал", "porażk", "kudarc", "scheiter",  "престан", "преста", "прекин", "предотврат", "ретк", "рядк", "спре", "спря", "запрет", "редко", "відмов", "заборон", "рідко"});
  return std::find(words.begin(), words.end(), w) != words.end() || std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); });
}

// "nu mai oprește" – "stops", "non perdere il treno" – "miss the train": the English verb answers the source's own, and the denial is gone.
bool is_verb_itself(std::string_view english, const std::vector<Token>& source) {
  struct Verb {
    std::vector<std::string_view> english, source;
  };
  static const std::vector<Verb> verbs = {
      {{"stop"}, {"opr", "par", "deten", "ferm", "arrêt", "arret", "stan", "zatrzym", "zast", "zaust", "ustav", "stoj", "stav", "застан", "останав", "остан", "спир", "спре", "спря", "зупин", "megáll", "áll", "halt", "dur", "ndal", "sust", "aptur", "apst", "dừng", "atur"}},
      {{"miss"}, {"perd", "pierd", "pèrd", "manqu", "rat", "propust", "пропус", "опозд", "zmešk", "zmešk", "verpass", "spóźn", "kaçır", "lekés", "запізн", "изпус", "zamud", "lỡ"}},
      {{"fail"}, {"suspend", "pic", "échou", "rat", "bocci", "fall", "провал", "obl", "propad", "durchf"}},
      {{"refus", "reject"}, {"recus", "refus", "refuz", "rechaz", "rehus", "rifiut", "отказ", "odm", "odbi", "відмов"}},
      {{"avoid"}, {"evit", "évit", "izbeg", "izbjeg", "избяг", "избег", "unik", "vyh"}},
      {{"keep"}, {"guard", "gard", "conserv", "păstr", "pastr", "tien", "čuv", "чув", "запаз", "trzym", "držá", "drží", "behalt", "tart", "mba", "mbaj", "храни", "держ"}}};
  return std::any_of(verbs.begin(), verbs.end(), [&](const Verb& v) {
    return std::any_of(v.english.begin(), v.english.end(), [&](auto e) { return english.starts_with(e); }) &&
           std::any_of(source.begin(), source.end(), [&](const Token& t) { return std::any_of(v.source.begin(), v.source.end(), [&](auto b) { return std::string_view(t.folded).starts_with(b); }); });
  });
}

// "senza zucchero": without.
bool says_without(const std::vector<Token>& tokens) {
  static constexpr auto words = std::to_array<std::string_view>({"sin", "sense", "sen", "sem", "senza", "sans", "fără", "fara", "bez", "brez", "без", "ohne", "zonder", "nélkül", "pa", "be", "không", "gabe", "بدون", "بلا", "بغیر", "án"});
  return std::any_of(tokens.begin(), tokens.end(), [](const Token& t) { return std::find(words.begin(), words.end(), t.folded) != words.end(); });
}

bool is_followed_by_no_denial(std::string_view next) {
  // "no obstante", "no solo", "¿no?" and their like deny nothing.
  static constexpr auto words = std::to_array<std::string_view>(
      {"deja", "doar", "només", "numai", "obstant", "obstante", "samo", "seulement", "solamente", "solo",
       "soltanto", "só", "sólo", "tylko", "только", "само", "csak", "csupán", "chỉ", "лише", "тільки", "менее", "меньше", "менш", "менше", "menos", "menys", "meno", "moins", "manje", "mniej", "méně", "menej", "manj", "помалку", "kevesebb", "færri", "minna", "mažiau", "mazāk", "jen", "len", "nur", "vetëm", "يزال", "تزال"});
  return std::find(words.begin(), words.end(), next) != words.end();
}

// Sayings: "no cabe duda" (certainly), "ne cesse de" (keeps), "un pas" (a step), "не след дълго" (soon).
bool denies_nothing(const std::vector<Token>& tokens, std::size_t t, std::string_view language) {
  const std::string_view w = tokens[t].folded, before = t > 0 ? std::string_view(tokens[t - 1].folded) : "";
  const auto next = [&](std::size_t n) { return t + n < tokens.size() ? std::string_view(tokens[t + n].folded) : ""; };
  static constexpr auto doubts = std::to_array<std::string_view>({"dubbi", "dubt", "duda", "dúbida", "dúvid", "doute", "îndoial", "indoial", "сомнен", "съмнени", "сумнів", "sumnj", "wątpliw", "pochyb", "zweifel", "dyshim", "şüphe"});
  const bool denies = w == "no" || w == "não" || w == "non" || w == "nu" || w == "nema" || w == "nie" || w == "няма" || w == "нет" || w == "немає" || w == "kein" || w == "nuk" || w == "s'ka";
  for (std::size_t n = 1; denies && n <= 3 && t + n < tokens.size() && !tokens[t + n].clause_start; ++n)
    if (std::any_of(doubts.begin(), doubts.end(), [&](auto d) { return next(n).starts_with(d); })) return true;
  if (language == "fr") {
    static constexpr auto steps = std::to_array<std::string_view>({"au", "ces", "chaque", "des", "deux", "faux", "grand", "grands", "gros", "le", "les", "mes", "nouveau", "petit", "petits", "premier", "premiers", "quelques", "ses", "trois", "un"});
    if (w == "pas") return std::binary_search(steps.begin(), steps.end(), before);
    return (w == "ne" || w == "n") && next(1).starts_with("cess") && next(2) != "pas";
  }
  if (language == "bg") return w == "не" && ((next(1) == "на" && next(2) == "последно") || (next(1) == "след" && next(2) == "дълго"));
  if (language == "ca") return w == "no" && next(1) == "cal" && next(2).starts_with("dir");
  // "nema veze" (never mind), "nema na čemu" (you're welcome).
  if (language == "hr" || language == "bs" || language == "sr") return w == "nema" && (next(1) == "veze" || next(1) == "na" || next(1) == "frke" || next(1).starts_with("problem"));
  return false;
}

// Whether a word that begins with "ne" in Czech, Slovak, Latvian or Lithuanian is likely a verb that is denied, and none of the words
// that only begin so ("nebo", "neskôr", "nedēļa", "nes").
bool is_denied_verb(std::string_view w, std::string_view language) {
  static constexpr auto others = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"cs", "nebe"},  {"cs", "nebo"},  {"cs", "nedal"}, {"cs", "nedost"}, {"cs", "nepok"}, {"cs", "nespr"}, {"cs", "neotř"}, {"cs", "nedůvěr"}, {"cs", "nedáv"}, {"cs", "nedav"}, {"cs", "neděl"}, {"cs", "nedel"}, {"cs", "negat"},  {"cs", "nehod"},  {"cs", "nechal"}, {"cs", "nechat"}, {"cs", "nechá"}, {"cs", "nechte"}, {"cs", "nej"},
       {"cs", "někd"},  {"cs", "nekd"},  {"cs", "nekol"}, {"cs", "nekter"}, {"cs", "nemoc"}, {"cs", "neobv"},  {"cs", "neoby"},  {"cs", "neobe"},  {"cs", "neobl"},  {"cs", "neobr"},  {"cs", "nepř"},  {"cs", "nerv"},   {"cs", "nese"},   {"cs", "nesl"},   {"cs", "netr"},  {"cs", "neut"},   {"cs", "neust"},
       {"cs", "neuv"},  {"cs", "nevěst"}, {"cs", "nevin"}, {"cs", "nezav"}, {"cs", "nezáv"}, {"cs", "nezb"},  {"cs", "nezn"},  {"sk", "nebe"},   {"sk", "nebo"},   {"sk", "neďal"}, {"sk", "nedost"}, {"sk", "nedôver"}, {"sk", "nepok"}, {"sk", "nedáv"},  {"sk", "nedav"}, {"sk", "nedeľ"},  {"sk", "nedel"},
       {"sk", "nehod"}, {"sk", "nech"},  {"sk", "neja"},  {"sk", "niek"},  {"sk", "nemoc"}, {"sk", "neob"},  {"sk", "nepr"},  {"sk", "neskor"}, {"sk", "neskôr"}, {"sk", "nesie"},  {"sk", "nesk"},  {"sk", "neust"},  {"sk", "nevin"},
       {"sk", "nevyh"}, {"sk", "nevest"}, {"sk", "nezáv"}, {"lt", "neab"},  {"lt", "nebent"}, {"lt", "nebūtin"},   {"lt", "nei"},   {"lt", "neį"},   {"lt", "neapr"}, {"lt", "nedaug"}, {"lt", "nedid"}, {"lt", "nelaim"}, {"lt", "nepaprast"}, {"lt", "nepasit"}, {"lt", "nemal"}, {"lt", "neteis"}, {"lt", "neturting"}, {"lt", "nevyr"}, {"lt", "nemaž"},  {"lt", "nemok"},  {"lt", "nepais"}, {"lt", "neprik"}, {"lt", "neretai"},
       {"lt", "nesen"}, {"lt", "neti"},  {"lt", "netgi"}, {"lt", "neto"},  {"lt", "netruk"}, {"lv", "neatk"}, {"lv", "nedaudz"}, {"lv", "nedēļ"},  {"lv", "nedel"},  {"lv", "nekav"},  {"lv", "nekā"},  {"lv", "negad"}, {"lv", "nesask"}, {"lv", "neuzt"}, {"lv", "nesag"}, {"lv", "neatkar"}, {"lv", "nelaim"}, {"lv", "neliel"},
       {"lv", "nemier"}, {"lv", "nepar"}, {"lv", "nepiec"}, {"lv", "nesen"}, {"lv", "neskat"}, {"lv", "netālu"}, {"lv", "netalu"}, {"lv", "nevis"}});
  if (language == "sk" && (w.starts_with("nepríd") || w.starts_with("nepri"))) return true;
  if (language == "cs" && (w.starts_with("nepřij") || w.starts_with("nepřes") || w.starts_with("nepříj"))) return true;
  return std::none_of(others.begin(), others.end(), [&](const auto& o) { return o.first == language && w.starts_with(o.second); });
}

// "Niente mare domani", "Nada de fiesta": at a line's beginning "nothing" denies. Arabic "ما" is "not" before what one has, wants or can.
bool denies_from_here(const std::vector<Token>& tokens, std::size_t t, std::string_view language) {
  static constexpr auto nothing = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"bg", "нищо"}, {"bs", "ništa"}, {"cs", "nic"},    {"de", "nichts"}, {"es", "nada"},   {"es", "ni"}, {"es", "ninguna"}, {"es", "ningún"}, {"fr", "rien"}, {"gl", "nada"}, {"hr", "ništa"}, {"hu", "semmi"},
       {"it", "nessun"}, {"it", "nessuna"}, {"it", "niente"}, {"pl", "nic"}, {"it", "neanche"}, {"it", "nemmeno"}, {"pt", "nada"}, {"pt", "nem"}, {"ro", "nici"}, {"pt", "nenhum"}, {"pt", "nenhuma"}, {"ro", "nicio"}, {"ro", "niciun"}, {"ro", "nimic"}, {"sk", "nič"}, {"sr", "ništa"}});
  static constexpr auto behind = std::to_array<std::string_view>({"اريد", "أريد", "اعرف", "أعرف", "ادري", "أدري", "اقدر", "أقدر", "بدي", "بدك", "بدنا", "بعرف", "بقدر", "رح", "راح", "عندك", "عندنا", "عنده", "عندها", "عندهم", "عندي",
                                                                  "في", "فيه", "فيها", "معك", "معنا", "معه", "معي", "لقيت", "وصل", "وصلت", "فهمت", "رديت"});
  static constexpr auto before = std::to_array<std::string_view>({"كل", "مثل", "زي", "بعد", "قبل", "عند", "دائما"});
  const std::string_view w = tokens[t].folded, next = t + 1 < tokens.size() ? std::string_view(tokens[t + 1].folded) : "";
  const auto in = [](const auto& list, const auto& x) { return std::find(list.begin(), list.end(), x) != list.end(); };
  // "مرحلة ما في": some stage in.
  if (language == "ar") return w == "ما" && in(behind, next) && (t == 0 || !in(before, tokens[t - 1].folded)) && (tokens[t].clause_start || !next.starts_with("في"));
  return tokens[t].sentence_start && !next.empty() && !tokens[t + 1].clause_start && next != "male" && next != "mal" && next != "mau" && next != "rău" && in(nothing, std::pair{language, w});
}

}  // namespace clew::language::checking
