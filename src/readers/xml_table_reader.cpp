#include "readers/xml_table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "exhibit/locator.h"
#include "readers/column_role.h"
#include "readers/grid.h"
#include "readers/header_meaning.h"
#include "readers/profile.h"
#include "readers/utf8_bytes.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::Severity;

constexpr std::size_t max_nodes = 4096, max_depth = 64, max_tables = 64, max_columns = 512, max_value = 4u << 20, max_rest = 2000;
constexpr std::size_t probe_bytes = 65'536;

bool blank(std::string_view s) { return s.find_first_not_of(" \t\r\n") == s.npos; }

std::string trimmed_text(std::string s) {
  const auto begin = s.find_first_not_of(" \t\r\n");
  if (begin == s.npos) return {};
  return s.substr(begin, s.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

// <field name="Number">: what the value is called.
std::string label_of(const XmlToken& token) {
  static constexpr std::string_view holders[] = {"field", "item", "property", "column", "attribute", "data", "entry", "cell", "param", "value", "key", "string", "pair"};
  if (std::find(std::begin(holders), std::end(holders), lower(token.name)) == std::end(holders)) return {};
  for (const char* name : {"name", "Name", "label", "Label", "key", "Key", "title", "Title"})
    if (auto label = xml_attribute_text(token, name); !label.empty() && label.size() <= 100) return label;
  return {};
}

bool is_label(std::string_view attribute) {
  const std::string name = lower(attribute);
  return name == "name" || name == "label" || name == "key" || name == "title";
}

// Goes over the elements with those that are open; end tags that close nothing are passed over, those that close more close it.
class Elements {
 public:
  struct Open {
    std::string_view tag;
    std::string name;  // its label, or the tag
    bool labelled = false, had_child = false;
    std::string text;
    std::vector<std::pair<std::string, std::string>> attributes;  // of those around rows
    std::uint64_t begin = 0;
    std::size_t leaves = 0;  // for who counts them
    int node = -1;
  };

  Elements(std::string_view bytes, std::uint64_t at) : scanner_(bytes, at), end_(bytes.size()) {}
  std::vector<Open> open;

  // Opened: the new one is open.back(). Closed: open.back() is about to go, `at` is behind it. False at the end.
  template <typename Opened, typename Closed>
  bool step(Opened&& opened, Closed&& closed) {
    XmlToken token;
    if (!scanner_.next(token)) return false;
    if (token.kind == XmlToken::Kind::text) {
      if (!open.empty() && open.back().text.size() < max_value) append_xml_text(token.body, token.cdata, open.back().text);
      return true;
    }
    if (token.kind == XmlToken::Kind::end) {
      std::size_t k = open.size();
      while (k > 0 && open[k - 1].tag != token.name) --k;
      if (k == 0) return true;
      while (open.size() >= k) {
        closed(open.size() == k ? token.end : token.begin);
        open.pop_back();
      }
      return true;
    }
    if (open.size() >= max_depth) return true;
    if (!open.empty()) open.back().had_child = true;
    Open one;
    one.tag = token.name;
    one.begin = token.begin;
    one.name = label_of(token);
    one.labelled = !one.name.empty();
    if (!one.labelled) one.name = token.name;
    open.push_back(std::move(one));
    opened(token);
    if (token.empty) {
      closed(token.end);
      open.pop_back();
    }
    return true;
  }
  template <typename Closed>
  void close_all(Closed&& closed) {
    while (!open.empty()) {
      closed(end_);
      open.pop_back();
    }
  }

 private:
  XmlScanner scanner_;
  std::uint64_t end_;
};

template <typename Take>
void each_attribute(const XmlToken& token, bool labelled, Take&& take) {
  for (auto& [name, value] : xml_attributes(token)) {
    if (name == "xmlns" || name.starts_with("xmlns:") || name.starts_with("xsi:") || name == "schemaLocation" || value.empty()) continue;
    if (labelled && is_label(name)) continue;
    take(name, std::move(value));
  }
}

struct Node {
  std::string name;
  int parent = -1;
  std::uint64_t count = 0, first = 0, last = 0;
  std::size_t most_leaves = 0;
  std::map<std::string, std::size_t, std::less<>> leaf_names;  // at most max_columns
  std::vector<int> children;
  bool row = false;
};

class Shape {
 public:
  explicit Shape(std::string_view bytes) {
    nodes_.push_back({});
    Elements elements(bytes, 0);
    const auto closed = [&](std::uint64_t at) { close(elements, at); };
    while (elements.step([&](const XmlToken& token) { opened(elements, token); }, closed)) {
    }
    elements.close_all(closed);
    for (const int child : nodes_[0].children) choose(child);
  }
  std::vector<Node>& nodes() { return nodes_; }
  // From the root to it, the row's own name last.
  std::vector<std::string> path(int node) const {
    std::vector<std::string> out;
    for (; node > 0; node = nodes_[static_cast<std::size_t>(node)].parent) out.push_back(nodes_[static_cast<std::size_t>(node)].name);
    std::reverse(out.begin(), out.end());
    return out;
  }
  int child(int parent, const std::string& name) const {
    const auto found = index_.find(key(parent, name));
    return found == index_.end() ? -1 : found->second;
  }

 private:
  static std::string key(int parent, const std::string& name) { return fmt::format("{} {}", parent, name); }
  Node& at(int node) { return nodes_[static_cast<std::size_t>(node)]; }

  void opened(Elements& elements, const XmlToken& token) {
    auto& one = elements.open.back();
    const int parent = elements.open.size() > 1 ? elements.open[elements.open.size() - 2].node : 0;
    if (parent < 0) return;
    const auto found = index_.find(key(parent, one.name));
    if (found != index_.end()) {
      one.node = found->second;
    } else if (nodes_.size() < max_nodes) {
      one.node = static_cast<int>(nodes_.size());
      index_.emplace(key(parent, one.name), one.node);
      nodes_.push_back({});
      nodes_.back().name = one.name;
      nodes_.back().parent = parent;
      nodes_.back().first = token.begin;
      at(parent).children.push_back(one.node);
    } else {
      return;
    }
    Node& node = at(one.node);
    ++node.count;
    each_attribute(token, one.labelled, [&](std::string_view name, std::string) {
      ++one.leaves;
      if (node.leaf_names.size() < max_columns) ++node.leaf_names[std::string(name)];
    });
  }
  void close(Elements& elements, std::uint64_t end) {
    auto& one = elements.open.back();
    if (one.node < 0) return;
    Node& node = at(one.node);
    node.last = std::max(node.last, end);
    const bool text = !blank(one.text);
    node.most_leaves = std::max(node.most_leaves, one.leaves + (text && one.leaves > 0 ? 1 : 0));
    if (text && one.leaves > 0 && node.leaf_names.size() < max_columns) ++node.leaf_names["text"];
    if (elements.open.size() < 2) return;
    // A value of the element around it.
    if ((text && !one.had_child) || (one.labelled && one.had_child && one.leaves == 1)) {
      auto& above = elements.open[elements.open.size() - 2];
      ++above.leaves;
      if (above.node >= 0 && at(above.node).leaf_names.size() < max_columns) ++at(above.node).leaf_names[one.name];
    }
  }

  bool candidate(const Node& node) const { return node.most_leaves >= (node.count > 1 ? 2u : 3u); }
  // The most frequent list below.
  std::uint64_t most_below(int node, int depth = 0) const {
    std::uint64_t most = 0;
    if (depth > static_cast<int>(max_depth)) return 0;
    for (const int c : nodes_[static_cast<std::size_t>(node)].children) {
      const Node& below = nodes_[static_cast<std::size_t>(c)];
      if (below.most_leaves >= 3) most = std::max(most, below.count);
      most = std::max(most, most_below(c, depth + 1));
    }
    return most;
  }
  void choose(int node) {
    if (candidate(at(node)) && most_below(node) < 4 * at(node).count) {
      at(node).row = true;
      return;
    }
    for (const int c : std::vector<int>(at(node).children)) choose(c);
  }

  std::vector<Node> nodes_;
  std::unordered_map<std::string, int> index_;
};

// Whether the names of a row's values speak of something that happened, or of somebody.
bool speaks(const Node& node) {
  bool time = false, reach = false, named = false;
  std::size_t known = 0;
  for (const auto& [name, n] : node.leaf_names) {
    const HeaderMeaning meaning = meaning_of(name);
    switch (meaning.role) {
      case ColumnRole::extra:
      case ColumnRole::ignore:
      case ColumnRole::id:
        continue;
      case ColumnRole::time:
      case ColumnRole::date:
        time = true;
        break;
      case ColumnRole::phone:
      case ColumnRole::party:
      case ColumnRole::email:
      case ColumnRole::from:
      case ColumnRole::to:
        reach = true;
        break;
      case ColumnRole::name:
      case ColumnRole::party_name:
        named = true;
        break;
      default:
        break;
    }
    known += meaning.exact;
  }
  return (time && known >= 3) || (time && reach) || (reach && named);
}

class ElementRows final : public GridRows {
 public:
  ElementRows(const Utf8Bytes& text, std::vector<std::string> path, const Node& node) : text_(text), path_(std::move(path)), node_(node) {
    // Which columns there are, in the order of their first values.
    start();
    while (read(nullptr)) {
    }
  }

  void rewind() override {
    start();
    headed_ = false;
  }
  bool next(GridRow& row) override {
    if (!headed_) {
      headed_ = true;
      row.counted = false;
      for (const auto& name : columns_) row.add(name);
      row.place = exhibit::Locator().bytes(text_.source(node_.first), 0).str();
      return true;
    }
    return read(&row);
  }

 private:
  void start() {
    elements_ = std::make_unique<Elements>(text_.text(), node_.first);
    // As if those around it were open.
    for (std::size_t i = 0; i + 1 < path_.size(); ++i) {
      Elements::Open one;
      one.name = path_[i];
      one.tag = path_[i];
      elements_->open.push_back(std::move(one));
    }
    number_ = 0;
  }

  bool at_row() const {
    const auto& open = elements_->open;
    if (open.size() != path_.size()) return false;
    for (std::size_t i = path_.size(); i-- > 0;)
      if (open[i].name != path_[i]) return false;
    return true;
  }

  // "phone_number.value"; a labelled value by its label alone.
  std::string column_of(std::string_view attribute) const {
    std::string out;
    const auto& open = elements_->open;
    for (std::size_t i = path_.size(); i < open.size(); ++i) {
      if (i > path_.size() && open[i - 1].labelled && lower(open[i].name) == "value") continue;
      out += (out.empty() ? "" : ".") + open[i].name;
    }
    if (!attribute.empty()) out += (out.empty() ? "" : ".") + std::string(attribute);
    return out.empty() ? "text" : out;
  }

  void put(GridRow* row, const std::string& column, std::string value) {
    if (value.empty()) return;
    // "phone_number.designation": what sort of number, nobody's name.
    if (const auto dot = column.rfind('.'); dot != column.npos) {
      static constexpr std::string_view sorts[] = {"designation", "type", "label", "kind", "category"};
      if (std::find(std::begin(sorts), std::end(sorts), lower(std::string_view(column).substr(dot + 1))) != std::end(sorts)) {
        if (row) row->notes.emplace_back(column, std::move(value));
        return;
      }
    }
    auto found = index_.find(column);
    if (found == index_.end() && !row && columns_.size() < max_columns) {
      index_.emplace(column, columns_.size());
      columns_.push_back(column);
      const auto role = meaning_of(column).role;
      once_.push_back(role == ColumnRole::time || role == ColumnRole::date || role == ColumnRole::clock || role == ColumnRole::duration || role == ColumnRole::latitude ||
                      role == ColumnRole::longitude || role == ColumnRole::direction || role == ColumnRole::event_type);
      return;
    }
    if (!row) return;
    if (found == index_.end() || (once_[found->second] && !cells_[found->second].empty()))
      row->notes.emplace_back(column, std::move(value));
    else
      cells_[found->second] += (cells_[found->second].empty() ? "" : "\n") + value;
  }

  bool read(GridRow* row) {
    bool in_row = false, done = false;
    std::uint64_t begin = 0, end = 0;
    if (row) cells_.assign(columns_.size(), {});
    const auto opened = [&](const XmlToken& token) {
      if (!in_row && at_row()) {
        in_row = true;
        begin = token.begin;
        if (row)
          for (std::size_t i = 0; i + 1 < elements_->open.size(); ++i)
            for (const auto& [name, value] : elements_->open[i].attributes) row->notes.emplace_back(elements_->open[i].name + "@" + name, value);
      }
      if (!in_row) {
        auto& one = elements_->open.back();
        each_attribute(token, one.labelled, [&](std::string_view name, std::string value) {
          if (one.attributes.size() < 20) one.attributes.emplace_back(name, std::move(value));
        });
        return;
      }
      const bool labelled = elements_->open.back().labelled;
      each_attribute(token, labelled, [&](std::string_view name, std::string value) { put(row, column_of(name), trimmed_text(std::move(value))); });
    };
    const auto closed = [&](std::uint64_t at) {
      if (!in_row) return;
      auto& one = elements_->open.back();
      if (!blank(one.text)) put(row, column_of({}), trimmed_text(std::move(one.text)));
      if (elements_->open.size() == path_.size()) {
        done = true;
        in_row = false;
        end = at;
      }
    };
    while (!done) {
      if (!elements_->step(opened, closed)) {
        elements_->close_all(closed);
        if (!done) return false;
      }
      if (!in_row && !done && !elements_->open.empty() && elements_->open.back().begin >= node_.last && node_.last > 0) return false;
    }
    ++number_;
    if (row) {
      const auto from = text_.source(begin), to = text_.source(end);
      row->place = exhibit::Locator().bytes(from, to - from).xml(fmt::format("{}[{}]", path_.back(), number_)).str();
      for (const auto& cell : cells_) row->add(cell);
    }
    return true;
  }

  const Utf8Bytes& text_;
  const std::vector<std::string> path_;
  const Node& node_;
  std::unique_ptr<Elements> elements_;
  std::vector<std::string> columns_, cells_;
  std::vector<bool> once_;
  std::unordered_map<std::string, std::size_t> index_;
  bool headed_ = false;
  std::uint64_t number_ = 0;
};

class XmlTableReader final : public Reader {
 public:
  std::string_view name() const override { return "xml-table"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view bytes = item.bytes().substr(0, probe_bytes);
    const auto first = bytes.find('<');
    if (first == bytes.npos) return {};
    const Utf8Bytes text(bytes);
    const std::string_view head = text.text();
    const auto begin = head.find_first_not_of(" \t\r\n");
    if (begin == head.npos || head[begin] != '<') return {};
    const std::string start = lower(head.substr(begin, 200));
    const std::string file = lower(item.file_name());
    if (!file.ends_with(".xml") && !start.starts_with("<?xml")) return {};
    if (start.find("<html") != start.npos || start.find("<!doctype") != start.npos || start.find("<svg") != start.npos) return {};
    // Parts of office documents list columns and styles; models and schemas list their own parts.
    for (const char* own : {"schemas.openxmlformats.org", "purl.oclc.org/ooxml", "schemas.microsoft.com/office", "urn:oasis:names:tc:opendocument", "www.collada.org", "<xs:schema", "<xsd:schema"})
      if (head.substr(0, 2048).find(own) != head.npos) return {};
    Shape shape(head);
    for (const auto& node : shape.nodes())
      if (node.row && speaks(node)) return {50, "XML with lists of records"};
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "XML", sink)) return;
    if (options.profile) sink.decided("profile", parse_profile(*options.profile).name);
    Shape shape(text.text());
    auto& nodes = shape.nodes();
    std::map<std::string, int> names;
    std::size_t tables = 0, left = 0;
    for (std::size_t i = 1; i < nodes.size(); ++i) {
      if (!nodes[i].row) continue;
      if (tables >= max_tables) {
        nodes[i].row = false;  // its values go into the record of the rest
        ++left;
        continue;
      }
      ++tables;
      sink.alive();
      GridSettings settings;
      // "incoming_calls/call": what holds the rows says what they are.
      const int above = nodes[i].parent;
      settings.name = above > 0 && nodes[static_cast<std::size_t>(above)].parent > 0 ? nodes[static_cast<std::size_t>(above)].name + "/" + nodes[i].name : nodes[i].name;
      if (const int again = ++names[settings.name]; again > 1) settings.name += fmt::format(" ({})", again);
      std::string around;
      for (const auto& part : shape.path(static_cast<int>(i))) around += " " + part;
      settings.file_name = std::string(item.file_name()) + around;
      settings.header_known = true;
      ElementRows rows(text, shape.path(static_cast<int>(i)), nodes[i]);
      read_grid(rows, settings, options, sink);
    }
    give_rest(item, text, shape, sink);
    if (left > 0)
      sink.finding({Severity::note, "too many lists", "", fmt::format("{} lists beyond the first {} are in the record of single values.", left, max_tables)});
    sink.finding({Severity::note, "XML of unknown form", "",
                  fmt::format("No reader knows this layout: {} lists of elements are read as tables, whose columns were found by name and content; look at what was decided.", tables)});
  }

 private:
  // Values outside of the rows: one record of the file.
  static void give_rest(const exhibit::Item& item, const Utf8Bytes& text, const Shape& shape, Sink& sink) {
    model::Record rest;
    std::uint64_t more = 0;
    Elements elements(text.text(), 0);
    auto& nodes = const_cast<Shape&>(shape).nodes();
    std::size_t inside = 0;  // depth of the row that is open
    const auto put = [&](std::string name, std::string value) {
      if (value.empty()) return;
      if (rest.extras.size() >= max_rest)
        ++more;
      else
        rest.extras.push_back({std::move(name), std::move(value)});
    };
    const auto path = [&](std::string_view attribute) {
      std::string out;
      for (const auto& one : elements.open) out += (out.empty() ? "" : "/") + one.name;
      if (!attribute.empty()) out += "@" + std::string(attribute);
      return out;
    };
    const auto opened = [&](const XmlToken& token) {
      auto& one = elements.open.back();
      const int parent = elements.open.size() > 1 ? elements.open[elements.open.size() - 2].node : 0;
      one.node = parent < 0 ? -1 : shape.child(parent, one.name);
      if (inside) return;
      if (one.node >= 0 && nodes[static_cast<std::size_t>(one.node)].row) {
        inside = elements.open.size();
        return;
      }
      each_attribute(token, one.labelled, [&](std::string_view name, std::string value) { put(path(name), trimmed_text(std::move(value))); });
    };
    const auto closed = [&](std::uint64_t) {
      if (inside) {
        if (elements.open.size() == inside) inside = 0;
        return;
      }
      auto& one = elements.open.back();
      if (!blank(one.text)) put(path({}), trimmed_text(std::move(one.text)));
    };
    while (elements.step(opened, closed)) {
    }
    elements.close_all(closed);
    if (rest.extras.empty()) return;
    // Names stand once.
    std::map<std::string, int> seen;
    for (auto& e : rest.extras)
      if (const int n = ++seen[e.name]; n > 1) e.name += fmt::format(" ({})", n);
    rest.kind = model::RecordKind::event;
    rest.table = "values";
    rest.locator = exhibit::Locator().bytes(0, item.bytes().size()).str();
    sink.rows("values", 1);
    sink.record(std::move(rest));
    if (more > 0) sink.finding({Severity::note, "values left out", "", fmt::format("{} single values beyond the first {} are not in the record.", more, max_rest)});
  }
};

}  // namespace

std::unique_ptr<Reader> make_xml_table_reader() { return std::make_unique<XmlTableReader>(); }

}  // namespace clew::readers
