// Phone downloads as delimited text, in five layouts after the manner of real exports:
//
//   titled_utc       title row, '#' column, CRLF, UTF-8 with BOM, "02/03/2025 14:05:09(UTC+0)",
//                    several values in one quoted cell
//   semicolon_utf16  semicolons, UTF-16LE, German headers, date and time in two columns,
//                    zone named in the preamble, 00 prefix
//   national_cp1252  commas, windows-1252, d/m/y 24 h local time, national numbers (07700 900123)
//   tab_epoch_ms     tabs, UTF-8, Unix milliseconds, numeric type codes
//   zoned_headers    commas, UTF-8, zone and date order in the header, m/d/y 12 h
//
// The files are made up for this project after the published descriptions of such exports.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "output.h"
#include "world.h"

namespace clew::gen {

struct MessageRow {
  std::int64_t shown = 0;  // as the phone's clock had it, still in UTC
  bool outgoing = false;
  std::string_view other_number, other_name, group, service, text, media;
  bool deleted = false;
};

struct CallRow {
  std::int64_t shown = 0;
  bool outgoing = false;
  std::string_view other_number, other_name, service;
  int duration_s = 0;
  bool answered = true;
};

struct ContactRow {
  std::string_view name, number, email;
};

struct LocationRow {
  std::int64_t shown = 0;
  Spot spot;
  int accuracy_m;
};

class PhoneLayoutWriter {
 public:
  virtual ~PhoneLayoutWriter() = default;
  virtual Place message(const MessageRow& row) = 0;
  virtual Place call(const CallRow& row) = 0;
  virtual Place contact(const ContactRow& row) = 0;
  virtual Place location(const LocationRow& row) = 0;
  // The text of the record written last.
  const std::string& last_row() const { return row_; }
  // The files made so far, nullptr when there was nothing for one.
  OutFile *messages = nullptr, *calls = nullptr, *contacts = nullptr, *locations = nullptr;

 protected:
  std::string row_;  // reused from record to record
};

// `owner_number` is the number the export calls its own.
std::unique_ptr<PhoneLayoutWriter> make_phone_writer(OutputTree& tree, const Device& device,
                                                     std::string owner_number);

// Appends one field of delimited text, quoted when it must be.
void append_field(std::string& out, std::string_view text, char separator);

// "+447700900123" in other manners of writing.
std::string with_double_zero(std::string_view number);  // 00447700900123
std::string national(std::string_view number);          // 07700 900123; others unchanged
std::string digits_only(std::string_view number);       // 447700900123

// "14:05:09", from seconds or from a civil time.
void append_clock(std::string& out, const Civil& c, bool seconds = true);
void append_date(std::string& out, const Civil& c, char order, char separator);  // 'd', 'm', 'y'

}  // namespace clew::gen
