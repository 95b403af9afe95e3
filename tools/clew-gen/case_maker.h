// The making of one case: the world, its plan, and the exhibits as they are written. Internal to the generator.
//
// Its parts: generator.cpp has the hours and everyday life, planting.cpp what happens on purpose, phone_records.cpp and
// operator_records.cpp the exhibits' rows, case_files.cpp what is opened before and said after. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "event.h"
#include "generator.h"
#include "operator_layouts.h"
#include "phone_layouts.h"
#include "speech.h"
#include "statements.h"
#include "truth.h"
#include "vcard.h"
#include "whatsapp_text.h"

namespace clew::gen {

class CaseMaker {
 public:
  CaseMaker(const Settings& settings, const std::string& folder)
      : s_(settings), world_(settings), tree_(folder, settings.discard), truth_(tree_, world_), speech_(world_) {}

  Summary run();

 private:
  const Line& line(int id) const { return world_.lines[static_cast<std::size_t>(id)]; }
  const Person& person(int id) const { return world_.people[static_cast<std::size_t>(id)]; }
  const Handle& handle(int id) const { return world_.handles[static_cast<std::size_t>(id)]; }
  std::int64_t at_hour(int hour) const { return world_.start() + std::int64_t{hour} * 3600; }

  std::uint64_t weight_of_hour(int hour) const;

  // Plans (planting.cpp): what happens on purpose, for the whole case and for each day.
  void plan_case();
  void plan_relays();
  int write_relay(Event& first, Event& second, int n, bool decoy);
  void plan_meetings();
  void plan_money_chains();
  void plan_payments();
  void plan_ledgers();
  void plan_pictures();
  void plan_news();
  void plan_birthdays();
  void one_burst(int sender, std::int64_t t, const char* kind, const std::vector<int>& to, const Said& said);
  void plan_day(int day);
  void plan_bursts(int day);
  std::vector<int> burst_of(int day, int sender, const std::vector<int>& recipients, const char* kind, std::int64_t t, std::uint64_t key);
  void orders_after(const World::Broadcast& broadcast, const std::vector<int>& asked, std::int64_t t, Rng& rng);
  void into_day(Event e);
  void plan(Event e) {
    e.serial = ++serial_;
    planned_.push_back(std::move(e));
  }
  std::int64_t random_time(Rng& rng, int from_hour, int to_hour) const;
  int prepare(const Said& said) {
    prepared_.push_back(said);
    return static_cast<int>(prepared_.size()) - 1;
  }

  // Everyday life, and the hours (generator.cpp).
  void fill_hour(int hour, std::uint64_t weight_so_far, std::uint64_t total_weight);
  void one_call_at_a_time();
  bool everyday(Event& e, int hour, std::uint64_t index);
  void emit(const Event& e);
  void emit_location(const Event& e);
  void emit_payment(const Event& e);
  void say(const Event& e);
  void note(const Event& e, EventId id, int from_handle, int to_handle);
  bool silent(int id, std::int64_t t) const {
    const Line& l = line(id);
    return t >= l.changed && t < l.silent_until;
  }
  Spot position(int person, std::int64_t t) const;
  Summary finish();

  // What phones hold (phone_records.cpp).
  void write_contacts(int device);
  std::vector<int> saved_handles(int device) const;
  void write_to_phone(const Event& e, int device, bool outgoing, int from_handle, int to_handle,
                      EventId id, bool other_words);
  const char* missing_on(const Event& e, int device, bool outgoing) const;
  std::string picture_on(std::size_t picture, int device, std::int64_t t);
  void write_location(const Event& e, EventId id);
  void write_notice(const Event& e);
  void maybe_corrupt_phone(const Event& e, int device, const MessageRow& row, EventId id);
  WhatsAppChat* chat_with(int device, int handle, std::int64_t shown);
  WhatsAppChat* chat_of_group(int device, int group, std::int64_t shown);
  std::string unique_title(int device, std::string title);

  // What operators and banks hold (operator_records.cpp).
  void write_to_operator(const Event& e, int cdr, int subject_line, bool outgoing, int from_handle,
                         int to_handle, EventId id);
  void maybe_corrupt_operator(int cdr, const OperatorRow& row, EventId id);
  void write_payment(const Event& e, EventId id);

  // The case as a whole (case_files.cpp).
  void open_exhibits();
  void write_manifest();
  void canonical_contact(const Locator& at, const std::string& name, const ContactRow& row);
  void canonical(const Event& e, EventId id, const Locator& at, const char* service,
                 const char* direction, std::int64_t shown, std::string_view from,
                 std::string_view to, std::string_view group, std::string_view media, bool deleted);

  Settings s_;
  World world_;
  OutputTree tree_;
  Truth truth_;
  Speech speech_;
  struct Phone {
    std::unique_ptr<PhoneLayoutWriter> writer;
    std::map<int, std::unique_ptr<WhatsAppChat>> chats, group_chats;
    std::set<std::string> titles;
    OutFile* vcards = nullptr;
  };
  std::vector<Phone> phones_;
  std::vector<std::unique_ptr<OperatorWriter>> operators_;
  struct Account {
    int person;
    std::string reference, folder, number;
    OutFile* file = nullptr;
    std::int64_t balance = 0;
  };
  std::vector<Account> accounts_;
  OutFile* canonical_ = nullptr;

  std::vector<Event> planned_;                // not yet written
  std::map<int, std::vector<Event>> by_day_;  // planned for the whole case
  std::vector<Event> hour_;
  std::unordered_map<int, std::int64_t> talking_until_;  // person → end of the last call, of those made in the hour before
  std::vector<Said> prepared_;
  std::size_t prepared_for_case_ = 0;
  std::uint64_t serial_ = 0;
  std::uint64_t events_ = 0, records_ = 0, lines_ = 0, characters_ = 0;
  std::uint64_t everyday_tried_ = 1, everyday_records_ = 1;
  std::vector<std::uint32_t> weights_;                 // cumulative, of world_.covered
  std::vector<std::vector<std::size_t>> meetings_of_;  // person → truth_.meetings
  std::vector<int> change_of_line_;                    // → world_.changes, -1
  Said said_;
  std::vector<Locator> locators_;
  std::vector<SideTruth> sides_;
  std::string row_;
  std::string number_a_, number_b_;
  std::uint64_t corrupt_done_ = 0;
  std::vector<QuotedMessage> quoted_;
};

}  // namespace clew::gen
