#include "readers/delimited_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"

namespace clew::readers {
namespace {

using text::DateOrder;

class OrderDecisions {
 public:
  OrderDecisions(const Survey& survey, DateOrder stated, std::vector<Plan>& plans, Decisions& decisions)
      : survey_(survey), stated_(stated), plans_(plans), decisions_(decisions) {}

  void run() {
    find_common();
    for (std::size_t i = 0; i < plans_.size(); ++i)
      for (const auto& t : plans_[i].times) {
        const SurveyColumn& column = survey_.tables[i].columns[t.column];
        PlanColumn& c = plans_[i].columns[t.column];
        if (c.short_days)
          short_days(column, c);
        else
          whole_dates(column, c);
      }
    if (open_ && !asked_short_)
      decisions_.sink().question(
          {"date-order",
           fmt::format("Is the day or the month first in dates such as {}? Until this is "
                       "said, these times stay unread.",
                       examples_),
           {"dmy", "mdy"}});
  }

 private:
  // What the columns that show an order agree on.
  void find_common() {
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      for (const auto& t : plans_[i].times) {
        const auto decision = survey_.tables[i].columns[t.column].order.decide();
        if (decision.contradictory)
          decisions_.sink().finding(
              {model::Severity::warning, "dates in two orders", "",
               fmt::format("Column '{}' has {}. A spreadsheet that turned day and month of "
                           "some dates leaves this behind.",
                           plans_[i].columns[t.column].header, decision.reason)});
        if (decision.order == DateOrder::unknown) continue;
        if (common_ != DateOrder::unknown && common_ != decision.order) split_ = true;
        if (common_ == DateOrder::unknown) reason_ = decision.reason;
        common_ = decision.order;
      }
    }
  }

  // Days of six figures, 240304.
  void short_days(const SurveyColumn& column, PlanColumn& c) {
    std::string why;
    const auto orders = column.short_days.orders(why);
    const auto can = [&](DateOrder o) { return std::find(orders.begin(), orders.end(), o) != orders.end(); };
    if (column.meaning.date_order && can(*column.meaning.date_order)) c.order = *column.meaning.date_order, why = fmt::format("header '{}'", column.header);
    else if (orders.size() == 1) c.order = orders[0];
    else if (can(stated_)) c.order = stated_, why = "stated";
    if (c.order != DateOrder::unknown) {
      decisions_.once("date-order", fmt::format("{} ({})", text::word(c.order), why));
      return;
    }
    if (!asked_short_) {
      std::vector<std::string> choices;
      for (const auto o : orders) choices.emplace_back(text::word(o));
      decisions_.once("date-order", "open");
      decisions_.sink().question({"date-order",
                                  fmt::format("In which order do year, month and day stand in dates such as {} (d day, m month, y year)? Until this is said, these times stay unread.", column.short_days.example()),
                                  std::move(choices)});
    }
    asked_short_ = true;
  }

  void whole_dates(const SurveyColumn& column, PlanColumn& c) {
    const auto decision = column.order.decide();
    if (column.meaning.date_order && *column.meaning.date_order != DateOrder::ymd) {
      c.order = *column.meaning.date_order;
      if (decision.needed || decision.order != DateOrder::unknown)
        decisions_.once("date-order", fmt::format("{} (header '{}')", text::word(c.order), column.header));
      return;
    }
    if (stated_ != DateOrder::unknown) {
      c.order = stated_;
      if (decision.order != DateOrder::unknown && decision.order != stated_)
        decisions_.sink().finding({model::Severity::warning, "dates speak against the stated order", "",
                                   fmt::format("Column '{}' was read as {} as stated, but has {}.",
                                               column.header, text::word(stated_), decision.reason)});
      if (decision.needed) decisions_.once("date-order", fmt::format("{} (stated)", text::word(stated_)));
      return;
    }
    if (decision.order != DateOrder::unknown) {
      c.order = decision.order;
      decisions_.once("date-order", fmt::format("{} ({})", text::word(c.order), decision.reason));
    } else if (common_ != DateOrder::unknown && !split_ && !decision.contradictory) {
      c.order = common_;
      if (decision.needed)
        decisions_.once("date-order", fmt::format("{} (another column: {})", text::word(common_), reason_));
    }
    if (c.order == DateOrder::unknown && decision.needed) {
      open_ = true;
      for (const auto& e : column.order.examples())
        if (!e.empty() && examples_.size() < 120) examples_ += (examples_.empty() ? "" : ", ") + e;
    }
  }

  const Survey& survey_;
  const DateOrder stated_;
  std::vector<Plan>& plans_;
  Decisions& decisions_;
  DateOrder common_ = DateOrder::unknown;
  bool split_ = false, open_ = false, asked_short_ = false;
  std::string reason_, examples_;
};

}  // namespace

DateOrder stated_order(const Options& options, const std::optional<Profile>& profile) {
  std::string said;
  if (const auto a = options.answers.find("date-order"); a != options.answers.end()) said = a->second;
  if (said.empty() && options.date_order) said = *options.date_order;
  if (said.empty() && profile) said = profile->date_order;
  if (said.empty()) return DateOrder::unknown;
  const auto order = text::date_order_from(said);
  if (!order) throw Error(ErrorKind::usage, fmt::format("'{}' is no date order; it must be dmy, mdy or ymd", said));
  return *order;
}

void decide_orders(const Survey& survey, DateOrder stated, std::vector<Plan>& plans, Decisions& decisions) {
  OrderDecisions(survey, stated, plans, decisions).run();
}

}  // namespace clew::readers
