// Who finds and hears recordings: the search, the sound, what is done to one.
#include <charconv>

#include "contact/recordings/keeper.hpp"
#include "contact/recordings/recordings.hpp"
#include "platform/base/text.hpp"

namespace ol::recordings {
namespace {

Error unknown() { return not_found("recordings.unknown", "there is no such recording"); }

bool in_shops(const http::Principal& who, ShopId shop) {
    return who.shops.empty() || who.shops.contains(shop.value);
}

std::string format_of(const Row& row) {
    return row.path.find(".flac") != std::string::npos ? "flac" : "wav";
}

constexpr Ms one_listening{12 * 3600 * 1000};
constexpr std::size_t heard_max = 10000;
constexpr std::int64_t body_max = 64 << 20;  // an hour of talk is some 30 MB of FLAC

/// "bytes=10-", "bytes=10-19", "bytes=-5" within that size; nothing: the whole (RFC 9110 section
/// 14.2 lets a server ignore what it does not understand).
struct Part {
    std::int64_t first = 0, length = 0;
};
std::optional<Part> part_of(const std::string& range, std::int64_t size) {
    std::int64_t first = -1, last = -1;
    const auto dash = range.find('-');
    if (!range.starts_with("bytes=") || dash == std::string::npos) return std::nullopt;
    const auto number = [&](std::size_t from, std::size_t to, std::int64_t& out) {
        const auto done = std::from_chars(range.data() + from, range.data() + to, out);
        return from == to || done.ptr == range.data() + to;
    };
    if (!number(6, dash, first) || !number(dash + 1, range.size(), last)) return std::nullopt;
    if (first < 0 && last < 0) return std::nullopt;
    if (first < 0) return Part{std::max<std::int64_t>(0, size - last), std::min(last, size)};
    if (last >= 0 && last < first) return std::nullopt;
    const auto end = last < 0 ? size : std::min(size, last + 1);
    return Part{first, end - first};  // length 0 or less: behind the end
}

/// What is sealed has no file that the server could stream: it is opened here, a range of it.
http::Response unsealed(const Bytes& bytes, const std::string& range) {
    http::Response out;
    const auto size = bytes.size();
    const auto part = part_of(range, size);
    if (part && part->length <= 0) {
        out = http::problem(
            invalid("http.range", "range", "The range lies behind the end of the file."));
        out.status = 416;
        out.headers.emplace_back("Content-Range", "bytes */" + std::to_string(size));
        return out;
    }
    const Part wanted = part.value_or(Part{0, size});
    // Who asks for the whole gets it; a player asks for ranges and comes again for the rest.
    const auto length = part ? std::min(wanted.length, body_max) : wanted.length;
    auto body = bytes.read(wanted.first, static_cast<std::size_t>(length));
    if (!body) return http::problem(body.error());
    out.body = std::move(*body);
    out.headers.emplace_back("Accept-Ranges", "bytes");
    if (!part && length == size) return out;
    out.status = 206;
    out.headers.emplace_back("Content-Range", "bytes " + std::to_string(wanted.first) + "-" +
                                                  std::to_string(wanted.first + length - 1) + "/" +
                                                  std::to_string(size));
    return out;
}

Recording shown(const Row& row) {
    Recording out;
    out.id = row.id;
    out.contact_id = row.call.contact;
    out.at = row.started_at;
    out.duration_ms = row.duration_ms;
    out.caller_masked = row.call.number.empty() ? "" : mask_phone(row.call.number);
    out.state = row.state;
    out.bytes = row.bytes;
    out.direction = row.call.direction;
    out.disposition = row.call.disposition;
    out.queue_id = row.call.queue;
    if (row.silence_permille >= 0) {
        out.silence_percent = (row.silence_permille + 5) / 10;
        out.buyer_db = row.level_left_db;
        out.operator_db = row.level_right_db;
    }
    out.format = format_of(row);
    out.encrypted = row.path.ends_with(".sealed");
    out.hold = row.hold;
    return out;
}

std::string digits_of(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c >= '0' && c <= '9') out += c;
    return out;
}

std::int64_t id_at(std::int64_t ms) {
    return std::max<std::int64_t>(0, ms - IdSource::epoch_ms) << 12;
}

constexpr int customers_max = 200, of_buyer_max = 1000;
constexpr std::int64_t second = 1000;

/// All of it but the buyer and the order, which other rooms find.
store::Search search_of(const http::Request& r) {
    store::Search s;
    s.before_id = r.query_number("cursor");
    s.limit = static_cast<int>(r.query_number("limit"));
    s.shops = r.who.shops;
    if (const auto from = r.query_number("from")) s.from_id = id_at(from);
    if (const auto to = r.query_number("to")) s.to_id = id_at(to);
    s.agent = PersonId{r.query_number("agent")};
    s.queue = QueueId{r.query_number("queue")};
    s.direction = r.query_text("direction");
    s.disposition = r.query_text("disposition");
    s.state = r.query_text("state");
    s.least_ms = r.query_number("least_s") * second;
    s.most_ms = r.query_number("most_s") * second;
    s.silence_from = static_cast<int>(r.query_number("silence_from") * 10);
    s.silence_to = static_cast<int>(r.query_number("silence_to") * 10);
    return s;
}

}  // namespace

