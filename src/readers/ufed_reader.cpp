#include "readers/ufed_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "exhibit/locator.h"
#include "readers/ufed_device.h"
#include "readers/ufed_files.h"
#include "readers/ufed_map.h"
#include "readers/ufed_tree.h"
#include "readers/utf8_bytes.h"
#include "readers/xml_scan.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::RecordKind;
using model::Severity;
using namespace ufed;

constexpr std::string_view protected_magic("\x2D\x06\x52\x6D", 4);
constexpr std::size_t max_depth = 256;  // reports nest some twenty deep
constexpr std::size_t max_listed = 20;

std::string fold_path(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

class Run {
 public:
  Run(const exhibit::Item& item, const Options& options, Sink& sink)
      : item_(item),
        options_(options),
        sink_(sink),
        utf8_(item.bytes()),
        mapper_(
            options, [this](std::string_view id) { return facts(id); },
            [this](std::string_view path) { return present(path); }) {}

  void read() {
    const auto bytes = item_.bytes();
    if (bytes.starts_with(protected_magic))
      return finding(
          Severity::unread, "protected report", exhibit::Locator().bytes(0, 4).str(),
          "The report begins with 2D 06 52 6D: it is encrypted with a password given when it was "
          "made. Needed: the password, or the report made again without protection.");
    if (utf8_.too_large()) {
      return finding(
          Severity::unread, "encoding too large to convert", "",
          "The report is not UTF-8 and larger than what is converted in memory; have the report "
          "made again (UFED writes UTF-8).");
    }
    bytes_ = utf8_.text();
    if (utf8_.converted()) sink_.decided("encoding", utf8_.word());
    if (mapper_.times().zone()) sink_.decided("zone", mapper_.times().zone()->name());
    list_present();
    scan();
    report();
  }

 private:
  enum class Opened : std::uint8_t { outside, outer_root, outer_node, inner_root, inner_node };
  struct Level {
    std::string_view name;
    Opened opened = Opened::outside;
  };

  // --- files -----------------------------------------------------------------------------------
  void list_present() {
    if (!item_.tree) return;
    const auto name = item_.name();
    const auto slash = name.find_last_of("/\\");
    const std::string_view folder = slash == name.npos ? "" : name.substr(0, slash + 1);
    for (const auto& other : item_.tree->names())
      if (other.size() > folder.size() && other.starts_with(folder)) {
        auto rest = fold_path(std::string_view(other).substr(folder.size()));
        std::replace(rest.begin(), rest.end(), '\\', '/');
        present_.push_back(hash_of(rest));
      }
    std::sort(present_.begin(), present_.end());
  }
  bool present(std::string_view path) const {
    return std::binary_search(present_.begin(), present_.end(), hash_of(fold_path(path)));
  }
  void read_element(std::uint64_t at, Tree& into) const {
    xml::Scanner scanner(bytes_, at);
    into.clear();
    for (int tokens = 0; tokens < 10'000; ++tokens) {
      const auto t = scanner.next();
      if (t.kind == xml::TokenKind::start) into.open(t, scanner.attributes());
      if (t.kind == xml::TokenKind::text) into.text(t.text, t.raw);
      if (t.kind == xml::TokenKind::end) into.close();
      if (into.closed() || t.kind == xml::TokenKind::finish) return;
    }
  }
  std::optional<FileFacts> facts(std::string_view id) {
    const auto at = by_id_.find(hash_of(id));
    if (!at) return std::nullopt;
    read_element(*at, again_);
    if (again_.empty() || again_.attribute(again_.root(), "id") != id) return std::nullopt;
    auto out = facts_of(again_);
    if (!out.path.empty() || out.md5.empty()) return out;
    // The same content may be listed twice and extracted once.
    if (const auto twin = by_md5_.find(hash_of(out.md5))) {
      read_element(*twin, again_);
      if (!again_.empty()) {
        const auto other = facts_of(again_);
        if (other.md5 == out.md5) out.path = other.path;
        if (out.sha256.empty()) out.sha256 = other.sha256;
      }
    }
    return out;
  }

  // --- the pass --------------------------------------------------------------------------------
  void scan() {
    xml::Scanner scanner(bytes_);
    exhibit::Behind behind(utf8_.converted() ? nullptr : item_.source.get());
    for (;;) {
      const auto t = scanner.next();
      switch (t.kind) {
        case xml::TokenKind::start:
          start(t, scanner.attributes());
          break;
        case xml::TokenKind::end:
          end(t, scanner);
          break;
        case xml::TokenKind::text:
          text(t);
          break;
        case xml::TokenKind::doctype:
          finding(Severity::unread, "document type in the report", place(t.begin, t.end),
                  "UFED writes none; entities defined in it could make the report "
                  "say anything, so the report was not read from here on.");
          return finish(t.begin);
        case xml::TokenKind::fault:
          fault(t.begin, t.end, t.why);
          break;
        case xml::TokenKind::finish:
          return finish(t.end);
      }
      behind.now_at(t.end);
    }
  }

  Tree& open_tree() { return inner_open_ ? inner_ : outer_; }

  void start(const xml::Token& t, const std::vector<xml::Attribute>& attributes) {
    if (too_deep_ > 0 || levels_.size() >= max_depth) {
      if (too_deep_++ == 0 && ++deep_places_ == 1)
        finding(Severity::warning, "nested too deep", place(t.begin, t.end),
                fmt::format("Elements more than {} deep were left out.", max_depth));
      return;
    }
    // No model lies directly in a model: the end tag of the one before was lost.
    if (t.name == "model" && !levels_.empty() && levels_.back().name == "model") {
      fault(t.begin, t.begin, "a model without an end");
      close_level(t.begin);
    }
    Level level{t.name, Opened::outside};
    if (inner_open_) {
      inner_.open(t, attributes);
      level.opened = Opened::inner_node;
    } else if (outer_open_) {
      if (t.name == "model" && in_messages(xml::attribute(attributes, "type"))) {
        if (!chat_) chat_ = chat_of(outer_);
        inner_.clear();
        inner_.open(t, attributes);
        inner_open_ = true;
        inner_begin_ = t.begin;
        level.opened = Opened::inner_root;
      } else {
        outer_.open(t, attributes);
        level.opened = Opened::outer_node;
      }
    } else if (t.name == "model" || t.name == "file") {
      outer_.clear();
      outer_.open(t, attributes);
      outer_open_ = true;
      outer_begin_ = t.begin;
      faults_in_outer_ = faults_;
      level.opened = Opened::outer_root;
      if (outer_.root().type != "InstantMessage") chat_.reset();
    } else {
      outside(t, attributes);
    }
    levels_.push_back(level);
  }

  // Whether a model that begins here is a message of the open chat.
  bool in_messages(std::string_view type) const {
    if (outer_.root().type != "Chat" || levels_.back().opened != Opened::outer_node) return false;
    const auto& field = outer_.current();
    return field.tag == Tag::multi_model_field && field.parent == 0 &&
           (field.name == "Messages" || type == "InstantMessage");
  }

  void outside(const xml::Token& t, const std::vector<xml::Attribute>& attributes) {
    if (t.name == "modelType") chat_.reset();
    if (levels_.size() == 1) {
      section_ = t.name;
      sections_[std::string(t.name)] += 1;
    }
    device_.element(t.name, attributes, t.begin, t.end);
    if (t.name == "decodedData" || t.name == "taggedFiles") give_devices();
  }

  void text(const xml::Token& t) {
    if (too_deep_ > 0) return;
    if (!t.whole && t.raw) fault(t.begin, t.end, "a text that is cut off");
    if (inner_open_ || outer_open_)
      open_tree().text(t.text, t.raw);
    else
      device_.text(t.raw ? std::string(t.text) : xml::decode(t.text));
  }

  void end(const xml::Token& t, const xml::Scanner& scanner) {
    if (too_deep_ > 0) {
      --too_deep_;
      return;
    }
    if (levels_.empty()) return fault(t.begin, t.end, "an end tag without a start");
    if (levels_.back().name == t.name) return close_level(t.end);
    fault(t.begin, t.end, "an end tag of another element");
    const auto top = levels_.back().name;
    if (nearly(top, t.name)) return close_level(t.end);
    // Its start tag was lost: then what follows closes the element that is open.
    if (const auto next = scanner.ahead(); next.is_end && next.name == top) return;
    const auto opened = std::find_if(levels_.rbegin(), levels_.rend(),
                                     [&](const Level& l) { return l.name == t.name; });
    if (opened == levels_.rend()) return;
    for (auto n = opened - levels_.rbegin(); n >= 0; --n)
      close_level(t.end);
  }

  // One byte of a name was damaged.
  static bool nearly(std::string_view a, std::string_view b) {
    if (a.size() != b.size() || a.size() < 3) return false;
    int other = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
      other += a[i] != b[i];
    return other == 1;
  }

  void close_level(std::uint64_t at) {
    const Level level = levels_.back();
    levels_.pop_back();
    switch (level.opened) {
      case Opened::inner_node:
        inner_.close();
        break;
      case Opened::inner_root:
        inner_open_ = false;
        give(inner_, inner_begin_, at, chat_ ? &*chat_ : nullptr);
        break;
      case Opened::outer_node:
        outer_.close();
        break;
      case Opened::outer_root:
        close_outer(at);
        break;
      case Opened::outside:
        device_.end(level.name, at);
        break;
    }
  }

  void close_outer(std::uint64_t at) {
    outer_open_ = false;
    const auto& root = outer_.root();
    if (root.element == "file") {
      const auto id = outer_.attribute(root, "id");
      const auto facts = facts_of(outer_);
      if (!id.empty()) by_id_.add(hash_of(id), outer_begin_);
      if (!facts.path.empty() && !facts.md5.empty()) by_md5_.add(hash_of(facts.md5), outer_begin_);
      const auto where = place(outer_begin_, at, id);
      sink_.rows("file", 1);
      sink_.record(mapper_.map_file(outer_, where));
      return;
    }
    const bool orphan = root.type == "InstantMessage" && chat_;
    give(outer_, outer_begin_, at, orphan ? &*chat_ : nullptr);
    // Messages that a fault tore out of their chat follow it without one.
    if (!(root.type == "Chat" && faults_ > faults_in_outer_) && !orphan) chat_.reset();
  }

  void give(const Tree& tree, std::uint64_t begin, std::uint64_t end, Chat* chat) {
    const auto& root = tree.root();
    const std::string table(root.type.empty() ? "model" : root.type);
    const auto where = place(begin, end, tree.attribute(root, "id"));
    sink_.rows(table, 1);
    if (&type_map(root.type) == &type_map("")) ++unknown_types_[table.substr(0, 60)];
    further_.clear();
    auto record = mapper_.map(tree, where, chat, further_);
    record.table = table;
    if (tree.dropped() > 0)
      finding(Severity::warning, "model too large", where,
              fmt::format("{} elements beyond the first {} were left out.", tree.dropped(),
                          Tree::max_nodes));
    sink_.record(std::move(record));
    for (auto& extra : further_)
      sink_.extra_record(std::move(extra));
  }

  // What is open when the bytes end.
  void finish(std::uint64_t at) {
    if (levels_.empty()) return give_devices();
    if (inner_open_) {
      inner_open_ = false;
      cut(inner_, inner_begin_, at);
    }
    if (outer_open_) {
      outer_open_ = false;
      if (outer_.root().type == "Chat")
        give(outer_, outer_begin_, at, nullptr);
      else
        cut(outer_, outer_begin_, at);
    }
    give_devices();
    finding(Severity::warning, "report cut short", place(at, at),
            fmt::format("The report ends inside <{}>; what comes after it is missing.",
                        printable(levels_.back().name)));
  }
  void cut(const Tree& tree, std::uint64_t begin, std::uint64_t end) {
    const auto& root = tree.root();
    const std::string table(root.element == "file" ? "file"
                            : root.type.empty()    ? "model"
                                                   : root.type);
    sink_.rows(table, 1);
    sink_.skip(table, "cut off", place(begin, end, tree.attribute(root, "id")));
  }

  void give_devices() {
    for (auto& device : device_.take(mapper_, [this](auto b, auto e) { return place(b, e); })) {
      sink_.rows("extraction", 1);
      sink_.record(std::move(device));
    }
  }

  // --- words -----------------------------------------------------------------------------------
  std::string place(std::uint64_t begin, std::uint64_t end, std::string_view id = {}) const {
    const auto from = utf8_.source(begin), to = utf8_.source(end);
    exhibit::Locator l;
    l.bytes(from, to - from);
    if (!id.empty()) l.xml(id.substr(0, 200));
    return l.str();
  }
  static std::string printable(std::string_view s) {
    return text::to_utf8(s.substr(0, 80), text::Encoding::utf8);
  }
  void fault(std::uint64_t begin, std::uint64_t end, const char* why) {
    ++faults_;
    finding(
        Severity::warning, "damaged XML", place(begin, end),
        fmt::format("{}; reading went on behind it. The model it lies in may lack fields.", why));
  }
  void finding(Severity severity, std::string_view what, std::string where, std::string why) {
    if (const auto n = ++findings_[std::string(what)]; n >= max_listed) return;
    sink_.finding({severity, std::string(what), std::move(where), std::move(why)});
  }

  void report() {
    for (const auto& [what, n] : findings_)
      if (n >= max_listed)
        sink_.finding({Severity::warning, what, "",
                       fmt::format("and {} more of the same kind", n - max_listed + 1)});
    for (const auto& [key, value] : device_.decisions())
      sink_.decided(key, value);
    if (!unknown_types_.empty()) {
      std::string list;
      for (const auto& [type, n] : unknown_types_)
        if (list.size() < 2000)
          list += fmt::format("{}{} ({})", list.empty() ? "" : ", ", printable(type), n);
      sink_.finding({Severity::note, "model types without a place of their own", "",
                     fmt::format("Kept as events with all their fields: {}.", list)});
    }
    static constexpr std::string_view known[] = {
        "sourceExtractions", "caseInformation", "metadata", "images",
        "taggedFiles",       "decodedData",     "model",    "file"};
    std::string other;
    for (const auto& [name, n] : sections_)
      if (std::find(std::begin(known), std::end(known), name) == std::end(known) &&
          other.size() < 1000)
        other += fmt::format("{}{}", other.empty() ? "" : ", ", printable(name));
    if (!other.empty())
      sink_.finding({Severity::note, "sections of the report that were not read", "",
                     fmt::format("{}: they hold no models or files that are known here.", other)});
    for (const auto& [state, n] : mapper_.unknown_states())
      sink_.finding({Severity::note, "state not known", "",
                     fmt::format("deleted_state \"{}\" ({} models); kept verbatim, state unknown.",
                                 printable(state), n)});
    const TimeNotes& notes = mapper_.times().notes();
    if (notes.odd > 0)
      sink_.finding({Severity::note, "time that cannot be read", notes.odd_where,
                     fmt::format("{} times such as \"{}\" are kept as written, without an instant.",
                                 notes.odd, printable(notes.odd_time))});
    if (notes.no_zone > 0 && !mapper_.times().zone())
      sink_.finding(
          {Severity::note, "times without a zone", "",
           fmt::format("{} times have no offset; give the zone of the report (--zone) to place "
                       "them.",
                       notes.no_zone)});
    if (notes.repeated_hour + notes.left_out_hour > 0)
      sink_.finding(
          {Severity::note, "times that the clock change makes unclear", "",
           fmt::format("{} lie in an hour that comes twice, {} in one that does not exist.",
                       notes.repeated_hour, notes.left_out_hour)});
  }

  const exhibit::Item& item_;
  const Options& options_;
  Sink& sink_;
  Utf8Bytes utf8_;
  std::string_view bytes_;
  Mapper mapper_;
  DeviceInfo device_;
  PlaceIndex by_id_, by_md5_;
  std::vector<std::uint64_t> present_;
  Tree outer_, inner_, again_;
  bool outer_open_ = false, inner_open_ = false;
  std::uint64_t outer_begin_ = 0, inner_begin_ = 0;
  std::optional<Chat> chat_;
  std::vector<Level> levels_;
  std::uint64_t too_deep_ = 0, deep_places_ = 0, faults_ = 0, faults_in_outer_ = 0;
  std::string_view section_;
  std::map<std::string, std::uint64_t> sections_, unknown_types_;
  std::map<std::string, std::size_t> findings_;
  std::vector<model::Record> further_;
};

class UfedReader final : public Reader {
 public:
  std::string_view name() const override { return "ufed-report"; }
  std::string_view version() const override { return "3"; }

  Probe probe(const exhibit::Item& item) const override {
    const auto bytes = item.bytes();
    const auto file = fold_path(item.file_name());
    if (bytes.starts_with(protected_magic))
      return {file == "report.xml" ? 95 : 60, "begins as a protected UFED report does"};
    std::string head(bytes.substr(0, 64u << 10));
    if (xml::is_utf16(head)) {
      const bool big = head.starts_with("\xFE\xFF") || head[0] == '\0';
      head = text::to_utf8(std::string_view(head).substr(0, head.size() / 2 * 2),
                           big ? text::Encoding::utf16be : text::Encoding::utf16le);
    }
    const std::string_view h = head;
    const auto first = h.find('<');
    if (first == h.npos || first > 64) return {0, "no markup"};
    // A page, a track or a chat in which a piece of a report stands is none.
    const auto beginning = xml_beginning(h);
    constexpr std::string_view others[] = {"html", "HTML", "gpx", "kml", "smses", "calls", "svg", "rss", "feed", "plist", "graphml", "gexf", "TrainingCenterDatabase"};
    if (!beginning.markup || std::find(std::begin(others), std::end(others), beginning.root) != std::end(others)) return {0, "no UFED report"};
    if (h.find("<project") != h.npos || h.find(":project") != h.npos)
      for (const std::string_view sign : {"pa.cellebrite.com", "extractionType",
                                          "sourceExtractions", "reportVersion", "containsGarbage"})
        if (h.find(sign) != h.npos) return {95, "report.xml of UFED Physical Analyzer"};
    if (h.find("<model type=") != h.npos &&
        (h.find("deleted_state=") != h.npos || h.find("decoding_confidence=") != h.npos))
      return {90, "models of a UFED report"};
    return {0, "no UFED report"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    Run(item, options, sink).read();
  }
};

}  // namespace

std::unique_ptr<Reader> make_ufed_reader() { return std::make_unique<UfedReader>(); }

}  // namespace clew::readers
