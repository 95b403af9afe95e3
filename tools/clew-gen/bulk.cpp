#include "bulk.h"

#include <algorithm>
#include <array>

#include "clock.h"
#include "language_pack.h"
#include "output.h"
#include "phone_layouts.h"
#include "random.h"

namespace clew::gen {
namespace {

constexpr std::int64_t bulk_start = 1'704'067'200;  // 2024-01-01T00:00:00Z

void append_number(std::string& out, std::uint64_t index) {
  if (index < 1000) {
    out += "+447700900";
    append_padded(out, static_cast<std::int64_t>(index * 371 % 1000), 3);
  } else {
    out += "+99971";
    append_padded(out, static_cast<std::int64_t>(index * 77'777'777 % 100'000'000), 8);
  }
}

}  // namespace

void write_csv_messages(const std::string& folder, std::uint64_t count, std::uint64_t seed) {
  OutputTree tree(folder);
  OutFile& file = tree.create("messages.csv", Encoding::utf8);
  file.text("#,Source,Chat name,From,To,Body,Timestamp: Time,Status,Deleted\r\n");
  constexpr std::uint32_t correspondents = 400;
  std::vector<std::string> numbers(correspondents), names(correspondents);
  const auto& all = packs();
  for (std::uint32_t i = 0; i < correspondents; ++i) {
    Rng rng(seed, Stream::bulk, i, 1);
    append_number(numbers[i], i + 1);
    const auto& pack = all[i % all.size()];
    names[i] = pack.first[rng.below(static_cast<std::uint32_t>(pack.first.size()))].native;
  }
  std::string owner;
  append_number(owner, 0);
  const auto span = std::max<std::uint64_t>(1, 365 * 86'400 / std::max<std::uint64_t>(1, count));
  std::string row, text;
  for (std::uint64_t n = 0; n < count; ++n) {
    Rng rng(seed, Stream::bulk, n);
    const std::uint32_t who = rng.skewed(correspondents);
    const auto& pack = all[who % all.size()];
    text.clear();
    if (rng.percent(16)) {
      text = pack.brief[rng.below(static_cast<std::uint32_t>(pack.brief.size()))];
    } else {
      const SlotValues slots = draw_slots(pack, rng);
      fill_template(text, pack.say[rng.below(static_cast<std::uint32_t>(pack.say.size()))], pack,
                    slots);
    }
    const bool out = rng.percent(50);
    const std::int64_t t =
        bulk_start +
        static_cast<std::int64_t>(count > 365 * 86'400
                                      ? n * (365 * 86'400) / count
                                      : n * span + rng.below(static_cast<std::uint32_t>(span)));
    row.clear();
    append_padded(row, static_cast<std::int64_t>(n + 1), 1);
    row += who % 3 == 0 ? ",SMS,," : ",WhatsApp,,";
    const std::string_view own_mark = " (owner)";
    if (out)
      row.append(owner).append(own_mark).append(",");
    else
      row.append(numbers[who]).append(" ").append(names[who]).append(",");
    if (out)
      row.append(numbers[who]).append(" ").append(names[who]).append(",");
    else
      row.append(owner).append(own_mark).append(",");
    append_field(row, text, ',');
    row += ',';
    const Civil c = civil_from_seconds(t);
    append_date(row, c, 'd', '/');
    row += ' ';
    append_clock(row, c);
    row += out ? "(UTC+0),Sent,\r\n" : "(UTC+0),Read,\r\n";
    file.record(row);
  }
  tree.flush();
}

void write_events(const std::string& folder, std::uint64_t count, std::uint64_t seed) {
  OutputTree tree(folder);
  OutFile& file = tree.create("events.csv", Encoding::utf8);
  file.text("EventTimestamp,EventType,CallingNumber,CalledNumber,DurationSec\n");
  const auto numbers = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(1'000'000, std::max<std::uint64_t>(1'000, count / 50)));
  constexpr std::uint32_t circle = 50;
  std::string row;
  for (std::uint64_t n = 0; n < count; ++n) {
    Rng rng(seed, Stream::bulk, n, 2);
    const std::uint32_t from = rng.skewed(numbers);
    const std::uint32_t begin = from / circle * circle;
    std::uint32_t to = rng.percent(80) ? begin + rng.skewed(std::min(circle, numbers - begin))
                                       : rng.skewed(numbers);
    if (to == from) to = (to + 1) % numbers;
    const auto day = static_cast<std::int64_t>(n * 180 / std::max<std::uint64_t>(1, count));
    // In time order: the share of the day already gone, in steps of records.
    const std::uint64_t first = (static_cast<std::uint64_t>(day) * count + 179) / 180;
    const std::uint64_t next = (static_cast<std::uint64_t>(day + 1) * count + 179) / 180;
    const std::int64_t second =
        static_cast<std::int64_t>((n - first) * 86'400 / std::max<std::uint64_t>(1, next - first));
    const Civil c = civil_from_seconds(bulk_start + day * 86'400 + second);
    row.clear();
    append_date(row, c, 'y', '-');
    row += ' ';
    append_clock(row, c);
    const bool voice = rng.percent(55);
    row += voice ? ",VOICE," : ",SMS,";
    append_number(row, from);
    row += ',';
    append_number(row, to);
    row += ',';
    if (voice) append_padded(row, 2 + rng.skewed(900), 1);
    row += '\n';
    file.record(row);
  }
  tree.flush();
}

}  // namespace clew::gen
