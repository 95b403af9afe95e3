// SYNTHETIC UFED reports, for tests, the benchmark and clew-gen: written from the layout in
// docs/formats/ufed.md, not by UFED. That they are read right proves that the page was followed,
// nothing about real reports.
//
// Three generations: `first` (localised device information, text with entities, SMS models with
// Parties, times without zone or with a month's name), `second` (namespace, CDATA, SMS models,
// times with offset, Local Path), `third` (InstantMessage of type SMS, message data with nested
// messages, repeated multi-model fields, jump targets).
#pragma once

#include <fmt/format.h>

#include <functional>
#include <string>
#include <string_view>

namespace clew::readers::testing {

enum class Generation { first, second, third };

struct UfedCounts {
  std::size_t chats = 0, messages = 0, sms = 0, calls = 0, contacts = 0, files = 0, locations = 0,
              embedded = 0, others = 0, devices = 1;
};

class UfedSample {
 public:
  using Write = std::function<void(std::string_view)>;
  UfedSample(Generation generation, Write write)
      : generation_(generation), write_(std::move(write)) {}

  // `messages` in chats of `chat_size`, and a few of everything else.
  UfedCounts make(std::size_t messages, std::size_t chat_size = 50) {
    head();
    files();
    write_("<decodedData>\n");
    model_type("Chat", [&] {
      for (std::size_t done = 0; done < messages; done += chat_size)
        chat(done / chat_size, std::min(chat_size, messages - done));
    });
    texts();
    calls();
    contacts();
    rest();
    write_("</decodedData>\n</project>\n");
    return counts_;
  }

 private:
  bool old() const { return generation_ == Generation::first; }
  bool newest() const { return generation_ == Generation::third; }
  std::string value(std::string_view type, std::string_view text) const {
    if (!old()) return fmt::format("<value type=\"{}\"><![CDATA[{}]]></value>", type, text);
    std::string coded;
    for (const char c : text)
      coded += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    return fmt::format("<value type=\"{}\">{}</value>", type, coded);
  }
  std::string field(std::string_view name, std::string_view text,
                    std::string_view type = "String") const {
    if (text.empty())
      return fmt::format("<field name=\"{}\" type=\"{}\">\n<empty />\n</field>\n", name, type);
    return fmt::format("<field name=\"{}\" type=\"{}\">\n{}\n</field>\n", name, type,
                       value(type, text));
  }
  std::string id() {
    ++ids_;
    return fmt::format("{:08x}-0000-4000-8000-{:012x}", ids_, ids_);
  }
  std::string model(std::string_view type, std::string_view inside,
                    std::string_view state = "Intact", std::string given = "",
                    std::string_view more = "") {
    if (given.empty()) given = id();
    return fmt::format(
        "<model type=\"{}\" id=\"{}\" deleted_state=\"{}\" decoding_confidence=\"High\" "
        "isrelated=\"False\"{}{}>\n{}</model>\n",
        type, given, state,
        newest() ? fmt::format(" source_index=\"{}\" extractionId=\"0\"", ids_) : "", more, inside);
  }
  std::string one(std::string_view name, std::string_view type, std::string_view inside) const {
    return fmt::format("<modelField name=\"{}\" type=\"{}\">\n{}</modelField>\n", name, type,
                       inside.empty() ? "<empty />\n" : inside);
  }
  std::string many(std::string_view name, std::string_view type, std::string_view inside) const {
    if (inside.empty())
      return fmt::format("<multiModelField name=\"{}\" type=\"{}\" />\n", name, type);
    return fmt::format("<multiModelField name=\"{}\" type=\"{}\">\n{}</multiModelField>\n", name,
                       type, inside);
  }
  // Second `s` after 2024-03-01T09:00:00Z.
  std::string stamp(std::string_view name, std::size_t s) const {
    const auto day = 1 + s / 86400 % 28, hour = s / 3600 % 24, minute = s / 60 % 60,
               second = s % 60;
    std::string text =
        old() ? fmt::format("{:02}-Mar-24 {:02}:{:02}:{:02} +00:00", day, hour, minute, second)
              : fmt::format("2024-03-{:02}T{:02}:{:02}:{:02}.000+00:00", day, hour, minute, second);
    return fmt::format(
        "<field name=\"{}\" type=\"TimeStamp\">\n<value type=\"TimeStamp\" "
        "format=\"TimeStampKnown\" formattedTimestamp=\"{}\">{}</value>\n</field>\n",
        name, text, text);
  }
  std::string party(std::string_view who, std::string_view name, std::string_view role, bool owner,
                    std::size_t read = 0) {
    return model("Party",
                 field("Identifier", who) + field("Role", role, "PartyRole") + field("Name", name) +
                     (read ? stamp("DateRead", read) : "") +
                     field("IsPhoneOwner", owner ? "True" : "False", "Boolean"),
                 "Unknown");
  }
  void model_type(std::string_view type, const std::function<void()>& models) {
    write_(fmt::format("<modelType type=\"{}\">\n", type));
    models();
    write_("</modelType>\n");
  }

