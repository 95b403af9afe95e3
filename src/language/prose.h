// Whether a text is something that people say, or only a name, an address or a file's name: what is not said is not queued for translation.
#pragma once

#include <string_view>

namespace clew::language {

// The whole text is one link, mail address, handle, path or file name ("nota simple.pdf"), or an app's id ("org.telegram.messenger").
bool is_bare_item(std::string_view text);

// Three words or more in small letters (or in a script that has none), and at least as many as there are capitals and figures: "for the flat,
// thanks", but not "CARREFOUR EXPRESS MADRID 14/03" or "Gasthaus zum Löwen". For texts that are names as a rule: payments, places.
bool reads_as_prose(std::string_view text);

}  // namespace clew::language
