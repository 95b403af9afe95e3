// XML of no known form that holds lists: elements that repeat, each with several plain values, are rows of a table, whose columns go through
// the same mapping as those of a CSV file. Reports of phone tools, backups of apps, answers of operators.
//
// Worked example:
//   <calls><call><number>+44…</number><time>…</time></call><call>…</call></calls>   →  table "call": number, time
//   <message from="+44…" date="…">Hello</message>                                    →  attributes are columns, the text is "text"
//   <row><field name="Number">+44…</field></row>                                     →  a value that bears a label is its column
//   <phone_number><designation>Mobile</designation><value>+44…</value></phone_number> in a row → "phone_number.value", several one a line
//
// What says something once is a row of its own where it says three things or more, else it goes into one record of the file. Only taken
// where the columns' names speak of people, calls, messages, places or other events; all other XML stays text.
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_xml_table_reader();

}  // namespace clew::readers
