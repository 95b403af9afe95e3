// One thing that happens in a case, before it is known which exhibits saw it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "whatsapp_text.h"
#include "world.h"

namespace clew::gen {

enum class Kind { call, sms, im, group, location, payment, notice };
// What it is a part of, of the things that are planted.
enum class Plant {
  none,
  burst,
  order_in,
  order_out,
  relay_first,
  relay_second,
  money_first,
  money_second,
  meeting,
  ledger,
  picture
};

struct Event {
  std::int64_t t = 0;
  std::uint64_t serial = 0;
  Kind kind = Kind::call;
  int from = -1, to = -1;  // lines
  int group = -1;
  int duration = 0;
  bool answered = true;
  bool to_old = false, from_old = false;  // on the number given up
  Plant plant = Plant::none;
  std::size_t index = 0;  // of what was planted
  int pence = 0;
  int text = -1;  // in prepared_, -1 = said on the spot
  Spot where{};
  ChatNotice notice = ChatNotice::added;
};

}  // namespace clew::gen
