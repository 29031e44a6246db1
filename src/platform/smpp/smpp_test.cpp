// SMPP as pure functions: PDUs however they are cut, words and their pieces, receipts in both
// forms, and the session with the traps of real centres.
#include <gtest/gtest.h>

#include <algorithm>

#include "platform/base/text.hpp"
#include "platform/smpp/receipt.hpp"
#include "platform/smpp/session.hpp"
#include "platform/smpp/words.hpp"

namespace ol::smpp {
namespace smpp_test {

const Time noon = from_ms(1795435200000);

Message to(std::string number, std::string text) {
    Message m;
    m.source = "Kettles", m.source_ton = 5;
    m.destination = std::move(number), m.destination_ton = m.destination_npi = 1;
    m.registered = 1, m.text = std::move(text);
    return m;
}

TEST(SmppPdu, ComesInAnyCut) {
    const std::string all = write({command::enquire_link, 0, 7, ""}) +
                            write({command::deliver_sm, 0, 8, write_message(to("1", "hello"))});
    for (std::size_t cut = 1; cut < all.size(); ++cut) {
        Framer f;
        std::vector<Pdu> got;
        for (std::size_t at = 0; at < all.size(); at += cut) {
            f.feed(std::string_view(all).substr(at, cut));
            while (auto p = f.next()) got.push_back(*p);
        }
        ASSERT_EQ(got.size(), 2u) << cut;
        EXPECT_EQ(got[0].sequence, 7u);
        EXPECT_EQ(read_message(got[1].body)->text, "hello");
    }
}

TEST(SmppPdu, ALengthThatLiesEndsTheStream) {
    for (const auto* lie : {"\x00\x00\x00\x0f", "\x00\x00\x00\x00", "\x7f\xff\xff\xff"}) {
        Framer f;
        f.feed(std::string(lie, 4) + std::string(20, 'x'));
        EXPECT_FALSE(f.next());
        EXPECT_TRUE(f.broken());
        f.feed(write({command::enquire_link, 0, 1, ""}));
        EXPECT_FALSE(f.next()) << "nobody knows where the next begins";
    }
}

TEST(SmppPdu, BodiesThatDoNotFitAreNone) {
    const std::string whole = write_message(to("380501112233", "hello"));
    for (std::size_t cut = 0; cut < whole.size(); ++cut)
        EXPECT_FALSE(read_message(whole.substr(0, cut))) << cut;
    auto m = *read_message(whole + std::string("\x02\x04\x00\x09\x01", 5));  // a TLV that lies
    EXPECT_EQ(m.text, "hello");
    EXPECT_TRUE(m.tlvs.empty());
    m = *read_message(whole + std::string("\x02\x04\x00\x02\x01\x02", 6));
    EXPECT_EQ(m.number(tag::user_message_reference), 0x0102u);
    m = *read_message(write_message(to("1", std::string(300, 'x'))) + std::string("\0\1\0\7", 4));
    EXPECT_EQ(m.text.size(), 300u) << "its payload stands before the TLV that lies";
    EXPECT_EQ(read_id(std::string("7A3\0rest", 8)), "7A3");
    EXPECT_EQ(read_id(std::string(200, 'x')), "") << "half an id would be another's";
}

TEST(SmppPdu, LongTextsGoAsPayload) {
    const auto m = read_message(write_message(to("1", std::string(300, 'x'))));
    ASSERT_TRUE(m);
    EXPECT_EQ(m->text.size(), 300u);
    EXPECT_TRUE(m->tlv(tag::message_payload));
}

// ---- words ----

std::string read_all(const std::vector<Piece>& pieces) {
    std::string out;
    int number = 0;
    for (const auto& p : pieces) {
        Message m;
        m.text = p.bytes, m.coding = p.coding, m.esm_class = p.header ? 0x40 : 0;
        const auto w = words_of(m);
        EXPECT_TRUE(w.readable);
        EXPECT_LE(p.bytes.size(), p.coding ? 140u : 160u);
        if (p.header) {
            EXPECT_EQ(w.part.number, ++number);
            EXPECT_EQ(w.part.total, pieces.size());
        }
        out += w.text;
    }
    return out;
}

TEST(SmppWords, GoAndComeBack) {
    for (const auto* text : {"Hello {it's} 5 € [now]", "Ваше замовлення їде", "您的订单", "a 😀 b",
                             "@£$ Ωmega", "~"}) {
        for (const auto alphabet : {Alphabet::gsm, Alphabet::latin1, Alphabet::ucs2})
            EXPECT_EQ(read_all(pieces_of(text, alphabet, 1)), text);
    }
}

TEST(SmppWords, CostWhatTheyCost) {
    const auto count = [](const std::string& text) {
        return pieces_of(text, Alphabet::gsm, 9).size();
    };
    const auto times = [](const char* what, int n) {
        std::string out;
        while (n-- > 0) out += what;
        return out;
    };
    EXPECT_EQ(count(""), 0u);
    EXPECT_EQ(count(times("x", 160)), 1u);
    EXPECT_EQ(count(times("x", 161)), 2u);
    EXPECT_EQ(count(times("x", 306)), 2u);
    EXPECT_EQ(count(times("x", 307)), 3u);
    EXPECT_EQ(count(times("€", 80)), 1u) << "twice each";
    EXPECT_EQ(count(times("я", 70)), 1u);
    EXPECT_EQ(count(times("я", 71)), 2u);
    EXPECT_EQ(count(times("я", 134)), 2u);
    EXPECT_EQ(count(times("я", 671)), 0u) << "more than ten";
    EXPECT_EQ(read_all(pieces_of(times("€", 200), Alphabet::gsm, 1)), times("€", 200))
        << "no escape is cut from its character";
    EXPECT_EQ(read_all(pieces_of(times("😀", 100), Alphabet::gsm, 1)), times("😀", 100));
}

TEST(SmppWords, PartsByHeaderAndByTlv) {
    Message m;
    m.esm_class = 0x40;
    m.text = std::string("\x06\x08\x04\x01\x02\x03\x02", 7) + "tail";
    auto w = words_of(m);
    EXPECT_EQ(w.text, "tail");
    EXPECT_EQ(w.part.reference, 0x0102);
    EXPECT_EQ(w.part.total, 3);
    EXPECT_EQ(w.part.number, 2);
    m.text = std::string("\x05\x00\x03\x01\x02\x03", 6) + "third of two";
    EXPECT_EQ(words_of(m).part.total, 1) << "what cannot be is a message of its own";
    m.text = "\x7f short";  // a header longer than all: words
    EXPECT_FALSE(words_of(m).text.empty());
    Message s;
    s.text = "part";
    s.tlvs = {{tag::sar_reference, std::string("\x00\x05", 2)},
              {tag::sar_total, "\x02"},
              {tag::sar_number, "\x01"}};
    w = words_of(s);
    EXPECT_EQ(w.part.reference, 5);
    EXPECT_EQ(w.part.total, 2);
}

TEST(SmppWords, NoOctetsBreakThem) {
    for (int coding = 0; coding < 256; ++coding)
        for (const auto& octets : {std::string("\x1b"), std::string("\xd8\x00\x00", 3),
                                   std::string("\xff\xfe\xdc\x00", 4), std::string(1, '\0')}) {
            Message m;
            m.text = octets, m.coding = static_cast<std::uint8_t>(coding);
            EXPECT_TRUE(valid_utf8(words_of(m).text)) << coding;
        }
}

// ---- receipts ----

TEST(SmppReceipts, AsWordsAndAsTlvs) {
    Message m;
    m.esm_class = 0x04;
    m.text =
        "id:0012AB sub:001 dlvrd:001 submit date:2611231200 done date:2611231201 "
        "stat:DELIVRD err:000 text:id:9 stat:no";
    auto r = receipt_of(m);
    ASSERT_TRUE(r);
    EXPECT_EQ(r->id, "0012AB");
    EXPECT_EQ(r->fate, Fate::delivered);
    EXPECT_EQ(r->error, "000");
    m.text = "id: 77 stat: UNDELIV err: 011";
    EXPECT_EQ(receipt_of(m)->id, "77");
    EXPECT_EQ(receipt_of(m)->fate, Fate::undeliverable);
    m.text = "";
    m.tlvs = {{tag::receipted_message_id, std::string("4779\0", 5)}, {tag::message_state, "\x02"}};
    EXPECT_EQ(receipt_of(m)->id, "4779");
    EXPECT_EQ(receipt_of(m)->fate, Fate::delivered);
    m.esm_class = 0;
    EXPECT_TRUE(receipt_of(m)) << "some centres forget the class";
    m.tlvs.clear(), m.text = "id:1 stat:DELIVRD is what your SMS said";
    EXPECT_FALSE(receipt_of(m)) << "a buyer may write anything";
}

TEST(SmppReceipts, IdsAreTheSameInEitherBase) {
    const auto has = [](std::string_view one, std::string_view other) {
        const auto all = same_ids(one);
        return std::ranges::find(all, other) != all.end();
    };
    EXPECT_TRUE(has("4779", "12ab"));
    EXPECT_TRUE(has("12AB", "4779"));
    EXPECT_TRUE(has("000012AB", "12ab"));
    EXPECT_EQ(same_ids("msg-7").size(), 1u);
    EXPECT_EQ(same_ids("99999999999999999999999999").size(), 1u) << "longer than a number";
    EXPECT_TRUE(same_ids("").empty());
}

// ---- the session ----

struct Centre {
    Session session;
    Time now = noon;
    std::vector<Pdu> wrote;
    std::vector<out::Answered> answers;
    std::vector<out::Arrived> arrived;
    std::vector<out::HangUp> ends;
    bool bound = false;

