#pragma once
// Per-source limits: INVITEs and REGISTERs a second, wrong passwords a minute. Bounded memory,
// integer arithmetic, no clock.
#include <cstdint>
#include <list>
#include <unordered_map>

#include "platform/base/time.hpp"
#include "platform/sip/address.hpp"

namespace ol::sip {

class Guard {
public:
    struct Limits {
        int invites_per_s = 50, registers_per_s = 20;  // 0 = off
        int wrong_passwords_per_minute = 10;           // 0 = off
    };
    enum class Take {
        pass,
        refuse,
        drop
    };  // refuse: an answer is due; drop: not even that (no amplifier for forged sources)
    enum class Kind { invite, registration, other };

    explicit Guard(Limits limits) : limits_(limits) {}
    Take take(Kind kind, const Ip& source, Time now);
    void wrong_password(const Ip& source, Time now);
    bool limited(const Ip& source, Time now);    // too many wrong passwords of late
    bool slow_turn(const Ip& source, Time now);  // a limited source is heard once a second
    std::size_t sources() const { return sources_.size(); }

    static constexpr std::size_t sources_max = 20'000;

private:
    struct Bucket {
        std::int64_t milli = -1;  // thousandths of a token; -1 = never used, so full
        Time at{};
        bool take(Time now, std::int64_t per_minute, std::int64_t burst);
        std::int64_t peek(Time now, std::int64_t per_minute, std::int64_t burst);
    };
    struct Source {
        Bucket invites, registers, others, answers, passwords, slow;
        std::list<Ip>::iterator place;
    };
    struct Hash {
        std::size_t operator()(const Ip& ip) const noexcept;
    };
    Source& source(const Ip& ip);
    Limits limits_;
    std::unordered_map<Ip, Source, Hash> sources_;
    std::list<Ip> by_use_;  // the longest unused is forgotten first
};

}  // namespace ol::sip
