#include "readers/delimited_places.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "base/blanks.h"
#include "readers/british_grid.h"
#include "readers/header_meaning.h"
#include "readers/saved_place.h"
#include "readers/written_place.h"

namespace clew::readers {
namespace {

using model::Record;
using model::Severity;
using R = ColumnRole;

constexpr std::string_view plus_minus = "\xC2\xB1";  // ±

// "51.5074", "51,5074", "51.5074N", "0.1278 W", "51° 30′ 26.6″ N", "N51.5".
std::optional<double> degrees(std::string_view text) {
  text = trimmed(text, cell_blanks);
  if (const auto plain = decimal_of(text)) return plain;
  if (text.empty() || text.size() > 40) return std::nullopt;
  // One letter for the half of the globe, no words: "37.3 m" is no latitude.
  if (std::count_if(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }) > 1 || text.find(plus_minus) != text.npos)
    return std::nullopt;
  double sign = 1;
  std::string rest;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == 'S' || c == 's' || c == 'W' || c == 'w')
      sign = -1;
    else if (c == 'N' || c == 'n' || c == 'E' || c == 'e')
      continue;
    else if ((c >= '0' && c <= '9') || c == '.' || c == ',')
      rest += c == ',' ? '.' : c;
    else
      rest += ' ';
  }
  double parts[3] = {};
  int count = 0;
  for (std::size_t i = 0; i < rest.size() && count < 3;) {
    if (rest[i] == ' ') {
      ++i;
      continue;
    }
    std::size_t end = rest.find(' ', i);
    if (end == std::string::npos) end = rest.size();
    const auto v = decimal_of(std::string_view(rest).substr(i, end - i));
    if (!v) return std::nullopt;
    parts[count++] = *v;
    i = end;
  }
  if (count == 0 || parts[1] >= 60 || parts[2] >= 60) return std::nullopt;
  return sign * (parts[0] + parts[1] / 60 + parts[2] / 3600);
}


bool on_the_globe(const std::optional<double>& latitude, const std::optional<double>& longitude) {
  return latitude && longitude && std::abs(*latitude) <= 90 && std::abs(*longitude) <= 180 && (*latitude != 0 || *longitude != 0);
}

}  // namespace

RowPlaces::RowPlaces(const Plan& plan, RowCells& cells) : plan_(plan), cells_(cells) {
  if (plan.kind == TableKind::locations)
    for (std::size_t i = 0; i < plan.columns.size(); ++i)
      if (fold_header(plan.columns[i].header).ends_with("category")) place_kinds_.push_back(i);
  for (const R role : {R::latitude, R::lat_lon, R::easting, R::cell_id, R::place, R::azimuth, R::postcode, R::country, R::accuracy, R::altitude})
    possible_ |= cells.column(role).has_value();
}

// The same of a column; "latitudeE7" and "lat_e6" hold whole numbers of 10^-7 and 10^-6 degrees.
std::optional<double> RowPlaces::degrees_in_column(std::string_view text, ColumnRole role) const {
  // "51.5 ± 10.0": a degree and how exact it is, in a unit that is not said.
  if (const auto about = text.find(plus_minus); about != text.npos) {
    const auto exact = decimal_of(text.substr(0, about));
    return exact && decimal_of(text.substr(about + 2)) ? exact : std::nullopt;
  }
  const auto value = degrees(text);
  const auto& header = plan_.columns[*cells_.column(role)].header;
  if (!value || header.size() < 2 || text.find_first_of(".,") != text.npos) return value;
  const std::string_view end = std::string_view(header).substr(header.size() - 2);
  if (end == "E7" || end == "e7") return *value / 1e7;
  if (end == "E6" || end == "e6") return *value / 1e6;
  return value;
}


// "[37622/10091:-122.41941:37.77493:120.0:-1.0, …]": the first is where it began; all stand as written.
bool RowPlaces::add_masts(Record& record) {
  if (!cells_.column(R::lat_lon)) return false;
  const std::string_view written = cells_.use(R::lat_lon);
  const auto masts = cells_of(written);
  if (masts.empty()) return false;
  model::Place place;
  const auto y = decimal_of(masts[0].latitude), x = decimal_of(masts[0].longitude);
  if (y && x && std::abs(*y) <= 90 && (*y != 0 || *x != 0)) {
    place.latitude = y;
    place.longitude = x;
  }
  place.name = masts[0].cell;
  place.origin = "cell";
  record.fields.push_back({"cell", std::string(masts[0].cell)});
  if (!masts[0].azimuth.empty()) record.fields.push_back({"azimuth", std::string(masts[0].azimuth)});
  record.extras.push_back({plan_.columns[*cells_.column(R::lat_lon)].header, std::string(written)});
  record.place = std::move(place);
  return true;
}

