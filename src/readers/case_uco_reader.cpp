#include "readers/case_uco_reader.h"

#include <fmt/format.h>

#include <map>

#include "readers/json_records.h"

namespace clew::readers {
namespace {

using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::TimeKind;

constexpr std::size_t most_accounts = 5'000'000;

std::string_view local_name(std::string_view name) {
  auto at = name.find_last_of(":/#");
  return at == name.npos ? name : name.substr(at + 1);
}

// A property whatever its prefix: "uco-observable:from", "observable:from", "from".
Json property(Json object, std::string_view name) {
  Json found;
  if (!object.is_object()) return found;
  object.each_member([&](const std::string& key, Json value) {
    if (!found && local_name(key) == name) found = value;
  });
  return found;
}
// The first of a list of one (expanded JSON-LD writes every value so), else the value.
Json single(Json value) {
  if (!value.is_array() || value.size() != 1) return value;
  Json first;
  value.each([&](Json v) { first = v; });
  return first;
}
// A literal's value: plain, or {"@type": …, "@value": …}.
Json literal(Json value) {
  value = single(value);
  return value.is_object() ? value["@value"] : value;
}
std::string text_of(Json object, std::string_view name) {
  return literal(property(object, name)).text();
}
std::string reference(Json value) {
  value = single(value);
  if (value.is_object()) return value["@id"].text();
  return value.is_string() ? value.text() : std::string();
}

bool has_type(Json object, std::string_view wanted) {
  auto type = object["@type"];
  bool found = false;
  if (type.is_string()) return local_name(type.text()) == wanted;
  if (type.is_array()) type.each([&](Json t) { found = found || local_name(t.text()) == wanted; });
  return found;
}
std::string type_of(Json object) {
  auto type = object["@type"];
  std::string out;
  if (type.is_array())
    type.each([&](Json t) {
      if (out.empty()) out = local_name(t.text());
    });
  else
    out = local_name(type.text());
  return out;
}

// The facet of that type, if the object has one.
Json facet(Json object, std::string_view wanted) {
  auto all = property(object, "hasFacet");
  if (!all) all = property(object, "facets");
  if (all.is_object()) return has_type(all, wanted) ? all : Json();
  Json found;
  if (all.is_array())
    all.each([&](Json f) {
      if (!found && has_type(f, wanted)) found = f;
    });
  return found;
}

// Where objects stand: "@graph", the "object" of a bundle, or any other list at the top but the context; the root itself may be a list.
bool is_list(const JsonPath& path, JsonType type) {
  return path.empty() || (path.size() == 1 && !path[0].element && type == JsonType::array && path[0].key != "@context" && path[0].key != "@type");
}
// A bundle within a graph holds its objects in a list of its own.
constexpr int most_bundles = 8;
template <typename Visit>
bool objects_of_bundle(Json object, const Visit& visit) {
  const Json list = property(object, "object");
  bool any = false;
  if (list.is_array())
    list.each([&](Json one) {
      if (!one.is_object() || !one["@id"] || one.size() < 2) return;  // a mere reference
      any = true;
      visit(one);
    });
  return any;
}

struct Account {
  IdentifierKind kind = IdentifierKind::other;
  std::string raw, name, application;
  std::string address;  // the object of the address, of an account for mail
};

// What an object says of itself as an account: number, address, name at a service.
std::optional<Account> account_of(Json object) {
  Account out;
  if (auto f = facet(object, "PhoneAccountFacet")) {
    out.kind = IdentifierKind::phone;
    out.raw = text_of(f, "phoneNumber");
  } else if (auto m = facet(object, "MobileAccountFacet")) {
    out.kind = IdentifierKind::phone;
    out.raw = text_of(m, "MSISDN");
  } else if (auto e = facet(object, "EmailAddressFacet")) {
    out.kind = IdentifierKind::email;
    out.raw = text_of(e, "addressValue");
  } else if (auto d = facet(object, "DigitalAccountFacet")) {
    out.kind = IdentifierKind::username;
    out.raw = text_of(d, "accountLogin");
    out.name = text_of(d, "displayName");
  }
  auto general = facet(object, "AccountFacet");
  if (auto mail = facet(object, "EmailAccountFacet")) {
    out.address = reference(property(mail, "emailAddress"));
    if (out.kind == IdentifierKind::other) out.kind = IdentifierKind::uid;
    if (general) out.name = text_of(general, "accountIdentifier");
  }
  auto application = facet(object, "ApplicationAccountFacet");
  if (!general && !application && out.raw.empty() && out.kind == IdentifierKind::other) return {};
  if (out.raw.empty() && general) {
    out.raw = text_of(general, "accountIdentifier");
    if (out.kind == IdentifierKind::other) out.kind = IdentifierKind::uid;
  }
  if (application) out.application = reference(property(application, "application"));
  // An account that only its object's name tells apart is still one party.
  if (out.raw.empty()) {
    out.raw = object["@id"].text();
    out.kind = IdentifierKind::uid;
  }
  if (out.name.empty()) out.name = text_of(object, "name");
  return out;
}

// First pass: who the accounts are, what the applications are called, which thread a message
// belongs to.
class Survey final : public JsonHandler {
 public:
  std::map<std::string, Account> accounts;
  std::map<std::string, std::string> applications, threads, urls;

