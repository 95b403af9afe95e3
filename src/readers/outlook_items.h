// What an Outlook item is when it is no message: a contact, a list of contacts, an appointment, a task, a journal entry, a note
// (MS-OXOCNTC, MS-OXOCAL, MS-OXOTASK, MS-OXOJRNL, MS-OXONOTE), told by its message class.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "readers/mapi_properties.h"

namespace clew::readers::mapi {

enum class ItemKind { message, meeting, contact, list, appointment, task, journal, note };
// "IPM.Contact", "IPM.Appointment.Custom" …; a meeting request is a message with times of its own.
ItemKind item_kind(std::string_view message_class);

// Makes `record`, which has the text and the times that every message has, into what the item is. The ids that it took are
// added to `placed`. `record.participants` are the sender and recipients, or nobody.
void make_item(model::Record& record, ItemKind kind, const Properties& properties, const Names& names, const Options& options,
               std::vector<std::uint16_t>& placed);

}  // namespace clew::readers::mapi
