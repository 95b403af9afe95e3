// The MAPI properties of an Outlook message file (MS-OXMSG 2): streams "__substg1.0_PPPPTTTT" of a storage and the fixed ones of
// its "__properties_version1.0"; the names are in "__nameid_version1.0". Views a compound file, which outlives it.
#pragma once

#include "readers/compound_file.h"
#include "readers/mapi_properties.h"

namespace clew::readers::mapi {

Names names_of(const CompoundFile& file);

class StorageProperties final : public Properties {
 public:
  // `head`: bytes before the fixed ones: 32 of the file's message, 24 of one inside, 8 of recipients and attachments.
  StorageProperties(const CompoundFile& file, std::size_t storage, std::size_t head, const Properties* above = nullptr);

  // Storage of an object property (an attached message), if it is one.
  std::optional<std::size_t> object(std::uint16_t id) const;
  std::vector<std::string> parts(std::uint16_t id, std::size_t most) const override;
  // The stream of a binary property, if it is one.
  std::optional<std::size_t> stream(std::uint16_t id) const;

 private:
  std::string read(std::uint16_t id, std::uint64_t most) const override;

  const CompoundFile& file_;
  std::size_t storage_;
  std::map<std::uint16_t, std::size_t> entries_;
};

}  // namespace clew::readers::mapi
