// Lines on their way to an interpreter and back: a spreadsheet (.xlsx) or XLIFF 2.0 (.xlf).
//
// What goes out: one row for each distinct line with its id, language, original, machine English
// and its doubts, and empty cells for the interpreter's English, a verdict and a note. What comes
// back: the same rows. Nothing in a file is ever run or calculated: on the way out every cell is a
// text (a line like "=1+1" too), on the way in a cell that holds a formula refuses its row.
//
// XLSX is Office Open XML (ECMA-376): written with libxlsxwriter, read here for the layout that we
// write and that spreadsheet programs save it in (shared and inline strings, any column order,
// found by the header row). XLIFF: OASIS XLIFF 2.0, <unit id> per line, <source>, <target>, our
// fields as <note category="…">; characters that XML cannot hold go as <cp hex="…"/>, as the
// standard says.
//
// A file from elsewhere is hostile until read: sizes are bounded, no entities are followed. Throws
// Error(not_found, integrity, resource).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace clew::language {

struct ExchangeRow {
  std::string id;        // "ABC/1#12": the first record that holds the line
  std::string language;  // code
  std::string records;   // how many records hold it
  std::string time, sender;
  std::string original;  // any bytes that are valid UTF-8
  std::string machine;   // machine English, "" when there is none
  std::string engine, status, marks;
  std::string english;  // by the interpreter
  std::string verdict;  // "", ok, minor, major
  std::string note;
  std::string check;  // of the original (see original_check): tells whether it was altered
  std::string fault;  // on reading: why this row cannot be taken, "" otherwise
};

// What stands in the heading of a file.
struct ExchangeHead {
  std::string case_reference;
  std::string made_utc;  // ISO
  std::string draw;      // of a sample: "seed/size", else ""
};

void write_xlsx(const std::filesystem::path& file, const ExchangeHead& head,
                const std::vector<ExchangeRow>& rows);
void write_xliff(const std::filesystem::path& file, const ExchangeHead& head,
                 const std::vector<ExchangeRow>& rows);

struct Exchange {
  ExchangeHead head;
  std::vector<ExchangeRow> rows;
};
// By its content, not its name.
Exchange read_exchange(const std::filesystem::path& file);

// A short fingerprint of an original (first 16 hex digits of its SHA-256).
std::string original_check(std::string_view original);

}  // namespace clew::language
