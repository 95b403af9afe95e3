// One model of a UFED report → the record that Clew keeps of it.
//
// What each model type becomes stands in one table (ufed_types.cpp); fields of every type are then
// placed by their own name and type (times, parties, attachments, coordinates), and what has no
// place of its own goes into the extras under its path ("MessageExtraData.Label"). So a type that
// nobody has heard of still comes out with all its fields, as an event.
//
// deleted_state stays verbatim as Record::state_flag, decoding_confidence as field "confidence".
// Messages inside a message (quoted, forwarded, embedded) are not messages: their fields are extras
// of the one that holds them, their attachments its attachments.
//
// Source of names and nesting: reports as public parsers read them (IPED, UFEDLib, ufdr-rs, CASE's
// UFED converter) and the sample in docs/formats/ufed.md.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/finding.h"
#include "model/record.h"
#include "readers/reader.h"
#include "readers/ufed_tree.h"
#include "text/zone.h"

namespace clew::readers::ufed {

// What a model type becomes.
struct TypeMap {
  std::string_view type;
  model::RecordKind kind = model::RecordKind::event;
  model::TimeKind time = model::TimeKind::other;  // of its field TimeStamp
  model::Role party = model::Role::other;         // of parties whose role is not said
  std::string_view service;                       // where the model names none
  std::string_view text[3];                       // fields that make up the text, in this order
};
// The entry for a type; for an unknown one the general entry (an event).
const TypeMap& type_map(std::string_view type);

// What is known of the chat whose message is mapped.
struct Chat {
  std::string key, service, title;
  std::vector<std::string> owners;  // identifiers of the phone's own accounts
  std::unordered_map<std::uint64_t, std::string> message_ids;  // app's id (hash) → model id
};

// A file that the report lists: where its bytes lie and what identifies them. Views into the
// report.
struct FileFacts {
  std::string path;  // in the exhibit, with '/'; "" when not extracted
  std::string name;  // where it lay on the phone
  std::string sha256, md5;
};

struct Notes {
  std::uint64_t odd_times = 0, no_zone = 0, repeated_hour = 0, left_out_hour = 0;
  std::string odd_time_where, odd_time;
  std::map<std::string, std::uint64_t> states;  // words for the state that are not known
};

class Mapper {
 public:
  using FileLookup = std::function<std::optional<FileFacts>(std::string_view id)>;
  // Whether the exhibit holds a file of that path, '/' between the parts.
  using Present = std::function<bool(std::string_view path)>;
  Mapper(const Options& options, FileLookup files, Present present);

  // `where`: the record's locator. Further records (shared contacts, way points) go to `further`.
  model::Record map(const Tree& tree, const std::string& where, Chat* chat,
                    std::vector<model::Record>& further);
  // The element <file>.
  model::Record map_file(const Tree& tree, const std::string& where);
  FileFacts facts_of(const Tree& file) const;
  // What messages need of their chat, from the fields that came before them.
  Chat chat_of(const Tree& tree) const;
  std::optional<model::Time> time_of(std::string_view written, model::TimeKind kind,
                                     const std::string& where);
  void by_attribute(const Tree& tree, const Node& field, model::Time& time);
  bool plausible(Micros utc) const;
  const Notes& notes() const { return notes_; }
  const std::optional<text::Zone>& zone() const { return zone_; }

 private:
  struct Work;
  void place_model(Work& work, const Node& field, const Node& model, const std::string& path);
  void place_field(Work& work, const Node& field);
  void party(Work& work, const Node& field, const Node& model, const std::string& path);
  void attachment(Work& work, const Node& model, const std::string& path);
  void embedded(Work& work, const Node& model, const std::string& path);
  void coordinate(Work& work, const Node& model, const std::string& path);
  void entry(Work& work, const Node& model, const std::string& path);
  void flatten(Work& work, const Node& node, const std::string& path, bool skip_known = false);
  void finish(Work& work, Chat* chat);

  const Options& options_;
  FileLookup files_;
  Present present_;
  std::optional<text::Zone> zone_;
  Notes notes_;
};

// "Intact", "Deleted" … as a state.
std::optional<model::State> state_of(std::string_view deleted_state);
// The kind of an identifier by the service whose account it is and by its look.
model::Identifier identifier_of(std::string_view raw, std::string_view service);
std::uint64_t hash_of(std::string_view text);

}  // namespace clew::readers::ufed
