// What Google answers about an account on legal process: ACCOUNT.….GoogleAccount.SubscriberInfo_….html. See docs/formats/returns.md.
//
//   h1/h2 "GOOGLE SUBSCRIBER INFORMATION", then headings and lists of "Name: value"
//   h2 "IP ACTIVITY" above a table: Timestamp, IP Address, Activity Type, Android ID, Apple iOS IDFV, Raw User Agents
#pragma once

#include <memory>

#include "readers/reader.h"

namespace clew::readers {

std::unique_ptr<Reader> make_google_subscriber_reader();

}  // namespace clew::readers
