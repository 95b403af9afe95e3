#include "readers/column_role.h"

namespace clew::readers {
namespace {

using R = ColumnRole;

struct RoleWord {
  ColumnRole role;
  std::string_view word;
};
constexpr RoleWord role_words[] = {
    {R::extra, "extra"},
    {R::ignore, "ignore"},
    {R::id, "id"},
    {R::service, "service"},
    {R::event_type, "event-type"},
    {R::direction, "direction"},
    {R::from_me, "from-me"},
    {R::status, "status"},
    {R::outcome, "outcome"},
    {R::state, "state"},
    {R::time, "time"},
    {R::date, "date"},
    {R::clock, "clock"},
    {R::zone, "zone"},
    {R::duration, "duration"},
    {R::from, "from"},
    {R::from_name, "from-name"},
    {R::to, "to"},
    {R::to_name, "to-name"},
    {R::cc, "cc"},
    {R::bcc, "bcc"},
    {R::participants, "participants"},
    {R::party, "party"},
    {R::party_name, "party-name"},
    {R::owner, "owner"},
    {R::owner_name, "owner-name"},
    {R::source_device, "source-device"},
    {R::forwarded_to, "forwarded-to"},
    {R::author, "author"},
    {R::name, "name"},
    {R::phone, "phone"},
    {R::email, "email"},
    {R::username, "username"},
    {R::uid, "uid"},
    {R::organisation, "organisation"},
    {R::note, "note"},
    {R::subject, "subject"},
    {R::text, "text"},
    {R::chat_id, "chat-id"},
    {R::chat_title, "chat-title"},
    {R::attachment, "attachment"},
    {R::mime, "mime"},
    {R::sha256, "sha256"},
    {R::size, "size"},
    {R::imei, "imei"},
    {R::imsi, "imsi"},
    {R::iccid, "iccid"},
    {R::mac, "mac"},
    {R::serial, "serial"},
    {R::vrm, "vrm"},
    {R::latitude, "latitude"},
    {R::longitude, "longitude"},
    {R::lat_lon, "lat-lon"},
    {R::easting, "easting"},
    {R::northing, "northing"},
    {R::accuracy, "accuracy"},
    {R::altitude, "altitude"},
    {R::azimuth, "azimuth"},
    {R::cell_id, "cell-id"},
    {R::place, "place"},
    {R::postcode, "postcode"},
    {R::country, "country"},
    {R::subscriber, "subscriber"},
    {R::url, "url"},
    {R::title, "title"},
    {R::app, "app"},
    {R::amount, "amount"},
    {R::currency, "currency"},
    {R::iban, "iban"},
    {R::account_number, "account-number"},
    {R::make, "make"},
    {R::model, "model"},
    {R::birthday, "birthday"},
    {R::os_version, "os-version"},
};

struct KindWord {
  TableKind kind;
  std::string_view word;
};
constexpr KindWord kind_words[] = {
    {TableKind::automatic, "automatic"},
    {TableKind::messages, "messages"},
    {TableKind::calls, "calls"},
    {TableKind::events_by_type, "events-by-type"},
    {TableKind::contacts, "contacts"},
    {TableKind::accounts, "accounts"},
    {TableKind::devices, "devices"},
    {TableKind::locations, "locations"},
    {TableKind::web, "web"},
    {TableKind::apps, "apps"},
    {TableKind::anpr, "anpr"},
    {TableKind::payments, "payments"},
    {TableKind::files, "files"},
    {TableKind::chats, "chats"},
    {TableKind::ties, "ties"},
    {TableKind::events, "events"},
};

}  // namespace

std::string_view word(ColumnRole role) {
  for (const auto& entry : role_words)
    if (entry.role == role) return entry.word;
  return "extra";
}

std::optional<ColumnRole> column_role_from(std::string_view w) {
  for (const auto& entry : role_words)
    if (entry.word == w) return entry.role;
  return std::nullopt;
}

std::string_view word(TableKind kind) {
  for (const auto& entry : kind_words)
    if (entry.kind == kind) return entry.word;
  return "events";
}

std::optional<TableKind> table_kind_from(std::string_view w) {
  for (const auto& entry : kind_words)
    if (entry.word == w) return entry.kind;
  return std::nullopt;
}

}  // namespace clew::readers
