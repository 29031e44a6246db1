// What came: pages on the disk become a PDF in the sender's thread, in one commit with the fax's
// row. Whatever fails on the way is tried again; the pages stay until then.
#include <filesystem>

#include "contact/fax/fax.hpp"
#include "platform/base/log.hpp"
#include "platform/media/fax/pages.hpp"

namespace ol::fax {
namespace {

using conversations::Arrival;
using conversations::Arrived;

constexpr Ms again_in{60'000};

std::string file_name(Time at) { return "fax-" + iso8601(at).substr(0, 10) + ".pdf"; }

}  // namespace

Result<> Faxes::save(const rows::Call& row) {
    return d_.db.write([&](db::Tx& tx) -> Result<> {
        rows::update(tx, row);
        return {};
    });
}

void Faxes::finish_later(FaxId id) {
    d_.loop.at(d_.loop.now() + again_in, [this, id] {
        std::optional<rows::Call> row;
        (void)d_.db.read([&](db::Conn& conn) -> Result<> {
            row = rows::call(conn, id);
            return {};
        });
        if (row && row->state == FaxState::received) received(*row);
    });
}

void Faxes::received(rows::Call row) {
    row.state = FaxState::received;
    const int whole = modem::tiff_pages(file_of(row.id));
    row.pages_all = whole;
    std::optional<rows::Line> line;
    auto written = d_.db.write([&](db::Tx& tx) -> Result<> {
        line = rows::line(tx.conn, row.line_id);
        if (whole == 0 || !line) row.state = FaxState::done;
        rows::update(tx, row);
        return {};
    });
    if (written && row.state == FaxState::done) {
        std::error_code ignored;
        std::filesystem::remove(file_of(row.id), ignored);
        return;
    }
    if (written) written = keep(row, *line);
    if (written) return;
    log::warn("fax", "not_kept",
              {{"fax", std::to_string(row.id.value)}, {"code", written.error().code}});
    finish_later(row.id);
}

Result<> Faxes::keep(const rows::Call& row, const rows::Line& line) {
    auto pdf = modem::pdf_of_tiff(file_of(row.id));
    if (!pdf) return pdf.error();
    auto kept = d_.files.put(*pdf);
    if (!kept) return kept.error();
    std::optional<files::Kept> picture;
    if (const auto png = modem::png_of_first_page(file_of(row.id)))
        if (auto put = d_.files.put(*png)) picture = std::move(*put);
    const std::string key = "fax:" + std::to_string(row.id.value);
    Arrival a;
    a.shop = row.shop_id, a.channel = conversations::ChannelKind::fax, a.account = line.id;
    a.queue = line.queue_id, a.key = key;
    a.thread = row.number.empty() ? key : row.number;  // nobody's number is nobody's thread
    a.text = "📠 " + file_name(row.began_at);
    a.buyer_contact = row.number;
    a.answer_within = Ms{std::int64_t{line.answer_within_s} * 1000};
    auto arrived = d_.conversations.arrive(
        [a](db::Tx&) -> Result<Arrival> { return a; },
        [&](db::Tx& tx, const Arrived& in) -> Result<> {
            const files::Place place{in.conversation, in.message, line.id};
            d_.files.attach(tx, place, 1, file_name(row.began_at), *kept);
            if (picture) d_.files.attach(tx, place, 2, "page-1.png", *picture);
            auto done = row;
            done.conversation_id = in.conversation, done.message_id = in.message;
            done.state = FaxState::done;
            rows::update(tx, done);
            return {};
        });
    if (!arrived) return arrived.error();
    d_.files.wake();
    std::error_code ignored;
    std::filesystem::remove(file_of(row.id), ignored);
    return {};
}

}  // namespace ol::fax
