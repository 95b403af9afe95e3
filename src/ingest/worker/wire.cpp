#include "ingest/worker/wire.h"

#include <fmt/format.h>

#include <cstring>

#include "base/assert.h"
#include "exhibit/file_type.h"

namespace clew::ingest {
namespace {

using model::Record;
using u64 = std::uint64_t;

class Out {
 public:
  explicit Out(std::string& to) : to_(to) {}
  void byte(unsigned value) { to_ += static_cast<char>(value); }
  void number(u64 value) {
    while (value >= 0x80) {
      byte(static_cast<unsigned>(value & 0x7F) | 0x80);
      value >>= 7;
    }
    byte(static_cast<unsigned>(value));
  }
  void integer(std::int64_t value) {
    number(static_cast<u64>(value) << 1 ^ static_cast<u64>(value >> 63));
  }
  void real(double value) {
    char bytes[8];
    std::memcpy(bytes, &value, 8);
    to_.append(bytes, 8);
  }
  void text(std::string_view value) {
    number(value.size());
    to_.append(value);
  }
  template <typename E>
  void word(E value) {
    byte(static_cast<unsigned>(value));
  }
  template <typename T, typename Each>
  void list(const std::vector<T>& values, Each&& each) {
    number(values.size());
    for (const auto& value : values)
      each(value);
  }

 private:
  std::string& to_;
};

class In {
 public:
  explicit In(std::string_view from) : at_(from.data()), end_(from.data() + from.size()) {}
  unsigned byte() {
    if (at_ == end_) throw WireError("frame too short");
    return static_cast<unsigned char>(*at_++);
  }
  u64 number() {
    u64 value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      auto b = byte();
      if (shift == 63 && b > 1) break;
      value |= static_cast<u64>(b & 0x7F) << shift;
      if (b < 0x80) return value;
    }
    throw WireError("number too long");
  }
  std::int64_t integer() {
    auto value = number();
    return static_cast<std::int64_t>(value >> 1 ^ (~(value & 1) + 1));
  }
  double real() {
    if (left() < 8) throw WireError("frame too short");
    double value;
    std::memcpy(&value, at_, 8);
    at_ += 8;
    return value;
  }
  std::string_view view() {
    auto length = number();
    if (length > left()) throw WireError("string longer than its frame");
    std::string_view value(at_, length);
    at_ += length;
    return value;
  }
  void text(std::string& to) { to.assign(view()); }
  std::string text() { return std::string(view()); }
  template <typename E>
  E word(E last) {
    auto value = byte();
    if (value > static_cast<unsigned>(last)) throw WireError("unknown enumerator");
    return static_cast<E>(value);
  }
  bool flag() {
    auto value = byte();
    if (value > 1) throw WireError("neither yes nor no");
    return value;
  }
  // Each part takes at least one byte, so a count beyond what is left is a lie.
  std::size_t count(std::size_t most = max_parts) {
    auto value = number();
    if (value > most || value > left()) throw WireError("list too long");
    return value;
  }
  template <typename T, typename Each>
  void list(std::vector<T>& values, Each&& each, std::size_t most = max_parts) {
    values.resize(count(most));
    for (auto& value : values)
      each(value);
  }
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  void finish() const {
    if (at_ != end_) throw WireError("frame too long");
  }

