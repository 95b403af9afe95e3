#include "readers/meta_html_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <set>

#include "base/error.h"
#include "exhibit/locator.h"
#include "readers/chat_record.h"
#include "readers/finding_limit.h"
#include "readers/html_entities.h"
#include "readers/html_page.h"
#include "readers/said_zone.h"
#include "readers/utf8_bytes.h"
#include "readers/written_time.h"
#include "readers/xml_tags.h"
#include "text/dates.h"
#include "text/zone.h"

namespace clew::readers {
namespace {

using html::has_class;
using html::shown;
using model::Direction;
using model::IdentifierKind;
using model::Record;
using model::RecordKind;
using model::Role;
using model::Severity;
using model::TimeKind;

constexpr std::size_t max_text = 4u << 20, max_open = 4096, max_list = 1000;

// Elements that have no end tag.
bool is_void(std::string_view name) {
  for (const std::string_view v : {"img", "br", "hr", "meta", "link", "base", "input", "source",
                                   "track", "wbr", "col", "area", "embed"})
    if (name == v) return true;
  return false;
}

bool is_card(const XmlToken& token, std::string_view classes) {
  if (token.name != "div" && token.name != "section") return false;
  return has_class(classes, "_a6-g") ||
         (has_class(classes, "pam") && has_class(classes, "uiBoxWhite"));
}

// Deques: text is gathered into their elements while more are added.
struct Card {
  std::uint64_t begin = 0, end = 0;
  bool cut = false;
  std::string name, time;
  std::deque<std::string> parts;  // of the content, in their order; the words are parts[0 or 1]
  bool in_parts = false;          // the content has the usual division
  std::deque<std::string> reactions;
  std::vector<std::string> files, links;
};

// Gives the cards of a page one after the other.
class Cards {
 public:
  explicit Cards(std::string_view text) : text_(text), scanner_(text) {}

  bool next(Card& card) {
    ready_ = false;
    XmlToken token;
    while (!ready_ && scanner_.next(token)) {
      if (token.kind == XmlToken::Kind::start)
        start(token);
      else if (token.kind == XmlToken::Kind::end)
        end(token.name, token.end);
      else if (into_ && !hidden_ && into_->size() < max_text)
        into_->append(token.body);
    }
    if (!ready_ && card_) {
      card_->end = text_.size();
      card_->cut = true;
      give();
    }
    if (!ready_) return false;
    card = std::move(done_);
    return true;
  }
  // Outside of cards: the page's heading, who made it and when.
  std::string heading, made_by, made_at;

 private:
  struct Open {
    std::string_view name;
    std::string* into;
    bool hidden, card = false, content = false, parts = false;
  };

  void start(const XmlToken& token) {
    const auto found = xml_attribute(token, "class");
    const std::string_view classes = found ? *found : std::string_view{};
    if (token.name == "br" && into_) *into_ += html::line_break;
    if (card_) attachments(token);
    if (is_void(token.name)) return;
    // A browser takes no notice of the slash of <div/> either, but these pages mean it.
    if (token.empty || open_.size() >= max_open) return;
    Open element{token.name, into_, hidden_};
    if (token.name == "script" || token.name == "style" || token.name == "video" ||
        token.name == "audio")
      hidden_ = true;
    if (is_card(token, classes) && !card_) {
      card_.emplace();
      card_->begin = token.begin;
      element.card = true;
      into_ = nullptr;
    } else if (card_) {
      in_card(token, classes, element);
    } else if (token.name == "h1" || has_class(classes, "_a70e") || has_class(classes, "_3b0d")) {
      if (heading.empty()) into_ = &heading;
    } else if (has_class(classes, "_aoaa")) {
      into_ = &made_by;
    } else if (token.name == "time" && into_ == &made_by && made_at.empty()) {
      made_at = xml_attribute_text(token, "datetime");
    }
    open_.push_back(element);
  }

