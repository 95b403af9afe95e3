// Any bytes through the readers of texts, pages, cards and exchange forms: no crash, no hang, every row one fate, every
// position inside the file. The first byte chooses the reader, the second the options. Seeds: fuzz/texts/.
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "exhibit/locator.h"
#include "reader_list.h"
#include "readers/case_uco_reader.h"
#include "readers/html_reader.h"
#include "readers/kik_return_reader.h"
#include "readers/text_reader.h"
#include "readers/vcard_reader.h"
#include "readers/whatsapp_reader.h"

namespace texts_fuzz {

using namespace clew;

inline const ReaderList& all() {
  static const ReaderList list([] {
    ReaderList::Readers l;
    l.push_back(readers::make_whatsapp_reader());
    l.push_back(readers::make_text_reader());
    l.push_back(readers::make_html_reader());
    l.push_back(readers::make_vcard_reader());
    l.push_back(readers::make_kik_return_reader());
    l.push_back(readers::make_case_uco_reader());
    return l;
  }());
  return list;
}

}  // namespace texts_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace texts_fuzz;
  if (size < 2) return 0;
  const unsigned choice = data[0] % all().size();
  readers::Options options;
  if (data[1] & 1) options.zone = "Europe/London";
  if (data[1] & 2) options.date_order = "mdy";
  if (data[1] & 4) options.latest_plausible = 1'700'000'000 * micros_per_second;
  if (data[1] & 8) options.owner_name = "Ana";
  exhibit::Item item;
  item.path = {choice == 4 ? "logs/chat_sent.txt" : choice == 0 ? "WhatsApp Chat with Ben.txt" : "file"};
  item.size = size - 2;
  item.source = exhibit::bytes_in_memory(std::string(reinterpret_cast<const char*>(data + 2), size - 2));
  (void)all().read(choice, item, options);
  return 0;
}
