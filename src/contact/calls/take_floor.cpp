#include "contact/calls/take_floor.hpp"

#include <filesystem>
#include <fstream>

#include "platform/base/log.hpp"

namespace ol::calls {

namespace {

constexpr int heard_least = 3;  // peak of 100: quieter is a line on which nobody speaks
constexpr int peaks_looked_at = 200;

const char* name(take::State state) {
    switch (state) {
        case take::State::ringing: return "ringing";
        case take::State::asking: return "asking";
        case take::State::telling: return "telling";
        case take::State::recording: return "recording";
        case take::State::stopping: return "stopping";
        case take::State::choosing: return "choosing";
        case take::State::saving: return "saving";
        case take::State::closing: return "closing";
        case take::State::over: return "over";
    }
    return "over";
}

std::string file_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// What was recorded, as it can be played; silent where nobody spoke.
struct Sound {
    std::vector<std::uint8_t> ulaw;
    bool silent = true;
};
Sound sound_of(const std::string& path) {
    Sound out;
    const auto peaks = media::wav_peaks(path, peaks_looked_at);
    if (!peaks) return out;
    for (const int peak : peaks->left) out.silent = out.silent && peak < heard_least;
    const std::string wav = file_of(path);
    auto ulaw =
        media::prompt_of_wav({reinterpret_cast<const std::uint8_t*>(wav.data()), wav.size()});
    if (ulaw)
        out.ulaw = std::move(*ulaw);
    else
        out.silent = true;
    return out;
}

std::string why_of(sip::EndCause cause) {
    switch (cause) {
        case sip::EndCause::busy: return "busy";
        case sip::EndCause::declined: return "declined";
        case sip::EndCause::normal:
        case sip::EndCause::no_answer:
        case sip::EndCause::cancelled: return "no_answer";
        case sip::EndCause::unreachable:
        case sip::EndCause::not_found:
        case sip::EndCause::media:
        case sip::EndCause::failed:
        case sip::EndCause::session_lost: return "unreachable";
    }
    return "unreachable";
}

}  // namespace

/// What a crash has left there is nobody's.
PromptTakes::PromptTakes(Calls::Impl& impl) : i_(impl) {
    std::error_code gone;
    if (!i_.deps.recordings_dir.empty()) std::filesystem::remove_all(folder(), gone);
}

std::string PromptTakes::folder() const { return i_.deps.recordings_dir + "/takes"; }

LegId PromptTakes::leg_of(PersonId person) const {
    for (const auto& [leg, live] : takes_)
        if (live.who.person == person) return leg;
    return {};
}

LegId PromptTakes::leg_of(RecordingId id) const {
    for (const auto& [leg, live] : takes_)
        if (live.recording == id) return leg;
    return {};
}

TakeView PromptTakes::of(PersonId person) const {
    const auto at = last_.find(person);
    return at == last_.end() ? TakeView{} : at->second;
}

Result<> PromptTakes::free_for(const http::Principal& who, bool outside) const {
    if (leg_of(who.person))
        return conflict("calls.take_on", "a prompt is being recorded by your phone already");
    const auto at = i_.agents.find(who.person);
    if (i_.core.of_agent(who.person))
        return conflict("calls.in_contact", "end the call that you have first");
    if (outside) return {};
    if (at == i_.agents.end() || !at->second.sip_reachable)
        return conflict("calls.sip_phone_down", "your SIP phone is not registered");
    if (at->second.chosen == "ready")
        return conflict("calls.take_ready",
                        "you are ready: go on a break first, or buyers ring at this phone");
    return {};
}

Result<> PromptTakes::start(const http::Principal& who, const flows::Prompt& prompt,
                            const TakeIn& in) {
    if (auto free = free_for(who, in.number.has_value()); !free) return free;
    const LegId leg = i_.deps.ids.next_id<LegId>();
    Live live;
    live.course = take::Take(in.number.has_value());
    live.who = who;
    live.prompt = in.prompt_id;
    live.version = in.version;
    live.sound = "take-" + std::to_string(leg.value);
    live.path = folder() + "/" + std::to_string(leg.value) + ".wav";
    const auto at = i_.agents.find(who.person);
    const bool known = at != i_.agents.end() && !at->second.info.language.empty();
    live.language = known ? at->second.info.language : prompt.language;
    if (auto rung = ring(leg, live, prompt, in); !rung) return rung;
    last_[who.person] = {name(live.course.state()), "", in.prompt_id};
    const auto first = takes_.emplace(leg, std::move(live)).first->second.course.begin();
    for (const auto& command : first) run(leg, command);
    return {};
}

Result<> PromptTakes::ring(LegId leg, Live& live, const flows::Prompt& prompt, const TakeIn& in) {
    if (!in.number) {
        i_.voice.ring({leg, i_.agents.at(live.who.person).info.sip_user, "prompts", prompt.name,
                       [this, leg](sip::EndCause cause) {
                           i_.floor.post([this, leg, cause] { ended(leg, cause); });
                       }});
        return {};
    }
    Calls::Impl::Plan plan;
    plan.shop = prompt.shop_id;
    if (!plan.shop && !i_.shops.empty()) plan.shop = i_.shops.begin()->first;
    if (auto found = i_.plan_ways(plan, *in.number); !found) return found.error();
    live.way = plan.ways.front();
    ring_outside(leg, live);
    return {};
}

/// Counted with its trunk: its limits and the day's are those of every call.
void PromptTakes::ring_outside(LegId leg, Live& live) {
    live.note = i_.deps.ids.next();
    live.at = i_.floor.now();
    i_.deps.trunks->began(live.way->id);
    i_.later([note = live.note, trunk = live.way->id, at = live.at](db::Tx& tx) {
        trunks::Trunks::note(tx, note, {}, trunk, at, "", 0);
    });
    i_.voice.dial(
        {leg, live.way->sip_name, live.way->number, live.way->from_user, live.way->asserted,
         [this, leg] { i_.floor.post([this, leg] { ended(leg, sip::EndCause::failed); }); }});
}

void PromptTakes::stop(PersonId person) {
    const LegId leg = leg_of(person);
    if (!leg) return;
    i_.voice.drop(leg);
    tell(leg, take::Gone{"cancelled"});
}

// ---- facts ----

bool PromptTakes::answered(LegId leg, const std::string& sdp) {
    if (!takes_.contains(leg)) return false;
    i_.voice.accept(leg, sdp, [this, leg](bool ok) {
        i_.floor.post([this, leg, ok] {
            if (ok) return tell(leg, take::Answered{});
            tell(leg, take::Gone{"unreachable"});
        });
    });
    return true;
}

bool PromptTakes::ended(LegId leg, sip::EndCause cause) {
    if (!takes_.contains(leg)) return false;
    tell(leg, take::Gone{why_of(cause)});
    return true;
}

bool PromptTakes::key(LegId leg, char key) {
    if (!takes_.contains(leg)) return false;
    tell(leg, take::Key{key});
    return true;
}

bool PromptTakes::played(LegId leg, const std::string& token) {
    if (!takes_.contains(leg) || !token.starts_with("take:")) return false;
    tell(leg, take::Played{std::atoi(token.c_str() + 5)});
    return true;
}

/// The disk's last word of it; what had failed before stands.
bool PromptTakes::recorded(RecordingId id, std::int64_t length_ms, bool failed) {
    const LegId leg = leg_of(id);
    if (!leg) return false;
    Live& live = takes_.at(leg);
    if (failed && live.fault.empty()) live.fault = "disk";
    if (live.fault.empty())
        heard(leg, length_ms);
    else
        tell(leg, take::Stopped{Ms{length_ms}, false, live.fault});
    return true;
}

bool PromptTakes::record_failed(RecordingId id, const std::string& code) {
    const LegId leg = leg_of(id);
    if (!leg) return false;
    log::error("calls", "prompt_not_recorded", {{"code", code}});
    takes_.at(leg).fault = code == "media.disk_full" ? "disk_full" : "disk";
    i_.voice.with_media([id](media::Engine& m) { m.record_stop(id); });
    return true;
}

void PromptTakes::heard(LegId leg, std::int64_t length_ms) {
    i_.cards.post([this, leg, length_ms, path = takes_.at(leg).path] {
        auto sound = std::make_shared<Sound>(sound_of(path));
        i_.floor.post([this, leg, length_ms, sound] {
            const auto at = takes_.find(leg);
            if (at == takes_.end()) return;
            if (!sound->silent)
                i_.voice.with_media([name = at->second.sound, sound](media::Engine& m) {
                    m.add_prompt(name, sound->ulaw);
                });
            tell(leg, take::Stopped{Ms{length_ms}, sound->silent, ""});
        });
    });
}

/// As an uploaded one: the newest wording, which waits to be approved.
void PromptTakes::keep(LegId leg) {
    const Live& live = takes_.at(leg);
    i_.cards.post([this, leg, who = live.who, prompt = live.prompt, version = live.version,
                   path = live.path] {
        const auto kept = i_.deps.flows->record_prompt(who, prompt, version, file_of(path));
        const std::string fault = kept ? "" : kept.error().code;
        if (!kept) log::warn("calls", "prompt_not_kept", {{"code", fault}});
        i_.floor.post([this, leg, fault] { tell(leg, take::Kept{fault}); });
    });
}

// ---- what it decides ----

void PromptTakes::tell(LegId leg, const take::Event& event) {
    const auto at = takes_.find(leg);
    if (at == takes_.end()) return;
    const auto commands = at->second.course.handle(event);
    auto& view = last_[at->second.who.person];
    view = {name(at->second.course.state()), at->second.course.outcome(), at->second.prompt};
    for (const auto& command : commands) run(leg, command);
    const auto still = takes_.find(leg);
    if (still != takes_.end() && still->second.course.state() == take::State::over) forget(leg);
}

void PromptTakes::run(LegId leg, const take::Command& command) {
    Live& live = takes_.at(leg);
    if (const auto* say = std::get_if<take::Say>(&command)) {
        auto words = say->words;
        for (auto& word : words)
            if (word == "take") word = live.sound;
        i_.voice.play(leg, {words, live.language, false, "take:" + std::to_string(say->token)});
    } else if (const auto* wait = std::get_if<take::Wait>(&command)) {
        i_.floor.at(i_.floor.now() + wait->length,
                    [this, leg, token = wait->token] { tell(leg, take::Alarm{token}); });
    } else if (std::holds_alternative<take::Record>(command)) {
        live.recording = i_.deps.ids.next_id<RecordingId>();
        i_.voice.with_media([id = live.recording, path = live.path, leg](media::Engine& m) {
            m.record(id, path, leg, {});
        });
    } else if (std::holds_alternative<take::Stop>(command)) {
        i_.voice.with_media([id = live.recording](media::Engine& m) { m.record_stop(id); });
    } else if (std::holds_alternative<take::Keep>(command)) {
        keep(leg);
    }  // HangUp: forget() drops the leg
}

void PromptTakes::forget(LegId leg) {
    const Live live = std::move(takes_.at(leg));
    takes_.erase(leg);
    i_.voice.drop(leg);
    i_.voice.with_media([name = live.sound](media::Engine& m) { m.remove_prompt(name); });
    i_.cards.post([path = live.path] {
        std::error_code gone;
        std::filesystem::remove(path, gone);
    });
    if (!live.way) return;
    i_.deps.trunks->ended(live.way->id);
    i_.later([note = live.note, trunk = live.way->id, at = live.at,
              outcome = live.course.outcome()](db::Tx& tx) {
        const bool rang = outcome == "no_answer" || outcome == "busy" || outcome == "declined" ||
                          outcome == "cancelled";
        const bool answered = !rang && outcome != "unreachable";
        trunks::Trunks::note(tx, note, {}, trunk, at,
                             answered                 ? "answered"
                             : outcome == "no_answer" ? "no_answer"
                             : outcome == "busy"      ? "busy"
                             : outcome == "declined"  ? "refused"
                             : outcome == "cancelled" ? "cancelled"
                                                      : "unreachable",
                             0);
    });
}

}  // namespace ol::calls
