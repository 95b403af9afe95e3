#include "language/check_parts.h"

#include <algorithm>
#include <array>

namespace clew::language::checking {
namespace {

// "me preguntó por qué": English may give the question itself ("she asked me: why?").
bool asks_in_words(const Profile& source) {
  static constexpr auto begins = std::to_array<std::string_view>(
      {"pregunt", "pergunt", "chied", "chiest", "domand", "demand", "întreb", "intreb", "pyet", "пит", "запит", "праш", "pita", "upita", "zapita", "pyta", "zapyta", "spyta", "ptá", "zept", "opýt", "spýt", "спрос", "спраш",
       "вопрос", "kérd", "sordu", "soru", "klaus", "jautā", "jautāj", "frag", "gefragt", "hỏi", "سأل", "يسأل", "تساءل", "يتساءل", "سؤال", "پرسید", "پرسش", "galde", "weydii", "پوچھ", "سوال"});
  return std::any_of(source.tokens.begin(), source.tokens.end(), [](const Token& t) {
    const std::string_view w = t.folded;
    return std::any_of(begins.begin(), begins.end(), [&](auto b) { return w.starts_with(b); }) || w.find("问") != std::string_view::npos || w.find("問") != std::string_view::npos;
  });
}

// "donde estas", "come ti può piacere": a question word at the beginning of a clause asks without a mark.
bool begins_as_question(const Profile& source) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"ce", "chi", "chissà", "ci", "cine", "co", "come", "comment", "como", "cosa", "cum", "cuando", "cuándo", "cuanto", "cuánto", "când", "cand", "czemu", "czy", "cât", "cómo", "dlaczego", "donde", "dove", "dónde", "est-ce", "gde", "gdje", "gdzie", "hol", "hoe",
       "hogy", "hogyan", "jak", "kada", "kad", "kaj", "kako", "kam", "kde", "kdo", "kdy", "kedy", "kdaj", "kiedy", "kto", "kur", "kush", "kje", "kada", "kā", "kaip", "kodėl", "kāpēc", "mikor", "miért", "miksi", "neden", "nerede", "niye", "onde", "où", "perché", "perche",
       "perquè", "pourquoi", "porqué", "porque", "proč", "prečo", "proc", "que", "quan", "quand", "quando", "què", "qué", "quem", "qui", "quién", "quien", "sta", "unde", "waar", "wann", "warum", "was", "wer", "wie", "wo", "wozu", "zašto", "zakaj", "zasto", "zer", "zergatik", "čemu", "što", "šta", 
       "защо", "къде", "кога", "как", "какво", "кой", "кто", "что", "где", "когда", "почему", "зачем", "що", "де", "коли", "чому", "як", "хто", "зошто", "каде", "што", "како", "зар", "где", "чи", "ли", "где", "kiedy", "hvar", "hvað", "hvers", "hvernig", "nola", "noiz", "nor", "pse", "sao", "tại", "vì", "liệu",
       "كيف", "لماذا", "متى", "أين", "اين", "هل", "ماذا", "ليش", "وين", "شو", "چرا", "کجا", "کی", "آیا", "چطور", "کیا", "کیوں", "کہاں", "کب"});
  return std::any_of(source.tokens.begin(), source.tokens.end(), [](const Token& t) { return t.clause_start && std::find(words.begin(), words.end(), t.folded) != words.end(); });
}

