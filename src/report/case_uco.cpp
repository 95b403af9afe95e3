#include "report/case_uco.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>

#include "base/json.h"
#include "base/sha256.h"
#include "view/case_overview.h"
#include "view/records.h"

namespace clew::report {
namespace {

// Ids of objects: a prefix and a hash of what names them, as UUID (version 8, RFC 9562): stable and
// free of evidence.
std::string iri(std::string_view kind, std::string_view name) {
  auto digest = to_hex(sha256(fmt::format("clew:{}:{}", kind, name)));
  return fmt::format("kb:{}-{}-{}-8{}-9{}-{}", kind, digest.substr(0, 8), digest.substr(8, 4),
                     digest.substr(13, 3), digest.substr(17, 3), digest.substr(20, 12));
}

void typed(JsonWriter& out, std::string_view name, std::string_view type, std::string_view value) {
  out.key(name).begin_object().field("@type", type).field("@value", value).end();
}
void reference(JsonWriter& out, std::string_view id) { out.begin_object().field("@id", id).end(); }

std::string raw(const model::EvidenceText& text) { return std::string(text.raw_for_analysis()); }

class Graph {
 public:
  Graph(const view::CaseView& view, const std::function<void(std::string_view)>& write)
      : view_(view), write_(write) {}

  CaseUcoCounts run() {
    write_(
        R"({"@context":{"kb":"urn:clew:","case-investigation":"https://ontology.caseontology.org/case/investigation/",)"
        R"("uco-core":"https://ontology.unifiedcyberontology.org/uco/core/","uco-identity":"https://ontology.unifiedcyberontology.org/uco/identity/",)"
        R"("uco-location":"https://ontology.unifiedcyberontology.org/uco/location/","uco-observable":"https://ontology.unifiedcyberontology.org/uco/observable/",)"
        R"("uco-tool":"https://ontology.unifiedcyberontology.org/uco/tool/","uco-types":"https://ontology.unifiedcyberontology.org/uco/types/",)"
        R"("xsd":"http://www.w3.org/2001/XMLSchema#"},"@graph":[)");
    tool();
    for (const auto& exhibit : view::overview(view_).exhibits) {
      JsonWriter out;
      object(out, iri("exhibit", exhibit.ref), "case-investigation:ProvenanceRecord");
      out.field("case-investigation:exhibitNumber", exhibit.ref)
          .field("uco-core:name", raw_name(exhibit.name));
      out.field("uco-core:description", fmt::format("SHA-256 {}", exhibit.sha256));
      finish(out);
      ++counts_.exhibits;
    }
    view::RecordReader(view_).for_each([&](const view::RecordView& record) {
      one(record);
      return true;
    });
    write_("\n]}\n");
    return counts_;
  }

 private:
  static std::string raw_name(const std::string& text) { return text; }
  template <typename T>
  static std::string raw_name(const T& text) {
    return raw(text);
  }

  void object(JsonWriter& out, std::string_view id, std::string_view type) {
    out.begin_object().field("@id", id).field("@type", type);
  }
  void finish(JsonWriter& out) {
    out.end();
    write_(first_ ? "\n" : ",\n");
    first_ = false;
    write_(out.take());
  }

  void tool() {
    JsonWriter out;
    object(out, iri("tool", CLEW_VERSION), "uco-tool:Tool");
    out.field("uco-core:name", "Clew").field("uco-tool:version", CLEW_VERSION);
    finish(out);
  }

  // The identifier as an object of its own, once.
  std::string identifier(const view::ParticipantView& p) {
    auto normal = raw(p.normal).empty() ? raw(p.raw) : raw(p.normal);
    auto id = iri("identifier", p.kind + ":" + normal);
    if (!identifiers_.insert(id).second) return id;
    ++counts_.identifiers;
    JsonWriter out;
    object(out, id, "uco-observable:ObservableObject");
    out.key("uco-core:hasFacet").begin_array().begin_object();
    out.field("@id", iri("facet", p.kind + ":" + normal));
    if (p.kind == "phone")
      out.field("@type", "uco-observable:PhoneAccountFacet")
          .field("uco-observable:phoneNumber", normal);
    else if (p.kind == "email")
      out.field("@type", "uco-observable:EmailAddressFacet")
          .field("uco-observable:addressValue", normal);
    else
      out.field("@type", "uco-observable:AccountFacet")
          .field("uco-observable:accountIdentifier", normal)
          .field("uco-observable:accountType", p.kind);
    out.end().end();
    finish(out);
    return id;
  }

  std::string file(const view::RecordView& record) {
    auto name = record.exhibit + ":" + record.file;
    auto id = iri("file", name);
    if (!files_.insert(id).second) return id;
    ++counts_.files;
    JsonWriter out;
    object(out, id, "uco-observable:File");
    out.key("uco-core:hasFacet")
        .begin_array()
        .begin_object()
        .field("@id", iri("facet", name))
        .field("@type", "uco-observable:FileFacet");
    out.field("uco-observable:filePath", record.file).end().end();
    finish(out);
    relation(iri("contained", name), id, iri("exhibit", record.exhibit), "Contained_Within");
    return id;
  }

  void relation(std::string_view id, std::string_view from, std::string_view to,
                std::string_view kind) {
    JsonWriter out;
    object(out, id, "uco-observable:ObservableRelationship");
    out.key("uco-core:source");
    reference(out, from);
    out.key("uco-core:target");
    reference(out, to);
    out.field("uco-core:kindOfRelationship", kind).field("uco-core:isDirectional", true);
    finish(out);
  }

  static std::string time_of(const view::RecordView& record, std::string_view kind) {
    for (const auto& t : record.times)
      if (t.utc && (kind.empty() || t.kind == kind)) return to_iso_utc(*t.utc);
    return {};
  }
  static void time(JsonWriter& out, std::string_view name, const std::string& iso) {
    if (!iso.empty()) typed(out, name, "xsd:dateTime", iso);
  }

  void people(JsonWriter& out, std::string_view name, const std::vector<std::string>& ids,
              bool one) {
    if (ids.empty()) return;
    out.key(name);
    if (one && ids.size() == 1) return reference(out, ids[0]);
    out.begin_array();
    for (const auto& id : ids)
      reference(out, id);
    out.end();
  }

  void one(const view::RecordView& record) {
    ++counts_.records;
    std::vector<std::string> from, to, others;
    for (const auto& p : record.participants) {
      auto id = identifier(p);
      (p.role == "from" || p.role == "caller" || p.role == "author"                ? from
       : p.role == "to" || p.role == "callee" || p.role == "cc" || p.role == "bcc" ? to
                                                                                   : others)
          .push_back(id);
    }
    auto source = file(record);
    auto id = iri("record", record.id);
    JsonWriter out;
    object(out, id, "uco-observable:ObservableObject");
    out.key("uco-core:hasFacet").begin_array();
    facet(out, record, from, to, others);
    dictionary(out, record);
    out.end();
    finish(out);
    relation(iri("source", record.id), id, source, "Extracted_From");
  }

  void facet(JsonWriter& out, const view::RecordView& record, const std::vector<std::string>& from,
             const std::vector<std::string>& to, const std::vector<std::string>& others) {
    out.begin_object().field("@id", iri("facet", record.id));
    auto text = raw(record.text);
    if (record.kind == "message") {
      out.field("@type", "uco-observable:MessageFacet").field("uco-observable:messageText", text);
      if (!record.service.empty()) out.field("uco-observable:messageType", record.service);
      time(out, "uco-observable:sentTime",
           time_of(record, "sent").empty() ? time_of(record, "") : time_of(record, "sent"));
      people(out, "uco-observable:from", from, true);
      people(out, "uco-observable:to", to, false);
    } else if (record.kind == "call") {
      out.field("@type", "uco-observable:CallFacet")
          .field("uco-observable:callType", record.service);
      time(out, "uco-observable:startTime",
           time_of(record, "start").empty() ? time_of(record, "") : time_of(record, "start"));
      time(out, "uco-observable:endTime", time_of(record, "end"));
      if (record.duration_s)
        typed(out, "uco-observable:duration", "xsd:integer",
              fmt::to_string(static_cast<std::int64_t>(*record.duration_s)));
      people(out, "uco-observable:from", from, true);
      people(out, "uco-observable:to", to, false);
      people(out, "uco-observable:participant", others, false);
    } else if (record.kind == "contact") {
      out.field("@type", "uco-observable:ContactFacet");
      for (const auto& p : record.participants)
        if (!raw(p.name).empty()) {
          out.field("uco-observable:displayName", raw(p.name));
          break;
        }
    } else if (record.kind == "location" && record.latitude && record.longitude) {
      out.field("@type", "uco-location:LatLongCoordinatesFacet");
      typed(out, "uco-location:latitude", "xsd:decimal", fmt::format("{}", *record.latitude));
      typed(out, "uco-location:longitude", "xsd:decimal", fmt::format("{}", *record.longitude));
    } else if (record.kind == "file" && !record.media.empty()) {
      out.field("@type", "uco-observable:ContentDataFacet")
          .field("uco-observable:mimeType", record.media[0].mime);
      if (auto hash = record.media[0].sha256; !hash.empty()) {
        out.key("uco-observable:hash")
            .begin_array()
            .begin_object()
            .field("@id", iri("hash", record.id))
            .field("@type", "uco-types:Hash");
        typed(out, "uco-types:hashMethod",
              "https://ontology.unifiedcyberontology.org/uco/vocabulary/HashNameVocab", "SHA256");
        typed(out, "uco-types:hashValue", "xsd:hexBinary", hash);
        out.end().end();
      }
    } else {
      out.field("@type", "uco-observable:NoteFacet").field("uco-observable:text", text);
    }
    out.end();
  }

  // What UCO has no word for, so that nothing is lost.
  void dictionary(JsonWriter& out, const view::RecordView& record) {
    out.begin_object()
        .field("@id", iri("fields", record.id))
        .field("@type", "uco-types:Dictionary")
        .key("uco-types:entry")
        .begin_array();
    auto entry = [&](const std::string& key, const std::string& value) {
      if (value.empty()) return;
      out.begin_object()
          .field("@id", iri("entry", record.id + "/" + key))
          .field("@type", "uco-types:DictionaryEntry");
      out.field("uco-types:key", key).field("uco-types:value", value).end();
    };
    entry("clew:record", record.id);
    entry("clew:kind", record.kind);
    entry("clew:position", record.position);
    entry("clew:state", record.state);
    entry("clew:stateFlag", raw(record.state_flag));
    entry("clew:direction", record.direction);
    entry("clew:chat", raw(record.chat));
    entry("clew:language", record.language);
    if (record.translation) {
      entry("clew:machineTranslation", raw(record.translation->text));
      entry("clew:translationEngine", record.translation->engine);
      entry("clew:translationStatus", record.translation->status);
    }
    std::size_t n = 0;
    for (const auto& t : record.times)
      entry(fmt::format("clew:time/{}/{}", n++, t.kind),
            raw(t.raw) + (t.unit.empty() ? "" : " " + t.unit));
    for (const auto* list : {&record.fields, &record.extras})
      for (const auto& f : *list)
        entry(raw_name(f.name), raw_name(f.value));
    out.end().end();
  }

  const view::CaseView& view_;
  const std::function<void(std::string_view)>& write_;
  std::set<std::string> identifiers_, files_;
  CaseUcoCounts counts_;
  bool first_ = true;
};

}  // namespace

CaseUcoCounts write_case_uco(const view::CaseView& view,
                             const std::function<void(std::string_view)>& write) {
  return Graph(view, write).run();
}

}  // namespace clew::report