 private:
  const char *at_, *end_;
};

// Which parts of a record follow; most of them are empty most of the time.
enum Part : std::uint32_t {
  part_state_flag = 1 << 0,
  part_locator = 1 << 1,
  part_table = 1 << 2,
  part_key = 1 << 3,
  part_service = 1 << 4,
  part_chat_key = 1 << 5,
  part_chat_title = 1 << 6,
  part_times = 1 << 7,
  part_participants = 1 << 8,
  part_text = 1 << 9,
  part_text_form = 1 << 10,
  part_media = 1 << 11,
  part_call = 1 << 12,
  part_place = 1 << 13,
  part_fields = 1 << 14,
  part_extras = 1 << 15,
  part_links = 1 << 16,
  part_all = (1 << 17) - 1,
};

void put(Out& out, const Record& r) {
  out.word(r.kind);
  out.word(r.state);
  out.word(r.direction);
  std::uint32_t parts = 0;
  auto mark = [&](bool there, Part part) {
    if (there) parts |= part;
  };
  mark(!r.state_flag.empty(), part_state_flag);
  mark(!r.locator.empty(), part_locator);
  mark(!r.table.empty(), part_table);
  mark(!r.key.empty(), part_key);
  mark(!r.service.empty(), part_service);
  mark(!r.chat_key.empty(), part_chat_key);
  mark(!r.chat_title.empty(), part_chat_title);
  mark(!r.times.empty(), part_times);
  mark(!r.participants.empty(), part_participants);
  mark(!r.text.empty(), part_text);
  mark(!r.text_form.empty(), part_text_form);
  mark(!r.media.empty(), part_media);
  mark(r.call.has_value(), part_call);
  mark(r.place.has_value(), part_place);
  mark(!r.fields.empty(), part_fields);
  mark(!r.extras.empty(), part_extras);
  mark(!r.links.empty(), part_links);
  out.number(parts);
  if (parts & part_state_flag) out.text(r.state_flag);
  if (parts & part_locator) out.text(r.locator);
  if (parts & part_table) out.text(r.table);
  if (parts & part_key) out.text(r.key);
  if (parts & part_service) out.text(r.service);
  if (parts & part_chat_key) out.text(r.chat_key);
  if (parts & part_chat_title) out.text(r.chat_title);
  if (parts & part_times)
    out.list(r.times, [&](const model::Time& t) {
      out.word(t.kind);
      out.word(t.certainty);
      out.byte((t.utc ? 1u : 0u) | (t.local ? 2u : 0u) | (t.offset_minutes ? 4u : 0u));
      if (t.utc) out.integer(*t.utc);
      if (t.local) out.integer(*t.local);
      if (t.offset_minutes) out.integer(*t.offset_minutes);
      out.text(t.raw);
      out.text(t.unit);
    });
  if (parts & part_participants)
    out.list(r.participants, [&](const model::Participation& p) {
      out.word(p.role);
      out.word(p.identifier.kind);
      out.text(p.identifier.raw);
      out.text(p.identifier.scope);
      out.text(p.name);
    });
  if (parts & part_text) out.text(r.text);
  if (parts & part_text_form) out.text(r.text_form);
  if (parts & part_media)
    out.list(r.media, [&](const model::Media& m) {
      out.text(m.path);
      out.text(m.mime);
      out.text(m.sha256);
      out.text(m.title);
      out.byte(m.present);
    });
  if (parts & part_call) {
    out.byte((r.call->duration ? 1u : 0u) | (r.call->video ? 2u : 0u) |
             (r.call->video.value_or(false) ? 4u : 0u));
    if (r.call->duration) out.integer(*r.call->duration);
    out.text(r.call->outcome);
  }
  if (parts & part_place) {
    const auto& p = *r.place;
    out.byte((p.latitude ? 1u : 0u) | (p.longitude ? 2u : 0u) | (p.accuracy_m ? 4u : 0u) |
             (p.altitude_m ? 8u : 0u));
    for (const auto* value : {&p.latitude, &p.longitude, &p.accuracy_m, &p.altitude_m})
      if (*value) out.real(**value);
    out.text(p.origin);
    out.text(p.name);
  }
  auto put_field = [&](const model::Field& f) {
    out.text(f.name);
    out.text(f.value);
  };
  if (parts & part_fields) out.list(r.fields, put_field);
  if (parts & part_extras) out.list(r.extras, put_field);
  if (parts & part_links)
    out.list(r.links, [&](const model::RecordLink& l) {
      out.word(l.kind);
      out.text(l.target);
    });
}

void get(In& in, Record& r) {
  r = Record{};
  r.kind = in.word(model::RecordKind::event);
  r.state = in.word(model::State::unknown);
  r.direction = in.word(model::Direction::out);
  auto parts = in.number();
  if (parts > part_all) throw WireError("unknown part of a record");
  if (parts & part_state_flag) in.text(r.state_flag);
  if (parts & part_locator) in.text(r.locator);
  if (parts & part_table) in.text(r.table);
  if (parts & part_key) in.text(r.key);
  if (parts & part_service) in.text(r.service);
  if (parts & part_chat_key) in.text(r.chat_key);
  if (parts & part_chat_title) in.text(r.chat_title);
  if (parts & part_times)
    in.list(r.times, [&](model::Time& t) {
      t.kind = in.word(model::TimeKind::other);
      t.certainty = in.word(model::Certainty::none);
      auto flags = in.byte();
      if (flags > 7) throw WireError("unknown part of a time");
      if (flags & 1) t.utc = in.integer();
      if (flags & 2) t.local = in.integer();
      if (flags & 4) {
        auto minutes = in.integer();
        if (minutes < -24 * 60 || minutes > 24 * 60) throw WireError("impossible offset");
        t.offset_minutes = static_cast<int>(minutes);
      }
      in.text(t.raw);
      in.text(t.unit);
    });
  if (parts & part_participants)
    in.list(r.participants, [&](model::Participation& p) {
      p.role = in.word(model::Role::other);
      p.identifier.kind = in.word(model::IdentifierKind::other);
      in.text(p.identifier.raw);
      in.text(p.identifier.scope);
      in.text(p.name);
    });
  if (parts & part_text) in.text(r.text);
  if (parts & part_text_form) in.text(r.text_form);
  if (parts & part_media)
    in.list(r.media, [&](model::Media& m) {
      in.text(m.path);
      in.text(m.mime);
      in.text(m.sha256);
      in.text(m.title);
      m.present = in.flag();
    });
  if (parts & part_call) {
    auto flags = in.byte();
    if (flags > 7 || (flags & 6) == 4) throw WireError("unknown part of a call");
    r.call.emplace();
    if (flags & 2) r.call->video = (flags & 4) != 0;
    if (flags & 1) r.call->duration = in.integer();
    in.text(r.call->outcome);
  }
  if (parts & part_place) {
    auto flags = in.byte();
    if (flags > 15) throw WireError("unknown part of a place");
    auto& p = r.place.emplace();
    std::optional<double>* values[] = {&p.latitude, &p.longitude, &p.accuracy_m, &p.altitude_m};
    for (unsigned i = 0; i < 4; ++i)
      if (flags & 1u << i) *values[i] = in.real();
    in.text(p.origin);
    in.text(p.name);
  }
  auto get_field = [&](model::Field& f) {
    in.text(f.name);
    in.text(f.value);
  };
  if (parts & part_fields) in.list(r.fields, get_field);
  if (parts & part_extras) in.list(r.extras, get_field);
  if (parts & part_links)
    in.list(r.links, [&](model::RecordLink& l) {
      l.kind = in.word(model::LinkKind::other);
      in.text(l.target);
    });
  in.finish();
}

// Cuts a string to `most` bytes, not within a character.
bool cut(std::string& text, std::size_t most) {
  if (text.size() <= most) return false;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80)
    --most;
  text.resize(most);
  return true;
}

