// An answer as a fax: its PDFs are drawn, a trunk is chosen, the machine calls. The outbox keeps
// order, repeats and states.
#include <algorithm>
#include <filesystem>

#include "contact/fax/fax.hpp"
#include "platform/base/text.hpp"
#include "platform/media/fax/pages.hpp"

namespace ol::fax {

using conversations::Carried;
using conversations::Parcel;
using conversations::Sent;

namespace {

constexpr std::size_t pdf_most = 20 << 20;

Carried as(Sent what, std::string code, std::string text = {}) {
    Carried out;
    out.answer.what = what, out.answer.code = std::move(code), out.answer.text = std::move(text);
    return out;
}

/// Again after a while; after so many calls somebody must look.
Carried later(std::string code, std::int64_t tries) {
    if (tries % tries_most == 0) return as(Sent::refused, std::move(code));
    auto out = as(Sent::again, std::move(code));
    out.answer.retry_after_ms = again_after(tries % tries_most);
    return out;
}

const char* code_of(trunks::Outcome outcome) {
    switch (outcome) {
        case trunks::Outcome::busy: return "fax.busy";
        case trunks::Outcome::no_answer: return "fax.no_answer";
        case trunks::Outcome::wrong_number: return "fax.wrong_number";
        case trunks::Outcome::refused: return "fax.refused";
        case trunks::Outcome::answered:
        case trunks::Outcome::unreachable:
        case trunks::Outcome::cancelled:
        case trunks::Outcome::unattended: return "fax.unreachable";
    }
    return "fax.unreachable";
}

/// The caller's row is gone whatever became of it.
struct Drawn {
    std::string path;
    ~Drawn() {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
};

}  // namespace

Ms again_after(std::int64_t tries) {
    const auto times = std::clamp<std::int64_t>(tries, 1, 4) - 1;
    return Ms{180'000} * (std::int64_t{1} << times);
}

class FaxCarrier final : public conversations::Carrier {
public:
    explicit FaxCarrier(Faxes& room) : room_(room) {}
    conversations::ChannelKind kind() const override { return conversations::ChannelKind::fax; }
    conversations::Limits limits() const override {
        conversations::Limits out;
        out.text_chars = 0;  // a fax is its pages
        out.media_bytes = pdf_most;
        return out;
    }
    conversations::Window window(std::optional<Time>, Time) const override { return {}; }
    /// A second call is a second fax.
    bool repeats(conversations::ChannelAccountId) const override { return false; }
    Carried carry(const Parcel& parcel) override { return room_.carry(parcel); }

private:
    Faxes& room_;
};

std::shared_ptr<conversations::Carrier> Faxes::carrier() {
    return std::make_shared<FaxCarrier>(*this);
}

Result<int> Faxes::draw(const Parcel& parcel, const std::string& tiff) const {
    if (parcel.files.empty()) return invalid("fax.no_pdf", "files", "A fax is a PDF; attach one.");
    std::error_code ignored;
    std::filesystem::create_directories(d_.dir, ignored);
    std::filesystem::remove(tiff, ignored);
    int pages = 0;
    for (const auto& f : parcel.files) {
        auto pdf = d_.files.bytes(f.id);
        if (!pdf) return pdf.error();
        auto drawn = modem::tiff_of_pdf(*pdf, tiff);
        if (!drawn) return drawn.error();
        pages = *drawn;
    }
    return pages;
}

Carried Faxes::carry(const Parcel& parcel) {
    std::optional<rows::Line> line;
    auto read = d_.db.read([&](db::Conn& conn) -> Result<> {
        line = rows::line(conn, parcel.account);
        return {};
    });
    if (!read) return as(Sent::again, read.error().code);
    const std::string& number = parcel.out.thread;
    if (!line || d_.trunks == nullptr || number.empty() || number.starts_with("fax:"))
        return as(Sent::gone, "fax.no_number");
    // 112 and its like call for help; no machine of ours may ring there.
    if (normal_phone(number, d_.region(line->shop_id)) != number)
        return as(Sent::gone, "fax.short_number");
    const Drawn pages{d_.dir + "/out-" + std::to_string(parcel.message.value) + ".tif"};
    return send(parcel, *line, pages.path);
}

Carried Faxes::send(const Parcel& parcel, const rows::Line& line, const std::string& tiff) {
    const auto pages = draw(parcel, tiff);
    if (!pages) {
        const bool passes = pages.error().kind == Errc::unavailable;
        return as(passes ? Sent::again : Sent::refused, pages.error().code);
    }
    const auto choice = d_.trunks->choose(parcel.out.thread, d_.region(line.shop_id));
    if (trunks::off_every_list(choice)) return as(Sent::not_allowed, "fax.country");
    rows::Call row;
    row.id = d_.ids.next_id<FaxId>(), row.line_id = line.id, row.shop_id = line.shop_id;
    row.conversation_id = parcel.conversation, row.message_id = parcel.message;
    row.sends = true, row.number = parcel.out.thread, row.state = FaxState::calling;
    row.pages_all = *pages, row.began_at = d_.clock.now();
    std::int64_t tries = 0;
    auto written = d_.db.write([&](db::Tx& tx) -> Result<> {
        rows::insert(tx, row);
        tries = rows::tries_of(tx.conn, parcel.message);
        return {};
    });
    if (!written) return as(Sent::again, written.error().code);
    std::error_code moved;
    std::filesystem::rename(tiff, file_of(row.id), moved);
    const Drawn drawn{file_of(row.id)};
    const auto ended = by_trunks(choice.candidates, row, line);
    if (!ended) {  // we stop: nobody knows how far it came
        auto out = as(Sent::again, "fax.server_stopped");
        out.unanswered = true;
        return out;
    }
    auto out = told(parcel, *ended, *pages, tries);
    row.state = FaxState::done, row.code = out.answer.code.empty() ? "ok" : out.answer.code;
    row.ended_at = d_.clock.now(), row.pages = ended->outcome.pages;
    row.station = ended->outcome.station;
    if (ended->answered) row.wire = ended->outcome.wire == modem::Wire::t38 ? "t38" : "g711";
    row.ecm = ended->outcome.ecm, row.bits_per_second = ended->outcome.bits_per_second;
    (void)save(row);
    return out;
}

/// The next trunk as long as the failure is the trunk's, as calls of people go.
std::optional<Faxes::Ended> Faxes::by_trunks(const std::vector<TrunkId>& all, const rows::Call& row,
                                             const rows::Line& line) {
    Ended last{false, false, sip::EndCause::unreachable, 503, {}};
    for (const auto id : all) {
        const auto way = d_.trunks->way(id, row.number, line.shop_id);
        if (!way) continue;
        const auto ended = place(*way, row, line);
        if (!ended) return std::nullopt;
        last = *ended;
        if (last.answered || !trunks::goes_on(last.cause, last.status, last.rang)) break;
    }
    return last;
}

Carried Faxes::told(const Parcel& parcel, const Ended& ended, int pages_all,
                    std::int64_t tries) const {
    const auto& o = ended.outcome;
    if (!ended.answered) {
        const auto outcome = trunks::outcome_of(ended.cause, ended.status, ended.rang);
        if (outcome == trunks::Outcome::wrong_number) return as(Sent::gone, code_of(outcome));
        if (outcome == trunks::Outcome::refused) return as(Sent::refused, code_of(outcome));
        return later(code_of(outcome), tries);
    }
    if (o.code == "ok" || o.pages >= pages_all) {
        auto out = as(Sent::accepted, "");
        out.answer.message_id = "fax:" + std::to_string(parcel.message.value);
        return out;
    }
    if (o.pages > 0)  // never the whole once more by ourselves: he has some of it
        return as(Sent::refused, "fax.partial",
                  std::to_string(o.pages) + "/" + std::to_string(pages_all));
    const bool never =
        o.code == "fax.file" || o.code == "fax.not_compatible" || o.code == "fax.page_refused";
    return never ? as(Sent::refused, o.code) : later(o.code, tries);
}

}  // namespace ol::fax
