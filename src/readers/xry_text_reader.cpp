#include "readers/xry_text_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/blanks.h"
#include "exhibit/locator.h"
#include "readers/grid.h"
#include "readers/header_meaning.h"
#include "readers/profile.h"
#include "readers/utf8_bytes.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::Severity;

constexpr std::size_t max_columns = 256, max_entity = 16u << 20, max_segments = 1'000'000;

std::string_view trim(std::string_view s) { return trimmed(s, " \t\r"); }

// Keys of XRY's entities, folded. A line of a text that looks like "Note: x" is text.
bool known_key(std::string_view folded) {
  static const std::unordered_set<std::string_view> keys = {"text",
                                                            "direction",
                                                            "time",
                                                            "status",
                                                            "tel",
                                                            "storage",
                                                            "index",
                                                            "folder",
                                                            "service center",
                                                            "type",
                                                            "name",
                                                            "reference number",
                                                            "segment number",
                                                            "segments",
                                                            "number",
                                                            "deleted",
                                                            "call type",
                                                            "duration",
                                                            "source",
                                                            "related application",
                                                            "related account",
                                                            "email",
                                                            "home",
                                                            "mobile",
                                                            "work",
                                                            "address",
                                                            "organization",
                                                            "note",
                                                            "notes",
                                                            "bookmark",
                                                            "url",
                                                            "web address",
                                                            "domain",
                                                            "value",
                                                            "attribute",
                                                            "data",
                                                            "subject",
                                                            "message",
                                                            "attachment",
                                                            "attachments",
                                                            "file name",
                                                            "path",
                                                            "size",
                                                            "hash",
                                                            "md5",
                                                            "sha256",
                                                            "created",
                                                            "modified",
                                                            "accessed",
                                                            "latitude",
                                                            "longitude",
                                                            "network name",
                                                            "mac address",
                                                            "imei",
                                                            "imsi",
                                                            "iccid",
                                                            "chat id",
                                                            "id",
                                                            "unique id",
                                                            "participants",
                                                            "account",
                                                            "username",
                                                            "user id",
                                                            "phone number",
                                                            "date",
                                                            "start",
                                                            "end",
                                                            "start time",
                                                            "end time",
                                                            "description",
                                                            "location",
                                                            "storage area",
                                                            "visits",
                                                            "last visited",
                                                            "title",
                                                            "language",
                                                            "model",
                                                            "manufacturer",
                                                            "revision",
                                                            "subscriber id",
                                                            "first name",
                                                            "last name",
                                                            "nick name",
                                                            "birthday",
                                                            "sent",
                                                            "received",
                                                            "delivered",
                                                            "read",
                                                            "priority",
                                                            "validity",
                                                            "network",
                                                            "conversation",
                                                            "group",
                                                            "application",
                                                            "service"};
  return keys.contains(folded);
}

// "From", "To", "Participant" alone on a line.
std::string_view namespace_of(std::string_view line) {
  const std::string folded = fold_header(line);
  if (folded == "from" || folded == "sender") return "From";
  if (folded == "to" || folded == "recipient") return "To";
  if (folded == "participant") return "Participant";
  return {};
}

struct Pair {
  std::string key, value;
};
struct Entity {
  std::vector<Pair> pairs;
  std::uint64_t begin = 0, end = 0, line = 0;
  const std::string* find(std::string_view key) const {
    for (const auto& p : pairs)
      if (p.key == key) return &p.value;
    return nullptr;
  }
  std::uint64_t number(std::string_view key) const {
    std::uint64_t value = 0;
    if (const auto* text = find(key))
      std::from_chars(text->data(), text->data() + text->size(), value);
    return value;
  }
};

// The columns' names for the keys below a namespace, as header words know them.
std::string column_name(std::string_view space, std::string_view key) {
  if (space.empty()) return std::string(key);
  const std::string folded = fold_header(key);
  const bool number = folded == "tel" || folded == "number" || folded == "phone number" ||
                      folded == "email" || folded == "username" || folded == "user id";
  if (folded == "name") return space == "Participant" ? "Party name" : std::string(space) + " name";
  if (number) return space == "Participant" ? "Other party" : std::string(space);
  return std::string(space) + " " + std::string(key);
}

class Entities {
 public:
  explicit Entities(std::string_view text) : text_(text) { rewind(); }

  void rewind() {
    at_ = 0;
    line_ = 0;
    pending_ = false;
    title_.clear();
    std::string_view line;
    // The title: the first line that is not blank, when it is no pair.
    const std::size_t start = at_;
    while (read(line)) {
      if (trim(line).empty()) continue;
      if (pair_of(line).key.empty() && namespace_of(trim(line)).empty()) {
        title_ = std::string(trim(line).substr(0, 200));
        title_end_ = at_;
      } else {
        at_ = start;
        line_ = 0;
      }
      break;
    }
  }
  const std::string& title() const { return title_; }
  std::uint64_t lines_outside() const { return outside_; }

