// The MAPI properties of an Outlook message file (MS-OXMSG 2, MS-OXPROPS): streams "__substg1.0_PPPPTTTT" and the fixed ones of
// "__properties_version1.0", and the names that a message gives to properties of its own ("__nameid_version1.0").
//
// Text is read in the code page that the message says ([MS-OXCMSG] 2.2.1). Views a compound file, which outlives it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"
#include "readers/compound_file.h"
#include "readers/reader.h"

namespace clew::readers::mapi {

enum Id : std::uint16_t {
  message_class_id = 0x001A,
  subject_id = 0x0037,
  submit_time_id = 0x0039,
  headers_id = 0x007D,
  recipient_type_id = 0x0C15,
  sender_name_id = 0x0C1A,
  sender_email_id = 0x0C1F,
  delivery_time_id = 0x0E06,
  message_flags_id = 0x0E07,
  body_id = 0x1000,
  rtf_id = 0x1009,
  html_id = 0x1013,
  message_id_id = 0x1035,
  reply_to_id = 0x1042,
  display_name_id = 0x3001,
  email_id = 0x3003,
  created_id = 0x3007,
  changed_id = 0x3008,
  attach_data_id = 0x3701,
  attach_name_id = 0x3704,
  attach_long_name_id = 0x3707,
  attach_mime_id = 0x370E,
  smtp_id = 0x39FE,
  internet_codepage_id = 0x3FDE,
  locale_id = 0x3FF1,
  codepage_id = 0x3FFD,
  sender_smtp_id = 0x5D01,
};

// Sets of numbered names (MS-OXPROPS 1.3.2): the first number of {000620xx-0000-0000-C000-000000000046}.
enum class Set : std::uint8_t { appointment = 0x02, task = 0x03, address = 0x04, common = 0x08, log = 0x0A, note = 0x0E };

// Which property of this file a name means.
class Names {
 public:
  explicit Names(const CompoundFile& file);
  std::optional<std::uint16_t> find(Set set, std::uint32_t number) const;
  // "Keywords", or "appointment 820D"; "" when the property has no name.
  std::string name_of(std::uint16_t id) const;

 private:
  std::map<std::pair<int, std::uint32_t>, std::uint16_t> numbered_;
  std::map<std::uint16_t, std::string> names_;
};

class Properties {
 public:
  // `head`: bytes before the fixed ones: 32 of the file's message, 24 of one inside, 8 of recipients and attachments.
  // `above`: the message whose recipient or attachment this is; it says the code page for them.
  Properties(const CompoundFile& file, std::size_t storage, std::size_t head, const Properties* above = nullptr);

  std::string bytes(std::uint16_t id) const;
  std::string text(std::uint16_t id) const;
  std::optional<std::uint64_t> number(std::uint16_t id) const;
  // Storage of an object property (an attached message), if it is one.
  std::optional<std::size_t> object(std::uint16_t id) const;
  // The stream of a binary property, if it is one.
  std::optional<std::size_t> stream(std::uint16_t id) const;
  const std::string& html_charset() const { return html_charset_; }

  // Text properties that nobody asked for, for the extras.
  template <typename Take>
  void rest(const std::vector<std::uint16_t>& placed, Take&& take) const {
    for (const auto& [id, stream] : streams_) {
      if (std::find(placed.begin(), placed.end(), id) != placed.end() ||
          (stream.type != 0x1F && stream.type != 0x1E))
        continue;
      if (auto value = as_text(stream.type, file_.read(stream.entry, 64u << 10)); !value.empty())
        take(id, std::move(value));
    }
  }

 private:
  std::string as_text(std::uint16_t type, std::string raw) const;

  struct Stream {
    std::uint16_t type = 0;
    std::size_t entry = 0;
  };
  struct Fixed {
    std::uint16_t type = 0;
    std::uint64_t value = 0;
  };
  const CompoundFile& file_;
  std::map<std::uint16_t, Stream> streams_;
  std::map<std::uint16_t, Fixed> fixed_;
  std::string charset_ = "windows-1252", html_charset_ = "windows-1252";
};

// 100 ns since 1601-01-01Z. `future`: of plans, which lie ahead by right.
model::Time file_time(std::uint64_t ticks, model::TimeKind kind, const Options& options, bool future = false);

}  // namespace clew::readers::mapi