Result<RecordingPage> Recordings::search(const http::Request& r) const {
    store::Search s = search_of(r);
    const std::string buyer = r.query_text("q"), order = r.query_text("order");
    if (const auto customer = r.query_number("customer")) s.customers = {customer};
    if (!buyer.empty()) {
        auto found = d_.customers.search(buyer, "", customers_max);
        if (!found) return found.error();
        for (const auto& c : found->items) s.customers.push_back(c.id.value);
        const std::string digits = digits_of(buyer);
        if (digits.size() >= 3) s.number = digits.substr(0, 15);
        if (s.customers.empty() && s.number.empty()) return RecordingPage{};
    }
    std::vector<OrderId> of_number;
    if (!order.empty()) {  // its buyer's recordings, and of them those that spoke of it
        auto found = d_.orders.list(r.who, {{}, {}, order, "", customers_max});
        if (!found) return found.error();
        for (const auto& one : found->items)
            if (one.number == order) of_number.push_back(one.id);
        if (of_number.empty()) return RecordingPage{};
        s.limit = of_buyer_max;
    }
    return d_.db.read_as<RecordingPage>([&](db::Conn& conn) -> Result<RecordingPage> {
        for (const OrderId id : of_number)
            if (auto one = d_.orders.order(conn, id); one && one->customer_id)
                s.customers.push_back(one->customer_id.value);
        if (!of_number.empty() && s.customers.empty()) return RecordingPage{};
        auto rows = store::search(conn, s);
        std::vector<ContactId> contacts;
        for (const Row& row : rows) contacts.push_back(row.call.contact);
        const auto orders = d_.orders.numbers_in(conn, contacts);
        if (!order.empty())
            std::erase_if(rows, [&](const Row& row) {
                const auto of = orders.find(row.call.contact);
                return of == orders.end() || !of->second.contains(order);
            });
        const auto callers =
            d_.callers ? d_.callers(conn, contacts) : std::map<ContactId, std::string>{};
        const auto directory = d_.staff.directory();
        const auto voices = other_voices(conn, rows);
        RecordingPage page;
        for (const Row& row : rows) {
            Recording& out = page.items.emplace_back(shown(row));
            if (row.operator_id) out.operator_name = directory->name_of(row.operator_id);
            if (auto of = voices.find(row.id); of != voices.end())
                for (const PersonId person : of->second)
                    out.other_names.push_back(directory->name_of(person));
            if (auto of = callers.find(out.contact_id); of != callers.end())
                out.caller_name = of->second;
            if (auto of = orders.find(out.contact_id); of != orders.end())
                out.order_numbers.assign(of->second.begin(), of->second.end());
        }
        if (order.empty() && static_cast<int>(page.items.size()) == s.limit)
            page.next = std::to_string(page.items.back().id.value);
        return page;
    });
}

Result<Row> Recordings::heard_by(const http::Principal& who, RecordingId id) const {
    return d_.db.read_as<Row>([&](db::Conn& conn) -> Result<Row> {
        auto row = find(conn, id);
        if (!row || !in_shops(who, row->call.shop)) return unknown();
        if (!who.may("recordings.listen") && row->operator_id)
            return forbidden("recordings.not_listening",
                             "listening to talks needs the permission recordings.listen");
        if (row->state == "erased")
            return not_found("recordings.erased", "this recording was erased");
        return *row;
    });
}

Result<RecordingMarks> Recordings::marks(const http::Principal& who, RecordingId id) const {
    auto row = heard_by(who, id);
    if (!row) return row.error();
    return d_.db.read_as<RecordingMarks>([&](db::Conn& conn) -> Result<RecordingMarks> {
        RecordingMarks out;
        const auto directory = d_.staff.directory();
        for (const MarkRow& mark : recordings::marks(conn, id)) {
            RecordingMark& shown = out.items.emplace_back();
            shown.at_ms = mark.at_ms;
            if (mark.to_ms >= 0) shown.to_ms = mark.to_ms;
            shown.what = mark.what;
            if (mark.person) shown.person_name = directory->name_of(mark.person);
        }
        return out;
    });
}

