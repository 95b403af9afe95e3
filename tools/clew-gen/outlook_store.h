// Outlook stores with invented mail ([MS-PST]), SYNTHETIC: no program of Microsoft had a part in them. For referees and for measuring: what
// they prove about a reader they prove about these files.
#pragma once

#include <cstdint>
#include <string>

namespace clew::gen {

// Into `folder`: unicode.pst (encoded "compressible"), ansi.pst ("high") and large.ost (large pages, packed), each with the same
// `count` mails in five folders, some with a file or a mail attached, some deleted since; and truth.json. Held in memory while it is
// written: some 3 KB a mail. Throws std::runtime_error when the disk refuses.
void write_outlook_stores(const std::string& folder, std::uint64_t count, std::uint64_t seed);

}  // namespace clew::gen
