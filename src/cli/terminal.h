// How the command line speaks: tables and progress. stdout is data, stderr is messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace clew::cli {

// A table with columns as wide as their widest cell (in terminal columns), the last one open.
// Cells must have gone through view::for_terminal already.
std::string table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows,
                  const std::vector<bool>& right_aligned = {});

// Terminal columns of UTF-8 text (East Asian wide: 2, combining: 0).
std::size_t display_width(std::string_view text);
// At most `columns` wide, with an ellipsis when cut.
std::string shorten(std::string_view text, std::size_t columns);
std::string with_thousands(std::int64_t number);
// "1 record", "1,200 records": the plural of `thing` is it with an s.
std::string counted(std::int64_t number, std::string_view thing);
// The nearest of `words` to `typed` by changed, added and left-out letters, "" if none is near.
std::string nearest_word(std::string_view typed, const std::vector<std::string>& words);

// A progress line on stderr: redrawn on a terminal, one line every 10 s otherwise. Silent when off.
class ProgressLine {
 public:
  explicit ProgressLine(bool enabled);
  ~ProgressLine();
  // "Reading ABC/1  412,330/1,048,221 records  39 %  58,000/s  0:11 left"
  void update(std::string_view what, std::int64_t done, std::int64_t total, std::string_view unit);
  void finish();

 private:
  bool enabled_, terminal_;
  bool drawn_ = false;
  std::string what_;
  double started_ = 0, last_ = 0;
};

}  // namespace clew::cli