  Plan plan(const JsonPath& path, JsonType type) override { return is_list(path, type) ? Plan::descend : Plan::whole; }
  void value(const JsonPath&, Json object) override { take(object, 0); }
  void take(Json object, int depth) {
    if (depth < most_bundles && objects_of_bundle(object, [&](Json one) { take(one, depth + 1); })) return;
    if (!object.is_object() ||
        accounts.size() + applications.size() + threads.size() + urls.size() > most_accounts)
      return;
    auto id = object["@id"].text();
    if (auto account = account_of(object)) accounts[id] = std::move(*account);
    if (auto f = facet(object, "URLFacet")) urls[id] = text_of(f, "fullValue");
    if (has_type(object, "Application") || facet(object, "ApplicationFacet")) {
      auto name = text_of(facet(object, "ApplicationFacet"), "name");
      if (name.empty()) name = text_of(facet(object, "ApplicationFacet"), "applicationIdentifier");
      if (name.empty()) name = text_of(object, "name");
      if (!name.empty()) applications[id] = name;
    }
    if (auto f = facet(object, "MessageThreadFacet")) {
      auto elements = property(property(f, "messageThread"), "element");
      auto add = [&](Json element) { threads[reference(element)] = id; };
      elements.is_array() ? elements.each(add) : add(elements);
    }
  }
  void damaged(const JsonPath&, std::uint64_t, std::uint64_t, const char*) override {
  }  // the second pass says it
};

class Records final : public JsonRecords {
 public:
  Records(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink,
          const Survey& survey)
      : JsonRecords(item, text, options, sink), survey_(survey) {}

  Plan plan(const JsonPath& path, JsonType type) override {
    if (is_list(path, type)) return Plan::descend;
    return path.size() == 1 && !path[0].element ? Plan::skip : Plan::whole;
  }

  void value(const JsonPath& path, Json object) override {
    if (!object.is_object()) return;
    if (path.size() == 1 && !path[0].element) return;  // "@context" and the like
    take(path, object, 0);
  }
  bool any() const { return any_; }

 private:
  void take(const JsonPath& path, Json object, int depth) {
    if (depth < most_bundles && objects_of_bundle(object, [&](Json one) { take(path, one, depth + 1); })) return;
    any_ = true;
    if (auto f = facet(object, "MessageFacet")) return message(path, object, f);
    if (auto f = facet(object, "SMSMessageFacet")) return message(path, object, f);
    if (auto f = facet(object, "EmailMessageFacet")) return mail(path, object, f);
    if (auto f = facet(object, "URLHistoryFacet")) return history(path, object, f);
    if (auto f = facet(object, "CallFacet")) return call(path, object, f);
    if (auto f = facet(object, "MessageThreadFacet")) return thread(path, object, f);
    if (auto f = facet(object, "LatLongCoordinatesFacet")) return location(path, object, f);
    if (auto f = facet(object, "CellSiteFacet")) return cell(path, object, f);
    if (auto f = facet(object, "DeviceFacet");
        f || facet(object, "SIMCardFacet") || facet(object, "MobileDeviceFacet"))
      return device(path, object);
    if (auto f = facet(object, "FileFacet"); f || facet(object, "ContentDataFacet"))
      return file(path, object);
    if (auto f = facet(object, "ContactFacet")) return contact(path, object, f);
    if (auto a = account_of(object)) return account(path, object, *a);
    generic(type_of(object), path, object);
  }

