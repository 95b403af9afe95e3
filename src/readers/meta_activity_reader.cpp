#include "readers/meta_activity_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "exhibit/locator.h"
#include "readers/json_records.h"
#include "readers/meta_reader.h"

namespace clew::readers {
namespace {

using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::TimeKind;

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return text.find(part) != text.npos; });
}

// "comments_v2" → "comments".
std::string without_version(std::string key) {
  const std::size_t v = key.rfind("_v");
  if (v != key.npos && v + 3 == key.size() && key[v + 2] >= '0' && key[v + 2] <= '9') key.erase(v);
  return key;
}

// Lists of people: of Facebook by the list's name, of Instagram also by the file's ("followers_1.json").
bool lists_people(std::string_view key) {
  return has_any(key, {"friend", "follow", "blocked_profiles", "blocked_users", "restricted_users",
                       "address_book", "contact", "removed_suggestion"}) &&
         !has_any(key, {"comment", "post", "story", "page", "hashtag", "contact_point"});
}

TimeKind kind_of(std::string_view key) {
  if (has_any(key, {"start"})) return TimeKind::start;
  if (has_any(key, {"end_", "expir"})) return TimeKind::end;
  if (has_any(key, {"update", "modif"})) return TimeKind::modified;
  if (has_any(key, {"creat", "added"})) return TimeKind::created;
  if (has_any(key, {"taken"})) return TimeKind::taken;
  return TimeKind::other;
}

// Names of what somebody's own data say, in the languages in which Instagram writes them.
IdentifierKind kind_of_label(std::string_view label) {
  const std::string l = lower_case(label);
  if (has_any(l, {"confirm", "best\xC3\xA4tig", "method"})) return IdentifierKind::other;
  if (has_any(l, {"mail"})) return IdentifierKind::email;
  if (has_any(l, {"phone", "telefon", "tel\xC3\xA9", "tel\xC3\xA9""fono", "handy", "cellulare"}))
    return IdentifierKind::phone;
  if (has_any(l, {"username", "benutzername", "brugernavn", "utilisateur", "usuario", "nome utente",
                  "u\xC5\xBCytkownik"}))
    return IdentifierKind::username;
  return IdentifierKind::other;
}

class MetaActivityWalk final : public JsonRecords {
 public:
  MetaActivityWalk(const exhibit::Item& item, const Utf8Bytes& text, const Options& options,
                   Sink& sink)
      : JsonRecords(item, text, options, sink) {
    std::string path;
    for (const auto& part : item.path)
      path += lower_case(part) + "/";
    const JsonHead head = json_head(item);
    bool instagram = false;
    for (const auto& shape : head.shapes)
      instagram = instagram || has_any(shape, {"string_map_data", "string_list_data", "label_values", "ig_"}) ||
                  shape == "[].media[].uri";
    if (path.find("instagram") != path.npos)
      service_ = "Instagram";
    else if (path.find("facebook") != path.npos)
      service_ = "Facebook";
    else if (path.find("threads") != path.npos)
      service_ = "Threads";
    else
      service_ = instagram ? "Instagram" : "Facebook";
    sink.decided("service", service_);
    stem_ = lower_case(item.name());
    stem_ = stem_.substr(stem_.rfind('/') + 1);
    stem_ = stem_.substr(0, stem_.rfind('.'));
  }

  Plan plan(const JsonPath& path, JsonType) override {
    if (path.empty()) return Plan::descend;
    if (path.back().element || path.size() > 6) return Plan::whole;
    return path[0].key.starts_with("profile_v") || path[0].key == "profile_information"
               ? Plan::whole
               : Plan::descend;
  }

  void value(const JsonPath& path, Json value) override {
    if (!path.empty() && value.is_object() &&
        (path.back().element || path[0].key.starts_with("profile")))
      return row(path, value);
    if (path.empty() || !value) return;
    if (rest_.size() < 2000) {
      std::string text = value.is_object() || value.is_array() ? std::string(value.source()) : repaired(value.text());
      rest_.push_back({json_pointer(path).substr(1), std::move(text)});
    } else {
      ++more_;
    }
  }

  // What stood outside of lists of objects, together one record.
  void give_rest(std::uint64_t bytes) {
    if (rest_.empty()) return;
    Record record;
    record.kind = RecordKind::event;
    record.table = "values";
    record.service = service_;
    record.locator = exhibit::Locator().bytes(0, bytes).json("").str();
    record.fields.push_back({"type", stem_});
    record.extras = std::move(rest_);
    if (more_)
      findings_.add(model::Severity::note, "more values than are kept", record.locator,
                    fmt::format("{} single values beyond 2,000 were left out.", more_));
    give(std::move(record));
  }

