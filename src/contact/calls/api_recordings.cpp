// Routes of recordings: list, sound, waveform.
#include <filesystem>

#include "contact/calls/api.hpp"
#include "platform/base/text.hpp"

namespace ol::calls {

namespace {
Error no_recording() { return not_found("calls.recording", "there is no such recording"); }
}  // namespace

void CallRoutes::add_recordings() {
    auto list =
        route(Method::get, "/api/v1/recordings", "Recordings, newest first", "recordings.listen");
    list.query = {http::cursor_param(), http::limit_param(200, 50), "q"};
    router.get<RecordingPage>(list, [i = &impl](Request& r) -> Result<RecordingPage> {
        return i->deps.db.read_as<RecordingPage>([&](db::Conn& conn) -> Result<RecordingPage> {
            RecordingPage page;
            const auto limit = r.query_number("limit");
            const auto rows =
                store::recordings(conn, {r.query_number("cursor"), lower_ascii(r.query_text("q")),
                                         r.who.shops, static_cast<int>(limit)});
            std::vector<ContactId> contacts;
            for (const auto& row : rows) contacts.push_back(row.recording.contact);
            const auto orders = i->deps.orders.numbers_in(conn, contacts);
            for (const auto& row : rows) {
                Recording out;
                out.id = row.recording.id;
                out.contact_id = row.recording.contact;
                out.at = row.recording.started_at;
                out.duration_ms = row.recording.duration_ms;
                out.operator_name =
                    row.recording.operator_id ? i->deps.person_name(row.recording.operator_id) : "";
                out.caller_name = row.caller_name;
                out.caller_masked = row.number.empty() ? "" : mask_phone(row.number);
                out.state = row.recording.state;
                out.bytes = row.recording.bytes;
                if (auto of = orders.find(out.contact_id); of != orders.end())
                    out.order_numbers.assign(of->second.begin(), of->second.end());
                page.items.push_back(std::move(out));
            }
            if (!page.items.empty())
                page.next = next_of(page.items.size(), limit, page.items.back().id.value);
            return page;
        });
    });
    auto audio = route(Method::get, "/api/v1/recordings/{id}/audio",
                       "The stereo WAV (left buyer, right operator); talks need recordings.listen",
                       "contacts.view");
    audio.handler = [i = &impl](Request& r) -> http::Response {
        auto path = recording_path(*i, r);
        if (!path) return http::problem(path.error());
        http::Response out;
        out.content_type = "audio/wav";
        out.file = *path;
        return out;
    };
    router.add(std::move(audio));
    auto peaks = route(Method::get, "/api/v1/recordings/{id}/peaks",
                       "The waveform: peaks 0..100 of both channels", "contacts.view");
    peaks.query = {http::number_param("points", 50, 4000, 800)};
    router.get<PeaksView>(peaks, [i = &impl](Request& r) -> Result<PeaksView> {
        auto path = recording_path(*i, r);
        if (!path) return path.error();
        auto found = media::wav_peaks(*path, static_cast<int>(r.query_number("points")));
        if (!found) return found.error();
        return PeaksView{found->duration_ms, std::move(found->left), std::move(found->right)};
    });
}

/// Listening needs recordings.listen and the shop; a voicemail (nobody talked) is heard by
/// whoever may take its task.
Result<std::string> CallRoutes::recording_path(Calls::Impl& i, const Request& r) {
    auto id = r.id_param("id");
    if (!id)
        return invalid("calls.recording_id", "id", "the recording id in the path is not a number");
    auto path = i.deps.db.read_as<std::string>([&](db::Conn& conn) -> Result<std::string> {
        auto row = store::recording(conn, RecordingId{*id});
        if (!row) return no_recording();
        const auto contact = store::load(conn, row->contact);
        if (!contact || !in_shops(r.who, contact->shop)) return no_recording();
        if (!r.who.may("recordings.listen") && row->operator_id)
            return forbidden("calls.not_listening",
                             "listening to talks needs the permission recordings.listen");
        if (row->state == "erased")
            return not_found("calls.recording_erased",
                             "this recording was erased on the buyer's request");
        if (std::error_code gone; !std::filesystem::exists(row->path, gone))
            return not_found("calls.recording_missing",
                             "the sound file is not there; look in the backup");
        return row->path;
    });
    // Listening is on the record; only the first part of a range read counts.
    const std::string range = r.header("range");
    if (path && i.deps.audit && (range.empty() || range.starts_with("bytes=0-")))
        (void)i.deps.db.write([&](db::Tx& tx) -> Result<> {
            i.deps.audit(tx, r.who.person, "recording.listened", *id);
            return {};
        });
    return path;
}

}  // namespace ol::calls
