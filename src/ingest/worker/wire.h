// The language between the reader process and ingest: frames of
//
//   length u32 LE (of what follows the type) | type u8 | payload
//
// Payloads are bytes, LEB128 numbers (zigzag where negative) and strings (length, bytes) in a fixed
// order. The first frame says hello with the version; a different version is refused, both programs
// come from one build.
//
// The reader process may have been taken over by what it reads, so decoding trusts nothing:
// lengths, counts, enumerators and the order of frames are checked, one frame is at most
// max_frame_bytes and one list at most max_parts, so a frame cannot take more memory than a fixed
// multiple of its size.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "exhibit/intake.h"
#include "exhibit/limits.h"
#include "ingest/worker/reading_sink.h"
#include "model/record.h"
#include "readers/reader.h"

namespace clew::ingest {

inline constexpr std::uint32_t wire_version = 2;
inline constexpr std::size_t max_frame_bytes = 64 << 20;
inline constexpr std::size_t max_text_bytes = 32 << 20;  // longer strings of a record are cut
inline constexpr std::size_t max_parts = 100'000;  // times, participants, fields … of a record

enum class Frame : std::uint8_t {
  hello = 1,
  begin_item,
  chosen,
  rows,
  record,
  extra_record,
  duplicate,
  skip,
  finding,
  question,
  decided,
  claims,
  end_item,
  exhibit_finding,
  heartbeat,
  goodbye,  // all items read
};

// The other side broke the rules of this page. Its text says which.
class WireError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Hello {
  std::uint32_t version = wire_version;
  std::string sandbox;  // "" locked down; else why not, in words
  friend bool operator==(const Hello&, const Hello&) = default;
};

// Writes frames into a buffer that is handed to `write` when it holds flush_bytes and at every
// item's begin and end. Cuts what is over the limits and says so by a finding.
class WireSink : public ReadingSink {
 public:
  static constexpr std::size_t flush_bytes = 256 << 10;
  using Write = std::function<void(std::string_view)>;
  explicit WireSink(Write write) : write_(std::move(write)) {}

  void hello(const Hello& hello);
  void goodbye();
  void flush();
  // Complete frames not yet written: for a signal handler that saves what it can.
  const char* pending() const { return buffer_.data(); }
  std::size_t pending_size() const { return complete_; }

  void begin_item(const ItemHead& head) override;
  void chosen(const Chosen& chosen) override;
  void end_item() override;
  void exhibit_finding(model::Finding finding) override;
  void heartbeat() override;
  void rows(std::string_view table, std::uint64_t count) override;
  void record(model::Record record) override;
  void extra_record(model::Record record) override;
  void duplicate(std::string_view table, std::string_view locator) override;
  void skip(std::string_view table, std::string_view reason, std::string_view locator) override;
  void finding(model::Finding finding) override;
  void question(model::Question question) override;
  void decided(std::string_view key, std::string_view value) override;
  void claims(std::string_view member_name) override;

 private:
  void begin(Frame type);
  void end();
  void put_record(Frame type, model::Record& record);

  Write write_;
  std::string buffer_;
  std::size_t frame_start_ = 0;
  volatile std::size_t complete_ = 0;
};

// Takes the other side's bytes in any portions and calls `sink`. Throws WireError.
class WireReader {
 public:
  explicit WireReader(ReadingSink& sink) : sink_(sink) {}
  void feed(std::string_view bytes);
  const std::optional<Hello>& hello() const { return hello_; }
  bool finished() const { return finished_; }  // goodbye came
  bool in_item() const { return in_item_; }
  // Ordinal of the last item begun.
  std::optional<std::uint32_t> last_item() const { return last_; }

 private:
  void frame(Frame type, std::string_view payload);

  ReadingSink& sink_;
  std::string rest_;
  std::optional<Hello> hello_;
  std::optional<std::uint32_t> last_;
  bool in_item_ = false, chosen_ = false, finished_ = false;
};

// What the reader process is told before it starts.
struct WorkerSettings {
  readers::Options options;
  exhibit::Limits limits;
  std::vector<exhibit::Entry> entries;
  std::uint64_t exhibit_bytes = 0;
  std::uint64_t memory_bytes = 1ull << 30;   // heap of the process
  std::uint64_t scratch_bytes = 1ull << 40;  // largest scratch file
  std::uint64_t cpu_seconds = 24 * 3600;
  // Going on after a crash: items before this ordinal are done, these are not opened again.
  std::uint32_t first_ordinal = 0;
  std::vector<std::uint32_t> not_opened;
  std::vector<std::string> claimed;  // joined paths
  // Not "": nothing is read; of the file of that name that entry 0 carries (a PDF's attachment) the
  // bytes go into the scratch file, from its beginning.
  std::string wanted;
};
bool operator==(const WorkerSettings& a, const WorkerSettings& b);
std::string encode(const WorkerSettings& settings);
WorkerSettings decode_settings(std::string_view bytes);  // throws WireError

// One record as a payload, and back (throws WireError). For tests and benchmarks.
std::string encode(const model::Record& record);
void decode(std::string_view payload, model::Record& record);

}  // namespace clew::ingest
