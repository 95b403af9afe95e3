// Any bytes as a property list, as protocol buffers, as Android's XML, and as the values that store
// descriptions look into: no crash, no hang, every row one fate. Seeds: fuzz/plist/.
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "readers/android_xml_reader.h"
#include "readers/plist_reader.h"
#include "readers/store_functions.h"
#include "readers/store_row.h"
#include "readers/telegram_blob.h"

namespace {

using namespace clew;

struct Sum final : readers::Sink {
  std::uint64_t seen = 0, fates = 0;
  void rows(std::string_view, std::uint64_t n) override { seen += n; }
  void record(model::Record) override { ++fates; }
  void extra_record(model::Record) override {}
  void duplicate(std::string_view, std::string_view) override { ++fates; }
  void skip(std::string_view, std::string_view, std::string_view) override { ++fates; }
  void finding(model::Finding) override {}
  void question(model::Question) override {}
  void decided(std::string_view, std::string_view) override {}
  void claims(std::string_view) override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  exhibit::Item item;
  item.path = {"a.plist"};
  item.size = size;
  item.source = exhibit::bytes_in_memory(bytes);
  for (const auto& reader : {readers::make_plist_reader(), readers::make_android_xml_reader(),
                             readers::make_protobuf_reader()}) {
    if (reader->probe(item).confidence == 0) continue;
    Sum sum;
    reader->read(item, {}, sum);
    CLEW_ASSERT(sum.seen == sum.fates);
  }
  (void)readers::store::leaves_of("plist", bytes);
  (void)readers::store::leaves_of("protobuf", bytes);
  (void)readers::store::edit_history(bytes);
  (void)readers::store::unpack(bytes);
  (void)readers::store::typedstream_text(bytes);
  if (size >= 4) {
    const std::uint32_t date = 1'709'283'600;
    (void)readers::store::telegram_text(bytes, date);
  }
  return 0;
}
