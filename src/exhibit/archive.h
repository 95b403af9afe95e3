// Containers other than zip through libarchive, as a stream: tar (all kinds), 7z, rar, cpio, cab,
// iso9660, ar, and single packed files (gz, bz2, xz, zst, lz4, lz). No external program is ever
// started and no format that refers to files on disk (mtree) is switched on.
//
// A stream has no cheap way back, so all members are unpacked into the scratch file once, at
// opening; members that lie in the container as they are (plain tar) stay there and are sliced.
#pragma once

#include <memory>

#include "exhibit/container.h"

namespace clew::exhibit {

std::unique_ptr<Container> open_archive(std::shared_ptr<const ByteSource> source, FileType type,
                                        std::string_view name, Scratch& scratch, Budget& budget);

// One zip member packed by a method that zlib does not know (bzip2, LZMA, zstd, xz, PPMd …). Source
// is null when nothing could be read; findings have no `where` yet.
struct UnpackedMember {
  std::shared_ptr<const ByteSource> source;
  std::vector<model::Finding> findings;
};
UnpackedMember unpack_zip_member(std::uint16_t method, std::string_view packed, std::uint64_t size,
                                 std::uint32_t crc, Scratch& scratch, const Budget& budget,
                                 std::uint64_t cap);

}  // namespace clew::exhibit
