#include "language/check_parts.h"


namespace clew::language::checking {

void check_symbols(const Profile& source, const Profile& english, std::vector<Mark>& marks) {
  for (const auto& [symbol, count] : english.symbols) {
    const auto it = source.symbols.find(symbol);
    if (it == source.symbols.end() || it->second < count) {
      marks.push_back(Mark::invented);
      return;
    }
  }
}

}  // namespace clew::language::checking
