// Collects the text of one block of an office document after the other, and where each lies.
//
// What stands inside a paragraph without being part of it (a comment, a footnote, a text box) is entered and left: it gives
// blocks of its own, written behind the paragraph that it stands in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "readers/text_reader_document.h"

namespace clew::readers {

class OfficeGatherer {
 public:
  // The same document is gone through twice: `survey` first (DocumentWriter).
  OfficeGatherer(DocumentWriter& writer, bool survey) : writer_(writer), survey_(survey) {}

  void text(std::string_view utf8, std::uint64_t begin, std::uint64_t end) {
    if (utf8.empty()) return;
    if (block_.text.empty()) block_.offset = begin;
    block_.text += utf8;
    block_.length = end - block_.offset;
    if (block_.text.size() > most_block) flush();
  }
  void mark(std::string_view part) {
    if (!block_.beside) block_.part = part;
  }
  // Once for each value.
  void extra(std::string name, std::string value) {
    for (const auto& e : block_.extras)
      if (e.name == name && e.value == value) return;
    if (block_.extras.size() < most_extras) block_.extras.push_back({std::move(name), std::move(value)});
  }
  // Of every block from here on.
  void always(std::string name, std::string value) { always_.push_back({std::move(name), std::move(value)}); }

  void flush() {
    if (block_.text.find_first_not_of(" \t\n") != std::string::npos) {
      block_.line = 1;
      block_.extras.insert(block_.extras.end(), always_.begin(), always_.end());
      if (outer_.empty())
        give(std::move(block_));
      else if (inner_.size() < most_inner)
        inner_.push_back(std::move(block_));
      else
        give(std::move(block_));
    }
    block_ = outer_.empty() ? Block() : head();
    if (!outer_.empty()) return;
    for (auto& b : inner_)
      give(std::move(b));
    inner_.clear();
  }
  // `head` has what every block inside has: part, table, people.
  void enter(Block head) {
    if (outer_.size() >= most_depth) {
      ++too_deep_;
      return;
    }
    outer_.push_back({std::move(block_), head});
    block_ = std::move(head);
  }
  // What the blocks have that come next inside; of nothing entered, of this block alone.
  Block& head() { return outer_.empty() ? block_ : outer_.back().head; }
  // What head() was given since takes effect, as long as no text has come.
  void renew() {
    if (!outer_.empty() && block_.text.empty()) block_ = head();
  }
  void leave() {
    if (too_deep_) {
      --too_deep_;
      return;
    }
    if (outer_.empty()) return;
    flush();
    block_ = std::move(outer_.back().block);
    outer_.pop_back();
  }
  void finish() {
    too_deep_ = 0;
    while (!outer_.empty()) leave();
    flush();
  }

 private:
  static constexpr std::size_t most_block = 256u << 10;  // a longer paragraph is cut into several
  static constexpr std::size_t most_extras = 100, most_depth = 16, most_inner = 10'000;
  struct Outer {
    Block block, head;
  };
  void give(Block block) { survey_ ? writer_.survey(block) : writer_.write(std::move(block)); }

  DocumentWriter& writer_;
  bool survey_;
  Block block_;
  std::vector<Outer> outer_;
  std::vector<Block> inner_;
  std::vector<model::Field> always_;
  std::size_t too_deep_ = 0;
};

// The head of a comment's blocks. `when` as the file says it: programs write their own clock there, some with a Z.
Block office_comment(std::string_view author, std::string_view when, std::string key);

}  // namespace clew::readers
