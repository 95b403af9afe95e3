// How each language goes to English now: by which engine, in which version, by which route.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "language/engine.h"
#include "language/route.h"

namespace clew::language {

// How a language goes to English now.
struct Way {
  Choice choice;
  std::string version, route;
  std::string base;  // the language that the engine is asked for
  bool by_neighbour = false;
  // Where words that the engine does not know are looked up; null: nowhere.
  Engine* dictionary = nullptr;
  std::vector<std::string> dictionary_languages;
};

// Remembers what it found; a way holds as long as this. For one thread at a time.
class Ways {
 public:
  // `engine`: only this one; "" for the best by measured quality.
  Ways(std::vector<std::shared_ptr<Engine>> engines, std::string engine) : engines_(std::move(engines)), engine_(std::move(engine)) {}
  const Way& of(const std::string& language);
  Choice choice(std::string_view language) const { return choose_engine(engines_, language, engine_); }

 private:
  void add_dictionary(Way& way) const;

  std::vector<std::shared_ptr<Engine>> engines_;
  std::string engine_;
  std::map<std::string, Way, std::less<>> ways_;
};

}  // namespace clew::language