// Question words that stand anywhere in a clause, or at its end, and ask without a mark.
bool asks_inside(const Profile& source, std::string_view language) {
  static constexpr auto rows = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"am", "የት መቼ ለምን ምን ማን እንዴት ስንት"},
       {"bn", "কোথায় কখন কেন কি কী কে কত কবে কেমন কার কোন"},
       {"ckb", "کوێ لەکوێ کەی بۆچی چی کێ چۆن چەند ئایا"},
       {"el", "πού πότε γιατί τι ποιος ποια ποιο πώς πόσο πόσα που ποτε γιατι πως ποσο"},
       {"fa", "کجا کجاست چرا چی چه چند چقدر کدوم کدام مگه کو"},
       {"fr", "comment pourquoi quel quelle combien"},
       {"hi", "कहाँ कहां कब क्यों क्या कौन कितना कितने कितनी कैसे किसका"},
       {"hr", "li jel"},
       {"bs", "li jel"},
       {"sr", "li jel ли јел"},
       {"ku", "ku kengî kengi çima çi kî çawa çend gelo"},
       {"lt", "ar kur kada kodėl kodel kaip kas kiek"},
       {"lv", "vai kur kad kāpēc kapec kas cik"},
       {"nl", "hoe waar wanneer waarom wie wat welke"},
       {"pa", "ਕਿੱਥੇ ਕਦੋਂ ਕਿਉਂ ਕੀ ਕੌਣ ਕਿੰਨੇ ਕਿੰਨਾ ਕਿੰਨੀ ਕਿਵੇਂ"},
       {"ps", "چیرته کله ولې څه څوک څنګه څومره آیا"},
       {"so", "goorma goormaa xaggee halkee maxaa maxay kuma yaa sidee imisa meeqa miyaa ma"},
       {"sq", "ku kur pse çfarë cfare kush si sa a"},
       {"ti", "ኣበይ መዓስ ንምንታይ እንታይ መን ከመይ ክንደይ"},
       {"tr", "mı mi mu mü misin mısın musun müsün miyiz mıyız miyim mıyım ne kaç kaçta nerede nerde nereye neden hangi nasıl nasil kim kimin"},
       {"ur", "کہاں کب کیوں کیا کون کتنا کتنے کتنی کیسے کدھر"},
       {"vi", "gì gi đâu dau nào nao bao sao chưa chua không khong hả mấy may ai ko"}});
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.first == language; });
  if (row == rows.end()) return false;
  const auto list = row->second;
  return std::any_of(source.tokens.begin(), source.tokens.end(), [&](const Token& t) {
    for (auto at = list.find(t.folded); at != std::string_view::npos; at = list.find(t.folded, at + 1))
      if ((at == 0 || list[at - 1] == ' ') && (at + t.folded.size() == list.size() || list[at + t.folded.size()] == ' ')) return true;
    return false;
  });
}

// What asks wherever it stands, or where it begins a line, and needs no mark: "da li ti treba", "ছাতাটা কোথায়", "may gio anh ve".
bool surely_asks(const CheckInput& input, const Profile& source) {
  struct Row {
    std::string_view language, begin, anywhere;
  };
  static constexpr auto rows = std::to_array<Row>({{"bn", "", "কোথায় কখন কবে কেন"}, {"bs", "da li|je li|jesi li|jeste li|jel", ""}, {"ckb", "ئایا", "لەکوێ"}, {"fa", "آیا", "کجاست"}, {"fr", "est ce que|est-ce", ""}, {"hi", "क्या", "कहाँ कहां"}, {"hr", "da li|je li|jesi li|jeste li|jel", ""},
                                                  {"ku", "gelo|kengî|çima", ""}, {"lt", "ar", ""}, {"lv", "vai", ""}, {"pa", "ਕੀ", "ਕਿੱਥੇ ਕਦੋਂ"}, {"pl", "czy", ""}, {"ps", "آیا", "چیرته"}, {"ru", "где|когда|почему|сколько|во сколько", ""}, {"sr", "da li|je li|jesi li|jeste li|jel|да ли", ""},
                                                  {"so", "goorma|goormaa|xaggee|maxaa", ""}, {"tr", "", "mısın misin musun müsün mısınız misiniz nerede nerdesin kaçta"}, {"uk", "чи|коли|чому|скільки|о котрій", ""}, {"ur", "کیا", "کہاں"}, {"vi", "mấy giờ|may gio|bao giờ|bao gio|khi nào|khi nao", "đâu"}});
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.language == input.language; });
  if (row == rows.end() || source.tokens.size() > short_line_words) return false;
  std::string line;
  for (const auto& token : source.tokens)
    line += token.folded + ' ';
  const auto each = [](std::string_view list, char cut, auto&& has) {
    while (!list.empty()) {
      const auto end = std::min(list.find(cut), list.size());
      if (has(std::string(list.substr(0, end)) + ' ')) return true;
      list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
  };
  return each(row->begin, '|', [&](const std::string& w) { return line.starts_with(w); }) || each(row->anywhere, ' ', [&](const std::string& w) { return line.starts_with(w) || line.find(' ' + w) != std::string::npos; });
}

