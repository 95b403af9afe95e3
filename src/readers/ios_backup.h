// Backups that iTunes and the Finder make of an iPhone: a folder of files named by hash, and
// Manifest.db that says which file on the phone each of them is.
//
// The name of a content file is SHA-1 of "DOMAIN-RELATIVE/PATH" (its first two digits are the
// folder), so the name on the phone comes from Manifest.db, and the name of a file beside it (a
// database's log) from its path. Since databases are recognised by their tables, they are read
// without their names; the names are for people, and for finding logs. Source: public descriptions
// of the format (mvt, libimobiledevice); checked on a real Manifest by others' counts only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "exhibit/item.h"

namespace clew::readers {

struct BackupName {
  std::string domain, path;  // "HomeDomain", "Library/SMS/sms.db"
  std::string whole() const { return domain + "-" + path; }
};

// Whether the name is one of a backup's content files: 40 hexadecimal digits.
bool is_backup_file(std::string_view file_name);
// What the file is on the phone, by the Manifest.db of the same backup. Cost: opens Manifest.db.
std::optional<BackupName> backup_name(const exhibit::Item& item);
// The file in the same backup whose name on the phone is `whole`, as a name of item.tree; "" when
// absent.
std::string backup_sibling(const exhibit::Item& item, std::string_view whole);

std::string sha1_hex(std::string_view bytes);

}  // namespace clew::readers