  void in_card(const XmlToken& token, std::string_view classes, Open& element) {
    auto& c = *card_;
    const bool in_content = content_ > 0;
    if (!in_content && (has_class(classes, "_a6-h") || has_class(classes, "_2pio"))) {
      if (c.name.empty()) into_ = &c.name;
    } else if (!in_content && (has_class(classes, "_a6-p") || has_class(classes, "_2let"))) {
      element.content = true;
      content_ = 1;
      c.parts.emplace_back();
      into_ = &c.parts.back();
    } else if (!in_content && (has_class(classes, "_a6-o") || has_class(classes, "_2lem"))) {
      if (c.time.empty()) into_ = &c.time;
    } else if (in_content && token.name == "ul" &&
               (has_class(classes, "_a6-q") || has_class(classes, "_tqp"))) {
      reacting_ = true;
      into_ = nullptr;
    } else if (in_content && reacting_ && token.name == "li") {
      if (c.reactions.size() < max_list) into_ = &c.reactions.emplace_back();
    } else if (in_content && token.name == "div" && !reacting_) {
      // content > div > div: a part.
      std::size_t depth = 0;
      for (auto o = open_.rbegin(); o != open_.rend() && !o->content; ++o)
        ++depth;
      if (depth == 1 && c.parts.size() < max_list) {
        if (c.in_parts) c.parts.emplace_back();
        c.in_parts = true;
        into_ = &c.parts.back();
      } else if (into_ && !into_->empty()) {
        *into_ += html::line_break;
      }
    } else if (in_content && (token.name == "p" || token.name == "tr") && into_) {
      *into_ += html::line_break;
    }
  }

  void attachments(const XmlToken& token) {
    if (reacting_ || !content_) return;
    for (const auto* attribute : {"src", "href"}) {
      if (token.name == "a" ? attribute[0] != 'h' : attribute[0] != 's') continue;
      auto value = xml_attribute_text(token, attribute);
      if (value.empty() || value[0] == '#' || value.starts_with("data:")) continue;
      auto& list = value.find("://") == value.npos && !value.starts_with("mailto:") &&
                           !value.starts_with("tel:")
                       ? card_->files
                       : card_->links;
      if (list.size() < max_list && std::find(list.begin(), list.end(), value) == list.end())
        list.push_back(std::move(value));
    }
  }

  void end(std::string_view name, std::uint64_t at) {
    // An end tag without its beginning closes nothing; one that passes others closes them too.
    std::size_t i = open_.size();
    for (std::size_t back = 0; i > 0 && back < 64; --i, ++back)
      if (open_[i - 1].name == name) break;
    if (i == 0 || open_[i - 1].name != name) return;
    while (open_.size() >= i) {
      const Open element = open_.back();
      open_.pop_back();
      into_ = element.into;
      hidden_ = element.hidden;
      if (element.name == "ul") reacting_ = false;
      if (element.content) content_ = 0;
      if (element.card && card_) {
        card_->end = at;
        give();
      }
    }
  }

  void give() {
    done_ = std::move(*card_);
    card_.reset();
    into_ = nullptr;
    reacting_ = hidden_ = false;
    content_ = 0;
    ready_ = true;
    // Places in the card that has been given.
    for (auto& o : open_)
      if (o.into != &heading && o.into != &made_by) o.into = nullptr;
  }

  std::string_view text_;
  XmlScanner scanner_;
  std::vector<Open> open_;
  std::optional<Card> card_;
  Card done_;
  std::string* into_ = nullptr;
  bool ready_ = false, reacting_ = false, hidden_ = false;
  int content_ = 0;
};

std::string text_of(std::string_view raw) { return shown(html::decode_entities(raw)); }

std::string in_small_letters(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

bool any_word_in(std::string_view where, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return where.find(w) != where.npos; });
}

// Posts, searches and lists of people come in the same cards as messages.
bool is_activity(const exhibit::Item& item) {
  const std::string file = in_small_letters(item.file_name());
  if (file.starts_with("message")) return false;
  const std::string name = in_small_letters(item.name());
  if (any_word_in(name, {"messages/", "inbox/"})) return false;
  return any_word_in(name, {"follow", "friend", "connections/", "blocked", "restricted", "post", "stories", "story", "profile", "reels", "media/", "comment", "like", "reaction",
                        "saved", "search", "login", "logout", "security", "device", "personal_information", "preferences", "ads_", "ads/", "apps_and_websites", "events", "groups",
                        "pages", "contact", "photos", "videos", "location", "activity", "information", "topics"});
}

bool page_lists_people(const std::string& stem) {
  return any_word_in(stem, {"friend", "follow", "blocked", "restricted", "address_book", "contact", "removed_suggestion"}) &&
         !any_word_in(stem, {"comment", "post", "story", "stories", "page", "hashtag", "contact_point"});
}

class MetaHtmlWalk {
 public:
  MetaHtmlWalk(const exhibit::Item& item, const Utf8Bytes& text, const Options& options, Sink& sink)
      : item_(item), utf8_(text), options_(options), sink_(sink), findings_(sink), activity_(is_activity(item)) {
    zone_ = said_zone(options);
    if (zone_) sink.decided("zone", *options.zone + " (said at import)");
    look_through();
  }

