#include "readers/whatsapp_header.h"

#include "readers/whatsapp_date_order.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unicode/datefmt.h>
#include <unicode/smpdtfmt.h>

#include <iostream>

using namespace clew;
using namespace clew::readers;

namespace {

// The reading of one line whose order is known: "2018-06-13T21:25:15 → rest".
std::string reading(std::string_view line, const std::optional<std::string>& order = std::nullopt) {
  const auto h = parse_export_header(line);
  if (!h) return "no head";
  DateOrder dates;
  dates.add(*h);
  dates.decide(order);
  const auto clock = clock_of(*h);
  if (!clock) return "no time";
  auto date = dates.date(*h);
  if (!date) {
    std::string open = "open:";
    for (const auto& c : dates.open_choices())
      open += " " + c;
    return open;
  }
  date->hour = clock->hour;
  date->minute = clock->minute;
  date->second = clock->second;
  return to_iso_local(to_micros(*date)) + " → " + std::string(line.substr(h->rest));
}

}  // namespace

TEST_CASE("heads of many locales are read") {
  const std::pair<const char*, const char*> cases[] = {
      {"13/06/2018, 21:25 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"6/13/18, 9:25 PM - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"6/13/18, 9:25\u202fPM - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"13/06/2018, 9:25 p. m. - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"13/06/2018 9:25 p.\u00a0m. - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"13/06/2018, 9:25 p.m. - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"[13/06/2018, 21:25:15] Ana: hi", "2018-06-13T21:25:15 → Ana: hi"},
      {"\u200e[13/06/2018, 21:25:15] Ana: hi", "2018-06-13T21:25:15 → Ana: hi"},
      {"\uFEFF[13.06.18, 21:25:15] Ana: hi", "2018-06-13T21:25:15 → Ana: hi"},
      {"[6/13/18 9:25:15 p. m.] Ana: hi", "2018-06-13T21:25:15 → Ana: hi"},
      {"13.6.2018 klo 21.25 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"[13.6.2018 klo 21.25.15] Ana: hi", "2018-06-13T21:25:15 → Ana: hi"},
      {"13.06.2018 kl. 21:25 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"13.06.18, 21:25 Uhr - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"13.06.18 г., 21:25 ч. - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"13.06.18 21.25.15: Ana: hi", "2018-06-13T21:25:15 → Ana: hi"},
      {"13. 6. 2018. 21:25:15 Ana: hi", "2018-06-13T21:25:15 → Ana: hi"},
      {"2018. 6. 13. 오후 9:25 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"[2018. 6. 13. 오후 9:25:15] Ana: hi", "2018-06-13T21:25:15 → Ana: hi"},
      {"2018년 6월 13일 오후 9:25, Ana : hi", "no head"},
      {"2018/6/13 下午9:25 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"2018/6/13 晚上9:25 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"2018/6/13 中午12:25 - Ana: hi", "2018-06-13T12:25:00 → Ana: hi"},
      {"[2018/6/13 凌晨12:25:15] Ana: hi", "2018-06-13T00:25:15 → Ana: hi"},
      {"2018年6月13日 21:25 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"2018/06/13, 21:25 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"2018-06-13, 21 h 25 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"[2018-06-13, 21:25] Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"13-06-2018 21:25 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"13-06-18 21:25:15 - Ana: hi", "2018-06-13T21:25:15 → Ana: hi"},
      {"13/6/2018, 9:25 μ.μ. - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"13/6/2018, 9:25 π.μ. - Ana: hi", "2018-06-13T09:25:00 → Ana: hi"},
      {"13.06.2018 ÖS 9:25 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"13/06/2018, 9:25 CH - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"21:25, 13/06/2018 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"[21:25, 13/6/2018] Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"[9:25 PM, 6/13/2018] Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"[06/2018/13, 21:25:15] Ana: hi", "2018-06-13T21:25:15 → Ana: hi"},
      {"\u200f١٣\u200f/٠٦\u200f/٢٠١٨، ٩:٢٥ م - آنا: hi", "2018-06-13T21:25:00 → آنا: hi"},
      {"[١٣\u200f/٦\u200f/٢٠١٨، ٩:٢٥:١٥ ص] آنا: hi", "2018-06-13T09:25:15 → آنا: hi"},
      {"۱۳۹۷/۳/۲۳،\u200f ۲۱:۲۵ - آنا: hi", "2018-06-13T21:25:00 → آنا: hi"},
      {"१३/६/२०१८, ९:२५ अपराह्न - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"13/6/2561 21:25 - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"13/6/2561 21:25 น. - Ana: hi", "2018-06-13T21:25:00 → Ana: hi"},
      {"12/31/23, 12:05 AM - Ana: hi", "2023-12-31T00:05:00 → Ana: hi"},
      {"12/31/23, 12:05 PM - Ana: hi", "2023-12-31T12:05:00 → Ana: hi"},
      {"06/20/2020, 00:08 a. m. - Ana: hi", "2020-06-20T00:08:00 → Ana: hi"},
      {"3/6/18, 1:55 p.m. - a: m", "open: dmy mdy"},
      {"6/6/18, 1:55 p.m. - a: m", "2018-06-06T13:55:00 → a: m"},
      {"03-02-17, 18:42 - Ana: ", "open: dmy mdy"},  // no chat is from 2003
      {"hello 13/06/2018, 21:25 - Ana: hi", "no head"},
      {"2016-04-29 10:30:00", "no head"},
      {"[link] 13/06/2018 21:25", "no head"},
      {"1234567890", "no head"},
      {"13/06/2018", "no head"},
      {"[13/06/2018, 21:25", "no head"},
      {"13/06/2018, 13:25 AM - Ana: hi", "no time"},
      {"13/06/2018, 25:25 - Ana: hi", "no time"},
  };
  for (const auto& one : cases)
    CHECK_MESSAGE(reading(one.first) == std::string(one.second), std::string(one.first));
}

TEST_CASE("the order of the date's parts is taken from the whole file") {
  struct Case {
    std::vector<std::vector<int>> dates;
    const char* order;  // "" open
  };
  const Case cases[] = {
      {{{3, 6, 2017}, {13, 11, 2017}, {26, 12, 2017}}, "dmy"},
      {{{4, 2, 2017}, {6, 11, 2017}, {12, 13, 2017}}, "mdy"},
      {{{4, 6, 2017}, {11, 10, 2017}, {12, 12, 2017}}, ""},
      {{{8, 3, 2017}, {10, 5, 2017}, {6, 9, 2017}}, "dmy"},
      {{{6, 3, 2017}, {8, 5, 2017}, {9, 4, 2017}}, "mdy"},
      {{{8, 3, 2017}, {7, 5, 2017}, {6, 9, 2018}}, "dmy"},
      {{{8, 3, 2017}, {10, 2, 2017}, {6, 9, 2018}}, "mdy"},
      {{{8, 3, 2017}, {10, 5, 2017}, {6, 9, 2018}}, ""},
      {{{1, 1, 2017}, {3, 3, 2017}, {6, 6, 2017}}, "dmy"},  // the same in either order
      {{{12, 6, 18}, {1, 7, 18}}, "dmy"},
      {{{18, 6, 18}, {19, 6, 18}, {20, 6, 18}, {21, 6, 18}}, "dmy"},  // the year stands still
      {{{18, 6, 18}, {18, 6, 19}, {18, 6, 20}, {18, 6, 21}}, "ymd"},
      {{{18, 6, 28}, {18, 7, 2}}, "ymd"},
      {{{31, 12, 18}, {1, 1, 19}}, "dmy"},
      {{{12, 31, 18}, {1, 1, 19}}, "mdy"},
  };
  for (const Case& c : cases) {
    DateOrder order;
    std::string shown;
    for (const auto& d : c.dates) {
      const std::string line = fmt::format("{:02}/{:02}/{:02}, 10:00 - Ana: hi", d[0], d[1], d[2]);
      shown += line.substr(0, 10) + " ";
      const auto h = parse_export_header(line);
      REQUIRE(h);
      order.add(*h);
    }
    order.decide(std::nullopt);
    CHECK_MESSAGE(order.order() == c.order, shown);
    order.decide("mdy");
    CHECK(order.order() == "mdy");
  }
}

// ICU's own short forms stand for what phones write; those with names of months or eras are out.
TEST_CASE("the short date and time of every locale of ICU is read back") {
  int locales = 0, read_back = 0;
  std::string failed;
  int count = 0;
  const icu::Locale* all = icu::Locale::getAvailableLocales(count);
  for (int i = 0; i < count; ++i) {
    const std::unique_ptr<icu::DateFormat> format(icu::DateFormat::createDateTimeInstance(
        icu::DateFormat::kShort, icu::DateFormat::kShort, all[i]));
    const auto* simple = dynamic_cast<const icu::SimpleDateFormat*>(format.get());
    if (!simple) continue;
    icu::UnicodeString pattern;
    simple->toPattern(pattern);
    if (pattern.indexOf(u"MMM") >= 0 || pattern.indexOf(u"G") >= 0) continue;
    format->adoptTimeZone(icu::TimeZone::createTimeZone("UTC"));
    DateOrder order;
    std::vector<ExportHeader> heads;
    std::string line;
    bool ok = true;
    // 28 June 2018 21:25 and the days before: enough to tell the order where it can be told.
    for (int day = 3; ok && day >= 0; --day) {
      icu::UnicodeString text;
      format->format(1530221100.0 * 1000 - day * 86400e3, text);
      line.clear();
      text.toUTF8String(line);
      line += " - Ana: hi";
      const auto h = parse_export_header(line);
      ok = h.has_value() && line.substr(h->rest) == "Ana: hi";
      if (ok) order.add(*h), heads.push_back(*h);
    }
    ++locales;
    if (ok) {
      order.decide(std::nullopt);
      const auto date = order.date(heads.back());
      const auto clock = clock_of(heads.back());
      ok = date && clock && date->year == 2018 && date->month == 6 && date->day == 28 &&
           clock->hour == 21 && clock->minute == 25 && heads.back().layout == heads.front().layout;
    }
    if (ok)
      ++read_back;
    else
      failed += std::string("\n  ") + all[i].getName() + ": " + line;
  }
  MESSAGE(read_back << " of " << locales << " locales read back" << failed);
  CHECK(locales > 500);
  CHECK(read_back * 100 >= locales * 99);
}
