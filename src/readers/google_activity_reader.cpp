// A page is cells of Material Design Lite, one "outer-cell" an entry:
//
//   header-cell    the product ("Search", "YouTube")
//   content-cell   body-1: "Searched for <a href=…>adobe</a><br>Feb 8, 2017, 12:32:36 AM UTC": what was done, perhaps
//                  further lines (the channel), last the time; a second one aligned right is empty or holds a picture
//                  caption: "<b>Products:</b><br>…<br><b>Locations:</b><br>…"
//
// The words are in the account's language; nothing but the classes is relied on. Times carry a zone's short name in newer
// exports and none in older ones. Source: the layout of public exports and of programs that read them.
#include "readers/google_activity_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "exhibit/locator.h"
#include "readers/finding_limit.h"
#include "readers/html_entities.h"
#include "readers/html_shown.h"
#include "readers/json_records.h"
#include "readers/said_zone.h"
#include "readers/utf8_bytes.h"
#include "readers/written_time.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using html::has_class;
using model::Severity;

constexpr std::size_t max_part = 1u << 20, max_links = 100, head_bytes = 512u << 10;

struct ActivityEntry {
  std::uint64_t begin = 0, end = 0;
  std::string product, done, caption;  // raw, with html::line_break
  std::vector<std::pair<std::string, std::string>> bold;  // label and what follows, of the caption
  std::vector<std::string> links;      // of `done`
  bool cut = false;
};

// As shown, the page's fixed and wide blanks as usual ones.
std::string activity_text(std::string_view raw) {
  std::string text = html::decode_entities(raw);
  for (const std::string_view blank : {"\xC2\xA0", "\xE2\x80\x83"})
    for (std::size_t at = 0; (at = text.find(blank, at)) != text.npos; ++at) text.replace(at, blank.size(), " ");
  return html::shown(text);
}

class Entries {
 public:
  explicit Entries(std::string_view text) : text_(text), scanner_(text) {}

  // False at the end.
  bool next(ActivityEntry& out) {
    XmlToken token;
    while (scanner_.next(token)) {
      if (token.kind == XmlToken::Kind::start) {
        start(token);
      } else if (token.kind == XmlToken::Kind::end) {
        if (token.name == "b") in_bold_ = false;
        if (token.name == "p" && into_ == &entry_.product) into_ = nullptr;
        if (token.name == "div" && open_ && --depth_ <= 0) {
          entry_.end = token.end;
          return give(out);
        }
        if (token.name == "div" && depth_ <= cell_depth_) into_ = nullptr;
      } else if (into_) {
        add(token.body);
      }
    }
    if (!open_) return false;
    entry_.end = text_.size();
    entry_.cut = true;
    return give(out);
  }

 private:
  void start(const XmlToken& token) {
    if (token.name == "div" && !token.empty) {
      const auto found = xml_attribute(token, "class");
      const std::string_view classes = found ? *found : std::string_view{};
      if (!open_ && has_class(classes, "outer-cell")) {
        open_ = true;
        depth_ = 0;
        cell_depth_ = 0;
        entry_ = {};
        entry_.begin = token.begin;
      }
      if (!open_) return;
      ++depth_;
      if (has_class(classes, "header-cell"))
        enter(&entry_.product);
      else if (has_class(classes, "content-cell") && has_class(classes, "mdl-typography--caption"))
        enter(&entry_.caption);
      else if (has_class(classes, "content-cell") && !has_class(classes, "mdl-typography--text-right"))
        enter(&entry_.done);
    }
    if (!open_) return;
    if (token.name == "br") add(std::string_view(&html::line_break, 1));
    if (token.name == "b" && into_ == &entry_.caption && entry_.bold.size() < max_links) {
      in_bold_ = true;
      entry_.bold.emplace_back();
    }
    if (token.name == "a" && into_ == &entry_.done && entry_.links.size() < max_links)
      if (auto link = xml_attribute_text(token, "href"); !link.empty()) entry_.links.push_back(std::move(link));
  }
  void enter(std::string* part) {
    into_ = part;
    cell_depth_ = depth_ - 1;
    in_bold_ = false;
  }
  void add(std::string_view piece) {
    if (!into_) return;
    std::string* part = into_;
    if (part == &entry_.caption && !entry_.bold.empty()) part = in_bold_ ? &entry_.bold.back().first : &entry_.bold.back().second;
    if (part->size() < max_part) part->append(piece);
  }
  bool give(ActivityEntry& out) {
    out = std::move(entry_);
    entry_ = {};
    open_ = false;
    into_ = nullptr;
    return true;
  }