  void run() {
    Cards cards(utf8_.text());
    Card card;
    while (cards.next(card))
      activity_ ? give_activity(card) : give(card);
    if (card.cut)
      sink_.finding({Severity::warning, "file cut off", "", activity_ ? "It ends within an entry." : "It ends within a message."});
    findings_.finish();
  }

 private:
  // A first walk: title, who writes, whose page it is, how its dates are written.
  void look_through() {
    Cards cards(utf8_.text());
    Card card;
    std::set<std::string> names;
    std::uint64_t number = 0;
    while (cards.next(card)) {
      ++number;
      if (activity_) {
        std::string said;
        lines_of(card, said);
        if (const auto written = text::parse_written_time(said)) dates_.add(*written, number, said);
        continue;
      }
      if (card.time.empty()) {
        const auto said = text_of(card.name);
        if (group_.size() < 20 && !said.empty()) {
          auto what = content_of(card);
          group_.push_back(what.empty() ? said : said + ": " + what);
        }
        continue;
      }
      if (auto name = text_of(card.name); !name.empty() && names.size() < 1000)
        names.insert(std::move(name));
      const auto time = text_of(card.time);
      if (const auto written = text::parse_written_time(time)) {
        dates_.add(*written, number, time);
      }
    }
    title_ = text_of(cards.heading);
    if (title_.empty()) title_ = page_title();
    const auto made_by = text_of(cards.made_by);
    // Its page says who made it. In a chat of two, whoever is not its title.
    std::string maker;
    int makers = 0;
    for (const auto& name : names)
      if (name.size() > 2 && made_by.find(name) != made_by.npos) {
        maker = name;
        ++makers;
      }
    if (activity_) {
    } else if (makers == 1) {
      owner_ = maker;
      sink_.decided("owner", owner_ + " (the page says who made it)");
    } else if (names.size() == 2 && names.contains(title_)) {
      for (const auto& name : names)
        if (name != title_) owner_ = name;
      sink_.decided("owner", owner_ + " (the one of two who is not the chat's title)");
    }
    two_ = group_.empty() && !title_.empty() && names.size() <= 2 &&
           (names.contains(title_) || (names.size() == 1 && !owner_.empty()));
    if (!cards.made_at.empty()) sink_.decided("page made", made_by + " [" + cards.made_at + "]");

    std::string path;
    for (const auto& part : item_.path)
      path += in_small_letters(part) + "/";
    const auto head = in_small_letters(utf8_.text().substr(0, 16u << 10));
    const auto has = [](const std::string& where, const char* what) {
      return where.find(what) != where.npos;
    };
    if (has(path, "instagram") || (has(head, "instagram") && !has(path, "facebook")))
      service_ = "Instagram";
    else if (has(path, "facebook") || has(path, "messenger") || has(head, "facebook"))
      service_ = activity_ ? "Facebook" : "Facebook Messenger";
    sink_.decided("service",
                  service_.empty() ? "not said (Instagram, Facebook or Messenger)" : service_);
    chat_key_ = folder();
    if (chat_key_.empty()) chat_key_ = title_;
    choose_order();
  }

  void choose_order() {
    const auto decision = dates_.decide();
    if (options_.date_order) order_ = text::date_order_from(*options_.date_order).value_or(order_);
    if (const auto said = options_.answers.find("date-order"); said != options_.answers.end())
      order_ = text::date_order_from(said->second).value_or(order_);
    if (order_ != text::DateOrder::unknown) return;
    order_ = decision.order;
    if (order_ != text::DateOrder::unknown) {
      sink_.decided("date-order", fmt::format("{} ({})", text::word(order_), decision.reason));
    } else if (decision.needed) {
      sink_.question({"date-order",
                      fmt::format("'{}' can be read in more than one order (d day, m month, y "
                                  "year), and nothing in the page tells which.",
                                  dates_.examples()[0]),
                      {"dmy", "mdy"}});
      sink_.decided("date-order", "open");
    }
  }

