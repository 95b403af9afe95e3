// Sources: GraphML 1.0 (graphml.graphdrawing.org, specification and primer), GEXF 1.1 to 1.3 (gexf.net, schema and primer).
#include "readers/network_xml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "readers/header_meaning.h"
#include "readers/network_records.h"
#include "readers/xml_scan.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::Severity;

constexpr std::size_t max_depth = 64, max_keys = 4096, max_values = 512, max_text = 1u << 20;
constexpr std::size_t most_default = 32;  // bytes of a default that every tie without the value is given

class NetworkXml {
 public:
  explicit NetworkXml(std::string_view bytes) : bytes_(bytes) {}

  void run(NetworkTaker& taker) {
    taker_ = &taker;
    open_.clear();
    keys_.clear();
    defaults_.clear();
    over_ = 0;
    xml::Scanner scanner(bytes_);
    bool whole = true;
    for (auto token = scanner.next(); token.kind != xml::TokenKind::finish; token = scanner.next()) {
      switch (token.kind) {
        case xml::TokenKind::start: start(token, scanner.attributes()); break;
        case xml::TokenKind::end: end(token); break;
        case xml::TokenKind::text: text(token); break;
        case xml::TokenKind::doctype:
          taker.fault(Severity::note, "document type ignored", {token.begin, token.end}, "The file has a document type definition; nothing of it is used.");
          break;
        default:
          whole = whole && token.whole;
          taker.fault(Severity::warning, "damaged place", {token.begin, token.end}, fmt::format("{}; what stands around it is read.", token.why));
      }
    }
    if (!open_.empty() || !whole)
      taker.fault(Severity::warning, "cut off", {bytes_.size(), bytes_.size()}, "The file ends inside its elements; what stands before is read.");
    while (!open_.empty()) close(bytes_.size());
    if (over_depth_) taker.fault(Severity::warning, "nested too deeply", {0, 0}, fmt::format("{} elements lie deeper than {} levels and are left out.", over_depth_, max_depth));
    over_depth_ = 0;
    std::string said;
    for (const auto& [name, value] : defaults_)
      if (said.size() < 2000) said += (said.empty() ? "" : "; ") + name + "=" + value.substr(0, 100);
    if (!said.empty()) taker.decided("defaults", said);
  }

 private:
  enum class Kind : std::uint8_t { other, graph, node, tie, key, fallback, data, list };
  struct Frame {
    std::string_view name;
    Kind kind = Kind::other;
    std::string key, text;  // of data and keys; of a list of GEXF's attributes its class
    bool directed = false, both = false;
    std::size_t bytes = 0;  // of the values
    NetworkNode node;
    NetworkTie tie;
    std::vector<std::string> ends;
    NetworkPlace place;
  };

  static std::string value(const std::vector<xml::Attribute>& all, std::string_view name) { return xml::decode(xml::attribute(all, name)); }

  // The node or tie that values belong to; null outside of any.
  Frame* holder() {
    for (std::size_t i = open_.size(); i-- > 0;) {
      if (open_[i].kind == Kind::node || open_[i].kind == Kind::tie) return &open_[i];
      if (open_[i].kind == Kind::graph) return nullptr;
    }
    return nullptr;
  }
  void add(Frame& frame, std::string name, std::string text) {
    NetworkValues& values = frame.kind == Kind::node ? frame.node.values : frame.tie.values;
    if (text.empty()) return;
    if (values.size() >= max_values || frame.bytes + text.size() > max_text) {
      taker_->fault(Severity::note, "values left out", frame.place, "There are too many, or they are too large; the position leads to them.");
      return;
    }
    frame.bytes += text.size();
    values.emplace_back(std::move(name), std::move(text));
  }
  const Frame* graph() const {
    for (std::size_t i = open_.size(); i-- > 0;)
      if (open_[i].kind == Kind::graph) return &open_[i];
    return nullptr;
  }

