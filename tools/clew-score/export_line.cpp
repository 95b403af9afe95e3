#include "export_line.h"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace clew::score {
namespace {

using Json = nlohmann::json;

// Called by the parser for every part of the line.
class Handler : public Json::json_sax_t {
 public:
  explicit Handler(ExportLine& line) : line_(line) {}

  bool null() override { return true; }
  bool boolean(bool) override { return scalar(); }
  bool number_integer(number_integer_t) override { return scalar(); }
  bool number_unsigned(number_unsigned_t) override { return scalar(); }
  bool number_float(number_float_t, const string_t&) override { return scalar(); }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return open(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (depth_ == 1) {
      if (name == "participants")
        within_ = Within::participants;
      else if (name == "copies")
        within_ = Within::copies;
      else if (name == "language")
        within_ = Within::language;
      else if (name == "media")
        within_ = Within::media;
      else
        within_ = Within::other;
      target_ = text_named(name);
    } else if (within_ == Within::participants && depth_ == 3) {
      wanted_ = name == "normal" || name == "raw" || name == "name";
    } else if (within_ == Within::language && depth_ == 2) {
      wanted_ = name == "code";
    }
    return true;
  }

  bool string(string_t& text) override {
    scalar();
    if (depth_ == 1 && target_ != nullptr)
      *target_ = std::move(text);
    else if (within_ == Within::participants && depth_ == 3 && wanted_ && !text.empty())
      line_.participants.push_back(std::move(text));
    else if (within_ == Within::copies && depth_ == 2)
      line_.copies.push_back(std::move(text));
    else if (within_ == Within::language && depth_ == 2 && wanted_)
      line_.language = std::move(text);
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    throw std::runtime_error(error.what());
  }

 private:
  enum class Within : std::uint8_t { other, participants, copies, language, media };

  std::string* text_named(std::string_view name) {
    if (name == "id") return &line_.id;
    if (name == "kind") return &line_.kind;
    if (name == "exhibit") return &line_.exhibit;
    if (name == "file") return &line_.file;
    if (name == "position") return &line_.position;
    if (name == "state") return &line_.state;
    if (name == "service") return &line_.service;
    if (name == "text") return &line_.text;
    return nullptr;
  }
  // Something stands in "media".
  bool scalar() {
    line_.has_media |= within_ == Within::media && depth_ >= 1;
    return true;
  }
  bool open() {
    line_.has_media |= within_ == Within::media && depth_ >= 2;
    ++depth_;
    return true;
  }
  bool close() {
    --depth_;
    if (depth_ == 1) within_ = Within::other, target_ = nullptr;
    return true;
  }

  ExportLine& line_;
  int depth_ = 0;
  Within within_ = Within::other;
  std::string* target_ = nullptr;
  bool wanted_ = false;
};

}  // namespace

void ExportLine::read(std::string_view json) {
  for (auto* text : {&id, &kind, &exhibit, &file, &position, &state, &service, &this->text, &language}) text->clear();
  participants.clear();
  copies.clear();
  has_media = false;
  Handler handler(*this);
  Json::sax_parse(json, &handler);
}

Locator parse_position(std::string_view position) {
  Locator out;
  const auto at = position.rfind('@');
  std::string_view rest = at == std::string_view::npos ? position : position.substr(at + 1);
  while (!rest.empty()) {
    const auto end = rest.find(';');
    const std::string part(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    unsigned long long value = 0;
    if (std::sscanf(part.c_str(), "bytes=%llu", &value) == 1)
      out.offset = value;
    else if (std::sscanf(part.c_str(), "line=%llu", &value) == 1)
      out.line = value;
    else if (std::sscanf(part.c_str(), "row=%llu", &value) == 1 ||
             std::sscanf(part.c_str(), "index=%llu", &value) == 1)
      out.row = value;
  }
  return out;
}

}  // namespace clew::score
