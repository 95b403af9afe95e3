// DL: a line of sizes, labels, data as a matrix or as lists. Source: UCINET's user guide (S. Borgatti, M. Everett, L. Freeman), "DL"; the same
// form is read and written by NetDraw, Gephi and R's sna. Words part by blanks, commas, ends of lines and '='; capitals do not matter.
//
//   dl n=3 format=edgelist1          dl nr=2, nc=3
//   labels: Ana Ben Cy               row labels: Ana Ben
//   data:                            column labels: fair market walk
//   1 2 5                            data: 1 0 1
//   2 3                                    0 1 1
#include "readers/ucinet_reader.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <unordered_map>

#include "readers/network_records.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using model::Severity;

constexpr std::uint64_t most = 2'000'000;  // of nodes that are believed to be there

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

struct DlWord {
  std::string_view text;
  bool quoted = false, first = false;  // first: of its line
  std::uint64_t begin = 0, end = 0, line = 0;
};

class DlScanner {
 public:
  explicit DlScanner(std::string_view bytes, std::uint64_t at = 0) : bytes_(bytes), at_(at) {}
  bool next(DlWord& word) {
    const auto parts = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == '=' || c == ';' || c == '\f' || c == '\v'; };
    while (at_ < bytes_.size() && parts(bytes_[at_])) {
      if (bytes_[at_] == '\n') {
        ++line_;
        first_ = true;
      }
      ++at_;
    }
    if (at_ >= bytes_.size()) return false;
    word = {{}, false, first_, at_, at_, line_};
    first_ = false;
    const char quote = bytes_[at_] == '"' || bytes_[at_] == '\'' ? bytes_[at_] : '\0';
    if (quote) {
      // Within its line.
      const std::size_t end = std::min(bytes_.find('\n', at_), bytes_.size());
      const std::string_view rest = bytes_.substr(0, end);
      if (const auto close = rest.find(quote, at_ + 1); close != rest.npos) {
        word.text = bytes_.substr(at_ + 1, close - at_ - 1);
        word.quoted = true;
        at_ = close + 1;
        word.end = at_;
        return true;
      }
    }
    while (at_ < bytes_.size() && !parts(bytes_[at_])) ++at_;
    word.text = bytes_.substr(word.begin, at_ - word.begin);
    word.end = at_;
    return true;
  }

 private:
  std::string_view bytes_;
  std::uint64_t at_, line_ = 1;
  bool first_ = true;
};

std::optional<std::uint64_t> whole(std::string_view s) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
  return error == std::errc() && end == s.data() + s.size() && !s.empty() ? std::optional(value) : std::nullopt;
}
bool is_nothing(std::string_view cell) { return cell.find_first_not_of("0.+-") == cell.npos; }

class Ucinet {
 public:
  Ucinet(std::string_view bytes, text::Encoding encoding, std::uint64_t begin) : bytes_(bytes), encoding_(encoding), begin_(begin) {}

  void run(NetworkTaker& taker) {
    taker_ = &taker;
    rows_ = columns_ = 0;
    matrices_ = 1;
    form_ = "fullmatrix";
    diagonal_ = true;
    apart_ = two_ = false;
    embedded_ = {};
    relations_.clear();
    for (auto& list : labels_) list.clear();
    for (auto& keys : label_keys_) keys.clear();
    row_names_.clear();
    scanner_ = DlScanner(bytes_, begin_);
    have_ = false;
    data_ = false;
    head();
    const std::uint64_t size = bytes_.size();
    name_nodes();
    if (!data_) return taker.fault(Severity::warning, "cut off", {size, size, 0}, "The file ends before its data.");
    if (form_ == "fullmatrix" || form_ == "fm") full_matrix();
    else if (form_ == "upperhalf" || form_ == "uh" || form_ == "lowerhalf" || form_ == "lh" || form_ == "halfmatrix") half_matrix(form_[0] == 'u');
    else if (form_.starts_with("edgelist") || form_.starts_with("el") || form_.starts_with("nodelist") || form_.starts_with("nl")) lists(form_[0] == 'e');
    else unknown_form();
  }

 private:
  bool peek(DlWord& word) {
    if (!have_) have_ = scanner_.next(word_);
    word = word_;
    return have_;
  }
  bool take(DlWord& word) {
    const bool there = peek(word);
    have_ = false;
    return there;
  }
  std::string shown(std::string_view raw) const { return text::to_utf8(raw, encoding_); }
  std::uint64_t number() {
    DlWord word;
    return peek(word) && whole(word.text) ? (take(word), *whole(word.text)) : 0;
  }

