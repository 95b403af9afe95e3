#include "language/renderer.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "language/dictionary_words.h"
#include "language/number_slots.h"

namespace clew::language {

bool Renderer::render(std::span<const Request> requests, std::vector<Rendering>& out, std::stop_token stop) {
  out.assign(requests.size(), {});
  segments += requests.size();
  std::vector<std::size_t> plain;
  std::vector<Request> asked;
  std::vector<std::pair<std::size_t, Slotted>> with_slots;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (auto s = slotted(requests[i].text)) {
      asked.push_back({requests[i].way, s->text});
      with_slots.emplace_back(i, std::move(*s));
    } else {
      plain.push_back(i);
    }
  }
  // In one call, so that the engines are not idle between; a second one where a slot was lost.
  for (const auto i : plain)
    asked.push_back(requests[i]);
  std::vector<Rendering> answers;
  if (!render_exactly(asked, answers, stop)) return false;
  for (std::size_t n = 0; n < plain.size(); ++n)
    out[plain[n]] = std::move(answers[with_slots.size() + n]);
  plain.clear();
  for (std::size_t n = 0; n < with_slots.size(); ++n) {
    const auto i = with_slots[n].first;
    auto whole = answers[n].refusal.empty() ? unslotted(answers[n], with_slots[n].second)
                                            : std::optional<Rendering>{};
    if (whole) {
      out[i] = std::move(*whole);
    } else {
      plain.push_back(i);  // as it stands, then
    }
  }
  asked.clear();
  for (const auto i : plain)
    asked.push_back(requests[i]);
  if (asked.empty()) return true;
  if (!render_exactly(asked, answers, stop)) return false;
  for (std::size_t n = 0; n < plain.size(); ++n)
    out[plain[n]] = std::move(answers[n]);
  return true;
}

bool Renderer::render_exactly(std::span<const Request> requests, std::vector<Rendering>& out, std::stop_token stop) {
  out.assign(requests.size(), {});
  // Distinct texts that memory does not have.
  struct Job {
    const Way* way;
    std::string_view text;
    MemoryKey key;
    std::vector<std::size_t> wanted_by;
  };
  std::vector<Job> jobs;
  struct KeyHash {
    std::size_t operator()(const MemoryKey& key) const { return key.low; }
  };
  std::unordered_map<MemoryKey, std::size_t, KeyHash> at;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto& r = requests[i];
    const auto key = memory_key(r.way->base, r.way->version, r.text);
    if (auto known = memory_.find(key)) {
      out[i] = std::move(*known);
      continue;
    }
    const auto [it, is_new] = at.emplace(key, jobs.size());
    if (is_new) jobs.push_back({r.way, r.text, key, {}});
    jobs[it->second].wanted_by.push_back(i);
  }
  rendered += jobs.size();
  // By language, shortest first: batch mates of one length suit every engine.
  std::sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) {
    if (a.way->base != b.way->base) return a.way->base < b.way->base;
    if (a.text.size() != b.text.size()) return a.text.size() < b.text.size();
    return a.text < b.text;
  });
  struct Task {
    std::size_t begin, end, step;
  };
  std::vector<Task> tasks;
  for (std::size_t begin = 0; begin < jobs.size();) {
    std::size_t end = begin;
    while (end < jobs.size() && jobs[end].way->base == jobs[begin].way->base)
      ++end;
    const std::size_t n = end - begin, least = jobs[begin].way->choice.engine->least_call();
    const std::size_t parts = std::clamp<std::size_t>(n / least, 1, pool_.size());
    for (std::size_t p = 0; p < parts; ++p) {
      if (least < Engine::usual_call)
        tasks.push_back({begin + p, end, parts});
      else
        tasks.push_back({begin + n * p / parts, begin + n * (p + 1) / parts, 1});
    }
    begin = end;
  }
  std::atomic<bool> stopped{false};
  pool_.for_each(tasks.size(), [&](std::size_t t) {
    const auto [begin, end, step] = tasks[t];
    std::vector<std::string> texts;
    for (std::size_t i = begin; i < end; i += step)
      texts.emplace_back(jobs[i].text);
    const auto& way = *jobs[begin].way;
    auto renderings = way.choice.engine->translate(way.base, texts, stop);
    if (renderings.size() < texts.size()) {
      stopped = true;
      return;
    }
    for (std::size_t i = begin; i < end; i += step) {
      auto& rendering = renderings[(i - begin) / step];
      if (way.dictionary) look_up_unknown(rendering, *way.dictionary, way.dictionary_languages);
      // A refusal may be the machine's mood (a time-out under load): not remembered.
      if (rendering.refusal.empty()) memory_.put(jobs[i].key, rendering);
      for (const auto w : jobs[i].wanted_by)
        out[w] = rendering;
    }
  });
  return !stopped && !stop.stop_requested();
}

}  // namespace clew::language
