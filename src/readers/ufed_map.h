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
#include <vector>

#include "model/record.h"
#include "readers/reader.h"
#include "readers/ufed_chat.h"
#include "readers/ufed_draft.h"
#include "readers/ufed_file_element.h"
#include "readers/ufed_times.h"
#include "readers/ufed_tree.h"

namespace clew::readers::ufed {

// After a draft's last field: what hangs on several of them (direction, outcome, state). `chat`: of whose message it is, or null.
void finish(Draft& draft, const Chat* chat);

// For one thread; keeps a reference to `options`. Its parts: ufed_map.cpp the model as a whole, ufed_fields.cpp its values,
// ufed_parts.cpp the models inside it.
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

  Times& times() { return times_; }
  // Words for the state of a model that are not known, and how often.
  const std::map<std::string, std::uint64_t>& unknown_states() const { return unknown_states_; }

 private:
  void place_field(Draft& work, const Node& field);
  void models_of_field(Draft& work, const Node& field);
  void time(Draft& work, const Node& field, std::string_view value);

  void place_model(Draft& work, const Node& field, const Node& model, const std::string& path);
  void attachment(Draft& work, const Node& model, const std::string& path);
  void embedded(Draft& work, const Node& model, const std::string& path);
  void shared_contact(Draft& work, const Node& model, const std::string& path);
  void way_point(Draft& work, const Node& field, const Node& model);
  void activity(Draft& work, const Node& model, const std::string& path);
  void message_data(Draft& work, const Node& model, const std::string& path);
  void shared_place(Draft& work, const Node& model, const std::string& path);
  model::Record record_inside(const Draft& work, const Node& model, std::string_view type, std::string_view service, std::string_view role);

  FileLookup files_;
  Present present_;
  Times times_;
  std::map<std::string, std::uint64_t> unknown_states_;
};

}  // namespace clew::readers::ufed