  void head() {
    DlWord word;
    std::string of;  // "row", "column", "matrix"
    while (!data_ && peek(word)) {
      take(word);
      std::string w = lower(word.text);
      const bool colon = w.ends_with(':');
      if (colon) w.pop_back();
      if (w == "n" || w == "nn") rows_ = columns_ = number();
      else if (w == "nr") rows_ = number(), apart_ = true;
      else if (w == "nc") columns_ = number(), apart_ = true;
      else if (w == "nm") matrices_ = std::max<std::uint64_t>(number(), 1);
      else if (w == "format" || w == "form") {
        if (take(word)) form_ = lower(word.text);
      } else if (w == "diagonal" || w == "diag") {
        if (take(word)) diagonal_ = lower(word.text) != "absent";
      } else if (w == "row" || w == "rows") of = "row";
      else if (w == "col" || w == "column" || w == "cols" || w == "columns") of = "column";
      else if (w == "matrix" || w == "level") of = "matrix";
      else if (w == "labels" || w == "label") {
        DlWord ahead;
        if (peek(ahead) && lower(ahead.text).starts_with("embedded")) {
          take(ahead);
          if (of != "column") embedded_[0] = true;
          if (of != "row") embedded_[1] = true;
        } else {
          labels(of);
        }
        of.clear();
      } else if (w == "data") {
        data_ = true;
      }
    }
  }

  // Whether the labels end with this word: another heading of the file's.
  bool is_heading(const DlWord& word) {
    if (word.quoted) return false;
    const std::string w = lower(word.text);
    if (w == "data:" || w == "labels:" || w == "label:") return true;
    if (w != "data" && w != "row" && w != "rows" && w != "col" && w != "cols" && w != "column" && w != "columns" && w != "matrix" && w != "level" && w != "labels") return false;
    DlScanner ahead = scanner_;
    DlWord next;
    if (!ahead.next(next)) return w == "data";
    const std::string n = lower(next.text);
    return n == ":" || n.starts_with("label") || (w == "labels" && n.starts_with("embedded"));
  }

  void labels(const std::string& of) {
    DlWord word;
    std::uint64_t count = 0;
    while (peek(word)) {
      if (word.text == ":" && count == 0) {
        take(word);
        continue;
      }
      if (is_heading(word)) return;
      take(word);
      ++count;
      if (of == "matrix") {
        if (relations_.size() < 1000) relations_.push_back(shown(word.text));
      } else if (auto& list = labels_[of == "column"]; list.size() < most) {
        list.push_back(word);
      }
    }
  }

  // Of one sort, with a row and a column for each, or of two: rows of one and columns of another.
  void name_nodes() {
    const auto same = [&](std::size_t i) { return labels_[0][i].text == labels_[1][i].text; };
    two_ = form_.ends_with('2') || (apart_ && rows_ != columns_);
    if (!labels_[0].empty() && !labels_[1].empty()) {
      two_ = two_ || labels_[0].size() != labels_[1].size();
      for (std::size_t i = 0; !two_ && i < labels_[0].size(); ++i) two_ = !same(i);
    }
    for (const bool second : {false, true}) {
      const std::uint64_t size = second ? columns_ : rows_;
      const auto& list = second && !two_ && labels_[0].empty() ? labels_[1] : labels_[second];
      if (second && !two_ && !labels_[0].empty()) break;  // the same people again
      if (!second && list.empty()) continue;
      for (std::size_t i = 0; i < list.size(); ++i) {
        const NetworkPlace place{list[i].begin, list[i].end, list[i].line};
        if (size && i >= size) {
          taker_->left_out("nodes", "label beyond the size", place);
          continue;
        }
        NetworkNode node;
        node.id = std::to_string(i + 1);
        node.key = key(i + 1, second && two_);
        node.second = second && two_;
        node.values.emplace_back("label", shown(list[i].text));
        node.place = place;
        label_keys_[second && two_].try_emplace(node.values[0].second, node.key);
        taker_->node(std::move(node));
      }
    }
  }

  std::string key(std::uint64_t number, bool second) const { return second ? fmt::format("{}\x1F" "columns", number) : std::to_string(number); }
  // How a data word names a node: by its number where labels are listed or none are, else by itself.
  std::string end_key(std::string_view word, bool second) const {
    if (embedded_[second]) return shown(word);
    if (const auto n = whole(word)) return key(*n, second);
    const std::string label = shown(word);
    const auto found = label_keys_[second].find(label);
    return found == label_keys_[second].end() ? label : found->second;
  }
  void give(NetworkTie& tie, std::uint64_t matrix) {
    if (matrices_ > 1 || matrix < relations_.size())
      tie.values.emplace_back("relation", matrix < relations_.size() ? relations_[matrix] : std::to_string(matrix + 1));
    taker_->tie(std::move(tie));
  }