template <typename T>
bool cut(std::vector<T>& values) {
  if (values.size() <= max_parts) return false;
  values.resize(max_parts);
  return true;
}

// Rough size of what is left to a record's small parts after its text.
std::size_t size_of_parts(const Record& r) {
  std::size_t size = r.state_flag.size() + r.locator.size() + r.table.size() + r.key.size() +
                     r.service.size() + r.chat_key.size() + r.chat_title.size() + 64;
  for (const auto& t : r.times)
    size += t.raw.size() + t.unit.size() + 48;
  for (const auto& p : r.participants)
    size += p.identifier.raw.size() + p.identifier.scope.size() + p.name.size() + 32;
  for (const auto& m : r.media)
    size += m.path.size() + m.mime.size() + m.sha256.size() + m.title.size() + 41;
  for (const auto& f : r.fields)
    size += f.name.size() + f.value.size() + 20;
  for (const auto& f : r.extras)
    size += f.name.size() + f.value.size() + 20;
  for (const auto& l : r.links)
    size += l.target.size() + 11;
  if (r.call) size += r.call->outcome.size() + 32;
  if (r.place) size += r.place->origin.size() + r.place->name.size() + 64;
  return size;
}

std::string_view shortened(std::string_view text, std::size_t most = 64 << 10) {
  return text.substr(0, most);
}

}  // namespace

