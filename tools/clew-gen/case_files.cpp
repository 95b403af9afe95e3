// The exhibits' files, opened before the first event; the plain list of all records, and the manifest.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "case_maker.h"

namespace clew::gen {

void CaseMaker::open_exhibits() {
  phones_.resize(world_.devices.size());
  if (s_.canonical) canonical_ = &tree_.create("canonical.jsonl", Encoding::utf8);
  change_of_line_.assign(world_.lines.size(), -1);
  for (std::size_t i = 0; i < world_.changes.size(); ++i)
    change_of_line_[static_cast<std::size_t>(world_.changes[i].line)] = static_cast<int>(i);
  for (std::size_t d = 0; d < world_.devices.size(); ++d) {
    const Device& device = world_.devices[d];
    phones_[d].writer = make_phone_writer(
        tree_, device, handle(world_.handle_at(device.line, world_.end() - 1)).number);
    write_contacts(static_cast<int>(d));
  }
  for (const auto& cdr : world_.cdrs) {
    std::vector<std::string> subjects;
    for (const int l : cdr.lines)
      for (const auto& span : line(l).spans)
        subjects.push_back(handle(span.handle).number);
    operators_.push_back(
        std::make_unique<OperatorWriter>(tree_, cdr, subjects, world_.start(), world_.end()));
  }
  int number = world_.exhibit_count;
  for (int a = 0; a < s_.bank_accounts; ++a) {
    Account account;
    account.person = std::min(a + 1, s_.people - 1);
    account.reference = world_.reference(++number);
    account.folder = s_.reference_prefix + "_" + std::to_string(number);
    account.number = "000000";
    append_padded(account.number, 10 + a, 2);
    account.balance = 100'000 + 7'500 * a;
    account.file = &tree_.create(account.folder + "/statement.csv", Encoding::utf8);
    account.file->text("Account name," + person(account.person).latin() +
                       "\r\nSort code,00-00-00\r\nAccount number," + account.number +
                       "\r\n\r\nDate,Type,Description,Paid out,Paid in,Balance\r\n");
    accounts_.push_back(std::move(account));
  }
  world_.exhibit_count = number;
  std::uint32_t sum = 0;
  for (const int id : world_.covered) {
    sum += static_cast<std::uint32_t>(line(id).weight);
    weights_.push_back(sum);
  }
}

void CaseMaker::canonical_contact(const Locator& at, const std::string& name, const ContactRow& row) {
  if (canonical_ == nullptr) return;
  row_ = "{\"exhibit\":";
  append_json_text(row_, *at.exhibit);
  row_ += ",\"file\":";
  append_json_text(row_, at.file->path());
  row_ += ",\"row\":" + std::to_string(at.place.row) +
          ",\"line\":" + std::to_string(at.place.line) +
          ",\"offset\":" + std::to_string(at.place.offset) + ",\"kind\":\"contact\",\"name\":";
  append_json_text(row_, name);
  row_ += ",\"number\":";
  append_json_text(row_, row.number);
  row_ += ",\"email\":";
  append_json_text(row_, row.email);
  row_ += "}\n";
  canonical_->record(row_);
}

void CaseMaker::canonical(const Event& e, EventId id, const Locator& at, const char* service,
                          const char* direction, std::int64_t shown, std::string_view from,
                          std::string_view to, std::string_view group, std::string_view media,
                          bool deleted) {
  if (canonical_ == nullptr) return;
  static constexpr std::array kinds{"call",     "message", "message", "message",
                                    "location", "payment", "notice"};
  row_ = "{\"event\":\"E";
  append_padded(row_, static_cast<std::int64_t>(id), 8);
  row_ += "\",\"exhibit\":";
  append_json_text(row_, *at.exhibit);
  row_ += ",\"file\":";
  append_json_text(row_, at.file->path());
  row_ += ",\"row\":";
  append_padded(row_, static_cast<std::int64_t>(at.place.row), 1);
  row_ += ",\"line\":";
  append_padded(row_, static_cast<std::int64_t>(at.place.line), 1);
  row_ += ",\"offset\":";
  append_padded(row_, static_cast<std::int64_t>(at.place.offset), 1);
  row_.append(",\"kind\":\"").append(kinds[static_cast<std::size_t>(e.kind)]);
  row_.append("\",\"service\":\"").append(service);
  row_.append("\",\"direction\":\"").append(direction).append("\",\"t\":\"");
  append_iso(row_, e.t);
  row_ += "\",\"shown\":\"";
  append_iso(row_, shown);
  row_ += "\",\"from\":";
  append_json_text(row_, from);
  row_ += ",\"to\":";
  append_json_text(row_, to);
  if (!group.empty()) {
    row_ += ",\"group\":";
    append_json_text(row_, group);
  }
  if (e.kind == Kind::call) {
    row_ += ",\"duration_s\":";
    append_padded(row_, e.duration, 1);
    row_ += e.answered ? ",\"answered\":true" : ",\"answered\":false";
  } else if (e.kind == Kind::payment) {
    row_ += ",\"pence\":";
    append_padded(row_, e.pence, 1);
  } else if (e.kind == Kind::location) {
    row_ += ",\"lat_e6\":" + std::to_string(e.where.lat_e6) +
            ",\"lon_e6\":" + std::to_string(e.where.lon_e6);
  } else if (std::string_view(service) != "operator") {
    if (deleted) row_ += ",\"deleted\":true";
    if (!media.empty()) {
      row_ += ",\"media\":";
      append_json_text(row_, media);
    } else {
      row_ += ",\"text\":";
      append_json_text(row_, said_.text);
      row_.append(",\"lang\":\"").append(said_.language).append("\"");
      if (!said_.english.empty()) {
        row_ += ",\"en\":";
        append_json_text(row_, said_.english);
      }
    }
  }
  row_ += "}\n";
  canonical_->record(row_);
}

void CaseMaker::write_manifest() {
  using Json = nlohmann::ordered_json;
  Json manifest;
  manifest["v"] = 1;
  manifest["case"] = s_.case_name;
  manifest["preset"] = s_.preset;
  manifest["seed"] = s_.seed;
  manifest["truth"] = s_.records > 1'000'000 ? "truth.jsonl" : "truth.json";
  Json exhibits = Json::array();
  auto file_entry = [](const OutFile& f, const char* kind) {
    return Json{{"path", f.path()},
                {"kind", kind},
                {"encoding", name_of(f.encoding())},
                {"records", f.rows()},
                {"bytes", f.bytes()}};
  };
  for (std::size_t d = 0; d < world_.devices.size(); ++d) {
    const Device& device = world_.devices[d];
    Json numbers = Json::array();
    for (const auto& span : line(device.line).spans)
      if (span.to > device.window_from) numbers.push_back(handle(span.handle).number);
    Json files = Json::array();
    const auto& w = *phones_[d].writer;
    if (w.messages != nullptr) files.push_back(file_entry(*w.messages, "messages"));
    if (w.calls != nullptr) files.push_back(file_entry(*w.calls, "calls"));
    if (w.contacts != nullptr) files.push_back(file_entry(*w.contacts, "contacts"));
    if (phones_[d].vcards != nullptr) files.push_back(file_entry(*phones_[d].vcards, "contacts"));
    if (w.locations != nullptr) files.push_back(file_entry(*w.locations, "locations"));
    for (const auto* chats : {&phones_[d].chats, &phones_[d].group_chats})
      for (const auto& [key, chat] : *chats) {
        Json entry = file_entry(chat->file(), "whatsapp-text");
        entry["system"] = device.system == WhatsAppSystem::ios ? "ios" : "android";
        entry["locale"] = device.locale;
        entry["zone"] = london_zone.name;
        files.push_back(std::move(entry));
      }
    static constexpr std::array layouts{"titled-utc", "semicolon-utf16", "national-cp1252",
                                        "tab-epoch-ms", "zoned-headers"};
    exhibits.push_back({{"ref", device.reference},
                        {"path", device.folder},
                        {"kind", "phone"},
                        {"layout", layouts[static_cast<std::size_t>(device.layout)]},
                        {"numbers", numbers},
                        {"owner_name", world_.own_name(device.line, world_.start())},
                        {"zone", device.zone.name},
                        {"country", "GB"},
                        {"files", files}});
  }
  for (std::size_t c = 0; c < world_.cdrs.size(); ++c) {
    Json numbers = Json::array();
    for (const int l : world_.cdrs[c].lines)
      for (const auto& span : line(l).spans)
        numbers.push_back(handle(span.handle).number);
    exhibits.push_back(
        {{"ref", world_.cdrs[c].reference},
         {"path", world_.cdrs[c].folder},
         {"kind", "call-records"},
         {"layout", "operator-" + std::to_string(world_.cdrs[c].layout + 1)},
         {"numbers", numbers},
         {"zone", world_.cdrs[c].layout == 1 ? london_zone.name : utc_zone.name},
         {"country", "GB"},
         {"files", Json::array({file_entry(operators_[c]->file(), "call-records")})}});
  }
  for (const auto& account : accounts_)
    exhibits.push_back({{"ref", account.reference},
                        {"path", account.folder},
                        {"kind", "bank"},
                        {"owner_name", person(account.person).latin()},
                        {"zone", london_zone.name},
                        {"country", "GB"},
                        {"files", Json::array({file_entry(*account.file, "bank")})}});
  int number = world_.exhibit_count;
  const auto statements =
      write_statements(tree_, world_, quoted_, number, s_.statements, s_.contradictions, truth_);
  for (const auto& s : statements)
    exhibits.push_back({{"ref", s.reference},
                        {"path", s.folder},
                        {"kind", "statement"},
                        {"owner_name", s.witness},
                        {"zone", london_zone.name},
                        {"country", "GB"},
                        {"files", Json::array({file_entry(*s.file, "statement")})}});
  world_.exhibit_count = number + static_cast<int>(statements.size());
  records_ += statements.size();
  manifest["exhibits"] = exhibits;
  manifest["totals"] = {{"events", events_},
                        {"records", records_},
                        {"text_lines", lines_},
                        {"text_characters", characters_}};
  tree_.create("manifest.json", Encoding::utf8).text(manifest.dump(1) + "\n");
}

}  // namespace clew::gen
