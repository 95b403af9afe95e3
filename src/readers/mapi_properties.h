// MAPI properties (MS-OXPROPS) as Outlook's files hold them, whatever the file: a message file's storages (mapi_storage.h), a
// store's nodes (pst_heap.h); and the names that a file gives to properties of its own.
//
// Text is read in the code page that the message says ([MS-OXCMSG] 2.2.1).
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"
#include "readers/reader.h"

namespace clew::readers::mapi {

enum Id : std::uint16_t {
  message_class_id = 0x001A,
  subject_id = 0x0037,
  submit_time_id = 0x0039,
  represented_name_id = 0x0042,
  represented_type_id = 0x0064,
  represented_email_id = 0x0065,
  headers_id = 0x007D,
  recipient_type_id = 0x0C15,
  sender_name_id = 0x0C1A,
  sender_type_id = 0x0C1E,
  sender_email_id = 0x0C1F,
  delivery_time_id = 0x0E06,
  message_flags_id = 0x0E07,
  body_id = 0x1000,
  rtf_id = 0x1009,
  html_id = 0x1013,
  message_id_id = 0x1035,
  reply_to_id = 0x1042,
  display_name_id = 0x3001,
  address_type_id = 0x3002,
  email_id = 0x3003,
  created_id = 0x3007,
  changed_id = 0x3008,
  attach_data_id = 0x3701,
  attach_name_id = 0x3704,
  attach_method_id = 0x3705,
  attach_long_name_id = 0x3707,
  attach_mime_id = 0x370E,
  smtp_id = 0x39FE,
  internet_codepage_id = 0x3FDE,
  locale_id = 0x3FF1,
  codepage_id = 0x3FFD,
  sender_smtp_id = 0x5D01,
  represented_smtp_id = 0x5D02,
};

// Sets of numbered names (MS-OXPROPS 1.3.2): the first number of {000620xx-0000-0000-C000-000000000046}.
enum class Set : std::uint8_t { appointment = 0x02, task = 0x03, address = 0x04, common = 0x08, log = 0x0A, note = 0x0E };

// Which property of this file a name means.
class Names {
 public:
  Names() = default;
  // The three lists of a name map, the same in message files and stores (MS-OXMSG 2.2.3, MS-PST 2.4.7).
  Names(std::string_view guids, std::string_view entries, std::string_view strings);
  // One more: the number or the name of a set (16 bytes) that the property `id` of this file means.
  void add(std::string_view set, std::uint32_t number, std::uint16_t id);
  void add(std::string name, std::uint16_t id) { names_[id] = std::move(name); }
  std::optional<std::uint16_t> find(Set set, std::uint32_t number) const;
  // "Keywords", or "appointment 820D"; "" when the property has no name.
  std::string name_of(std::uint16_t id) const;

 private:
  std::map<std::pair<int, std::uint32_t>, std::uint16_t> numbered_;
  std::map<std::uint16_t, std::string> names_;
};

class Properties {
 public:
  virtual ~Properties() = default;
  Properties(const Properties&) = delete;
  Properties& operator=(const Properties&) = delete;

  std::string bytes(std::uint16_t id) const;
  std::string text(std::uint16_t id) const;
  std::optional<std::uint64_t> number(std::uint16_t id) const;
  bool is_text(std::uint16_t id) const;
  // The values of a property that has several (binary); at most `most`.
  virtual std::vector<std::string> parts(std::uint16_t id, std::size_t most) const = 0;
  const std::string& html_charset() const { return html_charset_; }

  // Every property as a line "0037 subject: Keys": texts as they read, times in UTC, bytes in hexadecimal, each value cut at
  // `most_value` bytes.
  std::string as_lines(const Names& names, std::uint64_t most_value) const;

  // Text properties that nobody asked for, for the extras.
  template <typename Take>
  void rest(const std::vector<std::uint16_t>& placed, Take&& take) const {
    for (const auto& [id, type] : values_) {
      if (std::find(placed.begin(), placed.end(), id) != placed.end()) continue;
      const bool one = type == 0x1F || type == 0x1E;
      if (!one && type != 0x101F && type != 0x101E) continue;
      auto raw = read(id, 64u << 10);
      if (auto value = one ? as_text(type, std::move(raw)) : several(type, raw); !value.empty()) take(id, std::move(value));
    }
  }

 protected:
  // `above`: the message whose recipient or attachment this is; it says the code page for them.
  explicit Properties(const Properties* above);
  virtual std::string read(std::uint16_t id, std::uint64_t most) const = 0;
  // A property of several texts, where the file keeps them in one value.
  virtual std::string several(std::uint16_t /*type*/, const std::string& /*raw*/) const { return ""; }
  void add_value(std::uint16_t id, std::uint16_t type) { values_[id] = type; }
  void add_number(std::uint16_t id, std::uint16_t type, std::uint64_t value) { numbers_[id] = {type, value}; }
  void learn_code_page();  // once the numbers are there
  std::string as_text(std::uint16_t type, std::string raw) const;

 private:
  struct Number {
    std::uint16_t type = 0;
    std::uint64_t value = 0;
  };
  std::map<std::uint16_t, std::uint16_t> values_;  // those that read() gives, with their type
  std::map<std::uint16_t, Number> numbers_;
  std::string charset_ = "windows-1252", html_charset_ = "windows-1252";
};

// 100 ns since 1601-01-01Z. `future`: of plans, which lie ahead by right.
model::Time file_time(std::uint64_t ticks, model::TimeKind kind, const Options& options, bool future = false);

}  // namespace clew::readers::mapi
