// Ingest's end of the reading: takes items and records, checks them, and writes them into the case.
// For one thread. Used with the reader process (calls come from decoded frames) and in-process.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "casefile/writer.h"
#include "ingest/import.h"
#include "ingest/worker/reading_sink.h"
#include "text/normal.h"

namespace clew::ingest {

class ImportSink : public ReadingSink {
 public:
  ImportSink(casefile::Writer& writer, model::ExhibitId exhibit, std::string exhibit_ref,
             const ImportOptions& options, std::string country, const ProgressCall& progress,
             std::stop_token stop);

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

  bool in_item() const { return head_.has_value(); }
  std::uint64_t item_bytes() const { return head_ ? head_->size : 0; }
  // The reader process ended within the current item: says why and closes the item.
  void abandon_item(std::string_view what, std::string_view why);
  // All names that readers took along so far, as joined paths.
  const std::vector<std::string>& claimed() const { return claimed_; }
  bool anything_unread() const { return unread_; }
  const ImportProgress& state() const { return state_; }

 private:
  struct Table {
    model::TableCount count;
    std::map<std::string, std::uint64_t, std::less<>> skipped;
  };
  Table& table(std::string_view name);
  void open_file();
  void put(model::Record& record, bool counted);
  bool outside_scope(const model::Record& record, std::string& reason) const;
  void check_times(model::Record& record);
  void check_text(std::string& text);
  void store_finding(model::Finding& finding);
  void add_skip(Table& table, std::string_view reason, std::uint64_t count);
  void look_for_stop();

  casefile::Writer& writer_;
  model::ExhibitId exhibit_;
  std::string exhibit_ref_;
  const ImportOptions& options_;
  std::string country_;
  const ProgressCall& progress_;
  std::stop_token stop_;
  text::Normalizer normalizer_;
  std::vector<casefile::NormalForm> forms_;
  ImportProgress state_;
  std::chrono::steady_clock::time_point last_progress_{};
  bool unread_ = false;

  // The current item.
  std::optional<ItemHead> head_;
  Chosen chosen_;
  model::FileId file_;
  std::map<std::string, Table, std::less<>> tables_;
  Table* last_table_ = nullptr;
  std::map<std::string, std::uint64_t, std::less<>> findings_;  // by `what`
  std::vector<std::pair<std::string, std::string>> decided_;
  std::uint64_t records_ = 0, extra_ = 0, repaired_ = 0, questions_ = 0;
  std::uint64_t without_zone_ = 0;  // messages, calls, events, places
  model::Severity worst_ = model::Severity::note;
  std::vector<std::string> claimed_;
};

}  // namespace clew::ingest
