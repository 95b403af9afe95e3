// Any bytes through the readers of exports and tool reports: no crash, no hang, every row one fate,
// every position inside the file. The first byte chooses the reader, the second the options; for a
// sheet the next two say how much of the rest is the table of shared texts. Seeds: fuzz/exports/.
#include <algorithm>
#include <cstdint>
#include <string>

#include "base/assert.h"
#include "exhibit/locator.h"
#include "reader_list.h"
#include "readers/android_backup_reader.h"
#include "readers/axiom_xml_reader.h"
#include "readers/bank_statement_reader.h"
#include "readers/binary_cookies_reader.h"
#include "readers/biome_reader.h"
#include "readers/calendar_reader.h"
#include "readers/chat_json_reader.h"
#include "readers/fit_reader.h"
#include "readers/geojson_reader.h"
#include "readers/gml_reader.h"
#include "readers/google_activity_reader.h"
#include "readers/google_location_reader.h"
#include "readers/google_subscriber_reader.h"
#include "readers/discord_html_reader.h"
#include "readers/discord_package.h"
#include "readers/google_voice_reader.h"
#include "readers/snapchat_html_reader.h"
#include "readers/json_table_reader.h"
#include "readers/keyboard_words_reader.h"
#include "readers/line_kakao_reader.h"
#include "readers/meta_activity_reader.h"
#include "readers/meta_html_reader.h"
#include "readers/meta_reader.h"
#include "readers/meta_return_reader.h"
#include "readers/network_xml_reader.h"
#include "readers/ods_reader.h"
#include "readers/owntracks_reader.h"
#include "readers/pajek_reader.h"
#include "readers/skype_json_reader.h"
#include "readers/sms_xml_reader.h"
#include "readers/team_chat_reader.h"
#include "readers/telegram_html_reader.h"
#include "readers/telegram_reader.h"
#include "readers/spreadsheetml_reader.h"
#include "readers/track_reader.h"
#include "readers/ucinet_reader.h"
#include "readers/vmessage_reader.h"
#include "readers/xlsb_maker.h"
#include "readers/xlsb_reader.h"
#include "readers/xlsx_maker.h"
#include "readers/xlsx_reader.h"
#include "readers/xry_text_reader.h"
#include "readers/xml_table_reader.h"

namespace exports_fuzz {

using namespace clew;

inline const ReaderList& all() {
  static const ReaderList list([] {
    ReaderList::Readers l;
    l.push_back(readers::make_xlsx_sheet_reader());
    l.push_back(readers::make_xlsx_part_reader());
    l.push_back(readers::make_telegram_reader());
    l.push_back(readers::make_meta_reader());
    l.push_back(readers::make_discord_reader());
    l.push_back(readers::make_snapchat_reader());
    l.push_back(readers::make_tiktok_reader());
    l.push_back(readers::make_signal_json_reader());
    l.push_back(readers::make_google_location_reader());
    l.push_back(readers::make_json_table_reader());
    l.push_back(readers::make_gpx_reader());
    l.push_back(readers::make_kml_reader());
    l.push_back(readers::make_axiom_xml_reader());
    l.push_back(readers::make_xry_text_reader());
    l.push_back(readers::make_sms_xml_reader());
    l.push_back(readers::make_calendar_reader());
    l.push_back(readers::make_meta_return_reader());
    l.push_back(readers::make_cached_answer_reader());
    l.push_back(readers::make_x_archive_reader());
    l.push_back(readers::make_android_backup_reader());
    l.push_back(readers::make_telegram_html_reader());
    l.push_back(readers::make_meta_html_reader());
    l.push_back(readers::make_binary_cookies_reader());
    l.push_back(readers::make_keyboard_words_reader());
    l.push_back(readers::make_google_voice_reader());
    l.push_back(readers::make_google_activity_reader());
    l.push_back(readers::make_google_activity_json_reader());
    l.push_back(readers::make_geojson_reader());
    l.push_back(readers::make_owntracks_reader());
    l.push_back(readers::make_tcx_reader());
    l.push_back(readers::make_ods_reader());
    l.push_back(readers::make_spreadsheetml_reader());
    l.push_back(readers::make_meta_activity_reader());
    l.push_back(readers::make_fit_reader());
    l.push_back(readers::make_snapchat_html_reader());
    l.push_back(readers::make_discord_csv_reader());
    l.push_back(readers::make_xml_table_reader());
    l.push_back(readers::make_discord_html_reader());
    l.push_back(readers::make_google_subscriber_reader());
    l.push_back(readers::make_skype_json_reader());
    l.push_back(readers::make_vmessage_reader());
    l.push_back(readers::make_line_kakao_reader());
    l.push_back(readers::make_bank_statement_reader());
    l.push_back(readers::make_slack_reader());
    l.push_back(readers::make_matrix_reader());
    l.push_back(readers::make_network_xml_reader());
    l.push_back(readers::make_gml_reader());
    l.push_back(readers::make_pajek_reader());
    l.push_back(readers::make_ucinet_reader());
    l.push_back(readers::make_biome_reader());       // the last three: see below
    l.push_back(readers::make_xlsb_sheet_reader());
    l.push_back(readers::make_xlsb_part_reader());
    return l;
  }());
  return list;
}

}  // namespace exports_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace exports_fuzz;
  if (size < 4) return 0;
  const unsigned choice = data[0] % all().size();
  readers::Options options;
  if (data[1] & 1) options.zone = "Europe/London";
  if (data[1] & 2) options.date_order = "dmy";
  if (data[1] & 4) options.latest_plausible = 1'700'000'000 * micros_per_second;
  if (data[1] & 8) options.owner_name = "Ana";
  std::string rest(reinterpret_cast<const char*>(data + 4), size - 4);
  readers::testing::Parts parts;
  std::string name = "file";
  if (choice <= 1) {
    const std::size_t strings = std::min<std::size_t>(data[2] + 256u * data[3], rest.size());
    parts.parts["xl/sharedStrings.xml"] = rest.substr(0, strings);
    parts.parts["xl/workbook.xml"] =
        "<workbook><sheets><sheet name=\"S\" r:id=\"r\"/></sheets></workbook>";
    parts.parts["xl/styles.xml"] = readers::testing::styles_part();
    rest.erase(0, strings);
    name = choice == 0 ? "xl/worksheets/sheet1.xml" : "xl/comments1.xml";
  } else if (choice >= all().size() - 2) {
    namespace binary = readers::testing::binary;
    const std::size_t strings = std::min<std::size_t>(data[2] + 256u * data[3], rest.size());
    parts = binary::workbook({{"S", ""}}, {});
    parts.parts["xl/sharedStrings.bin"] = rest.substr(0, strings);
    rest.erase(0, strings);
    name = choice + 2 == all().size() ? "xl/worksheets/sheet1.bin"
           : data[1] & 16             ? "xl/workbook.bin"
                                      : "xl/comments1.bin";
  }
  if (choice == all().size() - 3) {
    constexpr const char* streams[] = {"App.InFocus", "Siri.Remembers.CallHistory", "Location.Visit", "ProactiveHarvesting.Mail",
                                       "_DKEvent.Wifi.Connection", "Some.New"};
    name = std::string("streams/restricted/") + streams[data[2] % 6] + "/local/1";
  }
  parts.parts[name] = rest;
  const auto item = *parts.open(name);
  (void)all().read(choice, item, options);
  return 0;
}
