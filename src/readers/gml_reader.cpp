// Keys with values, and lists of them in brackets: graph [ directed 0 node [ id 1 label "Ana" ] edge [ source 1 target 2 ] ].
// Source: M. Himsolt, GML: a portable graph file format (1997). Written by networkx, igraph, Gephi, yEd, and by hand.
#include "readers/gml_reader.h"

#include <fmt/format.h>

#include "readers/network_records.h"
#include "readers/xml_scan.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using model::Severity;

constexpr std::size_t max_depth = 64, max_values = 512, max_text = 1u << 20;

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v'; }
bool key_byte(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'; }

struct GmlToken {
  enum class Kind : std::uint8_t { word, text, open, close, finish };
  Kind kind = Kind::finish;
  std::string_view text;
  bool whole = true;  // false: a text without its closing quote
  std::uint64_t begin = 0, end = 0;
};

class GmlScanner {
 public:
  explicit GmlScanner(std::string_view bytes) : bytes_(bytes) {}
  GmlToken next() {
    while (at_ < bytes_.size()) {
      const char c = bytes_[at_];
      if (blank(c) || static_cast<unsigned char>(c) == 0xEF || static_cast<unsigned char>(c) == 0xBB || static_cast<unsigned char>(c) == 0xBF) {
        ++at_;
      } else if (c == '#') {
        at_ = std::min(bytes_.find('\n', at_), bytes_.size());
      } else {
        break;
      }
    }
    GmlToken token;
    token.begin = at_;
    if (at_ < bytes_.size()) {
      const char c = bytes_[at_];
      if (c == '[' || c == ']') {
        token.kind = c == '[' ? GmlToken::Kind::open : GmlToken::Kind::close;
        ++at_;
      } else if (c == '"') {
        token.kind = GmlToken::Kind::text;
        // A quote that never closes costs its line, and is not looked for again.
        std::size_t close = unclosed_ ? bytes_.npos : bytes_.find('"', at_ + 1);
        token.whole = close != bytes_.npos;
        unclosed_ = !token.whole;
        if (!token.whole) close = std::min(bytes_.find('\n', at_), bytes_.size());
        token.text = bytes_.substr(at_ + 1, close - at_ - 1);
        at_ = std::min(close + token.whole, bytes_.size());
      } else {
        token.kind = GmlToken::Kind::word;
        while (at_ < bytes_.size() && !blank(bytes_[at_]) && bytes_[at_] != '[' && bytes_[at_] != ']' && bytes_[at_] != '"') ++at_;
        token.text = bytes_.substr(token.begin, at_ - token.begin);
      }
    }
    token.end = at_;
    return token;
  }

 private:
  std::string_view bytes_;
  std::uint64_t at_ = 0;
  bool unclosed_ = false;
};

class Gml {
 public:
  Gml(std::string_view bytes, text::Encoding encoding) : bytes_(bytes), encoding_(encoding) {}

  void run(NetworkTaker& taker) {
    taker_ = &taker;
    open_.clear();
    over_ = graphs_ = 0;
    GmlScanner scanner(bytes_);
    GmlToken key, token = scanner.next();
    bool have_key = false;
    for (; token.kind != GmlToken::Kind::finish; token = scanner.next()) {
      if (!token.whole)
        taker.fault(Severity::warning, "quote never closed", {token.begin, token.end}, "The text is taken to end with its line.");
      if (token.kind == GmlToken::Kind::close) {
        if (have_key) stray(key);
        have_key = false;
        close(token.end, true);
        continue;
      }
      if (open_.empty() && !over_ && token.kind == GmlToken::Kind::word && token.text == "graph") {
        have_key = true;  // whatever unquoted words stand before it
        key = token;
        continue;
      }
      if (!have_key) {
        have_key = token.kind == GmlToken::Kind::word && key_byte(token.text.front());
        if (!have_key && token.kind != GmlToken::Kind::open) stray(token);
        if (token.kind == GmlToken::Kind::open) open("", token.begin);
        key = token;
        continue;
      }
      have_key = false;
      if (token.kind == GmlToken::Kind::open) open(key.text, key.begin);
      else value(key.text, token);
    }
    const std::uint64_t size = bytes_.size();
    if (!open_.empty()) taker.fault(Severity::warning, "cut off", {size, size}, "The file ends inside its lists; what stands before is read.");
    while (!open_.empty()) close(size, false);
    if (too_deep_) taker.fault(Severity::warning, "nested too deeply", {0, 0}, fmt::format("{} lists lie deeper than {} levels and are left out.", too_deep_, max_depth));
    too_deep_ = 0;
  }

 private:
  enum class Kind : std::uint8_t { other, graph, node, tie };
  struct Frame {
    std::string_view key;
    Kind kind = Kind::other;
    std::uint64_t begin = 0;
  };

  std::string shown(std::string_view raw) const { return xml::decode(text::to_utf8(raw, encoding_)); }
  // Ids count from the beginning in each graph of a file.
  std::string end_key(const std::string& id) const { return graphs_ > 1 ? fmt::format("{}\x1Fgraph {}", id, graphs_) : id; }
  void stray(const GmlToken& token) {
    if (open_.empty()) return;
    taker_->fault(Severity::note, "damaged place", {token.begin, token.end}, "A word that is neither a key with a value nor a list; what stands around it is read.");
  }

  void open(std::string_view key, std::uint64_t begin) {
    if (over_ || open_.size() >= max_depth) {
      ++over_;
      ++too_deep_;
      return;
    }
    Frame frame{key, Kind::other, begin};
    const bool in_graph = !open_.empty() && open_.back().kind == Kind::graph;
    // A list whose end is missing: the next node or edge is not its part.
    if (!in_graph && holder_ && open_.back().kind != Kind::other && (key == "node" || key == "edge")) {
      taker_->fault(Severity::warning, "list never closed", {open_.back().begin, begin}, "The next one begins where its end should be.");
      close(begin, true);
      return open(key, begin);
    }
    if (open_.empty() && key == "graph") {
      frame.kind = Kind::graph;
      ++graphs_;
    }
    if (in_graph && key == "node") {
      frame.kind = Kind::node;
      node_ = {};
    } else if (in_graph && (key == "edge" || key == "hyperedge")) {
      frame.kind = Kind::tie;
      tie_ = {};
      tie_.directed = directed_;
    }
    if (frame.kind == Kind::node || frame.kind == Kind::tie) {
      holder_ = open_.size() + 1;
      bytes_kept_ = 0;
    }
    open_.push_back(frame);
  }

  void value(std::string_view key, const GmlToken& token) {
    if (over_ || open_.empty()) return;  // Creator, Version
    const Frame& top = open_.back();
    std::string said = shown(token.text);
    if (top.kind == Kind::graph && key == "directed") directed_ = said != "0";
    if (!holder_) return;
    const bool node = open_[holder_ - 1].kind == Kind::node;
    const bool own = open_.size() == holder_;
    if (own && node && key == "id") {
      node_.id = said;
      node_.key = end_key(said);
      return;
    }
    if (own && !node && key == "source") {
      tie_.from = end_key(said);
      return;
    }
    if (own && !node && key == "target") {
      tie_.to = {{end_key(said), ""}};
      return;
    }
    if (own && !node && key == "directed") tie_.directed = said != "0";
    NetworkValues& values = node ? node_.values : tie_.values;
    bytes_kept_ += said.size();
    if (values.size() >= max_values || bytes_kept_ > max_text) {
      taker_->fault(Severity::note, "values left out", {token.begin, token.end}, "There are too many, or they are too large; the position leads to them.");
      return;
    }
    std::string name;
    for (std::size_t i = holder_; i < open_.size(); ++i) name += std::string(open_[i].key) + " ";
    values.emplace_back(name + std::string(key), std::move(said));
  }

  void close(std::uint64_t at, bool whole) {
    if (over_) {
      --over_;
      return;
    }
    if (open_.empty()) return taker_->fault(Severity::note, "damaged place", {at ? at - 1 : 0, at}, "A list is closed that was not open.");
    const Frame frame = open_.back();
    open_.pop_back();
    if (holder_ != open_.size() + 1) return;
    holder_ = 0;
    const NetworkPlace place{frame.begin, at};
    if (frame.kind == Kind::node) {
      if (node_.id.empty()) return lost("nodes", "node without an id", place, whole, "Nothing can name it.");
      node_.place = place;
      taker_->node(std::move(node_));
    } else {
      if (tie_.from.empty() || tie_.to.empty()) return lost("ties", "tie without two ends", place, whole, "It does not say who is tied with whom.");
      tie_.place = place;
      taker_->tie(std::move(tie_));
    }
  }
  void lost(std::string_view table, std::string_view reason, NetworkPlace place, bool whole, const char* why) {
    taker_->left_out(table, reason, place);
    taker_->fault(Severity::warning, reason, place, whole ? why : "The file ends inside it.");
  }

  std::string_view bytes_;
  text::Encoding encoding_;
  NetworkTaker* taker_ = nullptr;
  std::vector<Frame> open_;
  std::size_t holder_ = 0;  // depth of the node or tie that is open, 0 for none
  NetworkNode node_;
  NetworkTie tie_;
  std::size_t bytes_kept_ = 0;
  bool directed_ = false;  // stays from the first pass, for files that say it behind their ties
  std::uint64_t over_ = 0, too_deep_ = 0, graphs_ = 0;
};

class GmlReader final : public Reader {
 public:
  std::string_view name() const override { return "gml"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view head = item.bytes().substr(0, 65'536);
    // Words about the file, then graph [ with a node or an edge in it.
    GmlScanner scanner(head);
    GmlToken before = scanner.next(), token = before;
    for (const std::string_view first : {"graph", "Creator", "creator", "Version", "version", "Comment", "comment"}) {
      if (before.kind != GmlToken::Kind::word || before.text != first) continue;
      for (int i = 0; i < 100 && token.kind != GmlToken::Kind::finish; ++i, before = token) {
        token = scanner.next();
        if (before.kind != GmlToken::Kind::word || before.text != "graph" || token.kind != GmlToken::Kind::open) continue;
        for (int k = 0; k < 400; ++k) {
          const GmlToken inner = scanner.next();
          if (inner.kind == GmlToken::Kind::finish) return {k > 1 ? 80 : 0, "GML without a node in its beginning"};
          if (inner.kind == GmlToken::Kind::word && (inner.text == "node" || inner.text == "edge") && scanner.next().kind == GmlToken::Kind::open)
            return {95, "GML, a network"};
        }
        return {};
      }
    }
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "GML", sink)) return;
    auto encoding = text::Encoding::utf8;
    if (!text.converted()) {
      const auto guess = text::detect_encoding(text.text());
      if (text::unit_bytes(guess.encoding) == 1) encoding = guess.encoding;
    }
    NetworkRecords records(item, &text, options, sink);
    Gml parser(text.text(), encoding);
    parser.run(records);
    records.surveyed();
    parser.run(records);
    records.finish(true);
  }
};

}  // namespace

std::unique_ptr<Reader> make_gml_reader() { return std::make_unique<GmlReader>(); }

}  // namespace clew::readers
