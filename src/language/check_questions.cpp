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

}  // namespace

void check_questions(const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  if (source.question && !english.question) marks.push_back(Mark::question_lost);
  if (!source.question && english.question && !asks_in_words(source)) marks.push_back(Mark::question_added);
}

}  // namespace clew::language::checking
