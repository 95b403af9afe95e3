// What a column of a table can be taken for, and what a table as a whole: the words that plans, profiles and previews share.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace clew::readers {

enum class ColumnRole : std::uint8_t {
  extra,   // kept under its own name
  ignore,  // a running number of the tool ("#"): kept as an extra, decides nothing
  id,
  service,
  event_type,
  direction,
  from_me,
  status,
  outcome,
  state,
  time,   // date and clock, or an integer or serial number
  date,   // date alone
  clock,  // clock alone
  zone,
  duration,
  from,
  from_name,
  to,
  to_name,
  cc,
  bcc,
  participants,
  party,  // the other side, whoever called
  party_name,
  owner,  // the number whose phone or subscription this is
  owner_name,
  source_device,  // which of several phones the row was read from, in one table of them all
  forwarded_to,
  author,
  name,
  phone,
  email,
  username,
  uid,
  organisation,
  note,
  subject,
  text,
  chat_id,
  chat_title,
  attachment,
  mime,
  sha256,
  size,
  imei,
  imsi,
  iccid,
  mac,
  serial,
  vrm,
  latitude,
  longitude,
  lat_lon,
  easting,
  northing,
  accuracy,
  altitude,
  azimuth,
  cell_id,
  place,
  postcode,
  country,
  subscriber,
  url,
  title,
  app,
  amount,
  currency,
  iban,
  account_number,
  make,
  model,
  birthday,
  os_version,
};
// As profiles write it ("party-name"); nothing for a word that is no role.
std::string_view word(ColumnRole role);
std::optional<ColumnRole> column_role_from(std::string_view word);

enum class TableKind : std::uint8_t {
  automatic,
  messages,
  calls,           // every row a call
  events_by_type,  // call records: the event type decides row by row
  contacts,
  accounts,
  devices,
  locations,
  web,
  apps,
  anpr,
  payments,
  files,
  chats,
  ties,    // who is in contact with whom, without times: an edge list or a matrix
  events,  // anything else
};
std::string_view word(TableKind kind);
std::optional<TableKind> table_kind_from(std::string_view word);

}  // namespace clew::readers
