#pragma once
// The floor's side of chats: which stand in the line, at whom they ring, whose they are. Private to
// the room; what the line commands comes in on the floor's thread.
#include <map>

#include "contact/calls/chats.hpp"
#include "contact/calls/floor.hpp"
#include "contact/calls/web_times.hpp"

namespace ol::calls {

/// Somebody whose desk is gone for so long does not come back to her chats.
constexpr Ms desk_gone_after{3 * 60000};
/// A page that reloads is not gone from its desk.
constexpr Ms desk_away_after{20000};
/// Nobody took it in its time: it comes to the line again after so long, in its place.
constexpr Ms chat_again_after{30000};
/// Kept for who had it before.
constexpr Ms chat_held_for{30000};

class Chats final : public ChatLine {
public:
    explicit Chats(Calls::Impl& impl) : i_(impl) {}

    void listen(ChatEvents events) override { events_ = std::move(events); }
    void queue(Chat chat) override;
    void over(ContactId contact) override;
    Result<> accept(ContactId contact, PersonId person) override;
    Result<> decline(ContactId contact, PersonId person) override;
    Result<> give(Chat chat, PersonId person) override;
    void restore(Chat chat, PersonId person) override;
    void rest(ContactId contact, bool resting) override;
    std::vector<Ringing> ringing(PersonId person) override;
    void seen(PersonId person) override;
    /// On the floor; see web_times.hpp.
    void book(const AskedCall& ask, const std::function<void(Result<BookedCall>)>& done);
    Loop& floor() { return i_.floor; }
    /// Her desk is open: what is written reaches her there, with or without a phone.
    void at_desk(PersonId person);

    // ---- commands of the router; true: it was a chat ----
    bool has(ContactId contact) const { return chats_.contains(contact); }
    bool offered(const routing::OfferContact& o);
    bool cancelled(const routing::CancelOffer& o);
    bool left(const routing::LeaveQueue& l);
    /// What else she has in her hands, as the desk knows it; none: only chats.
    std::optional<ContactId> beside(const routing::AgentChanged& e) const;
    /// What rings or is in her hands, in a word: AgentView::work.
    std::string work(const routing::AgentChanged& e) const;
    /// Her wrap-up of `wrapping` is over though she still has chats.
    bool wrapped(const routing::AgentChanged& e, ContactId wrapping) const;
    void agent_changed(const routing::AgentChanged& e);
    /// She leaves: out of her hands, then she is signed out, then they stand in the line.
    void sign_out(PersonId person);
    void tick();  // each second with the board

private:
    struct Live {
        Chat chat;
        std::map<PersonId, Time> ringing;  // until when
        PersonId hers;
        bool in_line = false, asked = false;  // asked: the line is told to count it in her load
        bool resting = false, gone = false;
    };
    Live* find(ContactId contact);
    QueueId queue_of(const Chat& chat) const;
    void enter(Live& live, bool at_head);
    void take_out(Live& live);  // out of line and hands; its place in the room stays
    void count(Live& live);
    void erase_after_the_line(ContactId contact);
    std::vector<ContactId> of(PersonId person) const;
    void lose(PersonId person);
    bool connected(PersonId person) const;
    void leave_desks();

    Calls::Impl& i_;
    ChatEvents events_;
    std::map<ContactId, Live> chats_;
    std::map<PersonId, Time> desks_;  // who is told to the line as at her desk: last sign of it
    std::map<PersonId, Time> seen_;   // their last sign of life, of those who have chats
};

}  // namespace ol::calls
