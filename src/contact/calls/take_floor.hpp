#pragma once
// Prompts recorded by phone, on the floor: rings her phone or a number, carries out what take.hpp
// decides, and gives the sound to the library of prompts. Private to the room; floor thread only.
#include <map>
#include <optional>
#include <string>

#include "contact/calls/floor.hpp"
#include "contact/calls/take.hpp"

namespace ol::calls {

/// Which prompt, as she sees it, and where it is recorded; without a number: her SIP phone.
struct TakeIn {
    flows::PromptId prompt_id;
    std::int64_t version = 0;
    std::optional<std::string> number;
};
BOOST_DESCRIBE_STRUCT(TakeIn, (), (prompt_id, version, number))
/// Her last one. state: none, ringing, asking, telling, recording, stopping, choosing, saving,
/// closing, over; outcome: take::Take::outcome().
struct TakeView {
    std::string state = "none", outcome;
    std::optional<flows::PromptId> prompt_id;
};
BOOST_DESCRIBE_STRUCT(TakeView, (), (state, outcome, prompt_id))

class PromptTakes {
public:
    explicit PromptTakes(Calls::Impl& impl);

    /// Of a prompt that she may change. Errors: calls.take_on, calls.take_ready, calls.in_contact,
    /// calls.sip_phone_down, and those of a call out.
    Result<> start(const http::Principal& who, const flows::Prompt& prompt, const TakeIn& in);
    void stop(PersonId person);  // as if she had hung up
    TakeView of(PersonId person) const;

    // Facts of SIP and media; true: it was one of ours.
    bool answered(LegId leg, const std::string& sdp);
    bool ended(LegId leg, sip::EndCause cause);
    bool key(LegId leg, char key);
    bool played(LegId leg, const std::string& token);
    bool recorded(RecordingId id, std::int64_t length_ms, bool failed);
    bool record_failed(RecordingId id, const std::string& code);

private:
    struct Live {
        take::Take course{false};
        http::Principal who;
        flows::PromptId prompt;
        std::int64_t version = 0;
        std::string language, sound, path, fault;
        RecordingId recording;
        std::optional<trunks::Way> way;  // outside: counted with its trunk
        std::int64_t note = 0;           // its row there
        Time at{};
    };
    Result<> free_for(const http::Principal& who, bool outside) const;
    Result<> ring(LegId leg, Live& live, const flows::Prompt& prompt, const TakeIn& in);
    void ring_outside(LegId leg, Live& live);
    void tell(LegId leg, const take::Event& event);
    void run(LegId leg, const take::Command& command);
    void heard(LegId leg, std::int64_t length_ms);
    void keep(LegId leg);
    void forget(LegId leg);
    LegId leg_of(PersonId person) const;
    LegId leg_of(RecordingId id) const;
    std::string folder() const;

    Calls::Impl& i_;
    std::map<LegId, Live> takes_;
    std::map<PersonId, TakeView> last_;
};

}  // namespace ol::calls
