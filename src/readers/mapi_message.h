// A message as its MAPI properties say it, whatever file holds them: one record, by its class a mail, a contact, an appointment, a
// task, a journal entry or a note (outlook_items.h).
//
// Text is the plain body, else what is visible of the HTML or RTF body. Every text property that no field takes stays as an extra
// under its name or number.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/record.h"
#include "readers/mapi_properties.h"
#include "readers/reader.h"

namespace clew::readers::mapi {

struct MessagePlace {
  std::string locator;
  std::string key;     // where the message has no id of its own
  std::string holder;  // key of the message that it is attached to, "" none
};

// Without its attachments. A body that cannot be unpacked is a finding.
model::Record message_record(const Properties& message, const std::vector<std::unique_ptr<Properties>>& recipients, const Names& names,
                             const MessagePlace& place, const Options& options, Sink& sink);

// What an attachment says of itself; `name` where it has none.
model::Media attachment_media(const Properties& attachment, std::string name);

}  // namespace clew::readers::mapi
