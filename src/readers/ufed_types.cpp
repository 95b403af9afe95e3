// What each model type of a UFED report becomes. One plain list.
#include <unordered_map>

#include "readers/ufed_types.h"

namespace clew::readers::ufed {
namespace {

using K = model::RecordKind;
using T = model::TimeKind;
using R = model::Role;

constexpr TypeMap types[] = {
    // conversations
    {"InstantMessage", K::message, T::sent, R::other, "", {"Body"}},
    {"SMS", K::message, T::sent, R::other, "SMS", {"Body"}},
    {"SMSMessage", K::message, T::sent, R::other, "SMS", {"Body"}},
    {"MMS", K::message, T::sent, R::other, "MMS", {"Body"}},
    {"MMSMessage", K::message, T::sent, R::other, "MMS", {"Body"}},
    {"Email", K::message, T::sent, R::other, "E-mail", {"Body"}},
    {"Chat", K::chat, T::created, R::member, "", {"Description"}},
    {"Call", K::call, T::start, R::other, "Telephony", {}},
    {"VoiceMail", K::call, T::start, R::caller, "Telephony", {"Transcript"}},
    // people and accounts
    {"Contact", K::contact, T::modified, R::subject, "", {"Notes"}},
    {"Organization", K::contact, T::modified, R::subject, "", {}},
    {"UserAccount", K::account, T::created, R::owner, "", {"Notes"}},
    {"User", K::account, T::created, R::owner, "", {}},
    {"FinancialAccount", K::account, T::created, R::owner, "", {}},
    {"CreditCard", K::account, T::created, R::owner, "", {}},
    {"MobileCard", K::account, T::created, R::owner, "", {"Description"}},
    // the device
    {"DeviceInfoEntry", K::device, T::other, R::subject, "", {}},
    {"SIMData", K::device, T::other, R::subject, "", {}},
    {"RecognizedDevice", K::device, T::other, R::subject, "", {}},
    // places
    {"Location", K::location, T::taken, R::subject, "", {"Description"}},
    {"CellTower", K::location, T::taken, R::subject, "", {}},
    {"Journey", K::event, T::start, R::subject, "", {"Name"}},
    // papers
    {"Note", K::document, T::created, R::author, "", {"Title", "Summary", "Body"}},
    {"Recording", K::file, T::created, R::subject, "", {"Title", "Transcript"}},
    {"SharedFile", K::file, T::created, R::subject, "", {}},
    // everything that is timed
    {"CalendarEntry", K::event, T::start, R::other, "", {"Subject", "Details", "Location"}},
    {"VisitedPage", K::event, T::accessed, R::other, "", {"Title"}},
    {"WebBookmark", K::event, T::created, R::other, "", {"Title"}},
    {"SearchedItem", K::event, T::other, R::other, "", {"Value", "SearchResult"}},
    {"Notification", K::event, T::received, R::other, "", {"Subject", "Title", "Body"}},
    {"SocialMediaActivity", K::event, T::created, R::author, "", {"Title", "Body"}},
    {"ChatActivity", K::event, T::other, R::subject, "", {"SystemMessageBody"}},
    {"LogEntry", K::event, T::other, R::other, "", {"Body"}},
    {"Autofill", K::event, T::other, R::other, "", {"Value"}},
    {"Cookie", K::event, T::created, R::other, "", {}},
    {"Password", K::event, T::other, R::other, "", {}},
    {"InstalledApplication", K::event, T::created, R::other, "", {"Name"}},
    {"ApplicationUsage", K::event, T::start, R::other, "", {"Name"}},
    {"WirelessNetwork", K::event, T::other, R::subject, "", {"SSId"}},
    {"DeviceEvent", K::event, T::other, R::other, "", {}},
    {"PoweringEvent", K::event, T::other, R::other, "", {}},
    {"DeviceConnectivity", K::event, T::start, R::other, "", {}},
    {"NetworkUsage", K::event, T::start, R::other, "", {}},
    {"FileDownload", K::event, T::start, R::other, "", {}},
    {"FileUpload", K::event, T::start, R::other, "", {}},
    {"TransferOfFunds", K::event, T::other, R::other, "", {"Notes", "Description"}},
    {"PublicTransportationTicket", K::event, T::other, R::other, "", {"Title", "Description"}},
    {"ActivitySensorData", K::event, T::start, R::other, "", {}},
    {"Map", K::event, T::other, R::other, "", {}},
    {"StreetAddress", K::event, T::other, R::other, "", {}},
};
constexpr TypeMap any_type = {"", K::event, T::other, R::other, "", {"Body", "Text", "Summary"}};

}  // namespace

const TypeMap& type_map(std::string_view type) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, const TypeMap*> out;
    for (const auto& t : types)
      out.emplace(t.type, &t);
    return out;
  }();
  const auto found = by_name.find(type);
  return found == by_name.end() ? any_type : *found->second;
}

}  // namespace clew::readers::ufed
