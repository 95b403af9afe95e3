// Words passed on: does what B writes to C soon after hearing from A repeat what A had written? "The keys are at 14 Lime
// Walk" goes on as "get them at Lime Walk 14". For relay.h.
//
// Looked at are figures (times, sums, numbers) and words that stand in few messages, in whatever language the two wrote, and
// in their translations where there are any. What a message repeats is held against how often B writes that anyway: to C,
// to everybody, and how often it stands in the messages of the case. What B and C, or B to A, had said in the two days
// before is not new and does not count; nor does what B tells others within the hour too.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "link/events.h"

namespace clew::pattern {

using link::Handle;
using link::Millis;

// Of each message its words as numbers (hashes of their folded form), with how many messages have each. 6 bytes an event
// and 4 a word, 16 MB beside. Messages are added in any order; the counts do not depend on it.
class Said {
 public:
  static constexpr std::size_t most_words = 24;  // of a message; the first
  explicit Said(std::uint32_t events) : begin_(events), count_(events), seen_(std::size_t{1} << seen_bits) {}
  // `words`: without repeats. Once for each event.
  void add(std::uint32_t event, std::span<const std::uint32_t> words);
  std::span<const std::uint32_t> of(std::uint32_t event) const { return {words_.data() + begin_[event], count_[event]}; }
  // Messages with that word (rarely some of another word with them), of all with words.
  double share(std::uint32_t word) const { return double(seen_[word >> (32 - seen_bits)]) / double(messages_ ? messages_ : 1); }
  std::uint64_t messages() const { return messages_; }

 private:
  static constexpr int seen_bits = 22;
  std::vector<std::uint32_t> begin_;
  std::vector<std::uint8_t> count_;
  std::vector<std::uint32_t> words_, seen_;
  std::uint64_t messages_ = 0;
};

// With words, for relays: what was said, and how the words that two messages share are shown ("14:30, Lime"; "" if none).
struct RelayWords {
  const Said* said = nullptr;
  std::function<std::string(std::uint32_t first, std::uint32_t second)> shown;
};

struct PassedOnOptions {
  double common = .02;                         // a word in more of the messages says nothing
  Millis known = 2 * link::millis_per_day;     // before: what was said there is not new
  Millis to_others = link::millis_per_hour;    // about the same time
  std::size_t most_others = 1;                 // told to more others than that it is an announcement
  double weight = 20;                          // messages that B's writing to all weighs beside that to C
};

// Chances of one B. Keeps references. `holder`: as in RelayOptions.
class PassedOn {
 public:
  PassedOn(const link::Events& events, const Said& said, const PassedOnOptions& options, std::span<const Handle> holder = {})
      : events_(events), said_(said), options_(options), holder_(holder) {}
  void begin(std::span<const Handle> b);  // all numbers of one; outlive what is asked of it
  void begin(Handle b) { alone_ = b, begin(std::span(&alone_, 1)); }
  // Nothing (2) if one of the two has no words. 1: they share nothing that counts. Else the chance that a message of B to C has
  // one of the words of the first that are as rare as the rarest that the two share. O(messages of B) once, then what is near.
  double chance(std::uint32_t first, std::uint32_t second);

 private:
  bool has(std::uint32_t event, std::uint32_t word) const;
  bool is_new(std::uint32_t first, std::uint32_t second, std::uint32_t word) const;
  double share(Handle c, std::uint32_t word);
  Handle holder(Handle h) const { return holder_.empty() || h >= holder_.size() ? h : holder_[h]; }
  bool is_b(Handle h) const { return h != link::no_handle && holder(h) == holder(b_.front()); }

  const link::Events& events_;
  const Said& said_;
  PassedOnOptions options_;
  std::span<const Handle> holder_, b_;
  Handle alone_ = link::no_handle, c_ = link::no_handle;  // c_: its holder
  bool counted_ = false;
  std::unordered_map<std::uint32_t, std::uint32_t> all_, to_c_;  // word → messages of B
  std::uint32_t all_messages_ = 0, to_c_messages_ = 0;
};

}  // namespace clew::pattern
