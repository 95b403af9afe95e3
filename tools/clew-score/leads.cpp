#include "leads.h"

#include <utility>

#include "truth.h"

namespace clew::score {

std::vector<LeadIn> read_leads(const std::string& text) {
  std::vector<LeadIn> out;
  const Json j = Json::parse(text);
  const Json& list = j.is_array() ? j : j.at("leads");
  for (const auto& item : list) {
    LeadIn lead;
    lead.detector = text_of(item, "detector");
    for (const auto& s : item.value("subjects", Json::array())) {
      std::string subject;
      if (s.is_string())
        subject = s.get<std::string>();
      else if (s.is_object())
        for (const char* key : {"normal", "raw", "identifier", "id"})
          if (subject.empty()) subject = text_of(s, key);
      lead.raw_subjects.push_back(subject);
      lead.subjects.push_back(number_key(subject));
    }
    lead.from = seconds_of(text_of(item, "from"));
    lead.to = seconds_of(text_of(item, "to"));
    for (const auto& e : item.value("evidence", Json::array()))
      lead.evidence.push_back(e.is_string() ? e.get<std::string>() : e.dump());
    lead.parameters = item.value("parameters", Json::object());
    out.push_back(std::move(lead));
  }
  return out;
}

bool detector_is(const LeadIn& lead, std::string_view stem) {
  return lead.detector.find(stem) != std::string::npos;
}

}  // namespace clew::score
