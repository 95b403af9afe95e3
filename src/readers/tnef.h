// The attributes and MAPI properties of a TNEF stream (MS-OXTNEF 2.1), as views into its bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "exhibit/locator.h"

namespace clew::readers::tnef {

struct Attribute {
  bool of_attachment = false;
  std::uint32_t id = 0;   // type and number, as in the specification's table
  std::string_view data;  // views the bytes
  std::uint64_t at = 0;   // of the attribute in the file
  bool sound = true;      // the checksum is right
};

struct Property {
  std::uint16_t type = 0, id = 0;
  std::string name;           // of a property with a name, "" else
  std::string_view set;       // of a named property: the set that its number or name belongs to (16 bytes)
  std::uint32_t number = 0;   // in that set
  std::string_view data;      // one value; views the bytes
};

struct Stream {
  std::vector<Attribute> attributes;
  std::vector<std::string> faults;
};

// Whether the specification's table has an attribute of that id (2.1.3.2).
bool known(std::uint32_t id);
bool is_tnef(std::string_view bytes);
Stream parse(std::string_view bytes);
// Stops at the first value that leaves the data; `whole` then becomes false.
std::vector<Property> properties(std::string_view data, bool& whole);
// A table: a count, then one list of properties for each row.
std::vector<std::vector<Property>> rows(std::string_view data, bool& whole);

}  // namespace clew::readers::tnef