  void full_matrix() {
    if (rows_ == 0) rows_ = labels_[0].size();
    if (columns_ == 0) columns_ = two_ || labels_[0].empty() ? labels_[1].size() : rows_;
    if (two_ && rows_ && columns_) taker_->decided("two-mode", fmt::format("{} rows are of one sort, {} columns of another", rows_, columns_));
    if (matrices_ > 1) taker_->decided("matrices", std::to_string(matrices_));
    if (rows_ == 0 || columns_ == 0) return taker_->fault(Severity::warning, "a matrix without its size", {begin_, bytes_.size(), 0}, "The file does not say how many rows and columns it has.");
    DlWord word;
    for (std::uint64_t m = 0; m < matrices_ && peek(word); ++m) {
      std::vector<std::string> heads;
      if (embedded_[1])
        while (heads.size() < std::min(columns_, most) && take(word)) heads.push_back(shown(word.text));
      const bool once = m < symmetric_.size() && symmetric_[m];
      std::uint64_t above = 0, below = 0, cells = 0, row = 0;
      for (; row < rows_ && peek(word); ++row) {
        NetworkPlace place{word.begin, word.end, word.line};
        std::string from = key(row + 1, false);
        if (embedded_[0]) {
          take(word);
          from = shown(word.text);
        }
        NetworkTie tie;
        const auto begin = [&](bool continued) {
          tie = {};
          tie.from = from;
          tie.directed = !once;
          tie.continued = continued;
        };
        begin(false);
        std::uint64_t column = 0;
        for (; column < columns_; ++column) {
          if (!diagonal_ && !two_ && column == row) continue;  // not written
          if (!take(word)) break;
          place.end = word.end;
          if (is_nothing(word.text)) continue;
          if (!two_ && column == row) continue;
          ++cells;
          const auto lesser = std::min(column, row), greater = std::max(column, row);
          (column > row ? above : below) += (std::hash<std::string_view>{}(word.text) ^ (lesser * 0x9E3779B97F4A7C15u)) * (2 * greater + 0xD1B54A32D192ED03u);
          if (once && column < row) continue;
          if (tie.to.size() == NetworkTie::most_ends) {
            tie.place = place;
            give(tie, m);
            begin(true);
          }
          tie.to.push_back({column < heads.size() ? heads[column] : embedded_[0] && !two_ && row_names_.count(column) ? row_names_[column] : key(column + 1, two_), std::string(word.text)});
        }
        tie.place = place;
        if (embedded_[0] && row_names_.size() < most) row_names_[row] = from;
        give(tie, m);
        if (column < columns_) {
          taker_->fault(Severity::warning, "cut off", place, fmt::format("The row has {} of {} cells; what is there is read.", column, columns_));
          break;
        }
      }
      if (m >= symmetric_.size() && m < 4096) symmetric_.push_back(!two_ && cells > 0 && above == below);
      if (row < rows_) {
        taker_->fault(Severity::warning, "cut off", {bytes_.size(), bytes_.size(), 0}, fmt::format("The matrix ends in or behind row {} of {}.", row, rows_));
        return;
      }
    }
    rest();
  }

  // Each row one cell longer than the one before, or shorter; with the diagonal or without it.
  void half_matrix(bool upper) {
    DlWord word;
    for (std::uint64_t row = 0; row < rows_ && peek(word); ++row) {
      const std::uint64_t first = upper ? row + (diagonal_ ? 0 : 1) : 0, behind = upper ? rows_ : row + (diagonal_ ? 1 : 0);
      if (first >= behind) continue;
      NetworkPlace place{word.begin, word.end, word.line};
      NetworkTie tie;
      tie.from = key(row + 1, false);
      std::uint64_t column = first;
      for (; column < behind && take(word); ++column) {
        place.end = word.end;
        if (is_nothing(word.text) || column == row) continue;
        if (tie.to.size() == NetworkTie::most_ends) {
          tie.place = place;
          NetworkTie more;
          more.from = tie.from;
          more.continued = true;
          give(tie, 0);
          tie = std::move(more);
        }
        tie.to.push_back({key(column + 1, false), std::string(word.text)});
      }
      tie.place = place;
      give(tie, 0);
      if (column < behind) {
        taker_->fault(Severity::warning, "cut off", place, "The row ends before its last cell; what is there is read.");
        return;
      }
    }
    rest();
  }

