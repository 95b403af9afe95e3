// The register of readers. Order decides only between equal confidences; it never changes for
// readers that are there, new ones go before the file reader.
#include "readers/android_backup_reader.h"
#include "readers/android_usage_reader.h"
#include "readers/android_xml_reader.h"
#include "readers/axiom_xml_reader.h"
#include "readers/bank_statement_reader.h"
#include "readers/binary_cookies_reader.h"
#include "readers/biome_reader.h"
#include "readers/bluetooth_config_reader.h"
#include "readers/calendar_reader.h"
#include "readers/case_uco_reader.h"
#include "readers/chat_json_reader.h"
#include "readers/delimited_reader.h"
#include "readers/file_reader.h"
#include "readers/fit_reader.h"
#include "readers/geojson_reader.h"
#include "readers/gml_reader.h"
#include "readers/google_activity_reader.h"
#include "readers/google_chat_reader.h"
#include "readers/google_location_reader.h"
#include "readers/discord_html_reader.h"
#include "readers/discord_package.h"
#include "readers/google_subscriber_reader.h"
#include "readers/google_voice_reader.h"
#include "readers/html_reader.h"
#include "readers/image_reader.h"
#include "readers/json_table_reader.h"
#include "readers/keyboard_words_reader.h"
#include "readers/kik_return_reader.h"
#include "readers/line_kakao_reader.h"
#include "readers/mail_reader.h"
#include "readers/message_file_reader.h"
#include "readers/meta_activity_reader.h"
#include "readers/meta_html_reader.h"
#include "readers/meta_reader.h"
#include "readers/meta_return_reader.h"
#include "readers/network_xml_reader.h"
#include "readers/office_text_reader.h"
#include "readers/ods_reader.h"
#include "readers/old_office_reader.h"
#include "readers/owntracks_reader.h"
#include "readers/pajek_reader.h"
#include "readers/pdf_reader.h"
#include "readers/plist_reader.h"
#include "readers/pst_reader.h"
#include "readers/reader.h"
#include "readers/skype_json_reader.h"
#include "readers/sms_xml_reader.h"
#include "readers/spreadsheetml_reader.h"
#include "readers/store_reader.h"
#include "readers/snapchat_html_reader.h"
#include "readers/team_chat_reader.h"
#include "readers/telegram_html_reader.h"
#include "readers/telegram_reader.h"
#include "readers/text_reader.h"
#include "readers/tnef_reader.h"
#include "readers/track_reader.h"
#include "readers/ucinet_reader.h"
#include "readers/ufed_reader.h"
#include "readers/vcard_reader.h"
#include "readers/vmessage_reader.h"
#include "readers/whatsapp_reader.h"
#include "readers/xlsb_reader.h"
#include "readers/xlsx_reader.h"
#include "readers/xml_table_reader.h"
#include "readers/xry_text_reader.h"

namespace clew::readers {

const std::vector<std::unique_ptr<Reader>>& all_readers() {
  static const auto readers = [] {
    std::vector<std::unique_ptr<Reader>> list;
    list.push_back(make_whatsapp_reader());
    list.push_back(make_vcard_reader());
    list.push_back(make_delimited_reader());
    list.push_back(make_html_reader());
    list.push_back(make_text_reader());
    list.push_back(make_store_reader());
    list.push_back(make_eml_reader());
    list.push_back(make_mbox_reader());
    list.push_back(make_ufed_reader());
    list.push_back(make_plist_reader());
    list.push_back(make_android_xml_reader());
    list.push_back(make_protobuf_reader());
    list.push_back(make_message_file_reader());
    list.push_back(make_rtf_reader());
    list.push_back(make_office_text_reader());
    list.push_back(make_office_part_reader());
    list.push_back(make_case_uco_reader());
    list.push_back(make_image_reader());
    list.push_back(make_film_reader());
    list.push_back(make_xlsx_sheet_reader());
    list.push_back(make_xlsx_part_reader());
    list.push_back(make_xlsb_sheet_reader());
    list.push_back(make_xlsb_part_reader());
    list.push_back(make_telegram_reader());
    list.push_back(make_meta_reader());
    list.push_back(make_meta_activity_reader());
    list.push_back(make_discord_reader());
    list.push_back(make_snapchat_reader());
    list.push_back(make_tiktok_reader());
    list.push_back(make_signal_json_reader());
    list.push_back(make_cached_answer_reader());
    list.push_back(make_google_location_reader());
    list.push_back(make_json_table_reader());
    list.push_back(make_gpx_reader());
    list.push_back(make_kml_reader());
    list.push_back(make_fit_reader());
    list.push_back(make_axiom_xml_reader());
    list.push_back(make_xry_text_reader());
    list.push_back(make_sms_xml_reader());
    list.push_back(make_calendar_reader());
    list.push_back(make_meta_return_reader());
    list.push_back(make_pdf_reader());
    list.push_back(make_tnef_reader());
    list.push_back(make_google_chat_reader());
    list.push_back(make_old_office_reader());
    list.push_back(make_kik_return_reader());
    list.push_back(make_x_archive_reader());
    list.push_back(make_android_backup_reader());
    list.push_back(make_telegram_html_reader());
    list.push_back(make_meta_html_reader());
    list.push_back(make_binary_cookies_reader());
    list.push_back(make_keyboard_words_reader());
    list.push_back(make_biome_reader());
    list.push_back(make_slack_reader());
    list.push_back(make_matrix_reader());
    list.push_back(make_google_voice_reader());
    list.push_back(make_google_subscriber_reader());
    list.push_back(make_snapchat_html_reader());
    list.push_back(make_discord_csv_reader());
    list.push_back(make_discord_html_reader());
    list.push_back(make_xml_table_reader());
    list.push_back(make_google_activity_reader());
    list.push_back(make_google_activity_json_reader());
    list.push_back(make_tcx_reader());
    list.push_back(make_ods_reader());
    list.push_back(make_spreadsheetml_reader());
    list.push_back(make_geojson_reader());
    list.push_back(make_owntracks_reader());
    list.push_back(make_skype_json_reader());
    list.push_back(make_vmessage_reader());
    list.push_back(make_line_kakao_reader());
    list.push_back(make_bank_statement_reader());
    list.push_back(make_network_xml_reader());
    list.push_back(make_gml_reader());
    list.push_back(make_pajek_reader());
    list.push_back(make_ucinet_reader());
    list.push_back(make_pst_reader());
    list.push_back(make_android_usage_reader());
    list.push_back(make_notification_history_reader());
    list.push_back(make_bluetooth_config_reader());
    list.push_back(make_file_reader());
    return list;
  }();
  return readers;
}

}  // namespace clew::readers
