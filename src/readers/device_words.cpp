#include "readers/device_words.h"

#include <algorithm>

namespace clew::readers {
namespace {

using model::IdentifierKind;
using model::Role;

// Last part of a path in lower case without blanks and marks: "a.Serial Number" → "serialnumber".
std::string last_part(std::string_view path) {
  std::string out;
  const auto dot = path.rfind('.');
  for (const char c : dot == path.npos ? path : path.substr(dot + 1))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out += c;
    else if (c >= 'A' && c <= 'Z')
      out += static_cast<char>(c + 32);
  return out;
}
std::string folded(std::string_view path) {
  std::string out;
  for (const char c : path)
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}
bool digits(std::string_view v, std::size_t least, std::size_t most) {
  return v.size() >= least && v.size() <= most &&
         std::all_of(v.begin(), v.end(), [](char c) { return c >= '0' && c <= '9'; });
}
bool is_mac(std::string_view v) {
  if (v.size() != 17) return false;
  for (std::size_t i = 0; i < 17; ++i) {
    const char c = v[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (i % 3 == 2 ? c != ':' && c != '-' : !hex) return false;
  }
  return true;
}
bool phone_like(std::string_view v) {
  std::size_t n = 0;
  for (const char c : v) {
    if (c >= '0' && c <= '9')
      ++n;
    else if (std::string_view("+ ()-").find(c) == std::string_view::npos)
      return false;
  }
  return n >= 7 && n <= 15;
}

}  // namespace

bool place_device_word(model::Record& r, std::string_view path, const std::string& value) {
  if (value.empty() || value.size() > 200) return false;
  const auto last = last_part(path), whole = folded(path);
  const auto has = [&](std::string_view word) { return whole.find(word) != whole.npos; };
  const auto id = [&](IdentifierKind kind, Role role = Role::subject) {
    for (const auto& p : r.participants)
      if (p.identifier.kind == kind && p.identifier.raw == value) return true;
    r.participants.push_back({role, {kind, value, ""}, ""});
    return true;
  };
  const auto field = [&](const char* name) {
    for (const auto& f : r.fields)
      if (f.name == name) return false;
    r.fields.push_back({name, value});
    return true;
  };
  if (digits(value, 15, 15) && has("imei") && !has("imei_svn")) return id(IdentifierKind::imei);
  if (digits(value, 18, 20) && value.starts_with("89") &&
      (has("iccid") || has("subscriberidentity") || has("icc_id")))
    return id(IdentifierKind::iccid);
  if (digits(value, 14, 15) && has("imsi")) return id(IdentifierKind::imsi);
  if ((last.ends_with("phonenumber") || last == "msisdn" || last == "lastphonenumber") &&
      phone_like(value))
    return id(IdentifierKind::phone, Role::owner);
  if (last == "serialnumber" || last == "serialno" || last == "rilserialnumber" ||
      last == "androidid" || last == "uniqueidentifier" || last == "uniquedeviceid" ||
      last == "udid" || last == "targetidentifier")
    return id(IdentifierKind::serial);
  if (is_mac(value) && (last.ends_with("macaddress") || last == "wifiaddress" ||
                        last == "bluetoothaddress" || last == "bssid"))
    return id(IdentifierKind::mac);
  if (last == "appleid" && value.find('@') != value.npos)
    return id(IdentifierKind::email, Role::owner);
  if (last == "producttype" || last == "roproductmodel") return field("model");
  if (last == "devicename" || last == "displayname" || last == "bluetoothname")
    return field("device_name");
  if (last == "productversion" || last == "iosversion" || last == "robuildversionrelease")
    return field("os");
  if (last == "roproductmanufacturer" || last == "manufacturer") return field("make");
  return false;
}

bool says_device(const model::Record& r) {
  return std::any_of(r.participants.begin(), r.participants.end(), [](const auto& p) {
    const auto k = p.identifier.kind;
    return k == IdentifierKind::imei || k == IdentifierKind::iccid || k == IdentifierKind::imsi ||
           k == IdentifierKind::serial;
  });
}

}  // namespace clew::readers
