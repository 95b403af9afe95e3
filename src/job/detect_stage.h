// The stage that says in which language every line is written.
//
// Each record with text gets one row of record_language. Threads and senders are followed in reading
// order, so that a short line is judged by what its thread and its sender wrote before. What is English,
// or holds no words of a language, needs no translation, nor does what nobody says (`not_said`); everything else waits as "pending".
// Exhibits that were done with the same weights are left alone. Memory: 12 bytes for
// each record of the largest exhibit, and up to 64 MB of texts (one conversation at least) with 48 bytes a line. An
// exhibit with more text is read once for every 64 MB of it.
//
// Judging only reads, so it can run on a thread of its own while another stage writes.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string_view>
#include <vector>

#include "casefile/case.h"
#include "job/progress.h"

namespace clew::job {

// Reasons why a text in another language is not queued by itself; it stays searchable, and `clew translate --names` takes it up.
inline constexpr std::array<std::string_view, 5> not_said = {"a link, a file's name or an app's id", "the names and references of a payment", "the name of a place",
                                                                 "the app's note that a file was left out", "the app's note that the message was deleted"};

class LanguageJudge {
 public:
  // `case_file` outlives it. Lists the exhibits that need judging (and forgets what other weights said).
  explicit LanguageJudge(casefile::Case& case_file);
  // Judges them through a connection of its own; writes nothing. May run on another thread.
  void judge(std::stop_token stop = {});
  // Writes what judge() found, an exhibit a transaction. On the thread of the case.
  void store(const ProgressCall& progress, std::stop_token stop = {});

 private:
  struct Verdict {  // of one record; position in the list: its number in the exhibit
    float confidence = 0;
    std::uint16_t code = 0;  // in codes_; 0: no line
    std::uint16_t kind = 0;
  };
  struct Exhibit {
    std::int64_t id = 0, lines = 0;
    std::vector<Verdict> verdicts;
  };
  void judge_exhibit(const casefile::Db& db, Exhibit& exhibit, const std::stop_token& stop);

  casefile::Case& case_file_;
  std::vector<Exhibit> exhibits_;
  std::vector<std::string_view> codes_;  // live as long as the detector
};

void run_detect_stage(casefile::Case& case_file, const ProgressCall& progress, std::stop_token stop = {});

}  // namespace clew::job
