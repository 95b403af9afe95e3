// How the files *_routes.cpp add addresses to the server without knowing the HTTP library.
//
// A GET is answered from a view on a read connection of its own; a POST changes the case and runs
// alone, with the case open for writing. Both write one JSON answer. Handlers throw Error; the
// server turns it into an answer in words. They run on any of the server's threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "view/viewer.h"

namespace clew::http {

// One request as a handler sees it. Lives as long as the handler runs.
class Ask {
 public:
  virtual ~Ask() = default;
  virtual std::string match(std::size_t group) const = 0;  // of the address pattern, from 1
  virtual std::string text(const char* name) const = 0;    // parameter of a GET, '' when absent
  // Parameters of a GET. Throw Error(usage) when it is there and no number.
  virtual std::int64_t number(const char* name, std::int64_t otherwise) const = 0;
  std::size_t limit(std::int64_t otherwise, std::int64_t most = 1000) const {
    return static_cast<std::size_t>(std::min(number("limit", otherwise), most));
  }
  // Members of the JSON object that a POST sends. Throw Error(usage) when of another type.
  virtual std::string body_text(const char* name) const = 0;
  virtual std::int64_t body_int(const char* name, std::int64_t otherwise) const = 0;
  virtual bool body_flag(const char* name) const = 0;                       // false when absent
  virtual std::vector<std::string> body_texts(const char* name) const = 0;  // empty when absent
};

using Handler = std::function<void(const Ask&, view::CaseView&, JsonWriter&)>;

// A file that the page saves.
struct File {
  std::string name, type, bytes;
};
// A PUT of bytes, at most a megabyte: no case is open while it runs.
using PieceHandler = std::function<void(const Ask&, std::string_view bytes, JsonWriter&)>;
using FileHandler = std::function<File(const Ask&, view::CaseView&)>;

class Routes {
 public:
  virtual ~Routes() = default;
  // `pattern` is a regular expression over the whole path.
  virtual void get(const char* pattern, Handler handler) = 0;
  virtual void post(const char* pattern, Handler handler) = 0;
  // A POST that takes something out of the case: on a read connection, the audit log alone grows.
  virtual void file(const char* pattern, FileHandler handler) = 0;
  virtual void piece(const char* pattern, PieceHandler handler) = 0;
  virtual const std::filesystem::path& case_directory() const = 0;
  virtual unsigned threads()
      const = 0;  // for handlers that need a pool; 0: as many as there are cores
  // For work that goes on behind the handlers: held while the case is written, and told to the
  // pages when something changed.
  virtual std::mutex& writer() = 0;
  virtual void changed() = 0;
};

// "OP-THREAD" → "OP-THREAD-contacts.csv": nothing but what every file system takes.
std::string file_name(const view::CaseView& view, std::string_view what, std::string_view ending);

inline void answer_ok(JsonWriter& out) { out.begin_object().field("v", 1).field("ok", true).end(); }

// An instant of a GET, nothing when absent. Throws Error(usage).
std::optional<Micros> instant_of(const Ask& ask, const char* name);
// "12,40,7" → handle ids, at most 300: more can be computed but not read. Throws Error(usage).
std::vector<std::int64_t> ids_of(const std::string& text);

void add_case_routes(Routes& routes);     // overview, exhibits, audit
void add_reading_routes(Routes& routes);  // conversations, records, source
void add_search_routes(Routes& routes);
void add_people_routes(Routes& routes);     // numbers, proposals, judgements
void add_link_routes(Routes& routes);       // links, clocks, leads
void add_picture_routes(Routes& routes);    // chart, activity
void add_pattern_routes(Routes& routes);    // questions about links and times, indicators
void add_translate_routes(Routes& routes);  // translation, corrections, verdicts, glossary
void add_export_routes(Routes& routes);     // files to take away
void add_exhibit_routes(Routes& routes);    // exhibits added, and read again
void add_ask_routes(Routes& routes);        // questions by name, and their answers as files

}  // namespace clew::http