  bool next(Entity& entity) {
    entity = {};
    std::string space;
    bool any = false, in_text = false;
    std::size_t text_pair = 0;
    std::uint64_t blanks = 0;
    while (true) {
      const std::size_t begin = at_;
      const std::uint64_t line_before = line_;
      std::string_view line;
      if (!read(line)) return any;
      const std::string_view body = trim(line);
      if (body.empty()) {
        if (any) ++blanks;
        if (any && !in_text) return true;
        continue;
      }
      const Pair pair = pair_of(line);
      const std::string_view ns = namespace_of(body);
      const bool starts_entity = !pair.key.empty() || !ns.empty();
      if (blanks > 0 && starts_entity) {  // after a blank line: the next entity
        at_ = begin;
        line_ = line_before;
        return true;
      }
      if (!any) {
        entity.begin = begin;
        entity.line = line_;
        any = true;
      }
      entity.end = begin + line.size();
      if (!ns.empty()) {
        space = ns;
        in_text = false;
      } else if (!pair.key.empty()) {
        in_text = fold_header(pair.key) == "text" || fold_header(pair.key) == "message";
        const std::string name = in_text ? pair.key : column_name(space, pair.key);
        add(entity, name, pair.value);
        if (in_text)
          for (std::size_t i = 0; i < entity.pairs.size(); ++i)
            if (entity.pairs[i].key == name) text_pair = i;
      } else if (in_text) {
        std::string& text = entity.pairs[text_pair].value;
        for (; blanks > 0; --blanks)
          text += '\n';
        if (text.size() < max_entity) text += "\n" + std::string(line.substr(0, line.find('\r')));
      } else {
        add(entity, "unread line", std::string(body));
        ++outside_;
      }
      blanks = 0;
    }
  }

 private:
  static void add(Entity& entity, const std::string& key, const std::string& value) {
    for (auto& p : entity.pairs)
      if (p.key == key) {  // several recipients: a line each
        if (p.value.size() < max_entity) p.value += "\n" + value;
        return;
      }
    if (entity.pairs.size() < max_columns) entity.pairs.push_back({key, value});
  }

  static Pair pair_of(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == line.npos || colon == 0 || colon > 40 || line[0] == ' ' || line[0] == '\t')
      return {};
    if (!known_key(fold_header(line.substr(0, colon)))) return {};
    return {std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1)))};
  }

  bool read(std::string_view& line) {
    if (at_ >= text_.size()) return false;
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    line = text_.substr(at_, end - at_);
    at_ = std::min(end + 1, text_.size());
    ++line_;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0, title_end_ = 0;
  std::uint64_t line_ = 0, outside_ = 0;
  bool pending_ = false;
  std::string title_;
};

// The parts of long messages: by number and reference, in the order of their segments.
struct Joined {
  struct Part {
    std::uint64_t segment, begin;
    std::string text;
  };
  std::uint64_t first = 0;  // begin of the entity that stands for all
  std::vector<Part> parts;
  std::uint64_t expected = 0;
};
using JoinedByBegin = std::unordered_map<std::uint64_t, const Joined*>;

class EntityRows final : public GridRows {
 public:
  EntityRows(const Utf8Bytes& text, const std::vector<std::string>& columns,
             const JoinedByBegin& joined)
      : text_(text), columns_(columns), joined_(joined), entities_(text.text()) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      index_.emplace(columns[i], i);
  }

  void rewind() override {
    entities_.rewind();
    headed_ = false;
    number_ = 0;
  }

  bool next(GridRow& row) override {
    if (!headed_) {
      headed_ = true;
      row.counted = false;
      for (const auto& name : columns_)
        row.add(name);
      return true;
    }
    Entity entity;
    while (entities_.next(entity)) {
      ++number_;
      const auto part = joined_.find(entity.begin);
      if (part != joined_.end() && part->second->first != entity.begin) continue;
      const std::uint64_t from = text_.source(entity.begin), to = text_.source(entity.end);
      row.place = exhibit::Locator().bytes(from, to - from).line(entity.line).index(number_).str();
      cells_.assign(columns_.size(), {});
      for (auto& p : entity.pairs) {
        const auto found = index_.find(p.key);
        if (found == index_.end())
          row.notes.emplace_back(p.key, p.value);
        else
          cells_[found->second] = value_of(p, row);
      }
      if (part != joined_.end()) join(*part->second, row);
      for (const auto& cell : cells_)
        row.add(cell);
      return true;
    }
    return false;
  }

 private:
  // "… UTC (Network)": whose clock it was is a note, not part of the time.
  static std::string value_of(const Pair& p, GridRow& row) {
    if (fold_header(p.key) != "time") return p.value;
    for (const std::string_view mark : {"(Network)", "(Device)"})
      if (p.value.ends_with(mark)) {
        row.notes.emplace_back("clock", std::string(mark.substr(1, mark.size() - 2)));
        return std::string(trim(std::string_view(p.value).substr(0, p.value.size() - mark.size())));
      }
    return p.value;
  }

  void join(const Joined& joined, GridRow& row) {
    const auto found = index_.find("Text");
    if (found == index_.end()) return;
    std::string all, places;
    for (const auto& part : joined.parts) {
      all += part.text;
      places += fmt::format("{}{}", places.empty() ? "" : ", ", text_.source(part.begin));
    }
    cells_[found->second] = std::move(all);
    row.notes.emplace_back("joined from segments at bytes", places);
  }

  const Utf8Bytes& text_;
  const std::vector<std::string>& columns_;
  const JoinedByBegin& joined_;
  Entities entities_;
  std::unordered_map<std::string, std::size_t> index_;
  bool headed_ = false;
  std::uint64_t number_ = 0;
  std::vector<std::string> cells_;
};

