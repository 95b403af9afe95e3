// Starts the reader process, hands it what it needs, takes what it sends, and starts it again after
// a crash for the items that are left.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "exhibit/item.h"
#include "ingest/import.h"
#include "ingest/import_sink.h"
#include "ingest/worker/wire.h"

namespace clew::ingest {

// An open descriptor, closed at the end.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  void reset();

 private:
  int fd_;
};

// Read-only, access time left alone where allowed. Throws Error.
Descriptor open_for_reading(const std::filesystem::path& path);

// Where clew-reader is: options, CLEW_READER, beside this program. Throws Error(not_found).
std::filesystem::path reader_program(const std::filesystem::path& given);

class ReaderProcess {
 public:
  using PathOf = std::function<std::filesystem::path(std::size_t entry)>;
  // `scratch_directory`: where the nameless scratch file lies. `options` outlives the object.
  ReaderProcess(const ImportOptions& options, std::filesystem::path scratch_directory,
                PathOf path_of);

  // Reads all entries of `settings`. Crashes, hangs and limits end as findings; what `sink` throws
  // (a stop, a full disk) ends the process and comes out. Throws Error when it cannot be started.
  void read(WorkerSettings settings, ImportSink& sink);

 private:
  struct Outcome {
    bool finished = false;
    std::string what, why;  // of an early end
  };
  Outcome run(const WorkerSettings& settings, WireReader& frames, ImportSink& sink);

  const ImportOptions& options_;
  std::filesystem::path program_, scratch_directory_;
  PathOf path_of_;
};

// The bytes of the file `name` that `holder` carries, as its reader takes it out, for those that no
// other process may open (a PDF's attachments: see readers/document_engine.h). Null when it carries
// no such file. Nothing of what comes back is trusted: compare it with the hash of the import.
// Throws Error(resource) when the process cannot be started, breaks or takes too long.
std::shared_ptr<const exhibit::ByteSource> attached_bytes(
    std::string_view holder, const std::string& holder_name, const std::string& name,
    const std::filesystem::path& scratch_directory,
    std::chrono::milliseconds limit = std::chrono::seconds(60));

}  // namespace clew::ingest
