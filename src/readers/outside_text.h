// The text of a file that stands outside of what its form knows (around the cards of an address book, before the first message of a chat): no row
// of it, and kept all the same, as a document that is searched and translated like any other.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "exhibit/locator.h"
#include "readers/reader.h"
#include "text/encoding.h"

namespace clew::readers {

// Gives the text of bytes `begin` to `begin + length` of the file, up to a mebibyte of them; nothing where it is blank. `title`: what it is.
inline void give_outside_text(Sink& sink, std::string_view file, text::Encoding encoding, std::size_t begin, std::size_t length, std::string_view title) {
  constexpr std::size_t most = 1u << 20;
  model::Record record;
  record.kind = model::RecordKind::document;
  record.locator = exhibit::Locator().bytes(begin, length).str();
  record.text = text::to_utf8(file.substr(begin, std::min(length, most)), encoding);
  const auto last = record.text.find_last_not_of(" \t\r\n");
  if (last == record.text.npos) return;
  record.text.resize(last + 1);
  record.text.erase(0, record.text.find_first_not_of("\r\n"));
  record.fields.push_back({"title", std::string(title)});
  sink.extra_record(std::move(record));
}

}  // namespace clew::readers
