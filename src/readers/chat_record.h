// A chat's own record, which a reader makes with the first of its messages.
#pragma once

#include <string>

#include "model/record.h"

namespace clew::readers {

// Where `first` stands and of its service, under the key that ties it to its messages (their chat_key); the caller adds title and members.
inline model::Record chat_record(const model::Record& first) {
  model::Record record;
  record.kind = model::RecordKind::chat;
  record.locator = first.locator;
  record.table = first.table;
  record.service = first.service;
  record.key = "chat " + first.chat_key;
  record.chat_key = first.chat_key;
  return record;
}

}  // namespace clew::readers