  std::string page_title() const {
    const auto head = utf8_.text().substr(0, 16u << 10);
    const auto at = head.find("<title>");
    const auto end = at == head.npos ? at : head.find("</title>", at);
    return end == head.npos ? std::string() : text_of(head.substr(at + 7, end - at - 7));
  }
  // "messages/inbox/ana_123/message_1.html" → "ana_123".
  std::string folder() const {
    const auto name = item_.name();
    const auto end = name.rfind('/');
    if (end == name.npos || end == 0) return {};
    const auto begin = name.rfind('/', end - 1);
    return std::string(name.substr(begin == name.npos ? 0 : begin + 1,
                                   end - (begin == name.npos ? 0 : begin + 1)));
  }

  static std::string content_of(const Card& card) {
    std::string all;
    for (const auto& part : card.parts)
      if (auto s = text_of(part); !s.empty()) all += (all.empty() ? "" : "\n") + s;
    return all;
  }

  // What a card says, line by line, but for the last line that is a time.
  static std::vector<std::string> lines_of(const Card& card, std::string& time) {
    std::vector<std::string> lines;
    std::string all = content_of(card);
    for (std::size_t at = 0; at < all.size();) {
      const auto end = std::min(all.find('\n', at), all.size());
      if (auto line = html::trimmed(std::string_view(all).substr(at, end - at)); !line.empty()) lines.push_back(std::move(line));
      at = end + 1;
    }
    time = text_of(card.time);
    for (std::size_t i = lines.size(); time.empty() && i-- > 0;) {
      const auto& l = lines[i];
      if (l.size() < 10 || l.size() > 60 || l.find("://") != l.npos || l.find_first_of("0123456789") == l.npos || l.find(':') == l.npos || !text::parse_written_time(l)) continue;
      time = l;
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return lines;
  }

  void give_activity(const Card& card) {
    std::string stem = in_small_letters(item_.file_name());
    stem.resize(std::min(stem.find('.'), stem.size()));
    while (!stem.empty() && ((stem.back() >= '0' && stem.back() <= '9') || stem.back() == '_')) stem.pop_back();
    sink_.rows(stem, 1);
    const bool people = page_lists_people(stem);
    Record record;
    record.kind = people ? RecordKind::contact : RecordKind::event;
    record.table = stem;
    const auto begin = utf8_.source(card.begin), end = utf8_.source(card.end);
    record.locator = exhibit::Locator().bytes(begin, end - begin).str();
    record.service = service_;
    record.fields.push_back({"type", stem});
    if (!title_.empty()) record.extras.push_back({"list", title_});
    std::string said;
    auto lines = lines_of(card, said);
    if (!said.empty()) time(record, said, people ? TimeKind::created : TimeKind::other);
    const auto heading = text_of(card.name);
    if (people) {
      const auto add = [&](const std::string& who) {
        if (who.empty() || record.participants.size() >= max_list) return;
        model::Participation p = person(Role::subject, who);
        if (service_ == "Instagram" && who.find(' ') == who.npos) p.identifier.kind = IdentifierKind::username;
        record.participants.push_back(std::move(p));
      };
      std::vector<std::string> linked;
      for (const auto& link : card.links)
        if (const auto at = link.find("instagram.com/"); at != link.npos) {
          std::string who = link.substr(at + 14, link.find_first_of("?#", at + 14) - (at + 14));
          if (who.starts_with("_u/")) who.erase(0, 3);
          while (who.ends_with('/')) who.pop_back();
          if (!who.empty() && who.find('/') == who.npos) linked.push_back(std::move(who));
        }
      if (!linked.empty())
        for (const auto& who : linked) add(who);
      else
        add(!heading.empty() ? heading : lines.empty() ? std::string() : lines.front());
      if (!heading.empty() && (linked.empty() || heading != linked.front())) record.fields.push_back({"name", heading});
    } else {
      record.text = heading;
      static constexpr std::string_view latitudes[] = {"Latitude", "Breitengrad", "Latitud", "Latitudine"}, longitudes[] = {"Longitude", "L\xC3\xA4ngengrad", "Longitud", "Longitudine"};
      std::optional<double> lat, lon;
      const auto number = [](const std::string& from) -> std::optional<double> {
        double v = 0;
        const auto [at, error] = std::from_chars(from.data(), from.data() + from.size(), v);
        if (error != std::errc() || at != from.data() + from.size()) return std::nullopt;
        return v;
      };
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool is_lat = std::find(std::begin(latitudes), std::end(latitudes), lines[i]) != std::end(latitudes);
        const bool is_lon = std::find(std::begin(longitudes), std::end(longitudes), lines[i]) != std::end(longitudes);
        if ((is_lat || is_lon) && i + 1 < lines.size())
          if (const auto v = number(lines[i + 1])) (is_lat ? lat : lon) = v;
        if (lines[i] == heading || std::find(card.links.begin(), card.links.end(), lines[i]) != card.links.end()) continue;
        record.text += (record.text.empty() ? "" : "\n") + lines[i];
      }
      if (lat && lon && *lat >= -90 && *lat <= 90 && *lon >= -180 && *lon <= 180) {
        Record at;
        at.kind = RecordKind::location;
        at.table = record.table;
        at.locator = record.locator;
        at.service = service_;
        at.times = record.times;
        at.place = model::Place{*lat, *lon, std::nullopt, std::nullopt, "user-shared", ""};
        sink_.extra_record(std::move(at));
      }
    }
    attach(record, card);
    sink_.record(std::move(record));
  }

