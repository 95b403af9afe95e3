// *Vertices 3 / 1 "Ana" / … *Arcs / 1 2 5 / *Edges / 2 3. Source: Pajek's reference manual (A. Mrvar, V. Batagelj), "Data structures" and the
// formats of its input files. In .paj files several networks stand one behind the other, with partitions and vectors among them.
#include "readers/pajek_reader.h"

#include <fmt/format.h>

#include <charconv>

#include "readers/network_records.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using model::Severity;

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

// The next word of a line: between blanks, or in quotes.
std::string_view take_word(std::string_view& rest, bool* quoted = nullptr) {
  const auto begin = rest.find_first_not_of(" \t\f\v");
  if (quoted) *quoted = false;
  if (begin == rest.npos) {
    rest = {};
    return {};
  }
  rest.remove_prefix(begin);
  const char quote = rest.front() == '"' || rest.front() == '\'' ? rest.front() : '\0';
  if (const auto close = quote ? rest.find(quote, 1) : rest.npos; quote && close != rest.npos) {
    const auto word = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
    if (quoted) *quoted = true;
    return word;
  }
  const auto end = std::min(rest.find_first_of(" \t\f\v"), rest.size());
  const auto word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}
std::optional<std::uint64_t> whole(std::string_view s) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
  return error == std::errc() && end == s.data() + s.size() && !s.empty() ? std::optional(value) : std::nullopt;
}
bool is_figure(std::string_view s) {
  return !s.empty() && s.find_first_not_of("0123456789.+-eE") == s.npos && s.find_first_of("0123456789") != s.npos;
}

class Pajek {
 public:
  Pajek(std::string_view bytes, const text::EncodingGuess& encoding) : bytes_(bytes), encoding_(encoding) {}

  void run(NetworkTaker& taker) {
    taker_ = &taker;
    section_ = Section::none;
    network_ = 0;
    values_next_ = false;
    network_name_.clear();
    text::LineReader lines(bytes_, encoding_);
    text::LineReader::Line line;
    while (lines.next(line)) {
      std::string_view rest = line.text;
      place_ = {line.offset, line.offset + line.source.size(), line.number};
      if (line.continued) {
        taker.fault(Severity::warning, "line too long", place_, "What stands behind its first sixteen million bytes is left out.");
        continue;
      }
      const auto first = rest.find_first_not_of(" \t\f\v");
      if (first == rest.npos || rest[first] == '%' || rest.substr(first).starts_with("/*")) continue;
      if (rest[first] == '*') {
        begin_section(rest.substr(first + 1));
        continue;
      }
      switch (section_) {
        case Section::vertices: vertex(rest); break;
        case Section::arcs: case Section::edges: pair(rest, section_ == Section::arcs); break;
        case Section::arcs_list: case Section::edges_list: list(rest, section_ == Section::arcs_list); break;
        case Section::matrix: matrix_row(rest); break;
        default: taker.left_out("lines", "of no network", place_);
      }
    }
    if (section_ == Section::matrix && row_ < rows_) short_matrix();
    if (symmetric_.size() < matrices_.size()) symmetric_.resize(matrices_.size());
    for (std::size_t i = 0; i < matrices_.size(); ++i) symmetric_[i] = matrices_[i].cells > 0 && matrices_[i].above == matrices_[i].below;
    matrices_.clear();
  }

 private:
  enum class Section : std::uint8_t { none, vertices, arcs, edges, arcs_list, edges_list, matrix, other };
  struct Matrix {
    std::uint64_t above = 0, below = 0, cells = 0;  // sums over the cells on either side of the diagonal; equal when it is symmetric
  };

  std::string key(std::string_view number) const { return network_ > 1 ? fmt::format("{}\x1Fnetwork {}", number, network_) : std::string(number); }