Result<PeaksView> Recordings::peaks(const http::Principal& who, RecordingId id, int points) const {
    auto row = heard_by(who, id);
    if (!row) return row.error();
    auto bytes = open_bytes(row->path, [this](std::int64_t key) { return keys_->key_of(key); });
    if (!bytes && bytes.error().code == "recordings.file_missing") {  // it moved just now
        row = heard_by(who, id);
        if (!row) return row.error();
        bytes = open_bytes(row->path, [this](std::int64_t key) { return keys_->key_of(key); });
    }
    if (!bytes) return bytes.error();
    auto found = peaks_of(**bytes, points);
    if (!found) return found.error();
    return PeaksView{found->duration_ms, std::move(found->left), std::move(found->right)};
}

/// A player that seeks asks for many ranges of what it began to hear; each of them is no listening
/// of its own. A range by itself is: nobody hears all but the first byte off the record.
bool Recordings::heard_before(PersonId person, RecordingId id) const {
    const std::lock_guard lock(mutex_);
    const auto at = heard_.find({person, id});
    return at != heard_.end() && d_.clock.now() - at->second < one_listening;
}
void Recordings::note_heard(PersonId person, RecordingId id) const {
    const std::lock_guard lock(mutex_);
    if (heard_.size() >= heard_max) heard_.clear();
    heard_[{person, id}] = d_.clock.now();
}

http::Response Recordings::sound(const http::Request& r, bool download) const {
    const auto id = r.id_param("id");
    if (!id)
        return http::problem(
            invalid("recordings.id", "id", "the recording id in the path is not a number"));
    auto row = heard_by(r.who, RecordingId{*id});
    if (!row) return http::problem(row.error());
    const auto key_of = [this](std::int64_t key) { return keys_->key_of(key); };
    auto bytes = open_bytes(row->path, key_of);
    if (!bytes && bytes.error().code == "recordings.file_missing") {  // it moved just now
        row = heard_by(r.who, RecordingId{*id});
        if (row) bytes = open_bytes(row->path, key_of);
    }
    if (!bytes) return http::problem(bytes.error());
    const std::string range = r.header("range");
    const bool begins = range.empty() || range.starts_with("bytes=0-");
    if (download || begins || !heard_before(r.who.person, RecordingId{*id})) {
        // Nobody hears what could not be put on the record.
        auto noted = d_.db.write([&](db::Tx& tx) -> Result<> {
            d_.staff.audit(tx, r.who.person,
                           download ? "recording.downloaded" : "recording.listened", *id);
            return {};
        });
        if (!noted) return http::problem(noted.error());
        note_heard(r.who.person, RecordingId{*id});
    }
    const std::string format = format_of(*row);
    const bool sealed = row->path.ends_with(".sealed");
    http::Response out = sealed ? unsealed(**bytes, range) : http::Response{};
    if (!sealed) out.file = row->path;
    if (out.status >= 400) return out;
    out.content_type = "audio/" + format;
    out.headers.emplace_back("Content-Disposition",
                             std::string(download ? "attachment" : "inline") +
                                 "; filename=\"recording-" + std::to_string(*id) + "." + format +
                                 "\"");
    return out;
}

namespace {
/// An operator erases from her live call only; here the whole past lies open.
Result<> may_change(const http::Principal& who, const std::string& reason) {
    if (!who.may("recordings.listen"))
        return forbidden("recordings.not_listening",
                         "who changes past recordings needs the permission recordings.listen");
    if (trim(reason).empty())
        return invalid("recordings.reason", "reason", "say why, for who reads the audit later");
    return {};
}
}  // namespace

Result<Nothing> Recordings::hold(const http::Principal& who, RecordingId id, const HoldIn& in) {
    if (auto may = may_change(who, in.reason); !may) return may.error();
    return d_.db.write_as<Nothing>([&](db::Tx& tx) -> Result<Nothing> {
        const auto row = find(tx.conn, id);
        if (!row || !in_shops(who, row->call.shop)) return unknown();
        if (row->state == "erased")
            return not_found("recordings.erased", "this recording was erased");
        store::hold(tx, id, in.on);
        d_.staff.audit(tx, who.person, in.on ? "recording.held" : "recording.released", id.value);
        return Nothing{};
    });
}

Result<Nothing> Recordings::erase(const http::Principal& who, RecordingId id, const EraseIn& in) {
    if (auto may = may_change(who, in.reason); !may) return may.error();
    auto done = d_.db.write_as<Nothing>([&](db::Tx& tx) -> Result<Nothing> {
        const auto row = find(tx.conn, id);
        if (!row || !in_shops(who, row->call.shop)) return unknown();
        if (row->hold)
            return conflict("recordings.held",
                            "this recording is held for a dispute; release it first");
        if (row->state == "open")
            return conflict("recordings.open", "the call goes on; erase it from there");
        recordings::erase(tx, id, who.person, in.reason.substr(0, 500));
        d_.staff.audit(tx, who.person, "recording.erased", id.value);
        return Nothing{};
    });
    if (done) keeper_->wake();
    return done;
}

}  // namespace ol::recordings
