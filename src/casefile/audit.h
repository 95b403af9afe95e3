// The append-only audit log of a case: who did what to which item, when.
//
// A Merkle log in public formats, so that any tool that knows them can check it: entries and hashes in
// C2SP tlog-tiles layout (https://c2sp.org/tlog-tiles), a checkpoint signed with Ed25519
// (https://c2sp.org/tlog-checkpoint, https://c2sp.org/signed-note), tree hashes of RFC 6962.
// An entry is one JSON object. It names records by id and counts, never by content.
//
// append() returns after the entry and the new checkpoint are on disk. Appending takes a lock on the
// audit directory for the moment, so readers of a case can log their consultations too. Reading and
// verifying take none, since a copy may lie on read-only media; they may go on beside appending, from any
// thread or process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace clew::casefile {

// The six operations of s.62 Data Protection Act 2018.
enum class AuditAct : std::uint8_t {
  collection, alteration, consultation, disclosure, combination, erasure,
};
std::string_view word(AuditAct act);

struct AuditEntry {
  AuditAct act = AuditAct::consultation;
  std::string what;        // "exhibit added", "search", "conversation read" …
  std::string item;        // ids: "exhibit ABC/1", "record ABC/1#12", "search 7"
  std::string details;     // JSON object with counts, hashes, settings; "" none
  std::string recipients;  // of a disclosure
  std::string reason;      // where one was given
};

struct StoredAuditEntry {
  std::uint64_t index = 0;
  std::string json;  // {"v":1,"utc","who","act","what","item","details","recipients","reason"}
};

class AuditLog {
 public:
  // Makes an empty log with a fresh key in `directory`. `origin` names the log in checkpoints.
  static void create(const std::filesystem::path& directory, std::string_view case_reference);
  explicit AuditLog(std::filesystem::path directory);

  // Who and when are added here. Throws Error(resource) when it cannot be made durable.
  std::uint64_t append(const AuditEntry& entry);
  std::uint64_t size() const;
  std::vector<StoredAuditEntry> entries(std::uint64_t from, std::uint64_t count) const;
  std::string checkpoint() const;  // the signed note

  struct Fault {
    std::uint64_t index = 0;  // first entry concerned
    std::string what;         // in words
  };
  // Recomputes everything from the entries: tiles, root, signature. With `held_checkpoint` (a note kept
  // elsewhere, such as printed in a report) also that the log has only grown since. 1 M entries: seconds.
  std::vector<Fault> verify(std::string_view held_checkpoint = {}) const;

 private:
  std::vector<Fault> verify_once(std::string_view held_checkpoint) const;

  std::filesystem::path directory_;
};

}  // namespace clew::casefile
