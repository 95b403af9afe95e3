#include "language/source_denials.h"

#include <algorithm>
#include <array>
#include <string>

#include "language/denial_sayings.h"

namespace clew::language::checking {

namespace {

// Verbs that deny by their form, where it tells them from other words.
bool has_denying_form(std::string_view w, std::size_t letters, std::string_view language) {
  const auto begins = [&](std::initializer_list<std::string_view> list) { return std::any_of(list.begin(), list.end(), [&](auto b) { return w.starts_with(b); }); };
  const auto ends = [&](std::initializer_list<std::string_view> list) { return std::any_of(list.begin(), list.end(), [&](auto e) { return w.ends_with(e); }); };
  if (language == "sq") return w.starts_with("s'") && letters >= 2;
  // "করিনি", "আসেনি", "হয়নি", and "পারবোনা".
  if (language == "bn") return (letters >= 3 && ends({"িনি", "েনি", "ইনি", "য়নি", "য়নি"}) && w != "তিনি" && w != "যিনি" && w != "ইনি" && w != "কাহিনি" && w != "চিনি") || ends({"বোনা", "বেনা", "বনা", "ছিনা", "ছেনা"});
  if (language == "ckb") return letters >= 4 && begins({"ناتوان", "ناچ", "نایە", "نایێ", "نازان", "ناکە", "ناکا", "نابێ", "نابی", "ناگە", "ناخۆ", "نامەوێ", "ناتەوێ", "ناخوا", "ناڕۆ", "نادە", "نەمتوان", "نەهات", "نەچو", "نەکرد", "نەمکرد", "نەکە", "نەبێ", "مەکە", "مەچ", "مەڵێ", "مەی"});
  if (language == "ku")
    return letters >= 4 && begins({"nikar", "nizan", "naxwaz", "naxwa", "nayê", "naye", "naç", "nabe", "nabin", "nakim", "nake", "nakin", "nadim", "nade", "nagi", "nagih", "narim", "nare", "nebû", "nebu", "nehat", "neçû", "neçu", "nekir", "nekim", "neke", "nebe", "neçe", "nedi", "negot", "nexwar",
                                   "nemaye", "nemane", "netê", "nayên", "nînim", "nînin"});
  if (language == "am") return letters >= 3 && ((begins({"አል", "አይ", "አት", "አን", "አላ", "አያ", "አታ"}) && w.ends_with("ም")) || (begins({"አትር", "አትሂ", "አትጠ", "አትዘ", "አትደ", "አትን", "አታድ", "አትም"})));
  if (language == "ti") return letters >= 4 && w.starts_with("ኣይ");
  if (language == "ps") return letters >= 3 && begins({"نشم", "نلر", "نشت", "نکو", "نپوه", "نځ", "ندي"});
  return false;
}

}  // namespace

Denials denials_of(const Profile& source, const Negations& words, std::string_view language) {
  Denials result;
  bool strong = false, weak = false;
  // French "ne" beside "que" denies nothing ("n'a que", "avant qu'il ne parte") unless "plus", "rien" or "personne" stands there too.
  bool ne = false, partner = false, que = false;
  const auto close = [&] {
    if (ne) (partner || !que ? strong : weak) = true;
    ne = partner = que = false;
    if (strong)
      ++result.strong;
    else if (weak)
      ++result.weak;
    strong = weak = false;
  };
  const auto in = [](const std::vector<std::string_view>& list, std::string_view w) {
    return std::find(list.begin(), list.end(), w) != list.end();
  };
  const bool is_short = source.tokens.size() <= short_line_words;
  for (std::size_t t = 0; t < source.tokens.size(); ++t) {
    const auto& token = source.tokens[t];
    if (token.clause_start) close();
    std::string_view w = token.folded;
    const bool denied_before = strong;
    const auto note = [&] {
      if (ne || (strong && !denied_before)) result.at.push_back(t);
    };
    if (t + 1 < source.tokens.size() && !source.tokens[t + 1].clause_start &&
        is_followed_by_no_denial(source.tokens[t + 1].folded)) {
      weak = true;
      continue;
    }
    if (denies_nothing(source.tokens, t, language)) {
      weak = true;
      continue;
    }
    // A tag at the end of a question ("vienes, ¿no?", "vii, nu?") asks.
    const bool tag = token.clause_start && t + 1 == source.tokens.size() && source.question;
    const bool french = language == "fr";
    if (french && (w == "ne" || w == "n" || w.starts_with("n'"))) {
      ne = true;
      if (w != "ne" && w != "n" && in(words.weak, w.substr(2))) partner = true;
      note();
      continue;
    }
    partner = partner || (french && in(words.weak, w));
    // French chats leave "ne" out: "j'ai rien compris", "y a personne", but "de rien", "rien que", "une personne".
    if (french && is_short) {
      const std::string_view before = t > 0 ? std::string_view(source.tokens[t - 1].folded) : "", next = t + 1 < source.tokens.size() ? std::string_view(source.tokens[t + 1].folded) : "";
      static constexpr auto articles = std::to_array<std::string_view>({"cette", "chaque", "d'une", "la", "par", "quelle", "une", "l'autre", "autre", "ma", "seule"});
      if (w == "rien" && before != "de" && before != "pour" && next != "que" && next != "qu") strong = true;
      // "j'ai plus un rond": not one any more.
      static constexpr auto has = std::to_array<std::string_view>({"a", "ai", "as", "avez", "avons", "il'a", "j'ai", "j'avais", "l'a", "ont", "reste", "t'as", "trouve", "veut", "veux", "vois"});
      if (w == "plus" && std::find(has.begin(), has.end(), before) != has.end() && (next == "un" || next == "une" || next == "aucun" || next == "aucune" || next == "rien" || next == "personne")) strong = true;
      if (w == "personne" && std::find(articles.begin(), articles.end(), before) == articles.end()) strong = true;
    }
    que = que || w == "que" || w.starts_with("qu'");
    if (in(words.strong, w)) (tag || is_expletive(source.tokens, t, language) ? weak : strong) = true;
    if (in(words.weak, w)) weak = true;
    if (denies_from_here(source.tokens, t, language)) strong = true;
    if (const auto cut = w.find('\''); cut != std::string_view::npos) {
      const auto first = w.substr(0, cut), rest = w.substr(cut + 1);
      if (in(words.strong, first) || in(words.strong, rest)) strong = true;
      if (in(words.weak, first) || in(words.weak, rest)) weak = true;
    }
    // Czech and Slovak write the denial as the verb's beginning, Latvian and Lithuanian too.
    if ((language == "cs" || language == "sk" || language == "lt" || language == "lv") && w.size() >= 5 &&
        w.starts_with("ne") && (!token.capital || token.sentence_start)) {
      (source.tokens.size() <= chat_line_words && is_denied_verb(w, language) ? strong : weak) = true;
    }
    // Turkish and Hungarian suffixes.
    if (language == "tr" && w.size() >= 5) {
      // The verb's "-me-" before a tense. "-mesi" + case is a noun ("olmasından", of its being), "-meden" "without" and "before".
      static constexpr auto anywhere = std::to_array<std::string_view>({"mıyor", "miyor", "muyor", "müyor", "mayaca", "meyece", "mayan", "meyen", "madığ", "mediğ", "mamış", "memiş", "mamız", "memiz"});
      static constexpr auto endings = std::to_array<std::string_view>({"maz", "mez", "mazlar", "mezler", "mazsa", "mezse", "mazsın", "mezsin", "mam", "mem", "mayız", "meyiz", "madı", "medi", "madım", "medim", "madın", "medin",
                                                                       "madık", "medik", "madılar", "mediler", "masın", "mesin", "mayın", "meyin", "mamak", "memek"});
      static constexpr auto without = std::to_array<std::string_view>({"madan", "meden", "sız", "siz", "suz", "süz", "maya", "meye", "mama", "meme"});
      const auto inside = [&](std::string_view part) {
        const auto at = w.find(part);
        return at != std::string_view::npos && at >= 2;
      };
      const auto ends = [&](std::string_view part) { return w.size() > part.size() + 1 && w.ends_with(part); };
      // "değiştirip değiştirmeyeceğini": whether to change.
      const std::string_view before = t > 0 ? std::string_view(source.tokens[t - 1].folded) : "";
      const bool whether = (before.ends_with("ıp") || before.ends_with("ip") || before.ends_with("up") || before.ends_with("üp")) && w.starts_with(before.substr(0, 3));
      if (whether) weak = true;
      if (!whether && w != "tamam" && w != "namaz" && (std::any_of(anywhere.begin(), anywhere.end(), inside) || std::any_of(endings.begin(), endings.end(), ends))) strong = true;
      if (std::any_of(without.begin(), without.end(), inside)) weak = true;
    }
    // Arabic writes "and", "so", "by" and "for" as the word's beginning.
    if (language == "ar" && w.size() > 4) {
      const auto rest = w.substr(2);
      const auto first = w.substr(0, 2);
      if ((first == "و" || first == "ف") && in(words.strong, rest)) strong = true;
      if ((first == "و" || first == "ف" || first == "ب" || first == "ل") && in(words.weak, rest)) weak = true;
    }
    // Persian verbs begin with "ن": the clear ones.
    if (language == "fa") {
      for (const std::string_view part : {"نیست", "ندار", "نکرد", "نکن", "نخواه", "نبود", "نشد", "نباید", "نمی", "نداد", "نرسی", "نتوان", "نگرفت", "نداش", "نماند", "نگفت", "نیاور", "نرف", "نده", "نگذا", "نشو", "نباش", "نیوم", "نیاد", "نزن", "نخور", "نخر", "نرو", "نگو", "ندید", "نخواب", "نفهم", "نگیر", "نپرس"})
        if (w.starts_with(part)) (is_short ? strong : weak) = true;
    }
    if (language == "fa" && token.letters >= 4 && w.starts_with("ن")) weak = true;
    if (has_denying_form(w, token.letters, language)) strong = true;
    if (language == "hu" && w.size() >= 7 && (w.ends_with("tlan") || w.ends_with("tlen") || w.ends_with("talan") || w.ends_with("telen")))
      weak = true;
    weak = weak || implies_denial(w);
    // Words that carry a denial in their beginning in many languages.
    weak = weak || (token.letters >= 4 && (w.starts_with("im") || w.starts_with("in") || w.starts_with("ne") || w.starts_with("des") || w.starts_with("не") || w.starts_with("ni")));
    note();
  }
  close();
  return result;
}

// No blanks between words: looked for as they stand.
Denials chinese_denials(std::string_view text) {
  // Words that hold the same letters and deny nothing ("respectively", "special", "not only").
  std::string source(text.substr(0, max_checked_bytes));
  for (const std::string_view word : {"分别", "特别", "级别", "类别", "性别", "区别", "个别", "告别", "别有", "别墅", "分別", "特別", "級別", "類別", "性別", "區別", "不仅", "不但", "不僅", "不断", "不斷", "不过", "不過", "不久",
                                      "不少", "差不多", "淹没", "沉没", "没收", "非常", "非洲", "除非", "无论", "無論", "未来", "未來"}) {
    for (std::size_t at; (at = source.find(word)) != std::string::npos;)
      source.replace(at, word.size(), "，");
  }
  const auto has = [&](std::string_view part) {
    return source.find(part) != std::string_view::npos;
  };
  Denials result;
  // "没" (have not) and commands; "不" stands in many words and questions ("是不是").
  if (has("没") || has("沒") || has("别") || has("不要") || has("不能") || has("不会") || has("不用") || has("不想") || has("不知道") || has("不在") ||
      has("唔")) {
    result.strong = has("没事") || has("是不是") || has("有没有") || has("在不在") || has("想不想") || has("用不用") || has("不用谢") ? 0 : 1;
  }
  if (result.strong == 0 &&
      (has("不") || has("无") || has("無") || has("非") || has("没") || has("未"))) {
    result.weak = 1;
  }
  return result;
}

Denials thai_denials(std::string_view text) {
  std::string source(text.substr(0, max_checked_bytes));
  for (const std::string_view word : {"หรือไม่", "ไม่เป็นไร", "ไม่งั้น", "ไม่ใช่เหรอ", "ไม่ใช่หรอ", "ไม่ต้องห่วง", "อย่าง"}) {
    for (std::size_t at; (at = source.find(word)) != std::string::npos;)
      source.replace(at, word.size(), "|");
  }
  const auto has = [&](std::string_view part) { return source.find(part) != std::string::npos; };
  Denials result;
  if (has("ไม่") || has("อย่า"))
    result.strong = 1;
  else if (source.size() != std::min(text.size(), max_checked_bytes) || has("ยัง") || has("ไร้") || has("มิ"))
    result.weak = 1;
  return result;
}

}  // namespace clew::language::checking