  std::uint64_t repairs() const { return repairs_; }

 private:
  std::string repaired(const std::string& text) {
    if (auto fixed = undo_mojibake(text)) {
      ++repairs_;
      return *fixed;
    }
    return text;
  }

  // Words of somebody: the record's text, several below each other.
  void say(Record& record, const std::string& written) {
    if (written.empty()) return;
    const std::string text = repaired(written);
    if (text != written) record.extras.push_back({"text as written", written});
    if (record.text == text || record.text.ends_with("\n" + text)) return;
    if (!record.text.empty()) record.text += '\n';
    record.text += text;
  }

  void field(Record& record, const char* name, const std::string& written) {
    if (!written.empty()) record.fields.push_back({name, repaired(written)});
  }

  void person(Record& record, Role role, IdentifierKind kind, const std::string& written,
              std::string name = {}) {
    if (written.empty()) return;
    std::string raw = repaired(written);
    if (kind == IdentifierKind::name) name = raw;
    const bool of_service = kind != IdentifierKind::phone && kind != IdentifierKind::email;
    record.participants.push_back(
        who(role, kind, std::move(raw), std::move(name), of_service ? service_ : ""));
  }

  bool seconds(Record& record, TimeKind kind, Json value) {
    const auto n = value.integer();
    if (!n || *n <= 0 || record.times.size() >= 8) return false;
    for (const auto& had : record.times)
      if (had.raw == value.text()) return true;
    add_unix(record, kind, value, *n > 100'000'000'000 ? "ms" : "s");
    return true;
  }

  // Everything under a name of its own that nothing else has taken; objects with a dot, lists as they stand.
  void left(Record& record, Json object, const std::string& prefix,
            std::initializer_list<std::string_view> used, int depth = 0) {
    object.each_member([&](const std::string& key, Json v) {
      if (std::find(used.begin(), used.end(), key) != used.end() || record.extras.size() > 3000) return;
      if (key.find("timestamp") != key.npos && depth == 0 && seconds(record, kind_of(key), v)) return;
      if (v.is_object() && depth < 4) return left(record, v, prefix + key + ".", {}, depth + 1);
      std::string text = v.is_object() || v.is_array() ? std::string(v.source()) : repaired(v.text());
      if (text.empty() || text == "[]" || text == "{}") return;
      record.extras.push_back({prefix + key, std::move(text)});
    });
  }

  void attach(Record& record, Json m) {
    const std::string uri = m["uri"].text();
    if (uri.empty()) return left(record, m, "media ", {});
    model::Media media;
    media.path = uri;
    media.title = repaired(m["title"].text());
    media.present = item_.tree && !uri.starts_with("http") && item_.tree->find(uri).has_value();
    record.media.push_back(std::move(media));
    seconds(record, TimeKind::created, m["creation_timestamp"]);
    if (m["description"]) say(record, m["description"].text());
    const Json exif = m["media_metadata"];
    for (const char* sort : {"photo_metadata", "video_metadata"})
      exif[sort]["exif_data"].each([&](Json one) {
        seconds(record, TimeKind::taken, one["taken_timestamp"]);
        place(one, "exif", "");
        left(record, one, "exif ", {"taken_timestamp", "latitude", "longitude"}, 1);
      });
    left(record, m, "media ",
         {"uri", "title", "creation_timestamp", "description", "media_metadata", "cross_post_source"}, 1);
  }

  // Coordinates of a row become a place of their own beside it.
  void place(Json at, const char* origin, const std::string& name) {
    const auto lat = at["latitude"].real(), lon = at["longitude"].real();
    if (!lat || !lon || std::abs(*lat) > 90 || std::abs(*lon) > 180 || (*lat == 0 && *lon == 0)) return;
    places_.push_back({lat, lon, std::nullopt, std::nullopt, origin, repaired(name)});
  }

  void attachment(Record& record, Json a) {
    a.each_member([&](const std::string& key, Json v) {
      if (key == "media") {
        attach(record, v);
      } else if (key == "external_context") {
        field(record, "url", v["url"].text());
        field(record, "title", v["name"].text());
        left(record, v, "link ", {"url", "name"}, 1);
      } else if (key == "place") {
        field(record, "place", v["name"].text());
        place(v["coordinate"], "user-shared", v["name"].text());
        left(record, v, "place ", {"name", "coordinate"}, 1);
      } else if (key == "event") {
        field(record, "title", v["name"].text());
        seconds(record, TimeKind::start, v["start_timestamp"]);
        seconds(record, TimeKind::end, v["end_timestamp"]);
        left(record, v, "event ", {"name", "start_timestamp", "end_timestamp"}, 1);
      } else if (key == "note") {
        say(record, v["title"].text());
        say(record, v["text"].text());
        v["media"].each([&](Json m) { attach(record, m); });
        left(record, v, "note ", {"title", "text", "media"}, 1);
      } else if (key == "poll") {
        say(record, v["question"].text());
        int number = 0;
        v["options"].each([&](Json option) {
          record.extras.push_back({fmt::format("poll option {}", ++number),
                                   repaired(option["option"].text()) +
                                       (option["voted"].truth().value_or(false) ? " (chosen)" : "")});
        });
      } else if (key == "text") {
        say(record, v.text());
      } else if (v.is_object()) {
        left(record, v, key + " ", {}, 1);
      } else if (v) {
        record.extras.push_back({key, v.is_array() ? std::string(v.source()) : repaired(v.text())});
      }
    });
  }

  // An entry of "data": what was posted, said, pressed, searched for.
  void datum(Record& record, Json d) {
    if (!d.is_object()) return;
    d.each_member([&](const std::string& key, Json v) {
      if (key == "post" || key == "text") {
        say(record, v.text());
      } else if (key == "comment" && v.is_object()) {
        say(record, v["comment"].text());
        person(record, Role::author, IdentifierKind::name, v["author"].text());
        field(record, "group", v["group"].text());
        seconds(record, TimeKind::other, v["timestamp"]);
        left(record, v, "comment ", {"comment", "author", "group", "timestamp"}, 1);
      } else if (key == "reaction" && v.is_object()) {
        field(record, "reaction", v["reaction"].text());
        person(record, Role::author, IdentifierKind::name, v["actor"].text());
        left(record, v, "reaction ", {"reaction", "actor"}, 1);
      } else if (key.ends_with("timestamp")) {
        seconds(record, kind_of(key), v);
      } else if (v.is_object()) {
        left(record, v, key + " ", {}, 1);
      } else if (v) {
        std::string text = v.is_array() ? std::string(v.source()) : repaired(v.text());
        if (!text.empty()) record.extras.push_back({"data " + key, std::move(text)});
      }
    });
  }

  // {"Comment":{"href":"","value":"nice","timestamp":0}, …}: labels in the account's language.
  void labelled(Record& record, Json map, bool own) {
    map.each_member([&](const std::string& written, Json v) {
      const std::string label = repaired(written);
      if (!v.is_object()) {
        record.extras.push_back({label, repaired(v.text())});
        return;
      }
      const std::string value = v["value"].text();
      const bool timed = seconds(record, TimeKind::other, v["timestamp"]);
      const IdentifierKind kind = kind_of_label(label);
      const std::string folded = lower_case(label);
      if (!value.empty() && kind != IdentifierKind::other)
        person(record, own ? Role::owner : Role::subject, kind, value);
      if (!value.empty() && has_any(folded, {"comment", "kommentar", "comentario", "commentaire"}))
        say(record, value);
      else if (!value.empty() && has_any(folded, {"media owner", "author", "medieneigent"}))
        person(record, Role::mentioned, IdentifierKind::username, value);
      if (!value.empty()) record.extras.push_back({label, repaired(value)});
      if (timed && value.empty()) record.extras.push_back({label, v["timestamp"].text()});
      if (const auto link = v["href"].text(); !link.empty()) field(record, "url", link);
      left(record, v, label + " ", {"value", "timestamp", "href"}, 1);
    });
  }

  // Since 2024: [{"label":"Caption","value":"…"},{"label":"Creation Timestamp","timestamp_value":1},{"title":"Owner","dict":[…]}].
  void label_values(Record& record, Json list, const std::string& prefix, int depth) {
    if (depth > 6) return;
    list.each([&](Json one) {
      if (!one.is_object()) return;
      const std::string name =
          prefix + repaired(one["label"] ? one["label"].text() : one["title"].text());
      const std::string folded = lower_case(name), value = one["value"].text();
      if (seconds(record, kind_of(folded), one["timestamp_value"]))
        record.extras.push_back({name, one["timestamp_value"].text()});
      if (!value.empty()) {
        if (depth == 0 && has_any(folded, {"caption", "comment", "text", "search", "message"}))
          say(record, value);
        if (folded.ends_with("username"))
          person(record, Role::mentioned, IdentifierKind::username, value);
        record.extras.push_back({name, repaired(value)});
      }
      if (const auto link = one["href"].text(); !link.empty() && link != value)
        field(record, "url", link);
      const std::string inside = name.empty() ? name : name + " / ";
      for (const char* members : {"dict", "vec"})
        label_values(record, one[members], inside, depth + 1);
      one["media"].each([&](Json m) { attach(record, m); });
    });
  }

  void row(const JsonPath& path, Json value) {
    std::string key = stem_;
    for (const auto& step : path)
      if (!step.element) key = step.key;
    const std::string table = json_shape(path).empty() || path[0].element ? stem_ : json_shape(path);
    key = lower_case(without_version(key));
    const Json list = value["string_list_data"];
    const bool about = path[0].key.starts_with("profile_v") || path[0].key == "profile_information" ||
                       key == "profile_user";
    const bool people = !about && (lists_people(key) || (key == stem_ && lists_people(stem_))) &&
                        (list.is_array() || value["name"] || value["details"]);
    const bool track = value["coordinate"].is_object() && !value["start_timestamp"];
    Record record = start(about    ? RecordKind::account
                          : people ? RecordKind::contact
                                   : RecordKind::event,
                          table, path, value);
    record.service = service_;
    record.fields.push_back({"type", key});
    places_.clear();
    if (about && !value["string_map_data"]) return profile(std::move(record), value);

    const std::string title = value["title"].text();
    if (people) {
      // Instagram: the account is the value, the title, or the end of its address.
      if (list.is_array()) {
        list.each([&](Json one) {
          std::string name = one["value"].text();
          if (name.empty()) name = title;
          if (name.empty()) {
            name = one["href"].text();
            while (name.ends_with('/'))
              name.pop_back();
            name = name.substr(name.rfind('/') + 1);
          }
          person(record, Role::subject, IdentifierKind::username, name);
          seconds(record, TimeKind::created, one["timestamp"]);
          field(record, "url", one["href"].text());
        });
      } else {
        const std::string name = value["name"].text();
        person(record, Role::subject, IdentifierKind::name, name);
        field(record, "name", name);
        value["details"].each([&](Json one) {
          const std::string point = one["contact_point"].text();
          person(record, Role::subject,
                 point.find('@') == point.npos ? IdentifierKind::phone : IdentifierKind::email,
                 point, repaired(name));
        });
        seconds(record, TimeKind::created, value["timestamp"]);
      }
    } else {
      field(record, "title", title);
      list.each([&](Json one) {
        say(record, one["value"].text());
        seconds(record, TimeKind::other, one["timestamp"]);
        field(record, "url", one["href"].text());
      });
      if (value["name"]) field(record, "name", value["name"].text());
    }
    seconds(record, TimeKind::other, value["timestamp"]);
    value["data"].each([&](Json d) { datum(record, d); });
    if (value["data"].is_object()) datum(record, value["data"]);
    value["attachments"].each([&](Json a) {
      a["data"].each([&](Json d) { attachment(record, d); });
      if (a.is_object()) left(record, a, "attachment ", {"data"}, 1);
    });
    value["tags"].each([&](Json tag) {
      person(record, Role::mentioned, IdentifierKind::name,
             tag.is_object() ? tag["name"].text() : tag.text());
    });
    if (value["string_map_data"].is_object())
      labelled(record, value["string_map_data"],
               about || has_any(key, {"registration", "profile_", "account_information"}));
    value["media_map_data"].each_member([&](const std::string&, Json m) { attach(record, m); });
    value["media_list_data"].each([&](Json m) { attach(record, m); });
    value["media"].each([&](Json m) {
      attach(record, m);
      if (title.empty()) say(record, m["title"].text());
    });
    if (value["media"].is_array() && !title.empty()) say(record, title);
    if (value["uri"]) {
      attach(record, value);
      say(record, title);
    }
    if (value["label_values"].is_array()) label_values(record, value["label_values"], "", 0);
    if (value["place"].is_object()) {
      field(record, "place", value["place"]["name"].text());
      place(value["place"]["coordinate"], "user-shared", value["place"]["name"].text());
      left(record, value["place"], "place ", {"name", "coordinate"}, 1);
    }
    if (value["description"] && !value["uri"]) say(record, value["description"].text());
    if (value["coordinate"].is_object())
      place(value["coordinate"], "inferred", value["name"].text());
    if (value["uri"])
      left(record, value, "",
           {"title", "name", "timestamp", "data", "attachments", "tags", "uri", "description",
            "creation_timestamp", "media_metadata", "place", "coordinate"});
    else
      left(record, value, "",
           {"title", "name", "timestamp", "data", "attachments", "tags", "string_map_data",
            "string_list_data", "media_map_data", "media_list_data", "media", "label_values",
            "place", "description", "coordinate", people ? "details" : ""});
    if (track && places_.size() == 1) {
      record.kind = RecordKind::location;
      record.place = places_.front();
      places_.clear();
    }
    finish_row(std::move(record));
  }

  void finish_row(Record record) {
    std::vector<Record> beside;
    for (auto& at : places_) {
      Record one;
      one.kind = RecordKind::location;
      one.locator = record.locator;
      one.table = record.table;
      one.service = service_;
      one.times = record.times;
      one.text = at.name;
      one.place = std::move(at);
      beside.push_back(std::move(one));
    }
    places_.clear();
    give(std::move(record));
    for (auto& one : beside)
      extra(std::move(one));
  }

  // Who the account's owner is.
  void profile(Record record, Json value) {
    const std::string name = value["name"].is_object() ? value["name"]["full_name"].text() : value["name"].text();
    person(record, Role::owner, IdentifierKind::name, name);
    field(record, "name", name);
    const auto own = [&](IdentifierKind kind, Json v) { person(record, Role::owner, kind, v.text(), repaired(name)); };
    own(IdentifierKind::username, value["username"]);
    for (const char* list : {"emails", "previous_emails"})
      value["emails"][list].each([&](Json v) { own(IdentifierKind::email, v); });
    value["phone_numbers"].each([&](Json v) { own(IdentifierKind::phone, v["phone_number"]); });
    seconds(record, TimeKind::created, value["registration_timestamp"]);
    left(record, value, "", {"registration_timestamp"});
    give(std::move(record));
  }

  std::string service_, stem_;
  std::vector<model::Place> places_;
  std::vector<model::Field> rest_;
  std::uint64_t more_ = 0, repairs_ = 0;
};

class MetaActivityReader final : public Reader {
 public:
  std::string_view name() const override { return "meta-activity"; }
  std::string_view version() const override { return "1"; }

