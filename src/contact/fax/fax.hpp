#pragma once
// Fax as a channel: calls to a number for faxes are taken by a machine (platform/media/fax), their
// pages become a PDF in the buyer's thread; a PDF of an answer goes out by the trunks. And what is
// registered by hand. Public header of the room.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>

#include "contact/conversations/conversations.hpp"
#include "contact/fax/rows.hpp"
#include "contact/fax/types.hpp"
#include "contact/trunks/trunks.hpp"
#include "platform/base/loop.hpp"
#include "platform/http/http.hpp"
#include "platform/media/fax/fax.hpp"
#include "platform/sip/sip.hpp"

namespace ol::fax {

using trunks::TrunkId;

std::span<const db::Migration> migrations();

constexpr int tries_most = 5;       // of one message, until somebody sends it again
constexpr Ms rings_for{60'000};     // then nobody answers
constexpr Ms lasts_most{3600'000};  // a call of a machine
/// After so many tries: 3, 6, 12, 24 minutes.
Ms again_after(std::int64_t tries);

struct Deps {
    db::Database& db;
    IdSource& ids;
    const Clock& clock;
    Loop& loop;  // the room's own; may block on the database and the disk
    conversations::Conversations& conversations;
    files::Files& files;
    trunks::Trunks* trunks = nullptr;           // none: nothing goes out
    std::string dir;                            // where pages stand while they are on their way
    std::function<std::string(ShopId)> region;  // "UA"
    std::function<bool(ShopId)> has_shop;
    std::function<bool(db::Conn&, QueueId, ShopId)> has_queue;
    std::function<void(db::Tx&, PersonId, std::string_view what, std::int64_t subject)> audit;
    /// Whose number it may be: of one buyer alone, as that reader may see him.
    std::function<std::optional<Guess>(const http::Principal&, const std::string& number,
                                       const std::string& region)>
        guess{};
};

/// A number in the one spelling by which it is known: +380445550000 for 044 555-00-00 in Ukraine.
/// What is no full number (112, an extension) stays its digits.
std::string one_spelling(std::string_view number, const std::string& region);

/// Thread-safe.
class Faxes {
public:
    explicit Faxes(Deps deps) : d_(std::move(deps)) {}
    ~Faxes() { stop(); }

    // ---- wiring, before traffic ----
    /// What SIP tells goes to calls unless it is about a fax.
    sip::Events tap(sip::Events calls);
    modem::Events line_events();
    void attach(sip::Stack& stack, modem::Lines& lines) { sip_ = &stack, lines_ = &lines; }
    std::shared_ptr<conversations::Carrier> carrier();
    Result<> start();  // after Conversations::start(): pages that a kill left are told
    void stop();
    void add_routes(http::Router& router);

    // ---- numbers (lines.cpp): fax.no_line, fax.number_taken, fax.version_conflict, and what is
    // wrong with a field ----
    Result<FaxLineList> lines(const http::Principal& who) const;
    Result<FaxLine> add(const http::Principal& who, const FaxLineIn& in);
    Result<FaxLine> change(const http::Principal& who, LineId id, std::int64_t version,
                           const FaxLineIn& in);
    Result<FaxCalls> calls(const http::Principal& who, LineId id) const;

    // ---- threads (threads.cpp) ----
    /// The thread of a number that perhaps never faxed us; it is hers then, and her answer goes
    /// there. Errors: fax.no_line, fax.line_off, fax.short_number, and those of taking it.
    Result<conversations::Acted> thread_to(const http::Principal& who, LineId id,
                                           const FaxToIn& in);
    Result<FaxList> of(const http::Principal& who, ConversationId id) const;
    /// Errors: fax.hand_empty, fax.hand_date, conversations.not_found, and those of files.
    Result<ByHand> by_hand(const http::Principal& who, ConversationId id, const ByHandIn& in);

private:
    friend class FaxCarrier;
    /// How a call of ours ended.
    struct Ended {
        bool answered = false, rang = false;
        sip::EndCause cause = sip::EndCause::normal;
        int status = 0;
        modem::Outcome outcome;
    };
    /// A call under way; of the loop.
    struct Live {
        rows::Call row;
        rows::Line line;
        LegId leg;
        bool answered = false, rang = false;
        std::optional<modem::Outcome> outcome;
        bool asked_t38 = false;  // our re-offer is open
        std::uint64_t timer = 0;
        std::function<void(Ended)> over;  // of ours
    };

    // ---- lines.cpp ----
    FaxLine shown(const rows::Line& l) const;
    void reload();
    std::optional<rows::Line> line_of(std::string_view called) const;

    // ---- calls.cpp; the loop ----
    void arrived(const sip::Incoming& in, const rows::Line& line);
    Live* begun(const sip::Incoming& in, const rows::Line& line);
    void begin(const trunks::Way& way, Live live);
    void ask_t38(Live& live);
    void confirmed(LegId leg);
    void reanswered(LegId leg, bool accepted, const std::string& sdp);
    void reoffered(LegId leg, const std::string& sdp);
    void rang(LegId leg);
    void answered(LegId leg, const std::string& sdp);
    void machine_done(LegId leg, modem::Outcome outcome);
    void ended(LegId leg, sip::EndCause cause, int status);
    void paged(LegId leg, int pages);
    void wait_at_most(Live& live, Ms most);
    void tell_over(Live live, sip::EndCause cause, int status);
    bool mine(LegId leg) const;
    void own(LegId leg, bool on);
    Live* find(LegId leg);
    std::string file_of(FaxId id) const;
    modem::Job job_of(const rows::Call& row, const rows::Line& line) const;

    Result<conversations::Acted> hers(const http::Principal& who, ConversationId id,
                                      std::optional<CustomerId> buyer);  // threads.cpp
    // ---- receiving.cpp ----
    void received(rows::Call row);
    void finish_later(FaxId id);
    Result<> keep(const rows::Call& row, const rows::Line& line);
    Result<> save(const rows::Call& row);

    // ---- sending.cpp ----
    conversations::Carried carry(const conversations::Parcel& parcel);
    Result<int> draw(const conversations::Parcel& parcel, const std::string& tiff) const;
    conversations::Carried told(const conversations::Parcel& parcel, const Ended& ended,
                                int pages_all, std::int64_t tries) const;
    std::optional<Ended> place(const trunks::Way& way, const rows::Call& row,
                               const rows::Line& line);
    std::optional<Ended> by_trunks(const std::vector<TrunkId>& trunks, const rows::Call& row,
                                   const rows::Line& line);
    conversations::Carried send(const conversations::Parcel& parcel, const rows::Line& line,
                                const std::string& tiff);

    Deps d_;
    sip::Stack* sip_ = nullptr;
    modem::Lines* lines_ = nullptr;
    mutable std::mutex mutex_;  // guards what is below
    std::condition_variable woken_;
    std::vector<rows::Line> known_;
    std::set<LegId> mine_;
    bool stopping_ = false;
    std::map<LegId, Live> live_;  // the loop's
};

/// Numbers and names of his faxes go. Before conversations::erase_buyer.
void erase_buyer(db::Tx& tx, CustomerId customer);

}  // namespace ol::fax
