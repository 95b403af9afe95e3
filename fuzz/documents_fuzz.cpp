// Any bytes through the readers of mail and documents: no crash, no hang, every row one fate, every
// position inside the file; and the files that they carry can be opened, or not, without harm. The
// first byte chooses the reader, the second the options. PDF itself is poppler's and stands behind
// the lock-down; what Clew makes of the words of a page is fuzzed here. Seeds: fuzz/documents/.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/assert.h"
#include "exhibit/locator.h"
#include "reader_list.h"
#include "readers/attached_files.h"
#include "readers/google_chat_reader.h"
#include "readers/image_reader.h"
#include "readers/mail_reader.h"
#include "readers/message_file_reader.h"
#include "readers/office_text_reader.h"
#include "readers/old_office_reader.h"
#include "readers/pdf_paragraphs.h"
#include "readers/pst_reader.h"
#include "readers/tnef_reader.h"

namespace documents_fuzz {

using namespace clew;

inline const ReaderList& all() {
  static const ReaderList list([] {
    ReaderList::Readers l;
    l.push_back(readers::make_eml_reader());
    l.push_back(readers::make_mbox_reader());
    l.push_back(readers::make_message_file_reader());
    l.push_back(readers::make_tnef_reader());
    l.push_back(readers::make_rtf_reader());
    l.push_back(readers::make_image_reader());
    l.push_back(readers::make_office_text_reader());
    l.push_back(readers::make_google_chat_reader());
    l.push_back(readers::make_old_office_reader());
    l.push_back(readers::make_film_reader());
    l.push_back(readers::make_pst_reader());
    return l;
  }());
  return list;
}

// Words with boxes made of the bytes, whatever numbers these are.
inline void page(const std::string& bytes) {
  readers::PageText text;
  for (std::size_t at = 0; at + 35 <= bytes.size() && text.words.size() < 2000; at += 35) {
    readers::PageWord word;
    std::memcpy(&word.box, bytes.data() + at, 32);
    word.text = bytes.substr(at + 32, 2);
    const auto kind = static_cast<unsigned char>(bytes[at + 34]);
    word.rotation = kind & 3;
    word.space_after = kind & 4;
    if (kind & 8) word.paragraph = word.line = kind >> 4;
    text.words.push_back(std::move(word));
  }
  std::size_t lines = 0;
  for (const auto& p : readers::paragraphs_of(text))
    lines += static_cast<std::size_t>(p.lines);
  CLEW_ASSERT(lines <= text.words.size());
}

}  // namespace documents_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace documents_fuzz;
  if (size < 2) return 0;
  std::string rest(reinterpret_cast<const char*>(data + 2), size - 2);
  const unsigned choice = data[0] % (all().size() + 1);
  if (choice == all().size()) {
    page(rest);
    return 0;
  }
  readers::Options options;
  if (data[1] & 1) options.latest_plausible = 1'700'000'000 * micros_per_second;
  if (data[1] & 2) options.owner_name = "Ana";
  exhibit::Item item;
  item.path = {"file"};
  item.size = rest.size();
  item.source = exhibit::bytes_in_memory(rest);
  const auto& reader = all().read(choice, item, options);
  exhibit::Budget budget;
  budget.exhibit_bytes = size;
  if (auto files = reader.attached(item, options, budget))
    for (std::size_t i = 0; i < files->size() && i < 50; ++i) {
      (void)files->info(i);
      (void)files->open(i);
    }
  return 0;
}