// Whether the English has a word that asks or tells a question.
bool asks_in_english(const Profile& english) {
  static constexpr auto words = std::to_array<std::string_view>({"how", "if", "or", "what", "what's", "when", "where", "where's", "whether", "which", "who", "whose", "why"});
  static constexpr auto verbs = std::to_array<std::string_view>({"am", "are", "can", "could", "did", "do", "does", "has", "have", "is", "may", "shall", "should", "was", "were", "will", "would"});
  return std::any_of(english.tokens.begin(), english.tokens.end(), [](const Token& t) { return std::binary_search(words.begin(), words.end(), t.folded) || (t.clause_start && std::binary_search(verbs.begin(), verbs.end(), t.folded)); });
}

// Of Chinese, Thai and the like, which leave no blanks.
bool asks_unparted(std::string_view text, std::string_view language) {
  static constexpr auto thai = std::to_array<std::string_view>({"ไหม", "มั้ย", "หรือยัง", "รึยัง", "หรือเปล่า", "ที่ไหน", "เมื่อไหร่", "ทำไม", "อะไร", "ใคร", "กี่", "เท่าไหร่", "เท่าไร", "ยังไง", "อย่างไร"});
  static constexpr auto chinese = std::to_array<std::string_view>({"吗", "嗎", "什么", "什麼", "哪", "谁", "誰", "几点", "幾點", "多少", "怎么", "怎麼", "呢", "吧", "没有", "是不是", "要不要"});
  const auto has = [&](const auto& list) { return std::any_of(list.begin(), list.end(), [&](auto w) { return text.find(w) != std::string_view::npos; }); };
  return language == "th" ? has(thai) : (language == "zh" || language == "yue") && has(chinese);
}

// "t'as vu mes lunettes": where "you" stands before its verb in any case, a line without a mark at its end may ask.
bool may_ask_without_mark(std::string_view text, const Profile& source, const Profile& english) {
  static constexpr auto you = std::to_array<std::string_view>({"tu", "vous", "vc", "você", "vcs", "vocês"});
  if (source.tokens.empty() || !(source.tokens[0].folded.starts_with("t'") || std::find(you.begin(), you.end(), source.tokens[0].folded) != you.end())) return false;
  const auto end = text.find_last_not_of(" \n\t");
  if (end == std::string_view::npos) return false;
  const std::string_view marks = ".!~";
  if (marks.find(text[end]) != std::string_view::npos) return false;
  static constexpr auto asks = std::to_array<std::string_view>({"are", "can", "could", "did", "do", "have", "will", "would"});
  for (std::size_t t = 0; t + 1 < english.tokens.size(); ++t)
    if (english.tokens[t].clause_start && english.tokens[t + 1].folded == "you" && std::binary_search(asks.begin(), asks.end(), english.tokens[t].folded)) return true;
  return false;
}

// "The question on the ballot read: Are you for …", "she asked what he wanted".
bool tells_a_question(const Profile& english) {
  return std::any_of(english.tokens.begin(), english.tokens.end(), [](const Token& t) { return t.folded == "question" || t.folded == "asked" || t.folded.starts_with("wonder") || t.folded == "whether"; }) ||
         (!english.tokens.empty() && english.tokens.back().folded == "what");
}

}  // namespace

void check_questions(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  if (!english.question && !tells_a_question(english) && (source.question || (!input.gloss && !asks_in_english(english) && surely_asks(input, source)))) marks.push_back(Mark::question_lost);
  if (!source.question && english.question && !asks_in_words(source) && !begins_as_question(source) && !asks_inside(source, input.language) && !asks_unparted(input.source, input.language) &&
      !may_ask_without_mark(input.source, source, english)) marks.push_back(Mark::question_added);
}

}  // namespace clew::language::checking
