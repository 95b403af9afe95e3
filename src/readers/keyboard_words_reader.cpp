#include "readers/keyboard_words_reader.h"

#include <fmt/format.h>

#include "exhibit/locator.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

constexpr std::size_t shortest = 3, longest = 256;
constexpr std::string_view mark = "DynamicDictionary-";

struct Piece {
  std::size_t bytes = 0;  // 0: no character that a word may hold
  bool letter = false;
};

// At the front of `rest`. Blanks, control characters and what is not UTF-8 end a word.
Piece piece(std::string_view rest) {
  const auto c = static_cast<unsigned char>(rest[0]);
  if (c < 0x80) {
    const bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
    return {c > 0x20 && c < 0x7F ? 1u : 0u, letter};
  }
  const std::size_t n = c >= 0xC2 && c <= 0xDF   ? 2
                        : c >= 0xE0 && c <= 0xEF ? 3
                        : c >= 0xF0 && c <= 0xF4 ? 4
                                                 : 0;
  if (n == 0 || rest.size() < n || !text::is_valid_utf8(rest.substr(0, n))) return {};
  if (n == 2 && c == 0xC2 && static_cast<unsigned char>(rest[1]) < 0xA0) return {};
  return {n, true};
}

class KeyboardWordsReader final : public Reader {
 public:
  std::string_view name() const override { return "keyboard-words"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    if (item.bytes().starts_with(mark)) return {95, "begins as an iPhone's learnt words do"};
    if (item.file_name() == "dynamic-lexicon.dat" && !item.bytes().empty())
      return {80, "named like an iPhone's learnt words"};
    return {};
  }

  void read(const exhibit::Item& item, const Options&, Sink& sink) const override {
    const auto bytes = item.bytes();
    sink.rows("words", 0);
    std::uint64_t words = 0;
    for (std::size_t at = bytes.starts_with(mark) ? std::min(mark.size() + 1, bytes.size()) : 0;
         at < bytes.size();) {
      const std::size_t begin = at;
      std::size_t characters = 0, letters = 0;
      while (at < bytes.size() && at - begin < longest) {
        const auto p = piece(bytes.substr(at));
        if (p.bytes == 0) break;
        at += p.bytes;
        ++characters;
        letters += p.letter;
      }
      if (at == begin) {
        ++at;
        continue;
      }
      if (characters < shortest) continue;
      model::Record record;
      record.kind = model::RecordKind::event;
      record.table = "words";
      record.locator = exhibit::Locator().bytes(begin, at - begin).str();
      record.service = "Keyboard";
      record.fields.push_back({"type", "keyboard word"});
      record.text = std::string(bytes.substr(begin, at - begin));
      sink.rows("words", 1);
      if (letters * 2 < characters) {
        sink.skip("words", "bytes that read as signs, not as a word", record.locator);
        continue;
      }
      ++words;
      sink.record(std::move(record));
    }
    sink.finding(
        {model::Severity::note, "words a keyboard has learnt",
         exhibit::Locator().bytes(0, bytes.size()).str(),
         fmt::format(
             "{} runs of text. When, in which app, to whom and in what order they were typed "
             "is not in the file as far as its layout is known, nor that a person typed "
             "them; some runs may be chance bytes. They are no messages.",
             words)});
  }
};

}  // namespace

std::unique_ptr<Reader> make_keyboard_words_reader() {
  return std::make_unique<KeyboardWordsReader>();
}

}  // namespace clew::readers
