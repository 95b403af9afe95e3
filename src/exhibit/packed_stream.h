// Files that are one packed stream and no archive:
//
//   Android's backup ("adb backup", .ab): four lines of text, then a tar, mostly deflated:
//     ANDROID BACKUP\n  5\n  1\n  none\n  <zlib stream of a tar>
//     magic             version, deflated (0 or 1), encryption ("none" or "AES-256")
//   Xiaomi writes some lines of its own before it ("MIUI BACKUP\n…").
//   A bare zlib stream (RFC 1950), as Android keeps messages within such a backup (…_sms_backup).
//
// Source: AOSP, com.android.server.backup (FullBackupEngine, PerformAdbBackupTask). Each has one
// member; an encrypted backup has none, with a finding that says what is needed.
#pragma once

#include <memory>

#include "exhibit/container.h"

namespace clew::exhibit {

// Where the stream begins in a file that begins with Android's lines; 0 if it does not.
struct AndroidBackup {
  std::size_t stream = 0;  // 0: none
  bool deflated = false, encrypted = false;
};
AndroidBackup android_backup(std::string_view bytes);

// Whether the bytes begin as a zlib stream: its head is right and what follows unpacks.
bool is_zlib_stream(std::string_view bytes);

std::unique_ptr<Container> open_packed_stream(std::shared_ptr<const ByteSource> source,
                                              FileType type, std::string_view name,
                                              Scratch& scratch, Budget& budget);

}  // namespace clew::exhibit