  std::string_view text_;
  XmlScanner scanner_;
  ActivityEntry entry_;
  std::string* into_ = nullptr;
  bool open_ = false, in_bold_ = false;
  int depth_ = 0, cell_depth_ = 0;
};

// The lines as shown, empty ones left out.
std::vector<std::string> lines_of(std::string_view raw) {
  std::vector<std::string> out;
  std::string text = activity_text(raw);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    if (auto line = html::trimmed(std::string_view(text).substr(at, end - at)); !line.empty()) out.push_back(std::move(line));
    at = end + 1;
  }
  return out;
}

class ActivityWalk {
 public:
  ActivityWalk(const Utf8Bytes& text, const Options& options, Sink& sink)
      : utf8_(text), options_(options), sink_(sink), findings_(sink) {
    zone_ = said_zone(options);
    // A first walk: how its dates are written.
    Entries entries(utf8_.text());
    ActivityEntry entry;
    std::uint64_t number = 0;
    text::DateOrderEvidence dates;
    while (entries.next(entry)) {
      ++number;
      const auto lines = lines_of(entry.done);
      if (lines.empty()) continue;
      if (const auto written = text::parse_written_time(lines.back())) dates.add(*written, number, lines.back());
    }
    order_ = dates.decide().order;
    if (options.date_order)
      order_ = *options.date_order == "mdy" ? text::DateOrder::mdy : *options.date_order == "ymd" ? text::DateOrder::ymd : text::DateOrder::dmy;
  }

  void run() {
    Entries entries(utf8_.text());
    ActivityEntry entry;
    while (entries.next(entry)) give(entry);
    if (entry.cut) sink_.finding({Severity::warning, "file cut off", "", "It ends within an entry."});
    findings_.finish();
  }

 private:
  void give(const ActivityEntry& entry) {
    sink_.rows("activity", 1);
    const auto begin = utf8_.source(entry.begin), end = utf8_.source(entry.end);
    const auto where = exhibit::Locator().bytes(begin, end - begin).str();
    auto lines = lines_of(entry.done);
    model::Record record;
    record.kind = model::RecordKind::event;
    record.table = "activity";
    record.locator = where;
    record.service = activity_text(entry.product);
    if (!lines.empty()) {
      auto time = time_as_written(lines.back(), model::TimeKind::start, order_, zone_, options_.latest_plausible);
      if (time.understood) {
        record.times.push_back(std::move(time.time));
        lines.pop_back();
      } else {
        findings_.add(Severity::note, "unreadable time", where, fmt::format("'{}' is in no form that is known.", lines.back().substr(0, 80)));
      }
    }
    for (const auto& line : lines) record.text += (record.text.empty() ? "" : "\n") + line;
    record.fields.push_back({"type", "activity"});
    for (std::size_t i = 0; i < entry.links.size(); ++i)
      if (i == 0)
        record.fields.push_back({"url", entry.links[i]});
      else
        record.extras.push_back({"link", entry.links[i]});
    for (const auto& [label, value] : entry.bold) {
      auto name = activity_text(label);
      while (!name.empty() && (name.back() == ':' || name.back() == ' ' || name.back() == '\n')) name.pop_back();
      std::string said;
      for (const auto& line : lines_of(value)) said += (said.empty() ? "" : "; ") + line;
      if (!said.empty()) record.extras.push_back({name.empty() ? "further" : name, said});
    }
    if (const auto rest = activity_text(entry.caption); !html::trimmed(rest).empty()) record.extras.push_back({"further", rest});
    if (record.text.empty() && record.times.empty() && record.extras.empty())
      sink_.skip("activity", "blank row", where);
    else
      sink_.record(std::move(record));
  }

