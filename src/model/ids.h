// Ids are distinct types: a RecordId is not an ExhibitId.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace clew::model {

template <typename Tag>
struct Id {
  std::int64_t value = 0;  // 0: none
  explicit operator bool() const { return value != 0; }
  friend bool operator==(Id, Id) = default;
  friend auto operator<=>(Id, Id) = default;
};

using ExhibitId = Id<struct ExhibitTag>;
using FileId = Id<struct FileTag>;
using RecordId = Id<struct RecordTag>;          // exhibit id × 2^32 + number within the exhibit
using IdentifierId = Id<struct IdentifierTag>;  // as written
using HandleId = Id<struct HandleTag>;          // in normal form: what links and leads are about
using ConversationId = Id<struct ConversationTag>;
using LeadId = Id<struct LeadTag>;

inline RecordId record_id(ExhibitId exhibit, std::uint32_t number) {
  return {exhibit.value << 32 | number};
}
inline ExhibitId exhibit_of(RecordId record) { return {record.value >> 32}; }
inline std::uint32_t number_of(RecordId record) {
  return static_cast<std::uint32_t>(record.value & 0xffffffff);
}

}  // namespace clew::model

template <typename Tag>
struct std::hash<clew::model::Id<Tag>> {
  std::size_t operator()(clew::model::Id<Tag> id) const {
    return std::hash<std::int64_t>{}(id.value);
  }
};
