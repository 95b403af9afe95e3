// The container of a Marian model: named arrays of numbers and a YAML text with the settings.
// docs/formats/marian.md describes every byte.
//
// The file may be hostile: every length is checked against the file and against caps before
// anything is read or allocated by it. Throws Error(integrity) with the file's name and what is
// wrong.
#pragma once

#include "base/mapped_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace clew::nmt {

enum class ItemType : std::uint64_t { int8 = 0x101, float32 = 0x404, intgemm8 = 0x4101 };

// One array. Views into the file's bytes.
struct ModelItem {
  ItemType type = ItemType::float32;
  std::vector<std::int32_t> shape;
  std::size_t elements = 0;
  std::string_view bytes;  // `elements` values, without padding
  float quant_mult = 0;    // intgemm8: stored value = rint(weight * quant_mult)
};

class ModelFile {
 public:
  static ModelFile open(const std::filesystem::path& path);
  // `bytes` must outlive the object and be aligned to 4 bytes or more; `name` is for messages.
  static ModelFile parse(std::string_view bytes, std::string name);

  // Null when there is no such item. Holds as long as the object (moving it keeps views valid).
  const ModelItem* find(std::string_view name) const;
  const std::map<std::string, ModelItem, std::less<>>& items() const { return items_; }
  const std::string& yaml() const { return yaml_; }
  const std::string& name() const { return name_; }
  std::size_t size_bytes() const { return bytes_.size(); }

  // Throws Error(integrity): "model NAME: WHAT".
  [[noreturn]] void refuse(const std::string& what) const;

 private:
  void read_items();

  MappedFile file_;
  std::string_view bytes_;
  std::string name_, yaml_;
  std::map<std::string, ModelItem, std::less<>> items_;
};

}  // namespace clew::nmt
