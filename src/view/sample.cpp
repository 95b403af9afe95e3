#include "view/sample.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <queue>
#include <utility>

#include "base/error.h"
#include "base/time.h"
#include "view/records.h"

namespace clew::view {
namespace {

constexpr std::size_t most_lines = 100'000;

template <class Number>
bool whole_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

}  // namespace

std::string Draw::name() const {
  auto text = fmt::format("{}/{}", seed, size);
  if (!language.empty()) text += " " + language;
  if (!whole())
    text += fmt::format(" of {}{}{}", exhibit, exhibit.empty() || status.empty() ? "" : " ", status);
  return text;
}

Draw draw_from(std::string_view name) {
  Draw draw;
  const auto slash = name.find('/'), space = std::min(name.find(' '), name.size());
  if (slash == std::string_view::npos || slash > space || !whole_number(name.substr(0, slash), draw.seed) ||
      !whole_number(name.substr(slash + 1, space - slash - 1), draw.size) || draw.size == 0 || draw.size > most_lines)
    throw Error(ErrorKind::usage, fmt::format("'{}' is no draw: seed and size such as 7/200, or 7/200 ro", name));
  if (space < name.size()) draw.language = name.substr(space + 1);
  if (draw.language.find(' ') != std::string::npos)
    throw Error(ErrorKind::usage, fmt::format("'{}' was drawn from a part of its language and cannot be drawn here again", name));
  return draw;
}

Draw next_draw(const CaseView& view, std::string language, std::size_t size) {
  Draw draw;
  draw.language = std::move(language);
  draw.size = std::clamp<std::size_t>(size, 1, most_lines);
  for (const auto& begun : begun_draws(view)) {
    std::uint64_t seed = 0;
    if (whole_number(std::string_view(begun.name).substr(0, begun.name.find('/')), seed)) draw.seed = std::max(draw.seed, seed + 1);
  }
  return draw;
}

std::vector<std::int64_t> drawn_records(const CaseView& view, const Draw& draw) {
  auto list = view.db().prepare(
      "SELECT r.id, e.sha256 FROM record_language l JOIN record r ON r.id = l.record_id JOIN exhibit e ON e.id = r.id >> 32 JOIN "
      "translation t ON t.id = l.translation_id WHERE l.status <> 'not-needed' AND t.text <> '' AND (?1 = '' OR l.code = ?1) AND "
      "(?2 = '' OR e.ref = ?2) AND (?3 = '' OR l.status = ?3)");
  list.bind_all(draw.language, draw.exhibit, draw.status);
  std::priority_queue<std::pair<std::uint64_t, std::int64_t>> least;
  while (list.step()) {
    const auto id = list.integer(0);
    const auto key = fmt::format("{} {} {}", draw.seed, list.text(1), id & 0xFFFFFFFF);
    least.emplace(XXH3_64bits(key.data(), key.size()), id);
    if (least.size() > draw.size) least.pop();
  }
  std::vector<std::int64_t> ids(least.size());
  for (auto at = ids.size(); at-- > 0; least.pop())
    ids[at] = least.top().second;
  return ids;
}

std::vector<BegunDraw> begun_draws(const CaseView& view) {
  std::vector<BegunDraw> draws;
  auto list = view.db().prepare(
      "SELECT v.draw, count(DISTINCT v.record_id), n.who, n.made_utc FROM translation_verdict v JOIN translation_verdict n ON n.id = "
      "(SELECT max(id) FROM translation_verdict m WHERE m.draw = v.draw) WHERE v.draw <> '-' GROUP BY v.draw ORDER BY n.id DESC");
  while (list.step())
    draws.push_back({std::string(list.text(0)), list.integer(1), std::string(list.text(2)), to_iso_utc(list.integer(3))});
  return draws;
}

std::size_t write_sample_json(JsonWriter& out, const CaseView& view, const Draw& draw) {
  const auto ids = drawn_records(view, draw);
  RecordReader reader(view);
  auto machine = view.db().prepare(
      "SELECT t.text, t.engine, t.engine_version FROM record_language l JOIN translation t ON t.id = l.translation_id WHERE l.record_id = ?1");
  auto newest = view.db().prepare(
      "SELECT v.verdict, v.who, v.note FROM translation_verdict v JOIN record_language l ON l.record_id = v.record_id AND "
      "l.translation_id = v.translation_id WHERE v.record_id = ?1 AND v.draw <> '-' ORDER BY v.id DESC LIMIT 1");
  out.begin_object().field("v", 1).field("draw", draw.name()).field("asked", static_cast<std::int64_t>(draw.size));
  out.key("lines").begin_array();
  for (const auto id : ids) {
    const auto record = reader.load({id});
    machine.bind(1, id);
    newest.bind(1, id);
    if (record && machine.step()) {
      const bool judged = newest.step();
      out.begin_object().key("record");
      write_json(out, *record);
      out.field("machine", view.text(machine.text(0)).raw_for_analysis());
      out.field("engine", machine.text(1)).field("version", machine.text(2));
      out.field("verdict", judged ? newest.text(0) : std::string_view()).field("who", judged ? newest.text(1) : std::string_view());
      out.field("note", judged ? newest.text(2) : std::string_view()).end();
    }
    machine.reset();
    newest.reset();
  }
  out.end().end();
  return ids.size();
}

}  // namespace clew::view
