// Does the English name the days of the week and the months that the source names?
#include "language/calendar_words.h"
#include "language/check_parts.h"

namespace clew::language::checking {

void check_calendar(const CheckInput& input, const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  if (input.gloss || source.tokens.size() > short_line_words || input.language == "en") return;
  const auto said = calendar_words_of(english, "en"), theirs = calendar_words_of(source, input.language);
  for (const auto kind : {weekday_bits, month_bits}) {
    // "на четверг" – "on Tuesday": the English names one, and the source names others.
    const bool other = (theirs.likely & kind) != 0 && (said.surely & kind & ~theirs.perhaps) != 0;
    const bool lost = (theirs.surely & kind & ~said.perhaps) != 0;
    if (other || lost) {
      marks.push_back(Mark::name_lost);
      return;
    }
  }
}

}  // namespace clew::language::checking