std::string encode(const Record& record) {
  std::string payload;
  Out out(payload);
  put(out, record);
  return payload;
}

void decode(std::string_view payload, Record& record) {
  In in(payload);
  get(in, record);
}

void WireSink::begin(Frame type) {
  frame_start_ = buffer_.size();
  buffer_.append(4, '\0');
  buffer_ += static_cast<char>(type);
}

void WireSink::end() {
  auto length = buffer_.size() - frame_start_ - 5;
  CLEW_ASSERT(length <= max_frame_bytes);
  for (int i = 0; i < 4; ++i)
    buffer_[frame_start_ + static_cast<std::size_t>(i)] =
        static_cast<char>(length >> (8 * i) & 255);
  complete_ = buffer_.size();
  if (buffer_.size() >= flush_bytes) flush();
}

void WireSink::flush() {
  if (complete_ == 0) return;
  std::size_t length = complete_;
  complete_ = 0;  // before writing: a signal handler must not write the same bytes again
  write_(std::string_view(buffer_.data(), length));
  buffer_.clear();
}

void WireSink::hello(const Hello& hello) {
  begin(Frame::hello);
  Out out(buffer_);
  out.number(hello.version);
  out.text(hello.sandbox);
  end();
  flush();
}

void WireSink::goodbye() {
  begin(Frame::goodbye);
  end();
  flush();
}

void WireSink::begin_item(const ItemHead& head) {
  begin(Frame::begin_item);
  Out out(buffer_);
  out.number(head.ordinal);
  out.list(head.path, [&](const std::string& name) { out.text(shortened(name)); });
  out.number(head.size);
  end();
  flush();  // the other side must know which item a crash belongs to
}

void WireSink::chosen(const Chosen& chosen) {
  begin(Frame::chosen);
  Out out(buffer_);
  for (const auto* text :
       {&chosen.sha256, &chosen.mime, &chosen.reader, &chosen.reader_version, &chosen.reason})
    out.text(shortened(*text));
  out.number(static_cast<u64>(chosen.confidence < 0 ? 0 : chosen.confidence));
  end();
}

void WireSink::end_item() {
  begin(Frame::end_item);
  end();
}

void WireSink::heartbeat() {
  begin(Frame::heartbeat);
  end();
  flush();
}

void WireSink::rows(std::string_view table, u64 count) {
  begin(Frame::rows);
  Out out(buffer_);
  out.text(shortened(table));
  out.number(count);
  end();
}