  void head() {
    write_("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    write_(
        fmt::format("<project id=\"{}\" name=\"SYNTHETIC\" reportVersion=\"{}\" licenseID=\"0\" "
                    "containsGarbage=\"False\" extractionType=\"FileSystem\"{}>\n",
                    id(),
                    old()      ? "2.0"
                    : newest() ? "5.2"
                               : "4.0",
                    old() ? "" : " xmlns=\"http://pa.cellebrite.com/report/2.0\""));
    write_(
        "<sourceExtractions>\n<extractionInfo id=\"0\" name=\"Synthetic\" type=\"Logical\" />\n"
        "</sourceExtractions>\n<caseInformation>\n<field name=\"Case number\">SYN/1</field>\n"
        "</caseInformation>\n");
    const char* make = old() ? "Produttore selezionato" : "DeviceInfoSelectedManufacturer";
    const char* model = old() ? "Modello rilevato del telefono" : "DeviceInfoDetectedPhoneModel";
    write_(fmt::format(
        "<metadata section=\"Device Info\">\n<item name=\"{}\" sourceExtraction=\"0\">"
        "<![CDATA[Example]]></item>\n<item name=\"{}\" sourceExtraction=\"0\">"
        "<![CDATA[Phone 7]]></item>\n<item name=\"IMEI\" sourceExtraction=\"0\">"
        "<![CDATA[490154203237518]]></item>\n<item name=\"MSISDN\" sourceExtraction=\"0\">"
        "<![CDATA[+447700900001]]></item>\n</metadata>\n",
        make, model));
  }
  void files() {
    write_("<taggedFiles>\n");
    for (int i = 0; i < 3; ++i) {
      const auto local =
          i == 1 ? ""
                 : fmt::format(
                       "<item name=\"Local Path\"><![CDATA[files\\Image\\photo{}.jpg]]></item>\n",
                       i == 2 ? 0 : i);
      write_(fmt::format(
          "<file fs=\"Image.zip\" fsid=\"f0\" path=\"/DCIM/photo{}.jpg\" size=\"{}\" "
          "id=\"file-{}\" "
          "extractionId=\"0\" deleted=\"Intact\" embedded=\"false\" "
          "isrelated=\"False\">\n<accessInfo>\n"
          "<timestamp name=\"CreationTime\" "
          "format=\"TimeStampKnown\">2024-02-28T10:00:00.000+00:00</timestamp>\n"
          "</accessInfo>\n<metadata section=\"File\">\n{}<item name=\"MD5\"><![CDATA[{}]]></item>\n"
          "<item name=\"Tags\"><![CDATA[Image]]></item>\n</metadata>\n</file>\n",
          i, 1000 + i, i, local,
          i == 0   ? "00000000000000000000000000000abc"
          : i == 1 ? "00000000000000000000000000000ABC"
                   : "00000000000000000000000000000def"));
      ++counts_.files;
    }
    write_("</taggedFiles>\n");
  }
  void chat(std::size_t number, std::size_t size) {
    const auto other = fmt::format("44770090{:04}@s.whatsapp.net", 100 + number % 800);
    const auto me = "447700900001@s.whatsapp.net";
    write_(
        fmt::format("<model type=\"Chat\" id=\"chat-{}\" deleted_state=\"Intact\" "
                    "decoding_confidence=\"High\" isrelated=\"False\">\n",
                    number));
    write_(field("Source", "WhatsApp") + field("Id", other) + field("Name", "") +
           stamp("StartTime", 60 * number) +
           many("Participants", "Party",
                party(other, fmt::format("Friend {}", number), "General", false) +
                    party(me, "Sam", "General", true)));
    write_("<multiModelField name=\"Messages\" type=\"InstantMessage\">\n");
    for (std::size_t i = 0; i < size; ++i) {
      const bool out = i % 2;
      const auto second = 32400 + number * 600 + i * 7;
      std::string s = field("Source", "WhatsApp");
      s +=
          one("From", "Party",
              party(out ? me : other, out ? "Sam" : fmt::format("Friend {}", number), "From", out));
      s +=
          many("To", "Party",
               out ? party(other, fmt::format("Friend {}", number), "To", false, second + 30) : "");
      s += field("Body",
                 fmt::format("The train leaves at {:02}:{:02} & we meet <there>", i % 24, i % 60));
      s += field("Identifier", fmt::format("WA{:012X}", number * 100000 + i));
      s += stamp("TimeStamp", second);
      if (i == 3) {
        s += many("Attachments", "Attachment",
                  model("Attachment",
                        field("Filename", "photo1.jpg") + field("ContentType", "image/jpeg"),
                        "Intact", "", " file_id=\"file-1\""));
      }
      if (newest()) {
        s += many("Attachments", "Attachment", "");
        s += field("Status", "Read", "MessageStatus") + field("Platform", "Mobile", "Platform");
        if (i == 5) {
          s += many(
              "MessageExtraData", "InstantMessageExtraData",
              model("ReplyMessageData",
                    field("Label", "Reply") +
                        field("OriginalMessageID", fmt::format("WA{:012X}", number * 100000 + 2)) +
                        one("InstantMessage", "InstantMessage",
                            model("InstantMessage", field("Body", "what was quoted")))));
          ++counts_.embedded;
        }
        s += many("EmbeddedInstantMessage", "InstantMessage", "") + field("Type", "AppMessage") +
             field("SourceApplication", "WhatsApp") +
             many("EmbeddedInstantMessage", "InstantMessage", "") +
             "<jumptargets name=\"\"><targetid "
             "ismodel=\"true\"><![CDATA[contact-1]]></targetid></jumptargets>\n";
      }
      write_(model("InstantMessage", s, i == 7 ? "Deleted" : "Intact"));
      ++counts_.messages;
    }
    write_("</multiModelField>\n</model>\n");
    ++counts_.chats;
  }
  void texts() {
    const char* type = newest() ? "InstantMessage" : "SMS";
    model_type(type, [&] {
      for (int i = 0; i < 4; ++i) {
        std::string s = newest() ? field("Type", "SMS") : "";
        s += field("Folder", i % 2 ? "Sent" : "Inbox", "MessageFolder") +
             field("Body", fmt::format("Text number {}", i));
        s += stamp("TimeStamp", 1000 + static_cast<std::size_t>(i));
        if (newest()) {
          s += one("From", "Party", i % 2 ? "" : party("+447700900123", "", "From", false));
          s += many("To", "Party", i % 2 ? party("+447700900123", "", "To", false) : "");
        } else {
          s += many("Parties", "Party", party("+447700900123", "", i % 2 ? "To" : "From", false));
        }
        write_(model(type, s, i == 2 ? "Deleted" : "Intact"));
        ++counts_.sms;
      }
    });
  }
  void calls() {
    model_type("Call", [&] {
      const char* kinds[] = {"Outgoing", "Incoming", "Missed"};
      for (int i = 0; i < 3; ++i) {
        write_(
            model("Call", field("Type", kinds[i], "CallType") +
                              stamp("TimeStamp", 5000 + static_cast<std::size_t>(i) * 100) +
                              field("Duration", i == 2 ? "00:00:00" : "00:01:38", "TimeSpan") +
                              field("VideoCall", "False", "Boolean") +
                              many("Parties", "Party",
                                   party("01632 960123", "Ana", i == 0 ? "To" : "From", false))));
        ++counts_.calls;
      }
    });
  }
  void contacts() {
    model_type("Contact", [&] {
      for (int i = 0; i < 2; ++i) {
        write_(model(
            "Contact",
            field("Name", "Ana Example") + field("Source", "Phone") +
                many("Entries", "ContactEntry",
                     model("PhoneNumber", field("Category", old() ? "Cellulare" : "Mobile") +
                                              field("Value", "+447700900123")) +
                         model("EmailAddress",
                               field("Category", "Home") + field("Value", "ana@example.org"))) +
                "<multiField name=\"Notes\" type=\"String\"><value type=\"String\">from the "
                "bus</value></multiField>\n",
            "Intact", i == 0 ? "contact-1" : ""));
        ++counts_.contacts;
      }
    });
  }
  void rest() {
    model_type("Location", [&] {
      write_(
          model("Location",
                stamp("TimeStamp", 9000) + field("Name", "Quay") + field("Precision", "12.5") +
                    one("Position", "Coordinate",
                        model("Coordinate", field("Longitude", "-1.4") + field("Latitude", "50.9") +
                                                field("Elevation", "3")))));
      ++counts_.locations;
    });
    model_type("SearchedItem", [&] {
      write_(model("SearchedItem", field("Value", "bus timetable") + stamp("TimeStamp", 9100) +
                                       field("Source", "Browser")));
      ++counts_.others;
    });
    model_type("TypeOfTomorrow", [&] {
      write_(
          model("TypeOfTomorrow", field("Colour", "blue") + stamp("TimeStamp", 9200) +
                                      one("Inner", "Thing", model("Thing", field("Depth", "2")))));
      ++counts_.others;
    });
  }

  Generation generation_;
  Write write_;
  UfedCounts counts_;
  std::uint32_t ids_ = 0;
};

inline std::string ufed_sample(Generation g, std::size_t messages, std::size_t chat_size = 50,
                               UfedCounts* counts = nullptr) {
  std::string out;
  const auto n = UfedSample(g, [&](std::string_view s) { out += s; }).make(messages, chat_size);
  if (counts) *counts = n;
  return out;
}

}  // namespace clew::readers::testing
