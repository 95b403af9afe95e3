#include "readers/compact_dates.h"

#include <cstddef>

namespace clew::readers {
namespace {

bool digits_only(std::string_view s) { return !s.empty() && s.find_first_not_of("0123456789") == s.npos; }

}  // namespace

std::string compact_day(std::string_view digits) {
  if (digits.size() != 8 || !digits_only(digits)) return {};
  const auto year = digits.substr(0, 4), month = digits.substr(4, 2), day = digits.substr(6, 2);
  if (year < "1990" || year > "2049" || month < "01" || month > "12" || day < "01" || day > "31") return {};
  return std::string(year) + "-" + std::string(month) + "-" + std::string(day);
}

std::string compact_clock(std::string_view digits) {
  if ((digits.size() != 5 && digits.size() != 6) || !digits_only(digits)) return {};
  const std::string all = (digits.size() == 5 ? "0" : "") + std::string(digits);
  const std::string hour = all.substr(0, 2), minute = all.substr(2, 2), second = all.substr(4, 2);
  if (hour > "23" || minute > "59" || second > "59") return {};
  return hour + ":" + minute + ":" + second;
}

std::string short_day(std::string_view digits, text::DateOrder order) {
  if ((digits.size() != 5 && digits.size() != 6) || !digits_only(digits)) return {};
  const std::string all = (digits.size() == 5 ? "0" : "") + std::string(digits);
  const std::string part[3] = {all.substr(0, 2), all.substr(2, 2), all.substr(4, 2)};
  const std::string& year = order == text::DateOrder::ymd ? part[0] : part[2];
  const std::string& month = order == text::DateOrder::mdy ? part[0] : part[1];
  const std::string& day = order == text::DateOrder::ymd ? part[2] : order == text::DateOrder::dmy ? part[0] : part[1];
  if (year > "49" && year < "90") return {};
  const std::string spelled = compact_day((year < "50" ? "20" : "19") + year + month + day);
  const auto written = text::parse_written_time(spelled);
  return written && text::reading_of(*written, text::DateOrder::ymd) ? spelled : std::string();
}

std::string_view without_midnight(std::string_view cell) {
  for (const std::string_view end : {"00:00:00.000000", "00:00:00.000", "00:00:00", "12:00:00 AM", "0:00:00", "00:00", "0:00"})
    if (cell.size() > end.size() + 6 && cell.ends_with(end)) {
      const std::string_view day = cell.substr(0, cell.size() - end.size());
      if (day.back() == ' ' || day.back() == 'T') return day.substr(0, day.size() - 1);
    }
  return cell;
}

void ShortDays::add(std::string_view cell) {
  if (cell.empty() || others_ > 0) return;
  if ((cell.size() != 5 && cell.size() != 6) || !digits_only(cell)) {
    ++others_;
    return;
  }
  ++cells_;
  six_ += cell.size() == 6;
  if (example_.empty()) example_ = cell;
  const std::size_t number = static_cast<std::size_t>(std::stoul(std::string(cell)));
  first_.set(number / 10'000);
  last_.set(number % 100);
  for (std::size_t i = 0; i < all_.size(); ++i) {
    std::string day = short_day(cell, all_[i]);
    if (day.empty()) continue;
    ++valid_[i];
    if (!last_day_[i].empty()) {
      forward_[i] += day > last_day_[i];
      back_[i] += day < last_day_[i];
    }
    last_day_[i] = std::move(day);
  }
}

std::vector<text::DateOrder> ShortDays::orders(std::string& reason) const {
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < all_.size(); ++i)
    if (valid_[i] == cells_) left.push_back(i);
  reason = "the others make no days of all of them";
  const auto keep = [&](auto&& wanted, const char* why) {
    std::vector<std::size_t> kept;
    for (const std::size_t i : left)
      if (wanted(i)) kept.push_back(i);
    if (kept.empty() || kept.size() == left.size()) return;
    left = std::move(kept);
    reason = why;
  };
  if (left.size() > 1 && first_.count() <= 3 && last_.count() >= 6) keep([](std::size_t i) { return i == 0; }, "the first two figures are the same in all or nearly all of them: the year");
  if (left.size() > 1 && last_.count() <= 3 && first_.count() >= 6) keep([](std::size_t i) { return i != 0; }, "the last two figures are the same in all or nearly all of them: the year");
  if (left.size() > 1) {
    // Six different days in sequence at least.
    const auto steady = [&](std::size_t i) { return forward_[i] + back_[i] >= 5 && (forward_[i] == 0 || back_[i] == 0); };
    if (std::count_if(left.begin(), left.end(), steady) == 1 &&
        std::all_of(left.begin(), left.end(), [&](std::size_t i) { return steady(i) || (forward_[i] > 0 && back_[i] > 0); }))
      keep(steady, "in this order the rows never go back");
  }
  std::vector<text::DateOrder> out;
  for (const std::size_t i : left) out.push_back(all_[i]);
  return out;
}

}  // namespace clew::readers