void WireSink::put_record(Frame type, Record& record) {
  bool was_cut = false;
  for (auto* text : {&record.state_flag, &record.locator, &record.table, &record.key,
                     &record.service, &record.chat_key, &record.chat_title, &record.text_form})
    was_cut |= cut(*text, 64 << 10);
  was_cut |= cut(record.text, max_text_bytes);
  was_cut |= cut(record.times) | cut(record.participants) | cut(record.media) | cut(record.fields) |
             cut(record.extras) | cut(record.links);
  auto budget = max_frame_bytes - max_text_bytes - 4096;
  if (size_of_parts(record) > budget) {
    // Only a hostile or very odd item comes here: the largest lists go first.
    was_cut = true;
    for (auto* fields : {&record.extras, &record.fields})
      for (auto& field : *fields) {
        cut(field.value, 4096);
        cut(field.name, 4096);
      }
    if (size_of_parts(record) > budget) record.extras.clear();
    if (size_of_parts(record) > budget) record.fields.clear();
    if (size_of_parts(record) > budget) record.media.clear();
    if (size_of_parts(record) > budget) record.links.clear();
    if (size_of_parts(record) > budget) record.participants.clear();
    if (size_of_parts(record) > budget) record.times.clear();
    if (size_of_parts(record) > budget) {
      record.call.reset();
      record.place.reset();
    }
  }
  begin(type);
  Out out(buffer_);
  put(out, record);
  end();
  if (was_cut)
    finding({model::Severity::warning, "record too large", record.locator,
             "the record has more text or parts than one record may; the rest lies in the exhibit "
             "at this place"});
}

void WireSink::record(Record record) { put_record(Frame::record, record); }
void WireSink::extra_record(Record record) { put_record(Frame::extra_record, record); }

void WireSink::duplicate(std::string_view table, std::string_view locator) {
  begin(Frame::duplicate);
  Out out(buffer_);
  out.text(shortened(table));
  out.text(shortened(locator));
  end();
}

void WireSink::skip(std::string_view table, std::string_view reason, std::string_view locator) {
  begin(Frame::skip);
  Out out(buffer_);
  out.text(shortened(table));
  out.text(shortened(reason));
  out.text(shortened(locator));
  end();
}

namespace {

void put_finding(Out& out, const model::Finding& finding) {
  out.word(finding.severity);
  out.text(shortened(finding.what));
  out.text(shortened(finding.where));
  out.text(shortened(finding.why));
}

model::Finding get_finding(In& in) {
  model::Finding finding;
  finding.severity = in.word(model::Severity::unread);
  in.text(finding.what);
  in.text(finding.where);
  in.text(finding.why);
  return finding;
}

}  // namespace

void WireSink::finding(model::Finding finding) {
  begin(Frame::finding);
  Out out(buffer_);
  put_finding(out, finding);
  end();
}

void WireSink::exhibit_finding(model::Finding finding) {
  begin(Frame::exhibit_finding);
  Out out(buffer_);
  put_finding(out, finding);
  end();
}

void WireSink::question(model::Question question) {
  begin(Frame::question);
  Out out(buffer_);
  out.text(shortened(question.key));
  out.text(shortened(question.text));
  cut(question.choices);
  out.list(question.choices, [&](const std::string& choice) { out.text(shortened(choice, 256)); });
  end();
}

void WireSink::decided(std::string_view key, std::string_view value) {
  begin(Frame::decided);
  Out out(buffer_);
  out.text(shortened(key));
  out.text(shortened(value, 1 << 20));
  end();
}

void WireSink::claims(std::string_view member_name) {
  begin(Frame::claims);
  Out out(buffer_);
  out.text(shortened(member_name));
  end();
}

void WireReader::feed(std::string_view bytes) {
  auto take = [this](std::string_view& from) {
    while (from.size() >= 5) {
      std::uint32_t length = 0;
      for (unsigned i = 0; i < 4; ++i)
        length |= static_cast<std::uint32_t>(static_cast<unsigned char>(from[i])) << (8 * i);
      if (length > max_frame_bytes) throw WireError("frame over the limit");
      if (from.size() - 5 < length) return;
      auto type = static_cast<unsigned char>(from[4]);
      auto payload = from.substr(5, length);
      from.remove_prefix(5 + std::size_t{length});
      frame(static_cast<Frame>(type), payload);
    }
  };
  if (rest_.empty()) {
    take(bytes);
    rest_.assign(bytes);
    return;
  }
  rest_.append(bytes);
  std::string_view all = rest_;
  take(all);
  rest_.erase(0, rest_.size() - all.size());
}