  void begin_section(std::string_view rest) {
    if (section_ == Section::matrix && row_ < rows_) short_matrix();
    std::string word = lower(take_word(rest));
    relation_.clear();
    const auto relation = [&] {
      // *Arcs :2 "calls"
      std::string_view more = rest;
      bool quoted = false;
      for (std::string_view w = take_word(more, &quoted); !w.empty(); w = take_word(more, &quoted))
        if (quoted || relation_.empty()) relation_ = w.starts_with(':') && !quoted ? w.substr(1) : w;
    };
    if (const auto colon = word.find(':'); colon != word.npos && colon > 0) {
      relation_ = word.substr(colon + 1);
      word.resize(colon);
    }
    section_ = Section::other;
    if (word == "vertices") {
      if (values_next_) {  // of a partition or vector
        values_next_ = false;
        return;
      }
      ++network_;
      section_ = Section::vertices;
      vertices_ = whole(take_word(rest)).value_or(0);
      const auto first_sort = whole(take_word(rest));
      first_sort_ = first_sort && *first_sort < vertices_ ? *first_sort : vertices_;
      if (first_sort_ < vertices_) taker_->decided("two-mode", fmt::format("the first {} of {} vertices are of one sort, the others of another", first_sort_, vertices_));
    } else if (word == "arcs" || word == "edges") {
      section_ = word == "arcs" ? Section::arcs : Section::edges;
      relation();
    } else if (word == "arcslist" || word == "edgeslist") {
      section_ = word == "arcslist" ? Section::arcs_list : Section::edges_list;
      relation();
    } else if (word == "matrix") {
      section_ = Section::matrix;
      relation();
      row_ = 0;
      const bool two = first_sort_ < vertices_;
      rows_ = first_sort_;
      columns_ = two ? vertices_ - first_sort_ : vertices_;
      matrices_.emplace_back();
    } else if (word == "partition" || word == "vector" || word == "permutation" || word == "cluster") {
      values_next_ = word != "cluster";
    } else if (word == "network") {
      network_name_ = std::string(rest.substr(std::min(rest.find_first_not_of(" \t"), rest.size())));
      values_next_ = false;
    }
  }

  void vertex(std::string_view rest) {
    const std::string_view number = take_word(rest);
    bool quoted = false;
    const std::string_view label = take_word(rest, &quoted);
    if (!whole(number)) {
      taker_->left_out("nodes", "vertex without a number", place_);
      return taker_->fault(Severity::warning, "vertex without a number", place_, "Nothing can name it.");
    }
    NetworkNode node;
    node.id = number;
    node.key = key(number);
    node.second = *whole(number) > first_sort_;
    node.place = place_;
    if (!label.empty() && (quoted || !rest.empty() || !is_figure(label) || label.find('.') == label.npos)) node.values.emplace_back("label", label);
    // Coordinates, a shape, then pairs of letters and values for drawing.
    static constexpr const char* axes[] = {"x", "y", "z"};
    std::size_t axis = 0;
    while (axis < 3) {
      std::string_view ahead = rest;
      const std::string_view word = take_word(ahead);
      if (!is_figure(word)) break;
      node.values.emplace_back(axes[axis++], word);
      rest = ahead;
    }
    if (const auto begin = rest.find_first_not_of(" \t"); begin != rest.npos) node.values.emplace_back("more", rest.substr(begin));
    taker_->node(std::move(node));
  }

  void unread(std::string_view reason) {
    taker_->left_out("ties", reason, place_);
    taker_->fault(Severity::warning, reason, place_, "It does not say who is tied with whom.");
  }
  void finish_tie(NetworkTie& tie) {
    if (!relation_.empty()) tie.values.emplace_back("relation", relation_);
    if (network_ > 1) tie.values.emplace_back("network", network_name_.empty() ? std::to_string(network_) : network_name_);
    tie.place = place_;
    taker_->tie(std::move(tie));
  }

  void pair(std::string_view rest, bool directed) {
    std::string_view from = take_word(rest);
    NetworkTie tie;
    if (from.ends_with(':')) {  // "2: 1 5 3": of the second relation
      tie.values.emplace_back("relation", from.substr(0, from.size() - 1));
      from = take_word(rest);
    }
    const std::string_view to = take_word(rest);
    if (from.empty() || to.empty()) return unread("tie without two ends");
    tie.from = key(from);
    tie.to = {{key(to), ""}};
    tie.directed = directed;
    std::string_view ahead = rest;
    if (const std::string_view weight = take_word(ahead); is_figure(weight)) {
      tie.values.emplace_back("weight", weight);
      rest = ahead;
    }
    // l "label" among what is for drawing.
    ahead = rest;
    for (std::string_view word = take_word(ahead); !word.empty(); word = take_word(ahead))
      if (word == "l")
        if (const auto label = take_word(ahead); !label.empty()) tie.values.emplace_back("label", label);
    if (const auto begin = rest.find_first_not_of(" \t"); begin != rest.npos) tie.values.emplace_back("more", rest.substr(begin));
    finish_tie(tie);
  }

