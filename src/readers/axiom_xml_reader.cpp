#include "readers/axiom_xml_reader.h"

#include <fmt/format.h>

#include <deque>
#include <unordered_map>

#include "exhibit/locator.h"
#include "readers/grid.h"
#include "readers/profile.h"
#include "readers/utf8_bytes.h"
#include "readers/xml_tags.h"

namespace clew::readers {
namespace {

using model::Severity;

constexpr std::size_t max_artifacts = 4096, max_columns = 512;
constexpr std::size_t max_value = 16u << 20;

struct Artifact {
  std::string name;
  std::uint64_t begin = 0;  // of its element
  std::uint64_t hits = 0;
  std::vector<std::string> columns;
  std::unordered_map<std::string, std::size_t> index;
};

struct Fragment {
  std::string name, value;
};

// Reads one hit, whose start tag was just given: its fragments, and where it ends.
std::uint64_t read_hit(XmlScanner& scanner, const XmlToken& start, std::vector<Fragment>& out) {
  out.clear();
  std::uint64_t end = start.end;
  if (start.empty) return end;
  XmlToken token;
  bool open = false;
  while (true) {
    const std::uint64_t before = scanner.offset();
    if (!scanner.next(token)) return end;
    if (token.is_start("Hit") || token.is_end("Hits") || token.is_start("Artifact") ||
        token.is_end("Artifact")) {
      scanner.seek(before);  // the hit has no end of its own
      return end;
    }
    end = token.end;
    if (token.is_end("Hit")) return end;
    if (token.is_start("Fragment")) {
      if (out.size() < max_columns) out.push_back({xml_attribute_text(token, "name"), ""});
      open = !token.empty && out.size() < max_columns;
    } else if (token.is_end("Fragment")) {
      open = false;
    } else if (token.kind == XmlToken::Kind::text && open && out.back().value.size() < max_value) {
      append_xml_text(token.body, token.cdata, out.back().value);
    }
  }
}

class HitRows final : public GridRows {
 public:
  HitRows(const Utf8Bytes& text, const Artifact& artifact)
      : text_(text), artifact_(artifact), scanner_(text.text()) {}

  void rewind() override {
    scanner_ = XmlScanner(text_.text(), artifact_.begin);
    headed_ = false;
    number_ = 0;
    XmlToken token;
    scanner_.next(token);  // the artifact's own start
  }

  bool next(GridRow& row) override {
    if (!headed_) {
      headed_ = true;
      row.counted = false;
      for (const auto& name : artifact_.columns)
        row.add(name);
      row.place = exhibit::Locator().bytes(text_.source(artifact_.begin), 0).str();
      return true;
    }
    XmlToken token;
    while (scanner_.next(token)) {
      if (token.is_end("Artifact") || token.is_start("Artifact")) return false;
      if (!token.is_start("Hit")) continue;
      ++number_;
      const std::uint64_t begin = token.begin, end = read_hit(scanner_, token, fragments_);
      const std::uint64_t from = text_.source(begin), to = text_.source(end);
      row.place = exhibit::Locator()
                      .bytes(from, to - from)
                      .xml(fmt::format("Artifact[{}]/Hit[{}]", artifact_.name, number_))
                      .str();
      cells_.assign(artifact_.columns.size(), {});
      for (auto& f : fragments_) {
        const auto found = artifact_.index.find(f.name);
        if (found == artifact_.index.end()) {
          if (!f.value.empty()) row.notes.emplace_back(f.name, std::move(f.value));
        } else if (cells_[found->second].empty()) {
          cells_[found->second] = std::move(f.value);
        } else {
          cells_[found->second] += "\n" + f.value;  // the same name again
        }
      }
      for (const auto& cell : cells_)
        row.add(cell);
      return true;
    }
    return false;
  }

 private:
  const Utf8Bytes& text_;
  const Artifact& artifact_;
  XmlScanner scanner_;
  bool headed_ = false;
  std::uint64_t number_ = 0;
  std::vector<Fragment> fragments_;
  std::vector<std::string> cells_;
};

class AxiomXmlReader final : public Reader {
 public:
  std::string_view name() const override { return "axiom-xml"; }
  std::string_view version() const override { return "2"; }

  Probe probe(const exhibit::Item& item) const override {
    const std::string_view head = item.bytes().substr(0, 65'536);
    if (head.find('<') == head.npos) return {};
    const Utf8Bytes text(head);
    if (const auto beginning = xml_beginning(text.text()); !beginning.markup || beginning.root == "html") return {};
    XmlScanner scanner(text.text());
    XmlToken token;
    bool artifact = false;
    for (int tags = 0; tags < 2000 && scanner.next(token); ++tags) {
      if (token.is_start("Artifact") && xml_attribute(token, "name")) artifact = true;
      if (artifact && token.is_start("Fragment") && xml_attribute(token, "name"))
        return {96, "an XML export of Magnet AXIOM"};
    }
    return {};
  }

  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override {
    const Utf8Bytes text(item.bytes());
    if (refused_as_too_large(text, "XML", sink)) return;
    if (options.profile) sink.decided("profile", parse_profile(*options.profile).name);
    XmlScanner scanner(text.text());
    std::deque<Artifact> artifacts = survey(scanner, sink);
    for (const Artifact& artifact : artifacts) {
      if (artifact.hits == 0) continue;
      HitRows rows(text, artifact);
      GridSettings settings;
      settings.name = artifact.name;
      settings.file_name = "axiom";
      settings.header_known = true;
      read_grid(rows, settings, options, sink);
    }
    if (scanner.damaged())
      sink.finding(
          {Severity::warning, "damaged XML", "",
           fmt::format("{} tags are broken (the first at byte {}); what is around them is read.",
                       scanner.damaged(), text.source(scanner.first_damage()))});
    if (scanner.cut())
      sink.finding({Severity::warning, "file cut off", "", "The report ends within a tag."});
    if (scanner.document_type())
      sink.finding({Severity::note, "document type ignored", "",
                    "The file has a document type definition; nothing of it is used."});
  }

 private:
  // The artifacts, where they begin and what their fragments are called.
  static std::deque<Artifact> survey(XmlScanner& scanner, Sink& sink) {
    std::deque<Artifact> artifacts;
    XmlToken token;
    std::vector<Fragment> fragments;
    std::unordered_map<std::string, int> names;
    std::uint64_t beyond = 0;
    while (scanner.next(token)) {
      if (token.is_start("Artifact")) {
        if (artifacts.size() >= max_artifacts) {
          ++beyond;
          continue;
        }
        Artifact artifact;
        artifact.name = xml_attribute_text(token, "name");
        if (artifact.name.empty()) artifact.name = "artifact";
        if (const int n = names[artifact.name]++; n > 0)
          artifact.name += fmt::format(" ({})", n + 1);
        artifact.begin = token.begin;
        artifacts.push_back(std::move(artifact));
      } else if (token.is_start("Hit") && !artifacts.empty()) {
        Artifact& artifact = artifacts.back();
        ++artifact.hits;
        read_hit(scanner, token, fragments);
        for (const auto& f : fragments)
          if (artifact.columns.size() < max_columns &&
              artifact.index.emplace(f.name, artifact.columns.size()).second)
            artifact.columns.push_back(f.name);
      }
    }
    if (beyond)
      sink.finding(
          {Severity::unread, "too many artifacts", "",
           fmt::format("{} artifacts beyond the first {} are not read.", beyond, max_artifacts)});
    return artifacts;
  }
};

}  // namespace

std::unique_ptr<Reader> make_axiom_xml_reader() { return std::make_unique<AxiomXmlReader>(); }

}  // namespace clew::readers