void WireReader::frame(Frame type, std::string_view payload) {
  if (finished_) throw WireError("frame after the end");
  if (!hello_ && type != Frame::hello) throw WireError("no greeting");
  In in(payload);
  switch (type) {
    case Frame::begin_item:
    case Frame::exhibit_finding:
    case Frame::goodbye:
      if (in_item_) throw WireError("item within an item");
      break;
    case Frame::hello:
    case Frame::heartbeat:
      break;
    default:
      if (!in_item_) throw WireError("frame outside an item");
  }
  switch (type) {
    case Frame::hello: {
      if (hello_) throw WireError("second greeting");
      Hello hello;
      hello.version = static_cast<std::uint32_t>(in.number());
      in.text(hello.sandbox);
      in.finish();
      if (hello.version != wire_version) throw WireError("other version");
      hello_ = hello;
      return;
    }
    case Frame::begin_item: {
      ItemHead head;
      auto ordinal = in.number();
      if (ordinal > 0xFFFFFFFE || (last_ && ordinal <= *last_))
        throw WireError("items out of order");
      head.ordinal = static_cast<std::uint32_t>(ordinal);
      in.list(
          head.path, [&](std::string& name) { in.text(name); }, 256);
      if (head.path.empty()) throw WireError("item without a name");
      head.size = in.number();
      in.finish();
      last_ = head.ordinal;
      in_item_ = true;
      chosen_ = false;
      sink_.begin_item(head);
      return;
    }
    case Frame::chosen: {
      if (chosen_) throw WireError("second choice of reader");
      chosen_ = true;
      Chosen chosen;
      for (auto* text :
           {&chosen.sha256, &chosen.mime, &chosen.reader, &chosen.reader_version, &chosen.reason})
        in.text(*text);
      auto confidence = in.number();
      if (confidence > 100) throw WireError("impossible confidence");
      chosen.confidence = static_cast<int>(confidence);
      in.finish();
      sink_.chosen(chosen);
      return;
    }
    case Frame::rows: {
      auto table = in.view();
      auto count = in.number();
      in.finish();
      if (count > 1ull << 40) throw WireError("impossible number of rows");
      sink_.rows(table, count);
      return;
    }
    case Frame::record:
    case Frame::extra_record: {
      Record record;
      get(in, record);
      if (type == Frame::record)
        sink_.record(std::move(record));
      else
        sink_.extra_record(std::move(record));
      return;
    }
    case Frame::duplicate: {
      auto table = in.view();
      auto locator = in.view();
      in.finish();
      sink_.duplicate(table, locator);
      return;
    }
    case Frame::skip: {
      auto table = in.view();
      auto reason = in.view();
      auto locator = in.view();
      in.finish();
      sink_.skip(table, reason, locator);
      return;
    }
    case Frame::finding:
    case Frame::exhibit_finding: {
      auto finding = get_finding(in);
      in.finish();
      if (type == Frame::finding)
        sink_.finding(std::move(finding));
      else
        sink_.exhibit_finding(std::move(finding));
      return;
    }
    case Frame::question: {
      model::Question question;
      in.text(question.key);
      in.text(question.text);
      in.list(question.choices, [&](std::string& choice) { in.text(choice); });
      in.finish();
      sink_.question(std::move(question));
      return;
    }
    case Frame::decided: {
      auto key = in.view();
      auto value = in.view();
      in.finish();
      sink_.decided(key, value);
      return;
    }
    case Frame::claims: {
      auto name = in.view();
      in.finish();
      sink_.claims(name);
      return;
    }
    case Frame::end_item:
      in.finish();
      in_item_ = false;
      sink_.end_item();
      return;
    case Frame::heartbeat:
      in.finish();
      sink_.heartbeat();
      return;
    case Frame::goodbye:
      in.finish();
      finished_ = true;
      return;
  }
  throw WireError("unknown frame");
}

