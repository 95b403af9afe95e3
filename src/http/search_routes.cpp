#include <fmt/format.h>

#include "http/routes.h"
#include "view/search.h"

namespace clew::http {

// A search is kept first and addressed by its number, so that its words stand in no address.
void add_search_routes(Routes& routes) {
  routes.post("/api/searches", [](const Ask& ask, view::CaseView& view, JsonWriter& out) {
    view::SearchRequest search;
    search.query = ask.body_text("query");
    search.exhibit = ask.body_text("exhibit");
    search.language = ask.body_text("language");
    search.kind = ask.body_text("kind");
    out.begin_object().field("v", 1).field("id", view::keep_search(view, search)).end();
  });
  routes.get("/api/searches", [](const Ask&, view::CaseView& view, JsonWriter& out) {
    view::write_kept_searches(out, view);
  });
  routes.get(R"(/api/searches/(\d{1,18}))",
             [](const Ask& ask, view::CaseView& view, JsonWriter& out) {
               auto id = std::stoll(ask.match(1));
               auto result = view::run_kept_search(
                   view, id, static_cast<std::size_t>(ask.number("offset", 0)), ask.limit(50, 500));
               view.consulted("search", fmt::format("search {}", id),
                              fmt::format("{{\"hits\":{}}}", result.total));
               write_json(out, result);
             });
}

}  // namespace clew::http
