#include "readers/discord_package.h"

#include <fmt/format.h>

#include <algorithm>

#include "exhibit/locator.h"
#include "readers/chat_record.h"
#include "readers/delimited_scan.h"
#include "readers/finding_limit.h"
#include "readers/json_scan.h"

namespace clew::readers {
namespace {

using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;

constexpr std::string_view discord = "Discord";

std::string folder_of(std::string_view name) { return std::string(name.substr(0, name.rfind('/') == name.npos ? 0 : name.rfind('/') + 1)); }

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

model::Participation person(Role role, const std::string& id, const std::string& name) {
  model::Participation p;
  p.role = role;
  p.identifier = id.empty() ? model::Identifier{IdentifierKind::username, name, std::string(discord)} : model::Identifier{IdentifierKind::uid, id, std::string(discord)};
  if (!id.empty()) p.name = name;
  return p;
}

}  // namespace

DiscordChannel discord_channel(const exhibit::Item& item) {
  DiscordChannel out;
  if (!item.tree) return out;
  const std::string folder = folder_of(item.name());
  if (const auto file = item.tree->open(folder + "channel.json")) {
    JsonDoc doc;
    if (doc.parse(file->bytes(), 0, 1u << 20)) {
      out.channel_file = folder + "channel.json";
      const Json root = doc.root();
      out.id = root["id"].text();
      out.type = root["type"].text();
      out.title = root["name"].text();
      const std::string guild = root["guild"]["name"].text();
      if (!guild.empty()) out.title = out.title.empty() ? guild : fmt::format("{} in {}", out.title, guild);
      root["recipients"].each([&](Json r) {
        if (out.recipients.size() < 100) out.recipients.push_back(r.is_object() ? r["id"].text() : r.text());
      });
    }
  }
  const std::string above = folder_of(std::string_view(folder).substr(0, folder.empty() ? 0 : folder.size() - 1));
  if (out.title.empty() && !out.id.empty())
    if (const auto file = item.tree->open(above + "index.json")) {
      JsonDoc doc;
      if (doc.parse(file->bytes(), 0, 1u << 20)) out.title = doc.root()[out.id].text();
      if (out.title == "None") out.title.clear();
    }
  const std::string root = lower(folder_of(std::string_view(above).substr(0, above.empty() ? 0 : above.size() - 1)));
  for (const auto& name : item.tree->names()) {
    if (name.size() != root.size() + 17 || lower(name) != root + "account/user.json") continue;
    const auto file = item.tree->open(name);
    JsonDoc doc;
    if (!file || !doc.parse(file->bytes(), 0, 64u << 20)) break;
    out.owner_id = doc.root()["id"].text();
    out.owner_name = doc.root()["username"].text();
    break;
  }
  return out;
}

void add_discord_people(const DiscordChannel& channel, Record& record) {
  if (!channel.owner_id.empty()) record.participants.push_back(person(Role::from, channel.owner_id, channel.owner_name));
  for (const auto& id : channel.recipients)
    if (id != channel.owner_id) record.participants.push_back(person(channel.owner_id.empty() ? Role::member : Role::to, id, ""));
}

namespace {

enum class DiscordTable { none, package, exporter };

DiscordTable table_of(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::string head(bytes.substr(0, std::min(bytes.find('\n'), std::size_t{200})));
  std::erase_if(head, [](char c) { return c == '"' || c == '\r' || c == ' '; });
  if (head == "ID,Timestamp,Contents,Attachments") return DiscordTable::package;
  if (head.starts_with("AuthorID,Author,Date,Content,Attachments,Reactions")) return DiscordTable::exporter;
  return DiscordTable::none;
}

class DiscordCsvReader final : public Reader {
 public:
  std::string_view name() const override { return "discord-csv"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    switch (table_of(item.bytes().substr(0, 4096))) {
      case DiscordTable::package: return {96, "messages of Discord's own package (only the owner's)"};
      case DiscordTable::exporter: return {96, "a channel exported by DiscordChatExporter as a table"};
      case DiscordTable::none: break;
    }
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const auto kind = table_of(item.bytes().substr(0, 4096));
    const bool package = kind == DiscordTable::package;
    DiscordChannel channel;
    if (package) channel = discord_channel(item);
    // "Direct Messages - ben [111].csv", "Walkers - Text channels - general [222].csv"
    std::string_view file = item.file_name();
    if (file.ends_with(".csv")) file.remove_suffix(4);
    if (!package) {
      const auto open = file.rfind(" [");
      if (open != file.npos && file.ends_with("]")) {
        channel.id = file.substr(open + 2, file.size() - open - 3);
        channel.title = file.substr(0, open);
      } else {
        channel.id = channel.title = file;
      }
    } else if (channel.id.empty()) {
      const std::string folder = folder_of(item.name());
      const auto slash = folder.size() < 2 ? folder.npos : folder.rfind('/', folder.size() - 2);
      channel.id = folder.empty() ? "" : folder.substr(slash == folder.npos ? 0 : slash + 1, folder.size() - (slash == folder.npos ? 0 : slash + 1) - 1);
      if (channel.id.size() > 1 && channel.id[0] == 'c' && channel.id.find_first_not_of("0123456789", 1) == channel.id.npos) channel.id.erase(0, 1);
    }
    if (!channel.channel_file.empty()) sink.claims(channel.channel_file);
    Dialect dialect;
    dialect.begin = item.bytes().starts_with("\xEF\xBB\xBF") ? 3 : 0;
    dialect.width = package ? 4 : 6;
    RowScanner rows(item.bytes(), dialect);
    rows.expect(dialect.width);
    FindingLimit findings(sink);
    Row row;
    bool header = true, said = false;
    while (rows.next(row)) {
      sink.alive();
      sink.rows("messages", 1);
      const std::string place = exhibit::Locator().bytes(row.begin, row.end - row.begin).row(static_cast<std::int64_t>(row.number)).str();
      if (header || (row.cells.size() == 1 && row.cells[0].begin == row.cells[0].end)) {
        sink.skip("messages", header ? "header" : "blank row", place);
        header = false;
        continue;
      }
      std::string buffer;
      const auto cell = [&](std::size_t i) { return i < row.cells.size() ? std::string(cell_text(item.bytes(), dialect, row.cells[i], buffer)) : std::string(); };
      Record record;
      record.kind = RecordKind::message;
      record.service = discord;
      record.table = "messages";
      record.locator = place;
      record.chat_key = channel.id;
      record.chat_title = channel.title;
      std::string attached;
      if (package) {
        record.key = cell(0);
        record.direction = Direction::out;
        add_discord_people(channel, record);
        time(record, cell(1), true, options, findings);
        record.text = cell(2);
        attached = cell(3);
      } else {
        const std::string id = cell(0), name = cell(1);
        if (!id.empty() || !name.empty()) record.participants.push_back(person(Role::from, id, name));
        if (!options.owner_name.empty()) record.direction = options.owner_name == name || options.owner_name == id ? Direction::out : Direction::in;
        time(record, cell(2), false, options, findings);
        record.text = cell(3);
        attached = cell(4);
        if (const auto reactions = cell(5); !reactions.empty()) record.fields.push_back({"reaction", reactions});
      }
      for (std::size_t at = 0; at < attached.size();) {
        const std::size_t end = std::min(attached.find_first_of(" ,", at), attached.size());
        if (end > at) {
          const std::string path = attached.substr(at, end - at);
          record.media.push_back({path, "", "", "", item.tree && item.tree->open(folder_of(item.name()) + path).has_value()});
        }
        at = end + 1;
      }
      for (std::size_t i = dialect.width; i < row.cells.size(); ++i)
        if (auto more = cell(i); !more.empty()) record.extras.push_back({fmt::format("column {}", i + 1), std::move(more)});
      if (row.cells.size() < dialect.width) findings.add(Severity::note, "row with too few fields", place, fmt::format("{} of {}.", row.cells.size(), dialect.width));
      if (said) {
        sink.record(std::move(record));
        continue;
      }
      said = true;
      Record chat = chat_record(record);
      chat.chat_title = channel.title;
      if (!channel.type.empty()) chat.fields.push_back({"type", channel.type});
      for (const auto& id : channel.recipients)
        chat.participants.push_back(person(id == channel.owner_id ? Role::owner : Role::member, id, id == channel.owner_id ? channel.owner_name : ""));
      sink.record(std::move(record));
      sink.extra_record(std::move(chat));
    }
    findings.finish();
    if (package)
      sink.finding({Severity::note, "only the owner's messages", "", "Discord's package holds what the account's owner wrote, not the answers."});
  }

 private:
  // Discord writes UTC, without saying so in its newer packages; the exporter writes offsets, in older versions the clock of its machine.
  static void time(Record& record, const std::string& raw, bool utc, const Options& options, FindingLimit& findings) {
    if (raw.empty()) return;
    model::Time t;
    t.kind = model::TimeKind::sent;
    t.raw = raw;
    const auto iso = parse_iso(raw);
    if (!iso) {
      findings.add(Severity::note, "unreadable time", record.locator, fmt::format("'{}' is in no form that is known.", raw.substr(0, 80)));
    } else if (iso->offset_minutes || utc) {
      t.offset_minutes = iso->offset_minutes;
      t.utc = iso->micros - Micros{iso->offset_minutes.value_or(0)} * 60 * micros_per_second;
      t.certainty = options.latest_plausible && *t.utc > options.latest_plausible ? model::Certainty::implausible : model::Certainty::exact;
    } else {
      t.local = iso->micros;
      t.certainty = model::Certainty::local_unknown;
    }
    record.times.push_back(std::move(t));
  }
};

}  // namespace

std::unique_ptr<Reader> make_discord_csv_reader() { return std::make_unique<DiscordCsvReader>(); }

}  // namespace clew::readers
