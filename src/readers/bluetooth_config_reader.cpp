#include "readers/bluetooth_config_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "exhibit/locator.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using model::RecordKind;

constexpr std::size_t most_values = 500;  // of one section

std::string_view trimmed(std::string_view s) {
  const auto from = s.find_first_not_of(" \t\r");
  return from == s.npos ? std::string_view{} : s.substr(from, s.find_last_not_of(" \t\r") - from + 1);
}

bool is_address(std::string_view s) {
  if (s.size() != 17) return false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (i % 3 == 2 ? c != ':' : !hex) return false;
  }
  return true;
}

struct Section {
  std::uint64_t begin = 0, end = 0;
  std::string name;
  std::vector<model::Field> values;
  std::string value(std::string_view key) const {
    for (const auto& v : values)
      if (v.name == key) return v.value;
    return {};
  }
};

model::Record record_of(const Section& section, Micros latest) {
  const bool device = is_address(section.name);
  model::Record r;
  r.kind = device ? RecordKind::event : RecordKind::device;
  r.service = "Bluetooth";
  r.table = "sections";
  r.locator = exhibit::Locator().bytes(section.begin, section.end - section.begin).str();
  r.key = section.name;
  r.fields.push_back({"type", device ? "Bluetooth pairing" : "Bluetooth"});
  const auto address = device ? section.name : section.value("Address");
  const auto name = section.value("Name");
  if (is_address(address)) {
    model::Participation p;
    p.role = device ? model::Role::other : model::Role::subject;
    p.identifier.kind = model::IdentifierKind::mac;
    p.identifier.raw = address;
    p.name = name;
    r.participants.push_back(std::move(p));
  }
  r.text = name;
  // The last time that the phone wrote something about the device, in seconds since 1970.
  std::int64_t s = 0;
  const auto stamp = section.value(device ? "Timestamp" : "TimeCreated");
  const auto end = std::from_chars(stamp.data(), stamp.data() + stamp.size(), s);
  if (end.ec == std::errc() && end.ptr == stamp.data() + stamp.size() && s > 0 && s < 32'503'680'000) {
    model::Time t;
    t.raw = stamp;
    t.unit = "s";
    t.utc = s * micros_per_second;
    t.certainty = latest > 0 && *t.utc > latest ? model::Certainty::implausible : model::Certainty::exact;
    r.times.push_back(std::move(t));
  }
  r.extras = section.values;
  return r;
}

class BluetoothConfigReader final : public Reader {
 public:
  std::string_view name() const override { return "bluetooth-config"; }
  std::string_view version() const override { return "1"; }
  Probe probe(const exhibit::Item& item) const override {
    if (!item.file_name().starts_with("bt_config")) return {0, "not bt_config.conf"};
    const auto head = item.bytes().substr(0, 65536);
    if (head.starts_with('[') || head.find("\n[") != head.npos) return {90, "Android's file of paired Bluetooth devices"};
    return {0, "no sections"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const auto bytes = item.bytes();
    std::optional<Section> section;
    std::uint64_t outside = 0, odd = 0;
    const auto give = [&](std::uint64_t end) {
      if (!section) return;
      section->end = end;
      sink.rows("sections", 1);
      // [Info], [Metrics]: what the program keeps for itself.
      if (!is_address(section->name) && section->value("Address").empty())
        sink.skip("sections", "no device", exhibit::Locator().bytes(section->begin, section->end - section->begin).str());
      else
        sink.record(record_of(*section, options.latest_plausible));
      section.reset();
    };
    for (std::size_t at = 0; at < bytes.size();) {
      const auto end = std::min(bytes.find('\n', at), bytes.size());
      const auto line = trimmed(bytes.substr(at, end - at));
      if (line.size() > 2 && line.front() == '[' && line.back() == ']') {
        give(at);
        section.emplace();
        section->begin = at;
        section->name = text::to_utf8(line.substr(1, line.size() - 2), text::Encoding::utf8);
      } else if (!line.empty() && line.front() != '#') {
        const auto equals = line.find('=');
        if (!section) ++outside;
        else if (equals == line.npos) ++odd;
        else if (section->values.size() < most_values)
          section->values.push_back({text::to_utf8(trimmed(line.substr(0, equals)), text::Encoding::utf8), text::to_utf8(trimmed(line.substr(equals + 1)), text::Encoding::utf8)});
      }
      at = end + 1;
    }
    give(bytes.size());
    if (outside + odd > 0)
      sink.finding({model::Severity::warning, "lines that are no settings", "", fmt::format("{} lines make no sense; the rest was read.", outside + odd)});
  }
};

}  // namespace

std::unique_ptr<Reader> make_bluetooth_config_reader() { return std::make_unique<BluetoothConfigReader>(); }

}  // namespace clew::readers
