// Names that stand for a number. A chat export names people as its owner saved them ("Tulay") and gives no number;
// the same phone's address book and call list show that name beside its number.
//
//   ABC/6 contacts   Tulay   +447700900583
//   ABC/6 chat       Tulay → owner   "I am at the harbour"     counted between the owner and +447700900583
//
// Taken only where it can mean one number: another copy of the same chat has the writer's number (link/threads.h), or all
// rows of the exhibit that show the name beside a number show the same number. A name with two numbers (two people, an
// old and a new card) stays a name. It is an inference: it is stored with its support, what rests on it is counted, no
// record is changed. Without it the contact of two people fell into two lines of the pair table, one of them under a bare
// name, and neither count was right: docs/measurements/patterns.md.
//
// Tried instead: the name is held against the cards of all exhibits. The same nickname stands for different people on
// different phones.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "casefile/case.h"

namespace clew::job {

// A number's handle with a name beside it, in an exhibit; rows that show it so.
struct NameUse {
  std::int64_t identifier = 0, exhibit = 0, records = 0;
};

// Fills saved_name of the case. Needs the seats of the chats' copies (thread_seat). O(names + conversations).
void store_saved_names(casefile::Db& db, const std::vector<NameUse>& uses);

// What is stored, to be asked row by row. For one thread.
class SavedNames {
 public:
  explicit SavedNames(const casefile::Db& db);
  // Handle id of the number that the name `handle` stands for in that conversation (0: in none), or nothing.
  std::optional<std::int64_t> number_of(std::int64_t exhibit, std::int64_t conversation, std::int64_t handle) const;
  // The name that a conversation is called by, as a handle id, if it stands for a number: a chat with one person.
  std::optional<std::int64_t> title_of(std::int64_t conversation) const;

 private:
  struct Key {
    std::int64_t where, name;  // conversation, or minus the exhibit
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return static_cast<std::size_t>(static_cast<std::uint64_t>(key.where) * 0x9e3779b97f4a7c15 ^ static_cast<std::uint64_t>(key.name));
    }
  };
  std::unordered_map<Key, std::int64_t, Hash> numbers_;
  std::unordered_map<std::int64_t, std::int64_t> titles_;  // conversation → name's handle
};

}  // namespace clew::job