bool operator==(const WorkerSettings& a, const WorkerSettings& b) { return encode(a) == encode(b); }

std::string encode(const WorkerSettings& s) {
  std::string bytes;
  Out out(bytes);
  out.number(wire_version);
  auto maybe = [&](const std::optional<std::string>& text) {
    out.byte(text.has_value());
    if (text) out.text(*text);
  };
  maybe(s.options.zone);
  maybe(s.options.country);
  maybe(s.options.date_order);
  maybe(s.options.profile);
  out.number(s.options.answers.size());
  for (const auto& [key, answer] : s.options.answers) {
    out.text(key);
    out.text(answer);
  }
  out.text(s.options.owner_name);
  out.text(s.options.owner_number);
  out.integer(s.options.latest_plausible);
  const auto& l = s.limits;
  for (u64 value :
       {l.max_member_bytes, l.ratio_floor_bytes, l.max_ratio, l.total_floor_bytes,
        l.max_total_bytes, l.max_members, l.max_name_bytes, static_cast<u64>(l.max_depth)})
    out.number(value);
  out.list(s.entries, [&](const exhibit::Entry& entry) {
    out.text(entry.name);
    out.word(entry.kind);
    out.number(entry.size);
    out.text(entry.sha256);
    out.text(entry.target);
  });
  for (u64 value : {s.exhibit_bytes, s.memory_bytes, s.scratch_bytes, s.cpu_seconds,
                    static_cast<u64>(s.first_ordinal)})
    out.number(value);
  out.list(s.not_opened, [&](std::uint32_t ordinal) { out.number(ordinal); });
  out.list(s.claimed, [&](const std::string& path) { out.text(path); });
  out.text(s.wanted);
  return bytes;
}

WorkerSettings decode_settings(std::string_view bytes) {
  In in(bytes);
  if (in.number() != wire_version) throw WireError("other version");
  WorkerSettings s;
  auto maybe = [&](std::optional<std::string>& text) {
    if (in.flag()) text = in.text();
  };
  constexpr std::size_t any = 1ull << 32;
  maybe(s.options.zone);
  maybe(s.options.country);
  maybe(s.options.date_order);
  maybe(s.options.profile);
  for (auto left = in.count(any); left-- > 0;) {
    auto key = in.text();
    s.options.answers[key] = in.text();
  }
  in.text(s.options.owner_name);
  in.text(s.options.owner_number);
  s.options.latest_plausible = in.integer();
  auto& l = s.limits;
  for (auto* value : {&l.max_member_bytes, &l.ratio_floor_bytes, &l.max_ratio, &l.total_floor_bytes,
                      &l.max_total_bytes, &l.max_members, &l.max_name_bytes})
    *value = in.number();
  l.max_depth = static_cast<int>(in.number() & 0xFFFF);
  in.list(
      s.entries,
      [&](exhibit::Entry& entry) {
        in.text(entry.name);
        entry.kind = in.word(exhibit::MemberKind::device);
        entry.size = in.number();
        in.text(entry.sha256);
        in.text(entry.target);
      },
      any);
  s.exhibit_bytes = in.number();
  s.memory_bytes = in.number();
  s.scratch_bytes = in.number();
  s.cpu_seconds = in.number();
  s.first_ordinal = static_cast<std::uint32_t>(in.number());
  in.list(
      s.not_opened, [&](std::uint32_t& o) { o = static_cast<std::uint32_t>(in.number()); }, any);
  in.list(
      s.claimed, [&](std::string& path) { in.text(path); }, any);
  in.text(s.wanted);
  in.finish();
  return s;
}

}  // namespace clew::ingest