  Record begin(RecordKind kind, const JsonPath& path, Json object) const {
    auto record = start(kind, type_of(object), path, object);
    record.key = object["@id"].text();
    return record;
  }
  // What the facets say that no field took, and the object's own members.
  void rest(Record& record, Json object, std::initializer_list<std::string_view> used) {
    auto add = [&](Json from, std::string_view prefix) {
      from.each_member([&](const std::string& key, Json value) {
        auto name = local_name(key);
        if (key[0] == '@' || name == "hasFacet" || name == "facets") return;
        for (auto u : used)
          if (name == u) return;
        auto plain = literal(value);
        record.extras.push_back({fmt::format("{}{}", prefix, name),
                                 plain                      ? plain.text()
                                 : reference(value).empty() ? std::string(value.source())
                                                            : reference(value)});
      });
    };
    if (auto all = property(object, "hasFacet"); all.is_array())
      all.each([&](Json f) { add(f, ""); });
    else if (all.is_object())
      add(all, "");
    add(object, "object ");
  }

  void party(Record& record, Role role, Json value) {
    if (!value) return;
    if (value.is_array()) return value.each([&](Json one) { party(record, role, one); });
    auto id = reference(value);
    if (id.empty()) return;
    auto found = survey_.accounts.find(id);
    if (found == survey_.accounts.end()) {
      record.participants.push_back(who(role, IdentifierKind::uid, id, "", "CASE"));
      return;
    }
    if (const auto address = survey_.accounts.find(found->second.address); address != survey_.accounts.end() && address->second.kind == IdentifierKind::email) {
      record.participants.push_back(who(role, IdentifierKind::email, address->second.raw, found->second.name, ""));
      return;
    }
    const auto& a = found->second;
    auto scope = application_name(a.application);
    bool own = a.kind == IdentifierKind::phone || a.kind == IdentifierKind::email;
    record.participants.push_back(who(role, a.kind, a.raw, a.name,
                                      own             ? ""
                                      : scope.empty() ? "CASE"
                                                      : scope));
  }
  std::string application_name(const std::string& id) const {
    auto found = survey_.applications.find(id);
    return found == survey_.applications.end() ? std::string() : found->second;
  }
  std::string service(Json f) const {
    auto id = reference(property(f, "application"));
    auto name = application_name(id);
    return name.empty() && !id.empty() ? "" : name;
  }
  void times(Record& record, Json f,
             std::initializer_list<std::pair<std::string_view, TimeKind>> list) {
    for (auto [name, kind] : list)
      if (auto value = literal(property(f, name))) add_written(record, kind, value);
  }