  void list(std::string_view rest, bool directed) {
    const std::string_view from = take_word(rest);
    NetworkTie tie;
    const auto begin = [&](bool continued) {
      tie = {};
      tie.from = key(from);
      tie.directed = directed;
      tie.continued = continued;
    };
    begin(false);
    for (std::string_view to = take_word(rest); !to.empty(); to = take_word(rest)) {
      if (tie.to.size() == NetworkTie::most_ends) {
        finish_tie(tie);
        begin(true);
      }
      tie.to.push_back({key(to), ""});
    }
    if (tie.to.empty()) return unread("tie without two ends");
    finish_tie(tie);
  }

  void matrix_row(std::string_view rest) {
    ++row_;
    if (row_ > rows_) {
      taker_->left_out("ties", "row below the matrix", place_);
      return;
    }
    const bool two = first_sort_ < vertices_;
    Matrix& matrix = matrices_.back();
    const bool once = symmetric_.size() >= matrices_.size() && symmetric_[matrices_.size() - 1];
    NetworkTie tie;
    const auto begin = [&](bool continued) {
      tie = {};
      tie.from = key(std::to_string(row_));
      tie.directed = !once;
      tie.continued = continued;
    };
    begin(false);
    std::uint64_t column = 0;
    for (std::string_view cell = take_word(rest); !cell.empty(); cell = take_word(rest)) {
      if (++column > columns_) break;
      if (cell.find_first_not_of("0.+-") == cell.npos) continue;
      ++matrix.cells;
      if (!two && column == row_) continue;  // nobody is in contact with himself
      auto& sum = two || column > row_ ? matrix.above : matrix.below;
      const auto lesser = std::min(column, row_), greater = std::max(column, row_);
      sum += (std::hash<std::string_view>{}(cell) ^ (lesser * 0x9E3779B97F4A7C15u)) * (2 * greater + 0xD1B54A32D192ED03u);
      if (once && column < row_) continue;
      if (tie.to.size() == NetworkTie::most_ends) {
        finish_tie(tie);
        begin(true);
      }
      tie.to.push_back({key(std::to_string(two ? first_sort_ + column : column)), std::string(cell)});
    }
    if (column != columns_)
      taker_->fault(Severity::warning, column < columns_ ? "row with too few fields" : "row with too many fields", place_,
                    fmt::format("The matrix has {} columns; what is there is read.", columns_));
    finish_tie(tie);
  }
  void short_matrix() {
    taker_->fault(Severity::warning, "cut off", place_, fmt::format("The matrix ends behind row {} of {}.", row_, rows_));
  }

  std::string_view bytes_;
  const text::EncodingGuess& encoding_;
  NetworkTaker* taker_ = nullptr;
  NetworkPlace place_;
  Section section_ = Section::none;
  bool values_next_ = false;
  std::uint64_t network_ = 0, vertices_ = 0, first_sort_ = 0, row_ = 0, rows_ = 0, columns_ = 0;
  std::string relation_, network_name_;
  std::vector<Matrix> matrices_;
  std::vector<bool> symmetric_;  // of each matrix, learnt in the first pass
};

class PajekReader final : public Reader {
 public:
  std::string_view name() const override { return "pajek"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view head = item.bytes().substr(0, 65'536);
    const auto guess = text::detect_encoding(head);
    text::LineReader lines(head, guess);
    text::LineReader::Line line;
    // Some files say first, in plain words, what they are.
    const bool named = lower(item.file_name()).ends_with(".net") || lower(item.file_name()).ends_with(".paj");
    bool begun = false;
    int words = 0;
    while (lines.next(line)) {
      std::string_view rest = line.text;
      const auto first = rest.find_first_not_of(" \t\f\v");
      if (first == rest.npos || rest[first] == '%' || rest.substr(first).starts_with("/*")) continue;
      rest.remove_prefix(first);
      const std::string word = lower(take_word(rest));
      if (word == "*vertices" && whole(take_word(rest))) return {93, "Pajek, a network"};
      if (word == "*network") {
        begun = true;
        continue;
      }
      if (!begun && (!named || ++words > 20)) return {};
    }
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const auto encoding = text::detect_encoding(item.bytes());
    NetworkRecords records(item, nullptr, options, sink);
    Pajek parser(item.bytes(), encoding);
    parser.run(records);
    records.surveyed();
    parser.run(records);
    records.finish(false);
  }
};

}  // namespace

std::unique_ptr<Reader> make_pajek_reader() { return std::make_unique<PajekReader>(); }

}  // namespace clew::readers
