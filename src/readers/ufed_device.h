// What a UFED report says of the device and of how it was extracted, outside its models: project,
// extractions, case information and metadata items. One device record for each extraction.
//
// The names of items are localised in old reports; what a value is, is told by words of several
// languages in the name and, for IMEI and ICCID, by the value itself.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/record.h"
#include "readers/ufed_map.h"
#include "readers/xml_scan.h"

namespace clew::readers::ufed {

class DeviceInfo {
 public:
  void element(std::string_view name, const std::vector<xml::Attribute>& attributes,
               std::uint64_t begin, std::uint64_t end);
  void text(std::string_view text);
  void end(std::string_view element, std::uint64_t at);
  // The records of what came since the last call. `place` makes a locator of a range.
  using Place = std::function<std::string(std::uint64_t begin, std::uint64_t end)>;
  std::vector<model::Record> take(Mapper& mapper, const Place& place);
  // Key and value for the import report.
  const std::vector<std::pair<std::string, std::string>>& decisions() const { return decisions_; }

 private:
  static constexpr std::size_t max_items = 5000;
  struct Item {
    std::string section, name, value, extraction;
    std::uint64_t begin = 0, end = 0;
  };
  std::vector<Item> items_;
  std::string section_;
  bool open_ = false;  // the last item takes text
  std::vector<std::pair<std::string, std::string>> decisions_;
};

}  // namespace clew::readers::ufed
