// What the readers of JSON exports have in common: counting, positions, times, what is left over.
#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "readers/finding_limit.h"
#include "readers/json_scan.h"
#include "readers/reader.h"
#include "readers/utf8_bytes.h"
#include "readers/xml_tags.h"
#include "text/zone.h"

namespace clew::readers {

class JsonRecords : public JsonHandler {
 public:
  // All outlive the object. `text` is the file's text, from which values come.
  JsonRecords(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink);

  void damaged(const JsonPath& path, std::uint64_t begin, std::uint64_t end,
               const char* why) override;
  // After the walk: findings that were counted.
  void finish();

 protected:
  std::string place(const JsonPath& path, Json value) const;
  model::Record start(model::RecordKind kind, std::string_view table, const JsonPath& path,
                      Json value) const;
  void give(model::Record record);   // a row of its table
  void extra(model::Record record);  // made of a row given
  // Members of `object` but those named become extras; objects and arrays as their source's text.
  void leave_over(model::Record& record, Json object, std::initializer_list<std::string_view> used,
                  std::string_view prefix = {});
  // A row that no mapping knows: an event with everything as extras, times where a member's name
  // and value are a time's.
  void generic(std::string_view table, const JsonPath& path, Json value);

  // Seconds, milliseconds or microseconds since 1970 ("s", "ms", "us"), as number or digits.
  void add_unix(model::Record& record, model::TimeKind kind, Json value, std::string_view unit);
  // ISO 8601 or another written form; without offset the zone said at import, or "utc".
  void add_written(model::Record& record, model::TimeKind kind, Json value, bool utc = false);
  void add_time_text(model::Record& record, model::TimeKind kind, std::string text, bool utc);
  // A time however it is written: digits of seconds, milliseconds or microseconds since 1970, or a
  // date and time. False, and nothing added, where it is none of them.
  bool add_any_time(model::Record& record, model::TimeKind kind, Json value, bool utc = false);
  // A member of the same export: the file is there beside this one.
  bool present(std::string_view relative) const;

  static model::Participation who(model::Role role, model::IdentifierKind kind, std::string raw,
                                  std::string name, std::string_view scope);
  bool is_owner_name(std::string_view name) const;

  const exhibit::Item& item_;
  const Utf8Bytes& text_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;

 private:
  void range_check(model::Time& time, const std::string& where);
  std::optional<text::Zone> zone_;
  std::string folder_;
};

// "48.8566°, 2.3522°", "geo:48.8,2.3", "48.8566, 2.3522".
std::optional<std::pair<double, double>> lat_lon(std::string_view text);
// Degrees times 10^7, with the values that an old export let overflow put right.
std::optional<double> degrees_e7(Json value, bool* overflow = nullptr);

// Reads an item as JSON: converts what is UTF-16, walks, says what was odd.
void read_json(const exhibit::Item& item, Sink& sink,
               const std::function<void(const Utf8Bytes&)>& walk);
// The same with one Walk, made of (item, text, options, sink), from the first byte to the last.
template <typename Walk>
void walk_all(const exhibit::Item& item, const Options& options, Sink& sink) {
  read_json(item, sink, [&](const Utf8Bytes& text) {
    Walk walk(item, text, options, sink);
    walk_json(text.text(), walk);
    walk.finish();
  });
}

}  // namespace clew::readers
