// Any bytes as a property list, as protocol buffers, as Android's XML and system files, and as the values that store
// descriptions look into: no crash, no hang, every row one fate. Seeds: fuzz/plist/.
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "counting_sink.h"
#include "readers/android_usage_reader.h"
#include "readers/android_xml_reader.h"
#include "readers/bluetooth_config_reader.h"
#include "readers/plist_reader.h"
#include "readers/store_functions.h"
#include "readers/store_row.h"
#include "readers/telegram_blob.h"
#include "readers/telegram_postbox.h"

using namespace clew;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  exhibit::Item item;
  item.path = {"a.plist"};
  item.size = size;
  item.source = exhibit::bytes_in_memory(bytes);
  for (const auto& reader : {readers::make_plist_reader(), readers::make_android_xml_reader(),
                             readers::make_protobuf_reader(), readers::make_android_usage_reader(),
                             readers::make_notification_history_reader(),
                             readers::make_bluetooth_config_reader()}) {
    // Some readers know their files by where they lie.
    item.path = {reader->name() == "android-usage"          ? "usagestats/0/daily/1709588000000"
                 : reader->name() == "notification-history" ? "notification_history/history/1709588000000"
                 : reader->name() == "bluetooth-config"     ? "bt_config.conf"
                                                            : "a.plist"};
    if (reader->probe(item).confidence == 0) continue;
    CountingSink sum;
    reader->read(item, {}, sum);
    CLEW_ASSERT(sum.seen == sum.fates);
  }
  (void)readers::store::leaves_of("plist", bytes);
  (void)readers::store::leaves_of("protobuf", bytes);
  (void)readers::store::edit_history(bytes);
  (void)readers::store::unpack(bytes);
  (void)readers::store::typedstream_text(bytes);
  for (const char* what : {"text", "edited", "reply_to", "reference", "action", "file", "file_name", "lat", "url", "phone"}) {
    (void)readers::postbox::of_message(bytes, what);
    (void)readers::postbox::of_media(bytes, what);
  }
  (void)readers::postbox::name_of(bytes);
  if (size >= 4) {
    const std::uint32_t date = 1'709'283'600;
    (void)readers::store::telegram_text(bytes, date);
  }
  return 0;
}