  void attach(Record& record, const Card& card) {
    for (const auto& file : card.files) {
      model::Media media;
      media.path = file;
      while (media.path.starts_with("../"))
        media.path.erase(0, 3);
      media.present = item_.tree && item_.tree->find(media.path).has_value();
      record.media.push_back(std::move(media));
    }
    for (const auto& link : card.links)
      record.fields.push_back({"url", link});
  }

  void give(const Card& card) {
    sink_.rows("messages", 1);
    Record record;
    record.table = "messages";
    const auto begin = utf8_.source(card.begin), end = utf8_.source(card.end);
    record.locator = exhibit::Locator().bytes(begin, end - begin).str();
    if (card.time.empty())
      return sink_.skip("messages", "no message: what the page says of the group", record.locator);
    record.kind = RecordKind::message;
    record.service = service_;
    record.chat_key = chat_key_;
    record.chat_title = title_;
    const std::size_t own = words(record, card);
    const bool call = is_call(record, card, own);
    time(record, text_of(card.time), call ? TimeKind::start : TimeKind::sent);
    sides(record, text_of(card.name), call);
    attach(record, card);
    for (const auto& reaction : card.reactions)
      if (auto s = text_of(reaction); !s.empty())
        record.fields.push_back({"reaction", std::move(s)});
    say_chat(record);
    sink_.record(std::move(record));
  }

  // The own words are the first part that has any, of the first two; what is attached (the caption
  // of a shared post, who wrote it) stays apart. Gives the number of parts that are own words.
  std::size_t words(Record& record, const Card& card) {
    if (!card.in_parts) {
      record.text = content_of(card);
      return card.parts.size();
    }
    std::size_t at = 0;
    while (at < card.parts.size() && at < 2) {
      record.text = text_of(card.parts[at++]);
      if (!record.text.empty()) break;
    }
    for (std::size_t i = at; i < card.parts.size(); ++i) {
      auto s = text_of(card.parts[i]);
      // A link shown as itself is the field "url" already.
      if (s.empty() || std::find(card.links.begin(), card.links.end(), s) != card.links.end())
        continue;
      record.extras.push_back({"attached", std::move(s)});
    }
    return at;
  }

  // "Duration: 35 seconds" stands beside the words only of a call, in English pages.
  static bool is_call(Record& record, const Card& card, std::size_t own) {
    constexpr std::string_view mark = "Duration: ";
    for (std::size_t i = own; i < card.parts.size(); ++i) {
      const auto said = text_of(card.parts[i]);
      if (!said.starts_with(mark) || !card.files.empty()) continue;
      model::Call call;
      std::int64_t seconds = 0;
      const char* at = said.data() + mark.size();
      const char* const end = said.data() + said.size();
      while (at < end) {
        int number = 0;
        const auto [next, error] = std::from_chars(at, end, number);
        if (error != std::errc()) {
          ++at;
          continue;
        }
        const std::string_view unit(next, static_cast<std::size_t>(end - next));
        seconds += std::int64_t{number} * (unit.starts_with(" hour")     ? 3600
                                           : unit.starts_with(" minute") ? 60
                                                                         : 1);
        at = next;
      }
      call.duration = Micros{seconds} * micros_per_second;
      call.outcome = seconds > 0 ? "answered" : "missed";
      record.kind = RecordKind::call;
      record.call = call;
      return true;
    }
    return false;
  }

