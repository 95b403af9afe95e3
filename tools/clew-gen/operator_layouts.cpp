#include "operator_layouts.h"

#include <array>

#include "phone_layouts.h"

namespace clew::gen {
namespace {

constexpr std::int32_t south_e6 = 51'800'000, west_e6 = -1'300'000, step_e6 = 20'000;

void append_e6(std::string& out, std::int32_t e6) {
  if (e6 < 0) out += '-';
  const std::int64_t v = e6 < 0 ? -std::int64_t{e6} : e6;
  append_padded(out, v / 1'000'000, 1);
  out += '.';
  append_padded(out, v % 1'000'000 / 100, 4);
}

}  // namespace

int cell_of(Spot where) {
  return 10'000 + (where.lat_e6 - south_e6) / step_e6 * 100 + (where.lon_e6 - west_e6) / step_e6;
}

Spot centre_of_cell(int cell) {
  const int row = (cell - 10'000) / 100, column = (cell - 10'000) % 100;
  return {south_e6 + row * step_e6 + step_e6 / 2, west_e6 + column * step_e6 + step_e6 / 2};
}

OperatorWriter::OperatorWriter(OutputTree& tree, const CdrExhibit& exhibit,
                               const std::vector<std::string>& subjects, std::int64_t from,
                               std::int64_t to)
    : layout_(exhibit.layout) {
  static constexpr std::array names{"Call data records.csv", "Verbindungen_call_data.csv",
                                    "CDR_export.csv"};
  file_ = &tree.create(exhibit.folder + "/" + names[static_cast<std::size_t>(layout_)],
                       layout_ == 1 ? Encoding::cp1252 : Encoding::utf8);
  std::string head;
  if (layout_ == 0) {
    head = "Communications data request\nSubject numbers,";
    for (std::size_t i = 0; i < subjects.size(); ++i)
      head += (i == 0 ? "" : " ") + digits_only(subjects[i]);
    head += "\nPeriod,";
    append_date(head, civil_from_seconds(from), 'd', '/');
    head += " to ";
    append_date(head, civil_from_seconds(to), 'd', '/');
    head +=
        "\nAll times are UTC\n\n"
        "A Number,B Number,Call Type,Date,Time,Duration (s),IMEI,IMSI,Cell ID,Latitude,Longitude\n";
  } else if (layout_ == 1) {
    head =
        "Report;Call records\r\nNote;Times are local UK time (GMT/BST)\r\n\r\n"
        "No;Target;Direction;Other Party;Service;Start Date/Time;End Date/Time;Duration;IMEI;"
        "IMSI;LAC;Cell\r\n";
  } else {
    head =
        "RecordID,SubscriberNumber,EventTimestamp,Direction,EventType,CallingNumber,"
        "CalledNumber,DurationSec,SMSLength,IMEI,IMSI,CellTowerID,TowerName,Latitude,Longitude,"
        "Country\n";
  }
  file_->text(head);
}

Place OperatorWriter::record(const OperatorRow& r) {
  row_.clear();
  const std::string_view a = r.outgoing ? r.subject : r.other;
  const std::string_view b = r.outgoing ? r.other : r.subject;
  const int cell = cell_of(r.where);
  const Spot tower = centre_of_cell(cell);
  auto number = [&](std::int64_t value, int width = 1) { append_padded(row_, value, width); };
  if (layout_ == 0) {
    row_ += digits_only(a);
    row_ += ',';
    row_ += digits_only(b);
    row_ += r.voice ? ",Voice," : ",SMS,";
    const Civil c = civil_from_seconds(r.t);
    append_date(row_, c, 'd', '/');
    row_ += ',';
    append_clock(row_, c);
    row_ += ',';
    number(r.duration_s);
    row_.append(",").append(r.imei).append(",").append(r.imsi).append(",");
    number(cell);
    row_ += ',';
    append_e6(row_, tower.lat_e6);
    row_ += ',';
    append_e6(row_, tower.lon_e6);
    row_ += '\n';
  } else if (layout_ == 1) {
    number(static_cast<std::int64_t>(file_->rows() + 1));
    row_ += ';';
    row_ += national(r.subject);
    row_ += r.outgoing ? ";OUT;" : ";IN;";
    row_ += national(r.other);
    row_ += r.voice ? ";VOICE;" : ";SMS;";
    for (const std::int64_t t : {r.t, r.t + r.duration_s}) {
      const Civil c = local_time(london_zone, t);
      append_date(row_, c, 'd', '/');
      row_ += ' ';
      append_clock(row_, c);
      row_ += ';';
    }
    number(r.duration_s / 3600, 2);
    row_ += ':';
    number(r.duration_s / 60 % 60, 2);
    row_ += ':';
    number(r.duration_s % 60, 2);
    row_.append(";").append(r.imei).append(";").append(r.imsi).append(";");
    number(cell / 100);
    row_ += ';';
    number(cell);
    row_ += "\r\n";
  } else {
    row_ += "R";
    number(static_cast<std::int64_t>(file_->rows() + 1), 8);
    row_.append(",").append(r.subject).append(",");
    const Civil c = civil_from_seconds(r.t);
    append_date(row_, c, 'y', '-');
    row_ += ' ';
    append_clock(row_, c);
    row_ += r.outgoing ? ",MO," : ",MT,";
    row_ += r.voice ? "VOICE," : "SMS,";
    row_.append(a).append(",").append(b).append(",");
    if (r.voice) number(r.duration_s);
    row_ += ',';
    if (!r.voice) number(r.text_length);
    row_.append(",").append(r.imei).append(",").append(r.imsi).append(",T");
    number(cell);
    row_ += ",Mast ";
    number(cell % 1000);
    row_ += ',';
    append_e6(row_, tower.lat_e6);
    row_ += ',';
    append_e6(row_, tower.lon_e6);
    row_ += ",GB\n";
  }
  return file_->record(row_);
}

}  // namespace clew::gen
