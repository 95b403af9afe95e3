#include "model/record.h"

#include <array>

#include "base/assert.h"

namespace clew::model {
namespace {

constexpr std::array<std::string_view, record_kind_count> kinds = {
    "message", "chat",     "call", "contact",  "account",
    "device",  "location", "file", "document", "event"};
constexpr std::array<std::string_view, 6> states = {"existing", "deleted-trace", "recovered",
                                                    "revoked",  "edited",        "unknown"};
constexpr std::array<std::string_view, 3> directions = {"unknown", "in", "out"};
constexpr std::array<std::string_view, 12> time_kinds = {
    "sent",    "received", "read",    "delivered", "start",    "end",
    "created", "modified", "deleted", "taken",     "accessed", "other"};
constexpr std::array<std::string_view, 6> certainties = {
    "exact", "zone-assumed", "local-unknown", "ambiguous", "implausible", "none"};
constexpr std::array<std::string_view, 18> identifier_kinds = {
    "phone", "email", "jid",    "lid", "username",       "uid",  "name",   "imei", "imsi", "iccid",
    "vrm",   "mac",   "serial", "url", "account-number", "iban", "crypto", "other"};
constexpr std::array<std::string_view, 13> roles = {
    "from",  "to",        "cc",    "bcc",     "caller", "callee", "member",
    "admin", "mentioned", "owner", "subject", "author", "other"};
constexpr std::array<std::string_view, 9> links = {
    "attachment",       "reply",   "same-identity", "thumbnail-of", "extracted-from",
    "deleted-trace-of", "edit-of", "part-of",       "other"};

template <std::size_t N, typename E>
std::string_view at(const std::array<std::string_view, N>& words, E value) {
  auto index = static_cast<std::size_t>(value);
  CLEW_ASSERT(index < N);
  return words[index];
}

template <typename E, std::size_t N>
std::optional<E> find(const std::array<std::string_view, N>& words, std::string_view word) {
  for (std::size_t i = 0; i < N; ++i)
    if (words[i] == word) return static_cast<E>(i);
  return std::nullopt;
}

}  // namespace

std::string_view word(RecordKind value) { return at(kinds, value); }
std::string_view word(State value) { return at(states, value); }
std::string_view word(Direction value) { return at(directions, value); }
std::string_view word(TimeKind value) { return at(time_kinds, value); }
std::string_view word(Certainty value) { return at(certainties, value); }
std::string_view word(IdentifierKind value) { return at(identifier_kinds, value); }
std::string_view word(Role value) { return at(roles, value); }
std::string_view word(LinkKind value) { return at(links, value); }

std::optional<RecordKind> record_kind_from(std::string_view word) {
  return find<RecordKind>(kinds, word);
}
std::optional<IdentifierKind> identifier_kind_from(std::string_view word) {
  return find<IdentifierKind>(identifier_kinds, word);
}
std::optional<Role> role_from(std::string_view word) { return find<Role>(roles, word); }

}  // namespace clew::model