  Probe probe(const exhibit::Item& item) const override {
    const JsonHead head = json_head(item);
    if (!head.json || head.has("messages[].sender_name")) return {};
    bool versioned = false, timed = false, instagram = false, posts = false;
    for (const auto& shape : head.shapes) {
      const std::size_t stop = shape.find_first_of(".[");
      const std::string_view first = std::string_view(shape).substr(0, stop);
      if (first.size() > 3 && first[first.size() - 3] == '_' && first[first.size() - 2] == 'v' &&
          first.back() >= '2' && first.back() <= '9')
        versioned = true;
      timed = timed || shape.ends_with("timestamp");
      instagram = instagram || shape.ends_with("].string_map_data") ||
                  shape.ends_with("].string_list_data") || shape.ends_with("].label_values[].label");
      posts = posts || shape == "[].data[].post" || shape == "[].attachments[].data[].media" ||
              shape == "[].attachments[].data[].external_context" ||
              shape == "[].media[].creation_timestamp" ||
              (first.starts_with("ig_") && shape.ends_with("].creation_timestamp"));
    }
    if (instagram) return {92, "activity as Instagram exports it"};
    if (posts) return {88, "posts as Facebook or Instagram exports them"};
    if (head.has("profile_v2.name")) return {92, "a profile as Facebook exports it"};
    if (versioned && timed) return {80, "activity as Facebook exports it"};
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    read_json(item, sink, [&](const Utf8Bytes& text) {
      MetaActivityWalk walk(item, text, options, sink);
      walk_json(text.text(), walk);
      walk.give_rest(item.bytes().size());
      walk.finish();
      if (walk.repairs())
        sink.finding({model::Severity::note, "text repaired", "",
                      fmt::format("{} texts and names were written byte by byte (Meta's exports do "
                                  "that) and are put right; words are kept beside as written.",
                                  walk.repairs())});
    });
  }
};

}  // namespace

std::unique_ptr<Reader> make_meta_activity_reader() {
  return std::make_unique<MetaActivityReader>();
}

}  // namespace clew::readers
