// Networks as files of network programs hold them (GraphML, GEXF, GML, Pajek, UCINET), as records: a contact for each node, an event with
// the field `ties` for each tie, as a list of ties in a table gives (docs/formats/networks.md).
//
// A parser goes over the file twice and says the same both times to the NetworkTaker. The first time NetworkRecords learns who stands behind
// each id and which value says how many contacts a tie stands for, the second time it gives the records, in the file's order. Memory: one
// entry a node, none a tie.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "readers/finding_limit.h"
#include "readers/reader.h"
#include "readers/utf8_bytes.h"
#include "text/dates.h"
#include "text/zone.h"

namespace clew::readers {

struct NetworkPlace {
  std::uint64_t begin = 0, end = 0;  // in the text that the parser reads
  std::uint64_t line = 0;            // 0: not told
};

using NetworkValues = std::vector<std::pair<std::string, std::string>>;  // name, value

// Without the blanks around it.
std::string network_value(std::string_view text);

struct NetworkNode {
  std::string key;      // what ties name it by, of its own in the file; "3\x1Fnetwork 2" where ids are not
  std::string id;       // as written
  bool second = false;  // of the second sort in a network of two sorts (people and meetings)
  NetworkValues values;
  NetworkPlace place;
};

struct NetworkEnd {
  std::string key;
  std::string weight;  // "": as the tie's values say
};

struct NetworkTie {
  static constexpr std::size_t most_ends = 1000;  // more go into a further tie that is `continued`
  std::string from;
  std::vector<NetworkEnd> to;
  bool directed = false;
  bool both = false;       // stands for one each way
  bool several = false;    // ties more than two at once
  bool continued = false;  // goes on with the row before
  NetworkValues values;
  NetworkPlace place;
};

class NetworkTaker {
 public:
  virtual ~NetworkTaker() = default;
  virtual void node(NetworkNode node) = 0;
  virtual void tie(NetworkTie tie) = 0;
  // A row that is neither.
  virtual void left_out(std::string_view table, std::string_view reason, NetworkPlace place) = 0;
  virtual void fault(model::Severity severity, std::string_view what, NetworkPlace place, std::string why) = 0;
  virtual void decided(std::string_view key, std::string value) = 0;
};

class NetworkRecords final : public NetworkTaker {
 public:
  // `text`: where places are to be looked up in, null where they are the file's own. All outlive it.
  NetworkRecords(const exhibit::Item& item, const Utf8Bytes* text, const Options& options, Sink& sink);
  // Between the two passes.
  void surveyed();
  // Behind the second. `nodes_declared`: the form names each node, so that a tie with another is odd.
  void finish(bool nodes_declared);

  void node(NetworkNode node) override;
  void tie(NetworkTie tie) override;
  void left_out(std::string_view table, std::string_view reason, NetworkPlace place) override;
  void fault(model::Severity severity, std::string_view what, NetworkPlace place, std::string why) override;
  void decided(std::string_view key, std::string value) override;

 private:
  struct Known {
    std::string id;
    std::array<std::string, 2> names;  // label, name
    std::optional<model::IdentifierKind> kind;
    bool second = false;
  };
  struct Person {
    model::Identifier identifier;
    std::string name;
  };
  Person person(const std::string& key);
  Person by_id(std::string_view id) const;
  std::int64_t contacts(std::string_view weight) const;
  std::string place_of(NetworkPlace place, std::uint64_t row, std::string_view table) const;
  void add_times(model::Record& record, const NetworkValues& values) const;
  void learn_values(const NetworkValues& values);
  void give(model::Record record, bool extra);

  const exhibit::Item& item_;
  const Utf8Bytes* text_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  std::optional<text::Zone> zone_;
  bool learning_ = true;

  std::unordered_map<std::string, Known> known_;
  std::array<std::unordered_map<std::string, std::uint32_t>, 2> named_;  // how many nodes are called so
  std::size_t label_ = 0;                                               // which of the two tells people apart
  std::uint64_t known_bytes_ = 0;
  bool full_ = false;
  struct Numbers {
    std::uint64_t all = 0, numbers = 0;
  };
  std::map<std::string, Numbers, std::less<>> tie_values_;  // by name
  std::string weight_;                                      // the value that counts contacts, "" if none
  text::DateOrderEvidence dates_;
  text::DateOrder order_ = text::DateOrder::unknown;
  std::uint64_t nodes_ = 0, ties_ = 0, directed_ = 0, undeclared_ = 0, repeated_ = 0, negative_ = 0;
};

}  // namespace clew::readers