    explicit Centre(Rules rules = {}) : session(std::move(rules)) {}
    void on(const Event& e) {
        for (const auto& c : session.handle(now, e)) {
            if (const auto* w = std::get_if<out::Write>(&c)) {
                Framer f;
                f.feed(w->bytes);
                wrote.push_back(f.next().value());
            }
            if (const auto* a = std::get_if<out::Answered>(&c)) answers.push_back(*a);
            if (const auto* a = std::get_if<out::Arrived>(&c)) arrived.push_back(*a);
            if (const auto* h = std::get_if<out::HangUp>(&c)) ends.push_back(*h);
            if (std::holds_alternative<out::Bound>(c)) bound = true;
        }
    }
    void says(std::uint32_t command, std::uint32_t status, std::uint32_t sequence,
              std::string body = "") {
        on(in::Bytes{write({command, status, sequence, std::move(body)})});
    }
    void answers_submit(std::uint32_t sequence, std::uint32_t status, const char* id) {
        says(command::submit_sm | command::response, status, sequence, std::string(id) + '\0');
    }
    void binds() {
        on(in::Connected{});
        says(command::bind_transceiver | command::response, 0, wrote.back().sequence, "SMSC");
    }
    void sends(std::int64_t message, int piece = 0) {
        on(in::Submit{{message, piece}, to("380501112233", "x")});
    }
    void later(Ms by) {
        now += by;
        on(in::Tick{});
    }
    std::size_t submitted() const {
        return static_cast<std::size_t>(
            std::ranges::count(wrote, command::submit_sm, &Pdu::command));
    }
};

TEST(SmppSession, AnswersComeInAnyOrder) {
    Centre c({.window = 3});
    c.binds();
    EXPECT_TRUE(c.bound);
    for (int i = 1; i <= 4; ++i) c.sends(i);
    EXPECT_EQ(c.submitted(), 3u) << "the window";
    c.answers_submit(c.wrote[3].sequence, 0, "third");
    EXPECT_EQ(c.submitted(), 4u);
    c.answers_submit(c.wrote[1].sequence, 0, "first");
    c.answers_submit(c.wrote[1].sequence, 0, "first again");
    ASSERT_EQ(c.answers.size(), 2u);
    EXPECT_EQ(c.answers[0].ticket.message, 3);
    EXPECT_EQ(c.answers[0].id, "third");
    EXPECT_EQ(c.answers[1].ticket.message, 1);
}

TEST(SmppSession, WhatWasWrittenAndLostIsNotKnown) {
    Centre c({.window = 1});
    c.binds();
    c.sends(1), c.sends(2);
    c.on(in::Lost{});
    ASSERT_EQ(c.answers.size(), 2u);
    EXPECT_EQ(c.answers[0].outcome, Outcome::unanswered);
    EXPECT_EQ(c.answers[1].outcome, Outcome::not_left);
    c.sends(3);
    EXPECT_EQ(c.answers[2].outcome, Outcome::not_left);
    c.binds();
    EXPECT_EQ(c.submitted(), 1u) << "nothing goes again by itself";
}

TEST(SmppSession, ALateAnswerIsTold) {
    Centre c({.answer_ms = Ms{5000}, .quiet_ms = Ms{600'000}});
    c.binds();
    c.sends(1);
    const auto sequence = c.wrote.back().sequence;
    c.later(Ms{5000});
    ASSERT_EQ(c.answers.size(), 1u);
    EXPECT_EQ(c.answers[0].outcome, Outcome::unanswered);
    c.answers_submit(sequence, 0, "7A");
    ASSERT_EQ(c.answers.size(), 2u);
    EXPECT_TRUE(c.answers[1].late);
    EXPECT_EQ(c.answers[1].id, "7A");
}

TEST(SmppSession, ThrottledWaitsAndGoesAgain) {
    Centre c;
    c.binds();
    c.sends(1);
    c.answers_submit(c.wrote.back().sequence, status::throttled, "");
    EXPECT_TRUE(c.answers.empty());
    EXPECT_EQ(c.submitted(), 1u);
    EXPECT_EQ(c.session.due(), c.now + Ms{1000});
    c.later(Ms{1000});
    EXPECT_EQ(c.submitted(), 2u);
    c.answers_submit(c.wrote.back().sequence, status::throttled, "");
    c.later(Ms{1000});
    EXPECT_EQ(c.submitted(), 2u) << "the rest grows";
    c.later(Ms{30'000});
    c.answers_submit(c.wrote.back().sequence, status::throttled, "");
    ASSERT_EQ(c.answers.size(), 1u) << "then the outbox has it";
    EXPECT_EQ(c.answers[0].outcome, Outcome::refused);
}

TEST(SmppSession, KeepsThePace) {
    Centre c({.window = 100, .per_second = 10});
    c.binds();
    for (int i = 0; i < 5; ++i) c.sends(i);
    EXPECT_EQ(c.submitted(), 1u);
    c.later(Ms{100});
    EXPECT_EQ(c.submitted(), 2u);
}

TEST(SmppSession, ASilentCentreIsLeft) {
    Centre c({.answer_ms = Ms{5000}, .quiet_ms = Ms{30'000}});
    c.on(in::Connected{});
    c.later(Ms{5000});
    ASSERT_EQ(c.ends.size(), 1u) << "no bind";
    EXPECT_EQ(c.ends[0].why, out::Why::silent);
    c.binds();
    c.later(Ms{30'000});
    EXPECT_EQ(c.wrote.back().command, command::enquire_link);
    c.says(command::enquire_link | command::response, 0, c.wrote.back().sequence);
    c.later(Ms{30'000});
    c.later(Ms{5000});
    ASSERT_EQ(c.ends.size(), 2u);
    EXPECT_EQ(c.ends[1].why, out::Why::silent);
}

TEST(SmppSession, RefusedBindSaysWhy) {
    Centre c;
    c.on(in::Connected{});
    c.says(command::bind_transceiver | command::response, status::bad_password, 1);
    ASSERT_EQ(c.ends.size(), 1u);
    EXPECT_EQ(c.ends[0].status, status::bad_password);
}

TEST(SmppSession, AnswersWhatItIsAsked) {
    Centre c;
    c.binds();
    c.says(command::enquire_link, 0, 70);
    EXPECT_EQ(c.wrote.back().command, command::enquire_link | command::response);
    EXPECT_EQ(c.wrote.back().sequence, 70u);
    c.says(0x0BAD, 0, 71);
    EXPECT_EQ(c.wrote.back().command, command::generic_nack);
    EXPECT_EQ(c.wrote.back().status, status::bad_command);
    c.says(command::deliver_sm, 0, 72, "short");
    EXPECT_EQ(c.wrote.back().status, status::bad_length);
    c.says(command::deliver_sm, 0, 73, write_message(to("1", "hello")));
    ASSERT_EQ(c.arrived.size(), 1u);
    EXPECT_NE(c.wrote.back().sequence, 73u) << "answered only when it is kept";
    c.on(in::Kept{73, command::deliver_sm, true});
    EXPECT_EQ(c.wrote.back().sequence, 73u);
    EXPECT_EQ(c.wrote.back().status, status::ok);
    c.says(command::unbind, 0, 74);
    EXPECT_EQ(c.wrote.back().command, command::unbind | command::response);
    EXPECT_EQ(c.ends.back().why, out::Why::unbound);
}

TEST(SmppSession, ANackRefusesWhatItNames) {
    Centre c;
    c.binds();
    c.sends(1);
    c.says(command::generic_nack, status::bad_command_length, c.wrote.back().sequence);
    ASSERT_EQ(c.answers.size(), 1u);
    EXPECT_EQ(c.answers[0].outcome, Outcome::refused);
    c.on(in::Bytes{std::string("\x00\x00\x00\x01garbage", 11)});
    EXPECT_EQ(c.ends.back().why, out::Why::garbled);
}

TEST(SmppSession, LeavesWithAnUnbind) {
    Centre c;
    c.binds();
    c.on(in::Leave{});
    EXPECT_EQ(c.wrote.back().command, command::unbind);
    c.sends(1);
    EXPECT_EQ(c.answers.back().outcome, Outcome::not_left);
    c.says(command::unbind | command::response, 0, c.wrote.back().sequence);
    EXPECT_EQ(c.ends.back().why, out::Why::left);
}

}  // namespace smpp_test
}  // namespace ol::smpp
