// Routes of the room.
#include "contact/recordings/recordings.hpp"
#include "platform/http/routes.hpp"

namespace ol::recordings {
namespace {

using http::Method;
using http::Request;

constexpr http::RouteOf route{.tag = "recordings"};

Result<RecordingId> recording_in(const Request& r) {
    const auto id = r.id_param("id");
    if (!id) return invalid("recordings.id", "id", "the recording id in the path is not a number");
    return RecordingId{*id};
}

constexpr std::int64_t most = std::int64_t{1} << 52;

void add_rules(http::Router& router, Recordings& all) {
    router.get<RecordingSettingsView>(
        route(Method::get, "/api/v1/recording-settings",
              "Which calls are recorded, how long recordings are kept", "settings.view"),
        [&all](Request&) -> Result<RecordingSettingsView> { return all.settings(); });
    router.on<RecordingSettings, RecordingSettingsView>(
        route(Method::put, "/api/v1/recording-settings",
              "Change the rules of recording (If-Match); calls that begin later follow them",
              "settings.edit"),
        [&all](Request& r, const RecordingSettings& in) -> Result<RecordingSettingsView> {
            const auto version = http::if_match(r);
            if (!version) return version.error();
            return all.save(r.who, *version, in);
        });
    router.on<RecordingSettings, KeepPreview>(
        route(Method::post, "/api/v1/recording-settings/preview",
              "What these rules of keeping would delete now; nothing is deleted", "settings.view"),
        [&all](Request&, const RecordingSettings& in) { return all.preview(in); });
    router.get<RecordingState>(
        route(Method::get, "/api/v1/recording-state",
              "How the work on recordings goes: what waits, what stops it, what it costs",
              "settings.view"),
        [&all](Request&) { return all.state(); });
}

void add_search(http::Router& router, Recordings& all) {
    auto list = route(Method::get, "/api/v1/recordings",
                      "Recordings, newest first. q: the buyer's name or number; from, to: "
                      "milliseconds; least_s, most_s: length; silence_from, silence_to: percent",
                      "recordings.listen");
    list.query = {http::cursor_param(),
                  http::limit_param(200, 50),
                  "q",
                  "order",
                  "direction",
                  "disposition",
                  "state"};
    for (const char* id : {"customer", "agent", "queue", "from", "to"})
        list.query.push_back(http::number_param(id, 0, most, 0));
    for (const char* length : {"least_s", "most_s"})
        list.query.push_back(http::number_param(length, 0, 1000000, 0));
    for (const char* percent : {"silence_from", "silence_to"})
        list.query.push_back(http::number_param(percent, 0, 100, 0));
    router.get<RecordingPage>(list, [&all](Request& r) { return all.search(r); });
}

void add_sound(http::Router& router, Recordings& all) {
    auto audio = route(Method::get, "/api/v1/recordings/{id}/audio",
                       "The sound, stereo (left buyer, right operator), WAV or FLAC; talks need "
                       "recordings.listen",
                       "contacts.view");
    audio.handler = [&all](Request& r) { return all.sound(r, false); };
    router.add(std::move(audio));
    auto download = route(Method::get, "/api/v1/recordings/{id}/download",
                          "The sound as a file of one's own; needs recordings.listen too; logged",
                          "recordings.download");
    download.handler = [&all](Request& r) { return all.sound(r, true); };
    router.add(std::move(download));
    auto peaks = route(Method::get, "/api/v1/recordings/{id}/peaks",
                       "The waveform: peaks 0..100 of both channels", "contacts.view");
    peaks.query = {http::number_param("points", 50, 4000, 800)};
    router.get<PeaksView>(peaks, [&all](Request& r) -> Result<PeaksView> {
        const auto id = recording_in(r);
        if (!id) return id.error();
        return all.peaks(r.who, *id, static_cast<int>(r.query_number("points")));
    });
    router.get<RecordingMarks>(
        route(Method::get, "/api/v1/recordings/{id}/marks",
              "What happened when: hold, pause, transfer, a supervisor beside", "contacts.view"),
        [&all](Request& r) -> Result<RecordingMarks> {
            const auto id = recording_in(r);
            if (!id) return id.error();
            return all.marks(r.who, *id);
        });
}

}  // namespace

void add_routes(http::Router& router, Recordings& all) {
    add_rules(router, all);
    add_search(router, all);
    add_sound(router, all);
    router.on<HoldIn, Nothing>(
        route(Method::post, "/api/v1/recordings/{id}/hold",
              "Keep it whatever the rules say, or no longer; logged", "recordings.hold"),
        [&all](Request& r, const HoldIn& in) -> Result<Nothing> {
            const auto id = recording_in(r);
            if (!id) return id.error();
            return all.hold(r.who, *id, in);
        });
    router.on<EraseIn, Nothing>(
        route(Method::post, "/api/v1/recordings/{id}/erase",
              "Erase it for good, on the buyer's request; logged", "recordings.erase"),
        [&all](Request& r, const EraseIn& in) -> Result<Nothing> {
            const auto id = recording_in(r);
            if (!id) return id.error();
            return all.erase(r.who, *id, in);
        });
}

}  // namespace ol::recordings
