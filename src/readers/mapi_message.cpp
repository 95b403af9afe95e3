#include "readers/mapi_message.h"

#include <fmt/format.h>

#include <algorithm>

#include "readers/html_blocks.h"
#include "readers/mime.h"
#include "readers/outlook_items.h"
#include "readers/rtf_text.h"
#include "text/charset.h"

namespace clew::readers::mapi {
namespace {

using model::Severity;

constexpr std::size_t most_extras = 200;
constexpr std::size_t most_html_text = 8u << 20;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

std::string joined(const RtfText& rtf) {
  std::string out;
  for (const auto& p : rtf.paragraphs) {
    if (!out.empty()) out += '\n';
    out += p.text;
  }
  return out;
}

void add_person(model::Record& record, model::Role role, std::string name, std::string address) {
  if ((name.empty() && address.empty()) || names_nobody(address.empty() ? name : address)) return;
  const bool mail = address.find('@') != std::string::npos;
  model::Participation who;
  who.role = role;
  who.identifier.kind = mail              ? model::IdentifierKind::email
                        : address.empty() ? model::IdentifierKind::name
                                          : model::IdentifierKind::other;
  who.identifier.raw = address.empty() ? name : address;
  who.name = std::move(name);
  record.participants.push_back(std::move(who));
}

void add_people(model::Record& record, const Properties& p, const std::vector<std::unique_ptr<Properties>>& recipients) {
  const auto either = [](std::string smtp, std::string other) { return smtp.empty() ? other : smtp; };
  // What Outlook writes where nobody sent anything.
  const auto nobody = [](const Properties& who, std::uint16_t type, const std::string& name) { return name == "Unknown" && who.text(type) == "UNKNOWN"; };
  if (const auto name = p.text(sender_name_id); !nobody(p, sender_type_id, name))
    add_person(record, model::Role::from, name, either(p.text(sender_smtp_id), p.text(sender_email_id)));
  if (record.participants.empty() && p.text(represented_type_id) != "UNKNOWN")
    add_person(record, model::Role::from, p.text(represented_name_id), either(p.text(represented_smtp_id), p.text(represented_email_id)));
  for (const auto& r : recipients) {
    if (nobody(*r, address_type_id, r->text(display_name_id))) continue;
    const auto type = r->number(recipient_type_id).value_or(1) & 0xF;
    add_person(record, type == 2 ? model::Role::cc : type == 3 ? model::Role::bcc : model::Role::to, r->text(display_name_id),
               either(r->text(smtp_id), r->text(email_id)));
  }
}

void add_times(model::Record& record, const Properties& p, ItemKind item, const Options& options) {
  for (auto [id, kind] : {std::pair(submit_time_id, model::TimeKind::sent), std::pair(delivery_time_id, model::TimeKind::received),
                          std::pair(created_id, model::TimeKind::created), std::pair(changed_id, model::TimeKind::modified)})
    if (auto ticks = p.number(id)) record.times.push_back(file_time(*ticks, kind, options));
  // Of a message that nobody sent yet Outlook notes a time of delivery all the same.
  constexpr std::uint64_t unsent_flag = 8;
  if (item != ItemKind::message && item != ItemKind::meeting) return;
  const auto sends = [](const auto& who) { return who.role == model::Role::from; };
  if (!(p.number(message_flags_id).value_or(0) & unsent_flag) || p.number(submit_time_id) ||
      std::any_of(record.participants.begin(), record.participants.end(), sends))
    return;
  record.fields.push_back({"status", "draft"});
  std::erase_if(record.times, [&](const model::Time& t) {
    if (t.kind != model::TimeKind::received) return false;
    record.extras.push_back({"message delivery time", t.utc ? to_iso_utc(*t.utc) : t.raw});
    return true;
  });
}

void add_body(model::Record& record, const Properties& p, Sink& sink) {
  record.text = p.text(body_id);
  if (!is_blank(record.text)) return;
  if (p.is_text(html_id)) {
    record.text = html::visible_text(p.text(html_id), most_html_text);
    record.text_form = "html";
  } else if (auto html = p.bytes(html_id); !html.empty()) {
    auto utf8 = text::charset_to_utf8(html, p.html_charset());
    record.text = html::visible_text(utf8 ? *utf8 : html, most_html_text);
    record.text_form = "html";
  } else if (auto packed = p.bytes(rtf_id); !packed.empty()) {
    auto rtf = rtf_decompressed(packed);
    if (rtf.empty())
      sink.finding({Severity::warning, "body not unpacked", record.locator, "The RTF body is damaged or packed in a way that is not known."});
    record.text = joined(rtf_text(rtf));
    record.text_form = "rtf";
  }
}

}  // namespace

model::Record message_record(const Properties& p, const std::vector<std::unique_ptr<Properties>>& recipients, const Names& names,
                             const MessagePlace& place, const Options& options, Sink& sink) {
  model::Record out;
  out.kind = model::RecordKind::message;
  out.service = "E-mail";
  out.locator = place.locator;
  out.key = p.text(message_id_id);
  if (out.key.empty()) out.key = place.key;
  if (auto subject = p.text(subject_id); !subject.empty()) out.fields.push_back({"subject", subject});
  const auto message_class = p.text(message_class_id);
  if (!message_class.empty() && message_class != "IPM.Note") out.fields.push_back({"type", message_class});
  add_people(out, p, recipients);
  const auto item = item_kind(message_class);
  add_times(out, p, item, options);
  if (auto reply = p.text(reply_to_id); !reply.empty()) out.links.push_back({model::LinkKind::reply, reply});
  if (!place.holder.empty()) out.links.push_back({model::LinkKind::part_of, place.holder});
  add_body(out, p, sink);
  std::vector<std::uint16_t> placed = {subject_id, body_id, message_id_id, reply_to_id, message_class_id, sender_name_id, sender_email_id, sender_smtp_id};
  if (p.is_text(html_id)) placed.push_back(html_id);
  make_item(out, item, p, names, options, placed);
  // Outlook keeps the body and the subject under further numbers.
  const auto body = out.text, subject = p.text(subject_id);
  std::size_t kept = 0;
  p.rest(placed, [&](std::uint16_t id, std::string value) {
    if (value == subject || value == body || ++kept > most_extras) return;
    auto name = id == headers_id ? "transport headers" : names.name_of(id);
    out.extras.push_back({name.empty() ? fmt::format("property {:04X}", id) : name, std::move(value)});
  });
  return out;
}

model::Media attachment_media(const Properties& a, std::string name) {
  model::Media media;
  media.title = a.text(attach_long_name_id);
  if (media.title.empty()) media.title = a.text(attach_name_id);
  media.path = media.title.empty() ? std::move(name) : media.title;
  media.mime = a.text(attach_mime_id);
  return media;
}

}  // namespace clew::readers::mapi