  void start(const xml::Token& token, const std::vector<xml::Attribute>& attributes) {
    if (open_.size() >= max_depth || over_) {
      ++over_;
      ++over_depth_;
      return;
    }
    const std::string_view name = token.name;
    // A node or tie whose end is missing ends where the next one begins; nested ones stand in a graph or list of their own.
    if (name == "node" || name == "edge" || name == "hyperedge")
      for (std::size_t i = open_.size(); i-- > 0;) {
        if (open_[i].kind == Kind::graph || open_[i].kind == Kind::list) break;
        if (open_[i].kind != Kind::node && open_[i].kind != Kind::tie) continue;
        while (open_.size() > i) close(token.begin);
        break;
      }
    Frame frame;
    frame.name = name;
    frame.place = {token.begin, token.end};
    if (name == "graph") {
      frame.kind = Kind::graph;
      std::string type = value(attributes, "edgedefault");
      if (type.empty()) type = value(attributes, "defaultedgetype");
      frame.directed = type == "directed";
      frame.both = type == "mutual";
    } else if (name == "nodes" || name == "edges") {
      frame.kind = Kind::list;
    } else if (name == "node") {
      frame.kind = Kind::node;
      frame.node.id = frame.node.key = value(attributes, "id");
      for (const auto& a : attributes)
        if (a.name != "id") add(frame, std::string(a.name), xml::decode(a.value));
    } else if (name == "edge" || name == "hyperedge") {
      frame.kind = Kind::tie;
      if (const Frame* around = graph()) {
        frame.tie.directed = around->directed;
        frame.tie.both = around->both;
      }
      frame.tie.several = name == "hyperedge";
      frame.tie.from = value(attributes, "source");
      if (auto to = value(attributes, "target"); !to.empty()) frame.tie.to.push_back({std::move(to), ""});
      const std::string type = value(attributes, "type"), directed = value(attributes, "directed");
      if (type == "directed" || type == "undirected" || type == "mutual") {
        frame.tie.directed = type == "directed";
        frame.tie.both = type == "mutual";
      }
      if (directed == "true" || directed == "false") frame.tie.directed = directed == "true";
      for (const auto& a : attributes)
        if (a.name != "source" && a.name != "target" && a.name != "directed") add(frame, std::string(a.name), xml::decode(a.value));
    } else if (name == "key" || name == "attribute") {
      frame.kind = Kind::key;
      const bool key = name == "key";
      frame.tie.from = key ? value(attributes, "for") : open_.empty() ? std::string() : open_.back().key;
      frame.key = frame.tie.from + ":" + value(attributes, "id");
      std::string called = value(attributes, key ? "name" : "title");  // attr.name of GraphML
      for (const auto& a : attributes)
        if (key && a.name == "attr.name") called = xml::decode(a.value);
      // yEd's own: what it draws, with the words in it.
      const bool drawn = called.empty() && !value(attributes, "yfiles.type").empty();
      if (called.empty() && !drawn) called = value(attributes, "id");
      frame.node.id = called;
      if (keys_.size() < max_keys) keys_[frame.key] = called;
    } else if (name == "attributes") {
      frame.key = value(attributes, "class");
    } else if (name == "default") {
      frame.kind = Kind::fallback;
    } else if (Frame* of = holder()) {
      if (name == "data") {
        frame.kind = Kind::data;
        frame.key = key_name(of->kind == Kind::node ? "node" : "edge", value(attributes, "key"));
      } else if (name == "attvalue") {
        std::string id = value(attributes, "for");
        if (id.empty()) id = value(attributes, "id");
        id = key_name(of->kind == Kind::node ? "node" : "edge", id);
        for (const char* when : {"start", "end"})
          if (auto at = value(attributes, when); !at.empty()) add(*of, id + " " + when, std::move(at));
        add(*of, id, value(attributes, "value"));
      } else if (name == "endpoint" && of->tie.several) {
        if (auto id = value(attributes, "node"); !id.empty()) of->ends.push_back(std::move(id));
      } else {
        for (const auto& a : attributes) add(*of, fmt::format("{} {}", name, a.name), xml::decode(a.value));
      }
    }
    open_.push_back(std::move(frame));
  }

  std::string key_name(std::string_view of, const std::string& id) const {
    for (const std::string_view kind : {of, std::string_view("all"), std::string_view()})
      if (const auto found = keys_.find(std::string(kind) + ":" + id); found != keys_.end()) return found->second;
    return id;
  }

  void text(const xml::Token& token) {
    if (open_.empty() || over_) return;
    Frame& top = open_.back();
    if (top.text.size() < max_text) append_xml_text(token.text, token.raw, top.text);
  }

