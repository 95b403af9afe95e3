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

// "The question on the ballot read: Are you for …", "she asked what he wanted".
bool tells_a_question(const Profile& english) {
  return std::any_of(english.tokens.begin(), english.tokens.end(), [](const Token& t) { return t.folded == "question" || t.folded == "asked" || t.folded.starts_with("wonder") || t.folded == "whether"; }) ||
         (!english.tokens.empty() && english.tokens.back().folded == "what");
}

}  // namespace

void check_questions(const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  if (source.question && !english.question && !tells_a_question(english)) marks.push_back(Mark::question_lost);
  if (!source.question && english.question && !asks_in_words(source) && !begins_as_question(source)) marks.push_back(Mark::question_added);
}

}  // namespace clew::language::checking