  void lists(bool edges) {
    DlWord word;
    std::vector<DlWord> line;
    const auto finish = [&] {
      if (line.empty()) return;
      const NetworkPlace place{line.front().begin, line.back().end, line.front().line};
      if (line.size() < 2) {
        // A node alone, as node lists name those without ties.
        taker_->left_out("ties", edges ? "tie without two ends" : "node without ties", place);
        if (edges) taker_->fault(Severity::warning, "tie without two ends", place, "It does not say who is tied with whom.");
      } else if (edges) {
        NetworkTie tie;
        tie.from = end_key(line[0].text, false);
        tie.to = {{end_key(line[1].text, two_), line.size() > 2 ? shown(line[2].text) : ""}};
        tie.directed = true;
        tie.place = place;
        if (line.size() > 2) tie.values.emplace_back("weight", shown(line[2].text));
        for (std::size_t i = 3; i < line.size() && i < 64; ++i) tie.values.emplace_back(fmt::format("value {}", i - 1), shown(line[i].text));
        give(tie, 0);
      } else {
        NetworkTie tie;
        for (std::size_t i = 1; i < line.size(); ++i) {
          if (tie.to.size() == NetworkTie::most_ends) {
            tie.place = place;
            give(tie, 0);
            tie = {};
            tie.continued = true;
          }
          tie.from = end_key(line[0].text, false);
          tie.directed = true;
          tie.to.push_back({end_key(line[i].text, two_), ""});
        }
        tie.place = place;
        give(tie, 0);
      }
      line.clear();
    };
    while (take(word)) {
      if (word.first || (!line.empty() && line.back().line != word.line)) finish();
      if (word.text == "!" && !word.quoted) {  // the next matrix
        finish();
        continue;
      }
      if (line.size() < most) line.push_back(word);
    }
    finish();
  }

  // What stands behind the matrix.
  void rest() {
    DlWord word;
    if (!peek(word)) return;
    taker_->left_out("lines", "behind the matrix", {word.begin, bytes_.size(), word.line});
    taker_->fault(Severity::note, "text behind the matrix", {word.begin, bytes_.size(), word.line}, "There are more cells than the sizes say; they are left out.");
  }
  void unknown_form() {
    DlWord word;
    const std::uint64_t at = peek(word) ? word.begin : bytes_.size();
    taker_->left_out("lines", "of a form that is not read", {at, bytes_.size(), 0});
    taker_->fault(Severity::unread, "a form that is not read", {at, bytes_.size(), 0}, "Of UCINET's forms matrices, edge lists and node lists are read; this one is another.");
  }

  std::string_view bytes_;
  text::Encoding encoding_;
  std::uint64_t begin_;
  NetworkTaker* taker_ = nullptr;
  DlScanner scanner_{std::string_view()};
  DlWord word_;
  bool have_ = false, data_ = false, diagonal_ = true, apart_ = false, two_ = false;
  std::uint64_t rows_ = 0, columns_ = 0, matrices_ = 1;
  std::string form_;
  std::array<bool, 2> embedded_{};
  std::vector<std::string> relations_;
  std::array<std::vector<DlWord>, 2> labels_;  // of rows, of columns
  std::array<std::unordered_map<std::string, std::string>, 2> label_keys_;
  std::unordered_map<std::uint64_t, std::string> row_names_;
  std::vector<bool> symmetric_;  // of each matrix, learnt in the first pass
};

class UcinetReader final : public Reader {
 public:
  std::string_view name() const override { return "ucinet-dl"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view head = item.bytes().substr(0, 65'536);
    const std::uint64_t begin = head.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    DlScanner scanner(head, begin);
    DlWord word;
    if (!scanner.next(word) || lower(word.text) != "dl" || word.begin > 200) return {};
    bool size = false;
    for (int i = 0; i < 5000 && scanner.next(word); ++i) {
      std::string w = lower(word.text);
      if (w == "n" || w == "nr" || w == "nc") {
        DlWord number;
        size = size || (scanner.next(number) && whole(number.text));
      }
      if (size && (w == "data:" || w == "data" || w == "labels:" || w == "labels" || w == "format")) return {94, "UCINET DL, a network"};
    }
    return {size ? 60 : 0, "begins like UCINET DL"};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "UCINET DL", sink)) return;
    auto encoding = text::Encoding::utf8;
    if (!text.converted()) {
      const auto guess = text::detect_encoding(text.text());
      if (text::unit_bytes(guess.encoding) == 1) encoding = guess.encoding;
    }
    NetworkRecords records(item, &text, options, sink);
    DlScanner scanner(text.text(), text.text().starts_with("\xEF\xBB\xBF") ? 3 : 0);
    DlWord dl;
    const std::uint64_t begin = scanner.next(dl) && lower(dl.text) == "dl" ? dl.end : 0;
    Ucinet parser(text.text(), encoding, begin);
    parser.run(records);
    records.surveyed();
    parser.run(records);
    records.finish(false);
  }
};

}  // namespace

std::unique_ptr<Reader> make_ucinet_reader() { return std::make_unique<UcinetReader>(); }

}  // namespace clew::readers
