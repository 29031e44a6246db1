#pragma once
// One change of one conversation within the writer's transaction: its state, who has it, its words,
// and what the line is told once it is committed. Private to the room.
#include "contact/conversations/conversations.hpp"
#include "contact/conversations/rounds/rounds.hpp"

namespace ol::conversations {

namespace rows {
struct Before;  // undoing.hpp
}

class Turn {
public:
    Turn(Conversations& room, db::Tx& tx, Effects& out, rows::Thread thread)
        : t(std::move(thread)), room_(room), tx_(tx), out_(out) {}

    /// The one that moves the state: conversations.state when it cannot.
    Result<> happens(Happening what);
    /// With the next number; `key` makes it unique in its channel ("" = its own id).
    /// `mark`: what there is to say of a buyer's message (edited, deleted, unsupported, call).
    rows::Words add(Direction direction, std::string text, PersonId author, std::string key = {},
                    std::string client_id = {}, std::string mark = {});
    /// Of the message that was added last.
    void has_files(std::vector<files::FileView> files);
    /// A message without words is shown in lists by the names of its files.
    void shows_files(const rows::Words& words);
    /// The shop's, written outside this desk: it has left already.
    void add_elsewhere(std::string text, std::string key);
    void says(const char* code, PersonId author = {});  // a system's word
    Result<> buyer_writes(const rows::Words& words, const ShopFacts& shop, Ms within);
    Result<> we_write(const rows::Words& words);
    /// In the line, with a visit of its own. `fresh`: its age begins now.
    void to_line(bool fresh);
    /// Out of hands that are gone. `stands`: the floor has put it in the line already.
    void goes_back(bool stands);
    void is_hers(PersonId person, ContactId contact);
    void is_over(PersonId by, bool by_buyer, const std::string& disposition);
    /// We open it again: an episode that counts from his first word on.
    Result<> opens_again();
    void rests(bool resting);
    /// `contact`: its visit with who had it, when she has to be given it again.
    void goes_back_to(const rows::Before& was, ContactId contact);
    /// What was done just now can be taken back by who did it (undoing.cpp); then as save().
    rows::Thread& save_with_way_back(const rows::Thread& was, PersonId by);
    /// The shop's page has signed who he is; an operator's earlier word about it stands.
    void is_signed(const SignedPerson& person, CustomerId buyer);
    void fact(const char* kind, PersonId actor, const std::string& data = "{}");
    rows::Thread& save();  // its row, once, at the end

    rows::Thread t;

private:
    rows::Words drafted(Direction direction, std::string text, std::string key);
    // ---- its episode (round_turn.cpp) ----
    void round_begins(bool by_shop);
    void round_asked(const rows::Words& words, bool begins);
    void round_answered(const rows::Words& words);
    void round_ended(PersonId by, bool by_buyer);
    void round_goes_on();
    void round_has_words();  // the shop's, written elsewhere: no answer of ours
    rounds::OpenTime open_time() const;
    Conversations& room_;
    db::Tx& tx_;
    Effects& out_;
};

}  // namespace ol::conversations
