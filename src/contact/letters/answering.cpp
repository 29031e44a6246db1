// An answer as a letter: to whom he wrote, under his subject, with what lets it find its thread
// again. The outbox keeps order, repeats and states; here one letter is handed to its server.
#include "contact/letters/letters.hpp"
#include "contact/letters/threading.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/text.hpp"

namespace ol::letters {

using conversations::Carried;
using conversations::Parcel;
using conversations::SendAnswer;
using conversations::Sent;

namespace {

std::string fresh_token() { return lower_ascii(crypto::base32(crypto::random_bytes(10))); }

Error nobody() { return not_found("letters.nobody", "There is no letter of his to answer here."); }

rows::Letter row_of(const mail::Letter& letter, const Parcel& parcel, const rows::Box& box,
                    Time now) {
    rows::Letter row;
    row.id = parcel.message, row.mailbox_id = box.id, row.shop_id = box.shop_id;
    row.conversation_id = parcel.conversation, row.ours = true;
    row.rfc_id = letter.key + "@" + box.address.substr(box.address.find('@') + 1);
    row.subject = letter.subject, row.plain_subject = plain_subject(letter.subject);
    row.from_name = box.name, row.from_address = box.address;
    row.to_line = letter.to.front();
    row.sort = "sent", row.files = "[]", row.at = now;
    return row;
}

/// Known before it leaves: a bounce or an answer may come before the server's last word.
Carried told(const Error& e) {
    const auto as = [&](Sent what) { return Carried{{what, "", {}, e.code, e.detail}, false}; };
    if (e.code == "mail.refused") return as(Sent::refused);
    if (e.code == "mail.login") return as(Sent::bad_token);
    if (e.code == "letters.nobody") return as(Sent::gone);
    if (e.code == "mail.unanswered") return {{Sent::again, "", {}, e.code, e.detail}, true};
    const bool file = e.code == "files.infected" || e.code == "files.missing";
    const bool ours = e.kind == Errc::invalid || e.code == "mail.clear" || file;
    return as(ours ? Sent::refused : Sent::again);
}

}  // namespace

class MailCarrier final : public conversations::Carrier {
public:
    explicit MailCarrier(Letters& room) : room_(room) {}
    conversations::ChannelKind kind() const override { return conversations::ChannelKind::email; }
    conversations::Limits limits() const override {
        conversations::Limits out;
        out.text_chars = 100000;
        return out;
    }
    conversations::Window window(std::optional<Time>, Time) const override { return {}; }
    /// Two letters with one Message-ID are two in most mailboxes.
    bool repeats(conversations::ChannelAccountId) const override { return false; }
    Carried carry(const Parcel& parcel) override { return room_.carry(parcel); }

private:
    Letters& room_;
};

std::shared_ptr<conversations::Carrier> Letters::carrier() {
    return std::make_shared<MailCarrier>(*this);
}

Result<Letters::Answer> Letters::answer_for(const Parcel& parcel) {
    return d_.db.write_as<Answer>([&](db::Tx& tx) -> Result<Answer> {
        const auto his = rows::last_from_him(tx.conn, parcel.conversation);
        const auto box = rows::box(tx.conn, parcel.account);
        if (!his || !box || his->answer_to.empty()) return nobody();
        auto login = sending(*box);
        if (!login) return login.error();
        const auto token = rows::token_of(tx, box->shop_id, parcel.conversation, fresh_token());
        mail::Letter l;
        l.from = box->address, l.from_name = box->name;
        l.to = {his->answer_to};
        l.subject = answer_subject(his->subject, box->plus_addresses ? "" : token);
        if (box->plus_addresses) l.reply_to = mail::with_token(box->address, token);
        l.in_reply_to = his->rfc_id;
        l.references = answer_references(his->reply_ids, his->rfc_id);
        l.text = parcel.out.text;
        if (!box->signature.empty()) l.text += "\n\n-- \n" + box->signature;
        l.key = "ol." + std::to_string(parcel.message.value);
        l.auto_submitted = mail::AutoSubmitted::no;  // a person wrote it
        auto keys = Dkims::keys_of(tx.conn, *box, d_.key32);
        if (!keys) return keys.error();
        l.dkim = std::move(*keys);
        if (auto ok = mail::check(l); !ok) return ok.error();
        if (!rows::letter(tx.conn, parcel.message))
            rows::insert(tx, row_of(l, parcel, *box, tx.now));
        return Answer{std::move(l), std::move(*login)};
    });
}

Result<> Letters::put_files(const Parcel& parcel, mail::Letter& letter) const {
    for (const auto& f : parcel.files) {
        auto bytes = d_.files->bytes(f.id);
        if (!bytes) return bytes.error();
        letter.attachments.push_back({f.name, f.type, std::move(*bytes)});
    }
    return {};
}

Carried Letters::carry(const Parcel& parcel) {
    auto answer = answer_for(parcel);
    if (!answer) return told(answer.error());
    if (auto packed = put_files(parcel, answer->letter); !packed) return told(packed.error());
    answer->login.stop = &stopping_;
    const auto sent = mail::send(mail::server_of(answer->login), answer->letter, d_.clock.now());
    if (!sent && sent.error().code == "mail.login" && signs_.refused(parcel.account))
        return told(unavailable("mail.token_unreachable", "The token was taken back; a new one."));
    if (!sent) return told(sent.error());
    return {{Sent::accepted, answer->letter.key, {}, "", ""}, false};
}

}  // namespace ol::letters