void RowPlaces::from_two_columns(Record& record, model::Place& place) {
  const std::string_view lat = cells_.use(R::latitude), lon = cells_.use(R::longitude);
  if (lat.empty() || lon.empty()) return;
  const auto y = degrees_in_column(lat, R::latitude), x = degrees_in_column(lon, R::longitude);
  if (on_the_globe(y, x)) {
    place.latitude = y;
    place.longitude = x;
  } else if (y && x && *y == 0 && *x == 0) {
    // 0, 0 is what tools write for "none".
  } else {
    cells_.finding(Severity::note, "unreadable coordinates", fmt::format("'{}', '{}'.", lat, lon));
  }
  if (!place.latitude || lat.find(plus_minus) != lat.npos) {
    record.extras.push_back({plan_.columns[*cells_.column(R::latitude)].header, std::string(lat)});
    record.extras.push_back({plan_.columns[*cells_.column(R::longitude)].header, std::string(lon)});
  }
}

void RowPlaces::from_one_column(Record& record, model::Place& place) {
  const std::string_view pair = cells_.use(R::lat_lon);
  if (const auto written = pair_of_degrees(pair)) {
    const auto y = decimal_of(written->latitude), x = decimal_of(written->longitude);
    if (on_the_globe(y, x)) {
      place.latitude = y;
      place.longitude = x;
      place.accuracy_m = decimal_of(written->accuracy);
    }
  }
  std::size_t split = pair.find_first_of(";|");
  if (split == std::string_view::npos) split = pair.find(", ");
  if (split == std::string_view::npos) split = pair.find(',');
  if (split == std::string_view::npos) split = pair.find(' ');
  if (!place.latitude && split != std::string_view::npos) {
    std::string_view a = trimmed(pair.substr(0, split), cell_blanks), b = trimmed(pair.substr(split + 1), cell_blanks);
    if (a.starts_with("geo:")) a.remove_prefix(4);
    if (!a.empty() && (a[0] == '(' || a[0] == '[')) a.remove_prefix(1);
    if (!b.empty() && (b.back() == ')' || b.back() == ']')) b.remove_suffix(1);
    const auto y = degrees(a), x = degrees(b);
    if (on_the_globe(y, x)) {
      place.latitude = y;
      place.longitude = x;
    }
  }
  if (!place.latitude && !pair.empty())
    record.extras.push_back({plan_.columns[*cells_.column(R::lat_lon)].header, std::string(pair)});
}

void RowPlaces::from_grid(Record& record, model::Place& place) {
  const std::string_view east = cells_.use(R::easting), north = cells_.use(R::northing);
  const auto e = decimal_of(east), n = decimal_of(north);
  if (e && n && !place.latitude) {
    if (const auto wgs = grid_to_wgs84(*e, *n)) {
      place.latitude = std::round(wgs->first * 1e7) / 1e7;
      place.longitude = std::round(wgs->second * 1e7) / 1e7;
      place.accuracy_m = 5;  // of the conversion
    }
  }
  // As written too: the conversion is ours.
  if (!east.empty()) record.fields.push_back({"easting", std::string(east)});
  if (!north.empty()) record.fields.push_back({"northing", std::string(north)});
}

void RowPlaces::add(Record& record) {
  if (add_masts(record)) return;
  model::Place place;
  from_two_columns(record, place);
  if (!place.latitude && cells_.column(R::lat_lon)) from_one_column(record, place);
  if (cells_.column(R::easting) && cells_.column(R::northing)) from_grid(record, place);
  if (const auto m = decimal_of(cells_.use(R::accuracy))) place.accuracy_m = m;
  if (const auto m = decimal_of(cells_.use(R::altitude))) place.altitude_m = m;
  const std::string_view cell = cells_.use(R::cell_id), named = cells_.use(R::place);
  place.name = named.empty() ? cell : named;
  if (!cell.empty()) record.fields.push_back({"cell", std::string(cell)});
  cells_.add_field(record, R::azimuth, "azimuth");
  cells_.add_field(record, R::postcode, "postcode");
  cells_.add_field(record, R::country, "country");
  if (place.name.empty())
    if (const auto c = cells_.column(R::postcode)) place.name = cells_.text(*c);
  if (!place.latitude && place.name.empty()) return;
  place.origin = !cell.empty() || cells_.column(R::azimuth) ? "cell" : "";
  if (plan_.kind == TableKind::anpr) place.origin = "anpr";
  for (const std::size_t i : place_kinds_)
    if (is_word_for_saved_place(cells_.written(i))) place.origin = "saved";
  record.place = std::move(place);
}

}  // namespace clew::readers