class XryTextReader final : public Reader {
 public:
  std::string_view name() const override { return "xry-text"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    std::string_view head = item.bytes().substr(0, 16'384);
    if (head.empty() || head[0] == '<' || head[0] == '{') return {};
    head = head.substr(0, head.size() & ~std::size_t{1});
    const Utf8Bytes text(head);
    Entities entities(text.text());
    if (entities.title().empty() || entities.title().size() > 60 ||
        entities.title().find(':') != std::string::npos)
      return {};  // the header of a mail, say
    Entity entity;
    std::size_t pairs = 0, seen = 0;
    while (seen < 5 && entities.next(entity)) {
      ++seen;
      pairs += entity.pairs.size();
    }
    if (seen == 0 || pairs < 2 || entities.lines_outside() > pairs / 4) return {};
    const std::string title = fold_header(entities.title());
    bool known = false;
    for (const std::string_view word :
         {"calls", "contacts", "messages", "sms", "mms", "chat", "device", "web",
          "general information", "network information", "organizer", "pictures", "locations",
          "documents", "files", "security"})
      known = known || title.starts_with(word);
    if (known) return {93, fmt::format("a text export of XRY ({})", entities.title())};
    return {pairs >= seen * 3 ? 45 : 0, "entities of keys and values between blank lines"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "Text", sink)) return;
    if (options.profile) sink.decided("profile", parse_profile(*options.profile).name);
    Entities entities(text.text());
    std::vector<std::string> columns;
    std::unordered_set<std::string> known;
    std::map<std::string, Joined> joined;
    Entity entity;
    std::uint64_t count = 0;
    while (entities.next(entity)) {
      ++count;
      for (const auto& p : entity.pairs)
        if (columns.size() < max_columns && known.insert(p.key).second) columns.push_back(p.key);
      note_segment(entity, joined);
    }
    const std::string title = entities.title().empty() ? "entities" : entities.title();
    sink.decided("category", title);
    JoinedByBegin by_begin;
    for (auto& [key, j] : joined) {
      if (j.parts.size() < 2) continue;
      std::sort(j.parts.begin(), j.parts.end(), [](const auto& a, const auto& b) {
        return std::pair(a.segment, a.begin) < std::pair(b.segment, b.begin);
      });
      j.first = j.parts.front().begin;
      for (const auto& part : j.parts)
        by_begin[part.begin] = &j;
    }
    EntityRows rows(text, columns, by_begin);
    GridSettings settings;
    settings.name = title;
    settings.file_name = std::string(item.file_name());
    settings.header_known = true;
    if (count > 0) read_grid(rows, settings, options, sink);
    for (const auto& [key, j] : joined) {
      if (j.parts.size() < 2) {
        continue;
      }
      for (const auto& part : j.parts)
        if (part.begin != j.first) {
          sink.rows(title, 1);
          sink.skip(title, "segment joined to its message",
                    exhibit::Locator().bytes(text.source(part.begin), 0).str());
        }
      if (j.expected > j.parts.size())
        sink.finding({Severity::note, "segments missing",
                      exhibit::Locator().bytes(text.source(j.first), 0).str(),
                      fmt::format("{} of {} segments of this message are in the file.",
                                  j.parts.size(), j.expected)});
    }
    if (entities.lines_outside())
      sink.finding(
          {Severity::note, "lines without a key", "",
           fmt::format("{} lines are neither key and value nor part of a text; they are kept "
                       "as 'unread line'.",
                       entities.lines_outside())});
  }

 private:
  static void note_segment(const Entity& entity, std::map<std::string, Joined>& joined) {
    const auto* reference = entity.find("Reference Number");
    const std::uint64_t segment = entity.number("Segment Number");
    if (!reference || segment == 0 || joined.size() >= max_segments) return;
    std::string key = *reference;
    for (const auto name : {"Tel", "From", "To", "Other party", "Direction"})
      if (const auto* value = entity.find(name)) key += "\x1f" + *value;
    Joined& j = joined[key];
    // The same segment again is another message with a reference used anew.
    for (const auto& part : j.parts)
      if (part.segment == segment) return;
    const auto* text = entity.find("Text");
    j.parts.push_back({segment, entity.begin, text ? *text : std::string()});
    j.expected = std::max(j.expected, entity.number("Segments"));
  }
};

}  // namespace

std::unique_ptr<Reader> make_xry_text_reader() { return std::make_unique<XryTextReader>(); }

}  // namespace clew::readers
