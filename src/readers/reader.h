// What every reader of a source format implements. See docs/new-reader.md.
//
// Readers run in the sandboxed reader process, one exhibit a process: they know items, records and
// the sink, nothing of cases or the machine. They are stateless and const; read() may be called for
// many items, each on one thread. No input may crash, hang or grow memory without bound: memory
// does not grow with the item (beyond the mapped bytes).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "exhibit/container.h"
#include "exhibit/item.h"
#include "exhibit/limits.h"
#include "model/finding.h"
#include "model/record.h"

namespace clew::readers {

class DocumentEngine;  // document_engine.h

// 0: not mine. 1–49: could be read this way. 50–89: looks like it. 90–100: certain (signature or
// schema seen). The reader with the highest confidence reads; `reason` is shown to the user.
struct Probe {
  int confidence = 0;
  std::string reason;
};

// What a person said at import. Absent means: not said, so nothing may be guessed from it.
struct Options {
  std::optional<std::string> zone;  // IANA name for local times without zone ("Europe/London")
  std::optional<std::string>
      country;  // ISO 3166 for numbers without +; used by ingest, kept here for profiles
  std::optional<std::string> date_order;       // "dmy", "mdy", "ymd"
  std::optional<std::string> profile;          // TOML text of a named mapping profile
  std::map<std::string, std::string> answers;  // to questions, by Question::key
  std::string owner_name;  // whose phone it is, if said; matches "You" in text exports
  std::string owner_number;
  Micros latest_plausible =
      0;  // times after it are implausible; 0: no such check. Given by ingest
          // (a day after the exhibit was added), so results do not depend on today
  const DocumentEngine* engine = nullptr;  // set by the reader process, not by a person; null: the
                                           // libraries for PDF and pictures are not loaded
};

// Takes what a reader finds, in the file's order. Every row that the reader sees ends in exactly
// one of record(), duplicate() or skip(): ingest checks that rows == records + duplicates +
// skipped.
class Sink {
 public:
  virtual ~Sink() = default;

  // `count` more rows of `table` were seen. "Row" is whatever the source counts: CSV row, message,
  // card.
  virtual void rows(std::string_view table, std::uint64_t count) = 0;
  // One row became this record. Record::table names the table.
  virtual void record(model::Record record) = 0;
  // A further record made from a row already counted (a call that also holds a location, a chat's
  // own record made from its messages). Not part of the sum above.
  virtual void extra_record(model::Record record) = 0;
  // The row repeats one already given in this file, byte for byte in meaning (transition
  // databases).
  virtual void duplicate(std::string_view table, std::string_view locator) = 0;
  // The row holds nothing that is a record ("blank row", "repeated header", "preamble"); a row that
  // should have been a record and could not be read is skipped too, with a finding that quotes its
  // place.
  virtual void skip(std::string_view table, std::string_view reason, std::string_view locator) = 0;
  virtual void finding(model::Finding finding) = 0;
  virtual void question(model::Question question) = 0;
  // What was decided on reading this file, for the report and for repeating it: "date-order=dmy
  // (from rows 14, 20)", "encoding=UTF-16LE", "profile=…". Key/value.
  virtual void decided(std::string_view key, std::string_view value) = 0;
  // That other member (exact name in item.tree) was read together with this one: nobody else reads
  // it.
  virtual void claims(std::string_view member_name) = 0;
  // Slow work goes on although nothing is found for a while (once a page or so).
  virtual void alive() {}
};

// Takes everything and keeps nothing: for looking at a file again without saying it again, and as a base for sinks that
// want one kind of thing.
class SilentSink : public Sink {
 public:
  void rows(std::string_view, std::uint64_t) override {}
  void record(model::Record) override {}
  void extra_record(model::Record) override {}
  void duplicate(std::string_view, std::string_view) override {}
  void skip(std::string_view, std::string_view, std::string_view) override {}
  void finding(model::Finding) override {}
  void question(model::Question) override {}
  void decided(std::string_view, std::string_view) override {}
  void claims(std::string_view) override {}
};

class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::string_view name() const = 0;  // "whatsapp-text"; stays the same for ever
  virtual std::string_view version()
      const = 0;  // "1"; changes whenever the records of some input change
  // Looks at the name and at most the first 64 KiB (or a schema); cheap, never throws.
  virtual Probe probe(const exhibit::Item& item) const = 0;
  // Reads the whole item. Damage → findings; throws Error only when the work itself cannot go on.
  virtual void read(const exhibit::Item& item, const Options& options, Sink& sink) const = 0;
  // The files that the item carries inside (attachments, embedded files), to be read as items of
  // their own after it; null when it carries none. Only asked where may_carry_files() (see
  // attached_files.h) says so. Throws like read().
  virtual std::unique_ptr<exhibit::Container> attached(const exhibit::Item& /*item*/,
                                                       const Options& /*options*/,
                                                       exhibit::Budget& /*budget*/) const {
    return nullptr;
  }
};

// Every reader in the program, in a fixed order. The last one takes anything: it records the file
// with hash and type and the finding "no reader".
const std::vector<std::unique_ptr<Reader>>& all_readers();

}  // namespace clew::readers