  void message(const JsonPath& path, Json object, Json f) {
    auto r = begin(RecordKind::message, path, object);
    r.service = service(f);
    if (r.service.empty()) r.service = text_of(f, "messageType");
    r.text = text_of(f, "messageText");
    party(r, Role::from, property(f, "from"));
    party(r, Role::to, property(f, "to"));
    party(r, Role::other, property(f, "participant"));
    times(r, f,
          {{"sentTime", TimeKind::sent},
           {"receivedTime", TimeKind::received},
           {"observableCreatedTime", TimeKind::created}});
    if (auto thread = survey_.threads.find(r.key); thread != survey_.threads.end())
      r.chat_key = thread->second;
    if (auto session = text_of(f, "sessionID"); r.chat_key.empty() && !session.empty())
      r.chat_key = session;
    rest(r, object,
         {"messageText", "from", "to", "participant", "sentTime", "receivedTime", "application"});
    give(std::move(r));
  }
  void mail(const JsonPath& path, Json object, Json f) {
    auto r = begin(RecordKind::message, path, object);
    r.service = "E-mail";
    r.text = text_of(f, "body");
    if (auto subject = text_of(f, "subject"); !subject.empty()) r.fields.push_back({"subject", subject});
    party(r, Role::from, property(f, "from"));
    party(r, Role::to, property(f, "to"));
    party(r, Role::cc, property(f, "cc"));
    party(r, Role::bcc, property(f, "bcc"));
    times(r, f, {{"sentTime", TimeKind::sent}, {"receivedTime", TimeKind::received}, {"modifiedTime", TimeKind::modified}});
    rest(r, object, {"body", "subject", "from", "to", "cc", "bcc", "sentTime", "receivedTime", "modifiedTime"});
    give(std::move(r));
  }
  // One page a row; those after the first are made of the same object.
  void history(const JsonPath& path, Json object, Json f) {
    bool first = true;
    const auto page = [&](Json entry) {
      auto r = begin(RecordKind::event, path, first ? object : entry);
      r.fields.push_back({"type", "web visit"});
      const auto url = survey_.urls.find(reference(property(entry, "url")));
      if (url != survey_.urls.end()) r.fields.push_back({"url", url->second});
      if (auto title = text_of(entry, "pageTitle"); !title.empty()) r.fields.push_back({"title", title});
      r.text = text_of(entry, "pageTitle");
      times(r, entry, {{"lastVisit", TimeKind::accessed}, {"firstVisit", TimeKind::other}});
      entry.each_member([&](const std::string& key, Json value) {
        const auto name = local_name(key);
        if (key[0] == '@' || name == "url" || name == "pageTitle" || name == "lastVisit" || name == "firstVisit" || !value) return;
        const auto plain = literal(value);
        r.extras.push_back({std::string(name), plain ? plain.text() : reference(value)});
      });
      first ? give(std::move(r)) : extra(std::move(r));
      first = false;
    };
    const auto entries = property(f, "urlHistoryEntry");
    entries.is_array() ? entries.each(page) : page(entries);
    if (first) generic(type_of(object), path, object);
  }
  void call(const JsonPath& path, Json object, Json f) {
    auto r = begin(RecordKind::call, path, object);
    r.service = service(f);
    party(r, Role::caller, property(f, "from"));
    party(r, Role::callee, property(f, "to"));
    party(r, Role::other, property(f, "participant"));
    times(r, f, {{"startTime", TimeKind::start}, {"endTime", TimeKind::end}});
    model::Call call;
    if (auto seconds = literal(property(f, "duration")).integer();
        seconds && *seconds >= 0 && *seconds < 1'000'000'000)
      call.duration = *seconds * 1'000'000;
    r.call = call;
    rest(r, object,
         {"from", "to", "participant", "startTime", "endTime", "duration", "application"});
    give(std::move(r));
  }
  void thread(const JsonPath& path, Json object, Json f) {
    auto r = begin(RecordKind::chat, path, object);
    r.chat_key = r.key;
    r.chat_title = text_of(object, "name");
    r.text = r.chat_title;
    party(r, Role::member, property(f, "participant"));
    rest(r, object, {"participant", "messageThread"});
    give(std::move(r));
  }
  void location(const JsonPath& path, Json object, Json f) {
    auto r = begin(RecordKind::location, path, object);
    model::Place place;
    place.latitude = literal(property(f, "latitude")).real();
    place.longitude = literal(property(f, "longitude")).real();
    if (!place.latitude) place.latitude = number(text_of(f, "latitude"));
    if (!place.longitude) place.longitude = number(text_of(f, "longitude"));
    place.name = text_of(object, "name");
    r.place = place;
    times(r, f, {{"startTime", TimeKind::start}, {"observableCreatedTime", TimeKind::created}});
    rest(r, object, {"latitude", "longitude"});
    give(std::move(r));
  }
  void cell(const JsonPath& path, Json object, Json f) {
    auto r = begin(RecordKind::location, path, object);
    model::Place place;
    place.origin = "cell";
    place.name = fmt::format(
        "{}-{}-{}-{}", text_of(f, "cellSiteCountryCode"), text_of(f, "cellSiteNetworkCode"),
        text_of(f, "cellSiteLocationAreaCode"), text_of(f, "cellSiteIdentifier"));
    r.place = place;
    r.fields.push_back({"type", "cell site"});
    rest(r, object, {});
    give(std::move(r));
  }
  void device(const JsonPath& path, Json object) {
    auto r = begin(RecordKind::device, path, object);
    auto add = [&](std::string_view from, std::string_view name, IdentifierKind kind) {
      if (auto value = text_of(facet(object, from), name); !value.empty())
        r.participants.push_back(who(Role::subject, kind, value, "", ""));
    };
    add("MobileDeviceFacet", "IMEI", IdentifierKind::imei);
    add("MobileDeviceFacet", "MSISDN", IdentifierKind::phone);
    add("DeviceFacet", "serialNumber", IdentifierKind::serial);
    add("SIMCardFacet", "ICCID", IdentifierKind::iccid);
    add("SIMCardFacet", "IMSI", IdentifierKind::imsi);
    add("BluetoothAddressFacet", "addressValue", IdentifierKind::mac);
    add("WifiAddressFacet", "addressValue", IdentifierKind::mac);
    if (auto model = text_of(facet(object, "DeviceFacet"), "model"); !model.empty())
      r.fields.push_back({"model", model});
    rest(r, object, {"IMEI", "MSISDN", "serialNumber", "ICCID", "IMSI", "addressValue", "model"});
    give(std::move(r));
  }
  void file(const JsonPath& path, Json object) {
    auto r = begin(RecordKind::file, path, object);
    auto f = facet(object, "FileFacet"), data = facet(object, "ContentDataFacet");
    model::Media media;
    media.path = text_of(f, "filePath");
    media.title = text_of(f, "fileName");
    if (media.path.empty()) media.path = media.title;
    media.mime = text_of(data, "mimeType");
    auto hash = property(data, "hash");
    auto take = [&](Json h) {
      if (local_name(text_of(h, "hashMethod")) == "SHA256") media.sha256 = text_of(h, "hashValue");
    };
    hash.is_array() ? hash.each(take) : take(hash);
    for (char& c : media.sha256)
      if (c >= 'A' && c <= 'F') c = static_cast<char>(c + 32);
    r.media.push_back(std::move(media));
    times(r, f,
          {{"observableCreatedTime", TimeKind::created},
           {"modifiedTime", TimeKind::modified},
           {"accessedTime", TimeKind::accessed}});
    rest(r, object, {"filePath", "fileName", "mimeType"});
    give(std::move(r));
  }
  void contact(const JsonPath& path, Json object, Json f) {
    auto r = begin(RecordKind::contact, path, object);
    auto name = text_of(f, "displayName");
    if (name.empty())
      name = text_of(f, "firstName") +
             (text_of(f, "lastName").empty() ? "" : " " + text_of(f, "lastName"));
    auto add = [&](std::string_view list, std::string_view value, IdentifierKind kind) {
      auto take = [&](Json entry) {
        auto raw = text_of(entry, value);
        auto account = survey_.accounts.find(reference(property(entry, value)));
        if (raw.empty() && account != survey_.accounts.end()) raw = account->second.raw;
        if (!raw.empty()) r.participants.push_back(who(Role::subject, kind, raw, name, ""));
      };
      auto all = property(f, list);
      all.is_array() ? all.each(take) : take(all);
    };
    add("contactPhone", "contactPhoneNumber", IdentifierKind::phone);
    add("contactEmail", "emailAddress", IdentifierKind::email);
    if (r.participants.empty() && !name.empty())
      r.participants.push_back(who(Role::subject, IdentifierKind::name, name, name, ""));
    rest(r, object, {"displayName"});
    give(std::move(r));
  }
  void account(const JsonPath& path, Json object, const Account& a) {
    auto r = begin(RecordKind::account, path, object);
    r.service = application_name(a.application);
    bool own = a.kind == IdentifierKind::phone || a.kind == IdentifierKind::email;
    r.participants.push_back(who(Role::subject, a.kind, a.raw, a.name,
                                 own                 ? ""
                                 : r.service.empty() ? "CASE"
                                                     : r.service));
    rest(r, object, {"phoneNumber"});
    give(std::move(r));
  }
  static std::optional<double> number(const std::string& text) {
    char* end = nullptr;
    double value = std::strtod(text.c_str(), &end);
    return text.empty() || *end ? std::nullopt : std::optional(value);
  }

  const Survey& survey_;
  bool any_ = false;
};

class CaseUcoReader final : public Reader {
 public:
  std::string_view name() const override { return "case-uco"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    auto head = json_head(item);
    if (!head.json) return {0, "no JSON"};
    bool ontology =
        item.bytes().substr(0, 64u << 10).find("unifiedcyberontology") != std::string_view::npos;
    if (ontology) return {93, "JSON-LD that names the UCO ontology"};
    return {0, "no UCO ontology named"};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    read_json(item, sink, [&](const Utf8Bytes& text) {
      Survey survey;
      walk_json(text.text(), survey);
      Records records(item, text, options, sink, survey);
      walk_json(text.text(), records);
      records.finish();
      if (!records.any())
        sink.finding({model::Severity::unread, "no objects", "", "The file names the ontology and holds no list of objects that could be read."});
    });
  }
};

}  // namespace

std::unique_ptr<Reader> make_case_uco_reader() { return std::make_unique<CaseUcoReader>(); }

}  // namespace clew::readers
