#include "readers/android_xml_reader.h"

#include <fmt/format.h>

#include <map>

#include "exhibit/locator.h"
#include "readers/android_binary_xml.h"
#include "readers/device_words.h"
#include "readers/xml_scan.h"
#include "text/encoding.h"

namespace clew::readers {
namespace {

using model::RecordKind;
using model::Severity;

constexpr std::size_t max_values = 3'000;  // of one record
constexpr std::size_t most_depth = 200;

// The element that a document begins with.
std::string_view root_of(std::string_view bytes) {
  xml::Scanner scanner(bytes);
  for (int i = 0; i < 20; ++i) {
    const auto t = scanner.next();
    if (t.kind == xml::TokenKind::start) return t.name;
    if (t.kind == xml::TokenKind::finish) break;
  }
  return {};
}

class Run {
 public:
  Run(const exhibit::Item& item, Sink& sink) : item_(item), sink_(sink) {}

  void read() {
    std::string_view bytes = item_.bytes();
    packed_ = is_android_binary_xml(bytes);
    UnpackedXml unpacked;
    if (packed_) {
      unpacked = unpack_android_xml(bytes);
      sink_.decided("form", "packed XML (ABX)");
      if (!unpacked.whole)
        sink_.finding(
            {Severity::warning, "packed XML damaged",
             exhibit::Locator().bytes(unpacked.at, item_.bytes().size() - unpacked.at).str(),
             "From here on the bytes make no sense; what "
             "comes before was read."});
      bytes = unpacked.text;
    }
    const auto root = root_of(bytes);
    const bool wifi = root == "WifiConfigStoreData";
    whole_ = begin(0, wifi                 ? "Wi-Fi settings"
                      : root == "settings" ? "settings"
                                           : "app preferences");
    xml::Scanner scanner(bytes);
    std::vector<std::string> path;
    std::string name, text;
    for (;;) {
      const auto t = scanner.next();
      if (t.kind == xml::TokenKind::finish) break;
      if (t.kind == xml::TokenKind::doctype) {
        sink_.finding({Severity::unread, "document type in the file", place(t.begin, t.end),
                       "Android writes none; the file was "
                       "not read from here on."});
        break;
      }
      if (t.kind == xml::TokenKind::fault) {
        ++faults_;
        continue;
      }
      if (t.kind == xml::TokenKind::text) {
        if (text.size() < (1u << 20)) text += t.raw ? std::string(t.text) : xml::decode(t.text);
        continue;
      }
      if (t.kind == xml::TokenKind::start) {
        text.clear();
        const auto& a = scanner.attributes();
        name = xml::decode(xml::attribute(a, "name"));
        if (path.size() < most_depth) path.push_back(name.empty() ? std::string(t.name) : name);
        if (wifi && t.name == "Network") {
          network_ = begin(t.begin, "Wi-Fi network");
          network_->service = "Wi-Fi";
          network_begin_ = t.begin;
        }
        if (t.name == "setting") {
          put(name, xml::decode(xml::attribute(a, "value")));
          for (const auto& extra : a)
            if (extra.name != "name" && extra.name != "value" && extra.name != "id" &&
                extra.name != "defaultSysSet")
              put(fmt::format("{}.{}", name, extra.name), xml::decode(extra.value));
        } else if (const auto value = xml::attribute(a, "value"); !value.empty()) {
          put(name.empty() ? std::string(t.name) : name, xml::decode(value));
        }
        continue;
      }
      if (!path.empty()) {
        if (!xml::all_blank(text)) put(path.back(), text);
        path.pop_back();
      }
      text.clear();
      if (network_ && t.name == "Network") {
        network_->locator = place(network_begin_, t.end);
        give(std::move(*network_));
        network_.reset();
      }
    }
    if (network_) give(std::move(*network_));
    if (!whole_.extras.empty() || networks_ == 0) {
      whole_.locator = place(0, bytes.size());
      if (says_device(whole_)) whole_.kind = RecordKind::device;
      give(std::move(whole_));
    }
    if (faults_ > 0)
      sink_.finding({Severity::warning, "damaged XML", "",
                     fmt::format("{} places make no sense; "
                                 "the rest was read.",
                                 faults_)});
    if (dropped_ > 0)
      sink_.finding({Severity::warning, "too many values", "",
                     fmt::format("{} values beyond {} of a "
                                 "record were left out.",
                                 dropped_, max_values)});
  }

 private:
  std::string place(std::uint64_t begin, std::uint64_t end) const {
    if (packed_) return exhibit::Locator().bytes(0, item_.bytes().size()).str();
    return exhibit::Locator().bytes(begin, end - begin).str();
  }
  model::Record begin(std::uint64_t at, std::string_view type) {
    names_.clear();
    model::Record r;
    r.kind = RecordKind::event;
    r.service = std::string(item_.file_name());
    r.table = "values";
    r.locator = place(at, item_.bytes().size());
    r.key = fmt::format("values:{}", at);
    r.fields.push_back({"type", std::string(type)});
    return r;
  }
  void put(std::string name, std::string value) {
    if (value.empty()) return;
    auto& r = network_ ? *network_ : whole_;
    if (r.extras.size() >= max_values) {
      ++dropped_;
      return;
    }
    if (!text::is_valid_utf8(value)) value = text::to_utf8(value, text::Encoding::utf8);
    if (!text::is_valid_utf8(name)) name = text::to_utf8(name, text::Encoding::utf8);
    place_device_word(r, name, value);
    if (network_ && name == "SSID") {
      r.text = value.size() > 1 && value.front() == '"' && value.back() == '"'
                   ? value.substr(1, value.size() - 2)
                   : value;
    }
    if (const int n = ++names_[name]; n > 1) name += fmt::format(" ({})", n);
    r.extras.push_back({std::move(name), std::move(value)});
  }
  void give(model::Record r) {
    if (r.fields[0].value == "Wi-Fi network") ++networks_;
    sink_.rows("values", 1);
    sink_.record(std::move(r));
  }

  const exhibit::Item& item_;
  Sink& sink_;
  model::Record whole_;
  std::optional<model::Record> network_;
  std::uint64_t network_begin_ = 0;
  bool packed_ = false;
  std::map<std::string, int> names_;
  std::uint64_t faults_ = 0, dropped_ = 0, networks_ = 0;
};

class AndroidXmlReader final : public Reader {
 public:
  std::string_view name() const override { return "android-xml"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    const auto bytes = item.bytes();
    if (is_android_binary_xml(bytes)) return {85, "begins as Android's packed XML does"};
    const auto first = bytes.substr(0, 64).find('<');
    if (first == bytes.npos) return {0, "no markup"};
    const auto root = root_of(bytes.substr(0, 4096));
    if (root == "map" && item.file_name().ends_with(".xml"))
      return {80, "shared preferences of an Android app"};
    if (root == "settings" && bytes.substr(0, 4096).find("<setting ") != bytes.npos)
      return {85, "Android settings"};
    if (root == "WifiConfigStoreData") return {90, "Android's saved Wi-Fi networks"};
    return {0, "no Android settings"};
  }
  void read(const exhibit::Item& item, const Options&, Sink& sink) const override {
    Run(item, sink).read();
  }
};

}  // namespace

std::unique_ptr<Reader> make_android_xml_reader() { return std::make_unique<AndroidXmlReader>(); }

}  // namespace clew::readers
