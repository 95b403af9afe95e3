// The properties of a TNEF stream's message, recipient or attachment, as mapi_message.h takes them. Views the stream's bytes, which outlive it.
#pragma once

#include "readers/mapi_properties.h"
#include "readers/tnef.h"

namespace clew::readers {

class TnefProperties final : public mapi::Properties {
 public:
  // `code_page`: what the stream says its texts are in, where no property does; 0 none.
  TnefProperties(const std::vector<tnef::Property>& list, const Properties* above, std::uint64_t code_page);

  std::vector<std::string> parts(std::uint16_t id, std::size_t most) const override;

 private:
  std::string read(std::uint16_t id, std::uint64_t most) const override;
  std::string several(std::uint16_t type, const std::string& raw) const override;

  std::map<std::uint16_t, std::vector<std::string_view>> values_;
};

}  // namespace clew::readers