  const Utf8Bytes& utf8_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  std::optional<text::Zone> zone_;
  text::DateOrder order_ = text::DateOrder::unknown;
};

// The same as JSON: [{"header","title","titleUrl","subtitles":[{"name","url"}],"time","products":[…],"details":[{"name"}],
// "locationInfos":[{"name","url","source"}]}].
class ActivityJsonWalk final : public JsonRecords {
 public:
  using JsonRecords::JsonRecords;

  Plan plan(const JsonPath& path, JsonType) override { return path.empty() ? Plan::descend : Plan::whole; }

  void value(const JsonPath& path, Json value) override {
    if (path.size() != 1 || !value.is_object()) return;
    model::Record record = start(model::RecordKind::event, "activity", path, value);
    record.service = value["header"].text();
    record.text = value["title"].text();
    record.fields.push_back({"type", "activity"});
    if (auto url = value["titleUrl"].text(); !url.empty()) record.fields.push_back({"url", std::move(url)});
    add_written(record, model::TimeKind::start, value["time"], true);
    value["subtitles"].each([&](Json line) {
      if (const auto name = line["name"].text(); !name.empty()) record.text += (record.text.empty() ? "" : "\n") + name;
      if (auto url = line["url"].text(); !url.empty()) record.extras.push_back({"link", std::move(url)});
    });
    say(record, "products", value["products"]);
    say(record, "details", value["details"]);
    say(record, "locations", value["locationInfos"]);
    leave_over(record, value, {"header", "title", "titleUrl", "time", "subtitles", "products", "details", "locationInfos"});
    give(std::move(record));
  }

 private:
  // A list of texts, or of objects whose texts say more together.
  static void say(model::Record& record, const char* name, Json list) {
    std::string all;
    list.each([&](Json item) {
      std::string one;
      if (item.is_object())
        item.each_member([&](const std::string&, Json part) {
          if (const auto text = part.text(); !text.empty()) one += (one.empty() ? "" : ", ") + text;
        });
      else
        one = item.text();
      if (!one.empty()) all += (all.empty() ? "" : "; ") + one;
    });
    if (!all.empty()) record.extras.push_back({name, all});
  }
};

class GoogleActivityReader final : public Reader {
 public:
  std::string_view name() const override { return "google-activity-html"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    // The style sheet in front can take more than 64 KiB.
    const auto head = item.bytes().substr(0, head_bytes);
    if (!html::begins_with_tag(head) || head.substr(0, 65'536).find("mdl-") == head.npos) return {};
    const auto has = [&](std::string_view word) { return head.find(word) != head.npos; };
    if (has("class=\"outer-cell") && has("header-cell") && has("content-cell"))
      return {96, "activity of a Google account as Takeout writes it"};
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "HTML", sink)) return;
    ActivityWalk(text, options, sink).run();
  }
};

class GoogleActivityJsonReader final : public Reader {
 public:
  std::string_view name() const override { return "google-activity-json"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json || !head.array || !head.has("[].header") || !head.has("[].title") || !head.has("[].time")) return {};
    if (!head.has("[].products") && !head.has("[].titleUrl")) return {};
    return {95, "activity of a Google account as Takeout writes it"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    walk_all<ActivityJsonWalk>(item, options, sink);
  }
};

}  // namespace

std::unique_ptr<Reader> make_google_activity_reader() { return std::make_unique<GoogleActivityReader>(); }
std::unique_ptr<Reader> make_google_activity_json_reader() { return std::make_unique<GoogleActivityJsonReader>(); }

}  // namespace clew::readers
