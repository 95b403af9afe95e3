// The questions that are asked by name: one list for the command line, the server and the export of answers.
//
//   AskRequest what;
//   what.question = "money";
//   Answer answer = ask(view, pool, what);
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/thread_pool.h"
#include "view/answer.h"

namespace clew::view {

struct AskRequest {
  std::string question;
  std::optional<std::int64_t> handle;  // of a number or account, where the question takes one
  std::optional<Micros> since;         // where it takes a moment; nothing: the last briefing
  bool only_marked = false;            // of the sequence of events: without the records of accepted leads
  std::filesystem::path other;         // of recurs: the other case
  std::string authority;               // and on whose authority the two are compared
  int hours = 24;                      // of episodes: hours before and after each
  std::size_t most = 2000;             // rows of a table
};

struct NamedQuestion {
  std::string_view name, asks;
  bool takes_handle = false, takes_since = false;
};
std::span<const NamedQuestion> named_questions();

// Throws Error(usage) for a question that there is not, or one that lacks something or is given what it does not take.
Answer ask(const CaseView& view, ThreadPool& pool, const AskRequest& request);

}  // namespace clew::view
