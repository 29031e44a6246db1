// Calls of machines: what SIP tells goes to calls unless it is about a fax; here a fax is answered,
// placed, taken over to T.38 and ended. What follows for its pages: receiving.cpp, sending.cpp.
#include <filesystem>
#include <future>
#include <utility>

#include "contact/fax/fax.hpp"
#include "platform/base/log.hpp"
#include "platform/base/text.hpp"

namespace ol::fax {
namespace {

constexpr Ms goodbye{300};  // the machine's last word is still on the wire

void put(rows::Call& row, const modem::Outcome& o) {
    row.code = o.code, row.pages = o.pages, row.station = o.station;
    row.wire = o.wire == modem::Wire::t38 ? "t38" : "g711";
    row.ecm = o.ecm, row.bits_per_second = o.bits_per_second;
}

int status_of(const Error& e) {
    if (e.code == "fax.lines") return 486;
    return e.kind == Errc::unavailable ? 503 : 488;
}

}  // namespace

// ---- the door: sip's and media's threads ----

bool Faxes::mine(LegId leg) const {
    const std::lock_guard lock(mutex_);
    return mine_.contains(leg);
}
void Faxes::own(LegId leg, bool on) {
    const std::lock_guard lock(mutex_);
    if (on)
        mine_.insert(leg);
    else
        mine_.erase(leg);
}

sip::Events Faxes::tap(sip::Events calls) {
    auto e = calls;
    const auto post = [this](auto fn) { d_.loop.post(std::move(fn)); };
    e.incoming = [this, post, next = calls.incoming](const sip::Incoming& in) {
        const auto line = in.origin == sip::Origin::endpoint ? std::nullopt : line_of(in.to_user);
        if (!line) return next(in);
        own(in.leg, true);
        post([this, in, line = *line] { arrived(in, line); });
    };
    e.progress = [this, post, next = calls.progress](LegId leg, int status,
                                                     const std::string& sdp) {
        if (!mine(leg)) return next(leg, status, sdp);
        post([this, leg] { rang(leg); });
    };
    e.answered = [this, post, next = calls.answered](LegId leg, const std::string& sdp) {
        if (!mine(leg)) return next(leg, sdp);
        post([this, leg, sdp] { answered(leg, sdp); });
    };
    e.confirmed = [this, post, next = calls.confirmed](LegId leg) {
        if (!mine(leg)) return next(leg);
        post([this, leg] { confirmed(leg); });
    };
    e.reoffer = [this, post, next = calls.reoffer](LegId leg, const std::string& sdp) {
        if (!mine(leg)) return next(leg, sdp);
        post([this, leg, sdp] { reoffered(leg, sdp); });
    };
    e.reanswered = [this, post, next = calls.reanswered](LegId leg, bool accepted,
                                                         const std::string& sdp) {
        if (!mine(leg)) return next(leg, accepted, sdp);
        post([this, leg, accepted, sdp] { reanswered(leg, accepted, sdp); });
    };
    e.info_digit = [this, next = calls.info_digit](LegId leg, char digit) {
        if (!mine(leg)) next(leg, digit);
    };
    e.ended = [this, post, next = calls.ended](LegId leg, sip::EndCause cause, int status) {
        if (!mine(leg)) return next(leg, cause, status);
        post([this, leg, cause, status] { ended(leg, cause, status); });
    };
    return e;
}

modem::Events Faxes::line_events() {
    modem::Events e;
    e.page = [this](LegId leg, int pages) {
        d_.loop.post([this, leg, pages] { paged(leg, pages); });
    };
    e.done = [this](LegId leg, modem::Outcome outcome) {
        d_.loop.post([this, leg, outcome] { machine_done(leg, outcome); });
    };
    return e;
}

// ---- the loop ----

Faxes::Live* Faxes::find(LegId leg) {
    const auto at = live_.find(leg);
    return at == live_.end() ? nullptr : &at->second;
}

std::string Faxes::file_of(FaxId id) const {
    return d_.dir + "/" + std::to_string(id.value) + ".tif";
}

modem::Job Faxes::job_of(const rows::Call& row, const rows::Line& line) const {
    modem::Job job;
    job.sends = row.sends, job.file = file_of(row.id);
    job.station = line.station, job.header = line.header;
    job.ecm = line.ecm, job.t38 = line.t38;
    return job;
}

/// On record before it is answered. Nothing: it could not be written down.
Faxes::Live* Faxes::begun(const sip::Incoming& in, const rows::Line& line) {
    Live live;
    live.leg = in.leg, live.line = line, live.answered = true;
    auto& row = live.row;
    row.id = d_.ids.next_id<FaxId>(), row.line_id = line.id, row.shop_id = line.shop_id;
    if (in.from_user != "anonymous") {
        const auto normal = normal_phone(in.from_user, d_.region(line.shop_id));
        row.number = normal.value_or(in.from_user.substr(0, 64));
    }
    row.began_at = d_.clock.now();
    std::error_code ignored;
    std::filesystem::create_directories(d_.dir, ignored);
    const auto kept = d_.db.write([&](db::Tx& tx) -> Result<> {
        rows::insert(tx, row);
        return {};
    });
    if (!kept) return nullptr;
    return &live_.emplace(in.leg, std::move(live)).first->second;
}

void Faxes::arrived(const sip::Incoming& in, const rows::Line& line) {
    const auto refuse = [&](int status) {
        own(in.leg, false);
        sip_->reject(in.leg, status);
    };
    if (in.sdp.empty()) return refuse(488);  // we are to offer: no fax machine calls so
    auto* live = begun(in, line);
    if (live == nullptr) return refuse(503);
    auto answer = lines_->answer(in.leg, job_of(live->row, line), in.sdp);
    if (!answer) {
        live->row.state = FaxState::done, live->row.code = answer.error().code;
        live->row.ended_at = d_.clock.now();
        (void)save(live->row);
        live_.erase(in.leg);
        return refuse(status_of(answer.error()));
    }
    log::info("fax", "receiving", {{"fax", std::to_string(live->row.id.value)}});
    sip_->answer(in.leg, *answer);
    wait_at_most(*live, lasts_most);
}

void Faxes::ask_t38(Live& live) {
    if (!live.line.t38 || live.row.sends) return;
    auto offer = lines_->offer_t38(live.leg);
    if (!offer) return;
    live.asked_t38 = true;
    sip_->reinvite(live.leg, *offer);
}

void Faxes::confirmed(LegId leg) {
    if (auto* live = find(leg)) ask_t38(*live);
}

void Faxes::reanswered(LegId leg, bool accepted, const std::string& sdp) {
    auto* live = find(leg);
    if (live == nullptr) return;
    if (!std::exchange(live->asked_t38, false)) return;
    if (!accepted || !lines_->accept(leg, sdp)) lines_->refused(leg);  // on in G.711
}

void Faxes::reoffered(LegId leg, const std::string& sdp) {
    auto answer = lines_->reoffer(leg, sdp);
    sip_->reanswer(leg, answer ? *answer : std::string());  // empty: 488
}

void Faxes::rang(LegId leg) {
    if (auto* live = find(leg)) live->rang = true;
}

void Faxes::answered(LegId leg, const std::string& sdp) {
    auto* live = find(leg);
    if (live == nullptr) return;
    if (!lines_->accept(leg, sdp)) return sip_->hang_up(leg);
    live->answered = true;
    wait_at_most(*live, lasts_most);
}

void Faxes::wait_at_most(Live& live, Ms most) {
    d_.loop.cancel(live.timer);
    live.timer = d_.loop.at(d_.loop.now() + most, [this, leg = live.leg] { sip_->hang_up(leg); });
}

void Faxes::paged(LegId leg, int pages) {
    auto* live = find(leg);
    if (live == nullptr || live->outcome) return;
    live->row.pages = pages;
    (void)save(live->row);
}

void Faxes::machine_done(LegId leg, modem::Outcome outcome) {
    auto* live = find(leg);
    if (live == nullptr) return;
    live->outcome = std::move(outcome);
    wait_at_most(*live, goodbye);
}

void Faxes::ended(LegId leg, sip::EndCause cause, int status) {
    const auto at = live_.find(leg);
    auto cut = lines_->close(leg);
    own(leg, false);
    if (at == live_.end()) return;
    Live live = std::move(at->second);
    live_.erase(at);
    d_.loop.cancel(live.timer);
    if (!live.outcome) live.outcome = std::move(cut);
    tell_over(std::move(live), cause, status);
}

void Faxes::tell_over(Live live, sip::EndCause cause, int status) {
    auto& row = live.row;
    row.ended_at = d_.clock.now();
    if (live.answered && live.outcome) put(row, *live.outcome);
    log::info("fax", "over",
              {{"fax", std::to_string(row.id.value)},
               {"code", row.code},
               {"pages", std::to_string(row.pages)},
               {"wire", row.wire}});
    if (!row.sends) return received(std::move(row));
    if (live.over)
        live.over({live.answered, live.rang, cause, status,
                   live.outcome.value_or(modem::Outcome{.code = "fax.hung_up"})});
}

// ---- ours: placed by a carrier's thread ----

void Faxes::begin(const trunks::Way& way, Live live) {
    const LegId leg = live.leg;
    auto offer = lines_->offer(leg, job_of(live.row, live.line));
    if (!offer) {
        own(leg, false);
        return live.over({false, false, sip::EndCause::failed, 503, {}});
    }
    sip::Invite invite;
    invite.leg = leg, invite.trunk = way.sip_name, invite.number = way.number;
    invite.from_user = way.from_user, invite.sdp = *offer, invite.silent_max_ms = 4000;
    if (!way.asserted.empty()) invite.headers.emplace_back("P-Asserted-Identity", way.asserted);
    auto& kept = live_.emplace(leg, std::move(live)).first->second;
    wait_at_most(kept, rings_for);
    sip_->invite(std::move(invite));
}

std::optional<Faxes::Ended> Faxes::place(const trunks::Way& way, const rows::Call& row,
                                         const rows::Line& line) {
    struct Wait {
        std::optional<Ended> ended;
    };
    auto wait = std::make_shared<Wait>();
    Live live;
    live.row = row, live.line = line, live.leg = d_.ids.next_id<LegId>();
    live.over = [this, wait](Ended ended) {
        const std::lock_guard lock(mutex_);
        wait->ended = std::move(ended);
        woken_.notify_all();
    };
    own(live.leg, true);
    d_.trunks->began(way.id);
    d_.loop.post([this, way, live] { begin(way, live); });
    std::unique_lock lock(mutex_);
    woken_.wait(lock, [&] { return wait->ended || stopping_; });
    lock.unlock();
    d_.trunks->ended(way.id);
    return wait->ended;
}

// ---- start and stop ----

Result<> Faxes::start() {
    reload();
    std::vector<rows::Call> left;
    auto read = d_.db.read([&](db::Conn& conn) -> Result<> {
        left = rows::unfinished(conn);
        return {};
    });
    if (!read) return read;
    for (auto& row : left) {
        if (row.state != FaxState::received) row.code = "fax.server_stopped";
        if (row.ended_at == Time{}) row.ended_at = d_.clock.now();
        if (!row.sends) {
            d_.loop.post([this, row] { received(row); });
            continue;
        }
        row.state = FaxState::done;
        std::error_code ignored;
        std::filesystem::remove(file_of(row.id), ignored);
        if (auto ok = save(row); !ok) return ok;
    }
    return {};
}

/// Calls of ours end as perhaps sent, calls to us with the pages that have come.
void Faxes::stop() {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return;
        stopping_ = true;
        woken_.notify_all();
    }
    auto done = std::make_shared<std::promise<void>>();
    const bool posted = d_.loop.post([this, done] {
        while (!live_.empty()) {
            const LegId leg = live_.begin()->first;
            sip_->hang_up(leg);
            auto& live = live_.begin()->second;
            if (!live.outcome) live.outcome = lines_->close(leg);
            if (live.outcome && live.outcome->code == "fax.hung_up")
                live.outcome->code = "fax.server_stopped";
            Live last = std::move(live);
            live_.erase(live_.begin());
            tell_over(std::move(last), sip::EndCause::normal, 0);
        }
        done->set_value();
    });
    if (posted && sip_ != nullptr) done->get_future().wait();
}

}  // namespace ol::fax
