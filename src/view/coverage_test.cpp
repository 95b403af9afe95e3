#include "view/coverage.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "view/conversations.h"
#include "view/test_support.h"

namespace clew::view {

TEST_CASE("what of the conversations stood on a page is counted from the audit log, each row once, and adds up") {
  testing::NewCase c;
  testing::OneFile file(*c.made, "A/1");
  const auto message = [&](const char* from, const char* to, int count) {
    for (int i = 0; i < count; ++i) {
      model::Record record;
      record.text = "hello";
      record.times.push_back({model::TimeKind::sent, 1'700'000'000'000'000 + i * 60'000'000LL, {}, "", "", {}, model::Certainty::exact});
      std::vector<casefile::NormalForm> forms;
      for (auto [role, number] : {std::pair(model::Role::from, from), std::pair(model::Role::to, to)}) {
        record.participants.push_back({role, {model::IdentifierKind::phone, number, ""}, ""});
        forms.push_back({number, "", "possible", ""});
      }
      file.add(record, forms);
    }
  };
  message("+447700900001", "+447700900002", 10);
  message("+447700900001", "+447700900003", 4);
  model::Record card;
  card.kind = model::RecordKind::contact;
  file.add(card);
  file.end();
  CaseView view(*c.made, {"Ana"});
  const auto list = conversations(view, {});
  REQUIRE(list.rows.size() == 2);
  const auto longer = list.rows[0].records == 10 ? list.rows[0].id : list.rows[1].id;
  const auto read = [&](std::int64_t id, int from, int rows) {
    view.consulted("conversation read", fmt::format("conversation {}", id), fmt::format("{{\"from_row\":{},\"rows\":{}}}", from, rows));
  };
  auto before = coverage(view);
  CHECK(before.sum.conversations == 2);
  CHECK(before.sum.opened == 0);
  CHECK(before.sum.records == 14);
  CHECK(before.sum.outside == 1);
  read(longer, 0, 4);
  read(longer, 2, 4);  // two of them again
  read(longer, 9, 5);  // beyond the end
  view.consulted("conversation read", "conversation 999", "{\"from_row\":0,\"rows\":3}");
  view.consulted("search", "search 1", "{\"hits\":3}");
  const auto after = coverage(view);
  CHECK(after.sum.opened == 1);
  CHECK(after.sum.records_opened == 7);
  REQUIRE(after.exhibits.size() == 1);
  CHECK(after.exhibits[0].records_opened == 7);
  ConversationFilter unopened;
  unopened.unopened = true;
  CHECK(conversations(view, unopened).total == 2);
  read(longer, 6, 3);
  CHECK(coverage(view).sum.records_opened == 10);
  CHECK(conversations(view, unopened).total == 1);
}

}  // namespace clew::view