  void end(const xml::Token& token) {
    if (over_) {
      --over_;
      return;
    }
    std::size_t i = open_.size();
    while (i > 0 && open_[i - 1].name != token.name) --i;
    if (i == 0) return;
    while (open_.size() > i) close(token.begin);
    close(token.end);
  }

  // The innermost element is over.
  void close(std::uint64_t at) {
    Frame frame = std::move(open_.back());
    open_.pop_back();
    frame.place.end = at;
    switch (frame.kind) {
      case Kind::node: {
        if (frame.node.id.empty()) return taker_->left_out("nodes", "node without an id", frame.place);
        frame.node.place = frame.place;
        return taker_->node(std::move(frame.node));
      }
      case Kind::tie: return close_tie(frame);
      case Kind::data: {
        Frame* of = holder();
        std::string said = network_value(frame.text);
        if (of && !said.empty()) add(*of, frame.key.empty() ? "data" : frame.key, std::move(said));
        return;
      }
      case Kind::fallback: {
        if (open_.empty() || open_.back().kind != Kind::key) return;
        const Frame& key = open_.back();
        std::string said = network_value(frame.text);
        if (said.empty() || defaults_.size() >= max_keys) return;
        if (key.tie.from == "edge" && said.size() <= most_default && fold_header(key.node.id) == "weight") default_weight_ = said;
        defaults_.emplace_back(key.node.id, std::move(said));
        return;
      }
      default: break;
    }
    // Something within a node or tie that is none of the above: yEd's labels and the like.
    if (Frame* of = holder(); of && frame.kind == Kind::other)
      if (std::string said = network_value(frame.text); !said.empty())
        add(*of, frame.name == "NodeLabel" || frame.name == "EdgeLabel" ? "label" : std::string(frame.name), std::move(said));
  }

  void close_tie(Frame& frame) {
    if (frame.tie.several)
      for (auto& id : frame.ends) {
        if (frame.tie.from.empty()) frame.tie.from = std::move(id);
        else if (frame.tie.to.size() < NetworkTie::most_ends) frame.tie.to.push_back({std::move(id), ""});
      }
    if (frame.tie.from.empty() || frame.tie.to.empty()) {
      taker_->left_out("ties", "tie without two ends", frame.place);
      return taker_->fault(Severity::warning, "tie without two ends", frame.place, "It does not say who is tied with whom.");
    }
    const bool weighed = std::any_of(frame.tie.values.begin(), frame.tie.values.end(), [](const auto& v) { return fold_header(v.first) == "weight"; });
    if (!weighed && !default_weight_.empty()) frame.tie.values.emplace_back("weight", default_weight_);
    frame.tie.place = frame.place;
    taker_->tie(std::move(frame.tie));
  }

  std::string_view bytes_;
  NetworkTaker* taker_ = nullptr;
  std::vector<Frame> open_;
  std::unordered_map<std::string, std::string> keys_;  // "node:d0" → what it is called; "" where only the words in it count
  std::vector<std::pair<std::string, std::string>> defaults_;
  std::string default_weight_;
  std::uint64_t over_ = 0, over_depth_ = 0;
};

class NetworkXmlReader final : public Reader {
 public:
  std::string_view name() const override { return "network-xml"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view bytes = item.bytes().substr(0, 65'536);
    const auto first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    std::string copy;
    std::string_view head = bytes;
    if (xml::is_utf16(bytes)) {
      const Utf8Bytes converted(bytes);
      copy = std::string(converted.text());
      head = copy;
    } else if (first == bytes.npos || bytes[first] != '<') {
      return {};
    }
    XmlScanner scanner(head);
    XmlToken token;
    while (scanner.next(token))
      if (token.kind == XmlToken::Kind::start) {
        if (token.name == "graphml") return {95, "GraphML"};
        if (token.name == "gexf") return {95, "GEXF"};
        return {};
      }
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "XML", sink)) return;
    NetworkRecords records(item, &text, options, sink);
    NetworkXml parser(text.text());
    parser.run(records);
    records.surveyed();
    parser.run(records);
    records.finish(true);
  }
};

}  // namespace

std::unique_ptr<Reader> make_network_xml_reader() { return std::make_unique<NetworkXmlReader>(); }

}  // namespace clew::readers
