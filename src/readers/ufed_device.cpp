#include "readers/ufed_device.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace clew::readers::ufed {
namespace {

using model::IdentifierKind;
using model::Role;

std::string fold(std::string_view s) {
  std::string out;
  for (const char c : s)
    if (c != ' ' && c != '_' && c != '-')
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

bool any_of(std::string_view name, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view w) { return name.find(w) != name.npos; });
}

bool digits(std::string_view v, std::size_t least, std::size_t most) {
  return v.size() >= least && v.size() <= most &&
         std::all_of(v.begin(), v.end(), [](char c) { return c >= '0' && c <= '9'; });
}
bool luhn(std::string_view v) {
  int sum = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    int d = v[v.size() - 1 - i] - '0';
    if (i % 2 == 1 && (d *= 2) > 9) d -= 9;
    sum += d;
  }
  return sum % 10 == 0;
}

// en, de, fr, es, it, pt, nl as reports have them; the names of new reports (DeviceInfo…) are
// English.
void place_item(model::Record& r, const std::string& item, const std::string& value) {
  const auto name = fold(item);
  const auto field = [&](const char* key) {
    for (const auto& f : r.fields)
      if (f.name == key) return;
    r.fields.push_back({key, value});
  };
  const auto id = [&](IdentifierKind kind, Role role = Role::subject) {
    for (const auto& p : r.participants)
      if (p.identifier.kind == kind && p.identifier.raw == value) return;
    r.participants.push_back({role, {kind, value, ""}, ""});
  };
  if (any_of(name, {"imei"}) ||
      (digits(value, 15, 15) && luhn(value) && !any_of(name, {"imsi", "meid"})))
    return id(IdentifierKind::imei);
  if (any_of(name, {"imsi"})) return id(IdentifierKind::imsi);
  if (any_of(name, {"iccid"}) || (digits(value, 19, 20) && value.starts_with("89")))
    return id(IdentifierKind::iccid);
  if (any_of(name,
             {"msisdn", "phonenumber", "ownnumber", "telefonnummer", "numerotelefon", "rufnummer",
              "numeroditelefono", "numérodetéléphone", "númerodeteléfono", "numerodetelefone"}))
    return id(IdentifierKind::phone, Role::owner);
  if (any_of(name, {"macaddress", "bluetoothdeviceaddress", "wifiaddress", "bluetoothmac",
                    "indirizzomac", "adressemac", "macadresse"}))
    return id(IdentifierKind::mac);
  if (any_of(name, {"serial", "seriennummer", "numerodiserie", "numérodesérie", "númerodeserie"}))
    return id(IdentifierKind::serial);
  if (any_of(name, {"appleid"})) return id(IdentifierKind::email, Role::owner);
  if (any_of(name, {"manufacturer", "vendor", "hersteller", "fabricant", "fabricante", "produttore",
                    "marca", "fabrikant"}))
    return field("make");
  if (any_of(name, {"osversion", "ostype", "betriebssystem", "versioneos", "versionedelsistema",
                    "versiondelso", "versiondusyst", "revision"}))
    return field("os");
  if (any_of(name, {"phonemodel", "devicemodel", "detectedmodel", "selectedmodel", "modello",
                    "modell", "modelo", "modèle", "devicename", "model"}))
    return field(any_of(name, {"name"}) ? "device_name" : "model");
  if (any_of(name, {"ownername", "proprietario", "besitzer", "propriétaire"}))
    return id(IdentifierKind::name, Role::owner);
}

}  // namespace

void DeviceInfo::element(std::string_view name, const std::vector<xml::Attribute>& attributes,
                         std::uint64_t begin, std::uint64_t end) {
  open_ = false;
  const auto text_of = [&](std::string_view a) {
    return xml::decode(xml::attribute(attributes, a));
  };
  if (name == "project") {
    for (const auto& [key, word] : {std::pair{"name", "report"},
                                    {"reportVersion", "report-version"},
                                    {"extractionType", "extraction-type"},
                                    {"NodeCount", "node-count"},
                                    {"ModelCount", "model-count"},
                                    {"xmlns", "namespace"}})
      if (auto v = text_of(key); !v.empty()) decisions_.emplace_back(word, v.substr(0, 200));
    return;
  }
  if (name == "metadata") {
    section_ = text_of("section");
    return;
  }
  if (items_.size() >= max_items) return;
  Item item;
  item.begin = begin;
  item.end = end;
  if (name == "item" || name == "field") {
    item.section = name == "item" ? section_ : "Case Information";
    item.name = text_of("name");
    item.extraction = text_of("sourceExtraction");
    open_ = true;
    items_.push_back(std::move(item));
  } else if (name == "extractionInfo") {
    item.section = "extraction";
    item.extraction = text_of("id");
    for (const auto& a : attributes)
      if (a.name != "id") {
        item.name = std::string(a.name);
        item.value = xml::decode(a.value);
        if (items_.size() < max_items) items_.push_back(item);
      }
  }
}

void DeviceInfo::text(std::string_view text) {
  if (!open_ || xml::all_blank(text) || items_.back().value.size() + text.size() > 100'000) return;
  items_.back().value += text;
}

void DeviceInfo::end(std::string_view element, std::uint64_t at) {
  if (open_) items_.back().end = at;
  open_ = false;
  if (element == "metadata") section_.clear();
}

std::vector<model::Record> DeviceInfo::take(Mapper& mapper, const Place& place) {
  open_ = false;
  std::vector<model::Record> out;
  if (items_.empty()) return out;
  // What names no extraction is about the one there is, or about the report as a whole.
  std::vector<std::string> extractions;
  for (const auto& i : items_)
    if (!i.extraction.empty() &&
        std::find(extractions.begin(), extractions.end(), i.extraction) == extractions.end())
      extractions.push_back(i.extraction);
  const std::string first = extractions.empty() ? "" : extractions.front();
  if (extractions.empty()) extractions.emplace_back();
  for (const auto& extraction : extractions) {
    model::Record r;
    r.kind = model::RecordKind::device;
    r.table = "extraction";
    r.key = extraction.empty() ? "extraction" : "extraction:" + extraction;
    r.fields.push_back({"type", "device"});
    std::uint64_t begin = ~0ull, end = 0;
    std::map<std::string, int> names;
    for (const auto& i : items_) {
      if ((i.extraction.empty() ? first : i.extraction) != extraction) continue;
      begin = std::min(begin, i.begin);
      end = std::max(end, i.end);
      if (i.value.empty()) continue;
      if (i.section != "extraction" && i.section != "Case Information")
        place_item(r, i.name, i.value);
      auto name = i.section.empty() ? i.name : i.section + ": " + i.name;
      if (const int n = ++names[name]; n > 1) name += fmt::format(" ({})", n);
      r.extras.push_back({std::move(name), i.value});
    }
    if (begin == ~0ull || r.extras.empty()) continue;
    r.locator = place(begin, end);
    for (const auto& e : r.extras)
      if (fold(e.name).find("creationtime") != std::string::npos ||
          fold(e.name).find("extractionstart") != std::string::npos)
        if (auto t = mapper.times().read(e.value, model::TimeKind::created, r.locator))
          r.times.push_back(std::move(*t));
    out.push_back(std::move(r));
  }
  items_.clear();
  return out;
}

}  // namespace clew::readers::ufed
