// What readers of whole pages share: a probe's look at the beginning, and the walk over the text.
#pragma once

#include <cstddef>
#include <string_view>

#include "readers/html_shown.h"
#include "readers/reader.h"
#include "readers/utf8_bytes.h"

namespace clew::readers::html {

// The first bytes of an item, for a probe that looks for words of a page. False where no page begins.
class PageHead {
 public:
  explicit PageHead(const exhibit::Item& item, std::size_t bytes = 65'536) : head_(item.bytes().substr(0, bytes)), page_(begins_with_tag(head_)) {}
  explicit operator bool() const { return page_; }
  bool has(std::string_view word) const { return head_.find(word) != head_.npos; }

 private:
  std::string_view head_;
  bool page_;
};

// Walk(item, text, options, sink).run() over the page as UTF-8; a page too large to convert is a finding.
template <typename Walk>
void read_page(const exhibit::Item& item, const Options& options, Sink& sink) {
  const Utf8Bytes text(item.bytes());
  if (refused_as_too_large(text, "HTML", sink)) return;
  Walk(item, text, options, sink).run();
}

}  // namespace clew::readers::html
