// What a running translation and everybody else say to each other: its state, what to do first,
// stop.
//
// Small files in the case's derived/ folder, each written whole and renamed, so that a second
// process
// (`clew translate --first`, the workbench) needs no lock on the case to be heard, and a killed
// translation leaves nothing that needs repair. Not evidence: deleting them loses only the wishes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clew::job {

// "translate this before all else": kind is language, exhibit or conversation.
struct First {
  std::string kind;
  std::string value;  // code, exhibit reference, conversation id
  friend bool operator==(const First&, const First&) = default;
};

struct TranslateState {
  bool running = false;
  std::int64_t total = 0, done = 0;  // distinct lines of this run
  std::int64_t records = 0;          // records that got a status
  std::int64_t rendered = 0;         // segments that an engine really translated
  double lines_per_second = 0;
  std::optional<double> seconds_left;
  std::string now;             // language under way
  std::int64_t begun_utc = 0;  // microseconds
};

class TranslateControl {
 public:
  explicit TranslateControl(const std::filesystem::path& case_directory);

  // Newest wish first; at most 32. A wish made again moves to the front.
  std::vector<First> first() const;
  // Throws Error(usage) for a kind that is none, Error(resource) when it cannot be written.
  void put_first(const First& wish);
  void clear_first();

  void ask_to_stop();
  bool asked_to_stop() const;

  // `running` of what comes back is whether a run holds the lock now.
  TranslateState state() const;
  void publish(const TranslateState& state);

  // One run at a time. Begins a run (and forgets an old wish to stop); false when another one is
  // still on after a second.
  bool begin();
  void end();
  ~TranslateControl();
  TranslateControl(const TranslateControl&) = delete;
  TranslateControl& operator=(const TranslateControl&) = delete;

 private:
  std::filesystem::path folder_;
  int lock_ = -1;
};

}  // namespace clew::job