  void time(Record& record, const std::string& raw, TimeKind kind) {
    auto read = time_as_written(raw, kind, order_, zone_, options_.latest_plausible);
    if (!read.understood)
      findings_.add(Severity::warning, "unreadable time", record.locator,
                    fmt::format("'{}' is in no form that is known; the {} has no time.", raw.substr(0, 80), activity_ ? "entry" : "message"));
    record.times.push_back(std::move(read.time));
  }

  void sides(Record& record, const std::string& name, bool call) {
    if (name.empty()) return;
    record.participants.push_back(person(call ? Role::caller : Role::from, name));
    const bool own = (!options_.owner_name.empty() && name == options_.owner_name) ||
                     (options_.owner_name.empty() && name == owner_);
    if (own)
      record.direction = Direction::out;
    else if (!owner_.empty() || !options_.owner_name.empty())
      record.direction = Direction::in;
    if (!two_) return;
    const auto& other = own ? title_ : options_.owner_name.empty() ? owner_ : options_.owner_name;
    if (!other.empty() && other != name)
      record.participants.push_back(person(call ? Role::callee : Role::to, other));
  }
  model::Participation person(Role role, const std::string& name) const {
    model::Participation p;
    p.role = role;
    p.identifier = {IdentifierKind::name, name, service_};
    p.name = name;
    return p;
  }

  void say_chat(const Record& first) {
    if (said_) return;
    said_ = true;
    Record record = chat_record(first);
    record.chat_title = title_;
    for (const auto& line : group_)
      record.extras.push_back({"said of the group", line});
    sink_.extra_record(std::move(record));
  }

  const exhibit::Item& item_;
  const Utf8Bytes& utf8_;
  const Options& options_;
  Sink& sink_;
  FindingLimit findings_;
  std::optional<text::Zone> zone_;
  text::DateOrder order_ = text::DateOrder::unknown;
  text::DateOrderEvidence dates_;
  std::string title_, chat_key_, service_, owner_;
  std::vector<std::string> group_;
  bool two_ = false, said_ = false;
  const bool activity_;
};

class MetaHtmlReader final : public Reader {
 public:
  std::string_view name() const override { return "meta-html"; }
  std::string_view version() const override { return "2"; }
  Probe probe(const exhibit::Item& item) const override {
    const html::PageHead page(item);
    if (!page) return {};
    if (is_activity(item)) {
      if ((page.has("_a6-g") && (page.has("_a706") || page.has("_5vb_"))) || page.has("_2lej uiBoxWhite") || page.has("uiBoxWhite noborder"))
        return {94, "entries as Instagram or Facebook exports them as HTML"};
      return {};
    }
    const bool card = page.has("_a6-g") || page.has("_2lej uiBoxWhite") || page.has("uiBoxWhite noborder");
    const bool sender = page.has("_a6-h") || page.has("_2pio"), time = page.has("_a6-o") || page.has("_2lem");
    if (!card || !sender || !time) return {};
    // Posts, searches and lists of friends come in the same cards, but their content does not begin
    // with an empty part.
    for (const std::string_view content :
         {"_a6-p\"><div><div></div><div>", "_2let\"><div><div></div><div>"})
      if (page.has(content)) return {96, "a conversation as Instagram or Facebook exports it as HTML"};
    const auto file = item.file_name();
    if (file.starts_with("message") && (page.has("_a6-p") || page.has("_2let")))
      return {93, "named and built like a conversation that Instagram or Facebook exports"};
    return {};
  }
  void read(const exhibit::Item& item, const Options& options, Sink& sink) const override { html::read_page<MetaHtmlWalk>(item, options, sink); }
};

}  // namespace

std::unique_ptr<Reader> make_meta_html_reader() { return std::make_unique<MetaHtmlReader>(); }

}  // namespace clew::readers
