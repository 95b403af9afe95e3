// Old formats of which no public sample with a known content was found, as the specifications
// describe them: winmail.dat (MS-OXTNEF), .xls (BIFF8, MS-XLS) and .ppt (MS-PPT), the two in
// compound files (MS-CFB). SYNTHETIC: no program of Microsoft had a part in them. What they prove
// about a reader they prove about these files.
//
// Not written by the code that the readers' tests write with, and larger: streams in ordinary
// sectors, texts that go over CONTINUE records in both widths, letters beyond Latin-1.
#pragma once

#include <cstdint>
#include <string>

namespace clew::gen {

// Into `folder`: messages.xls of `count` messages (and a hidden sheet of prices), slides.ppt of
// min(count, 500) slides, winmail.dat of one message with two files, and truth.json with every text
// in them. Throws std::invalid_argument when a compound file could not hold so many (7 MiB: about
// 60,000), std::runtime_error when the disk refuses.
void write_old_formats(const std::string& folder, std::uint64_t count, std::uint64_t seed);

}  // namespace clew::gen
