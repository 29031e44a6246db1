// Recordings of calls: what the rules say of one, its row and its file, what happened in it.
#include <filesystem>

#include "contact/calls/take_floor.hpp"

namespace ol::calls {

RecordPlan Calls::Impl::record_plan(const LiveContact& c) const {
    if (!deps.recordings) return {};
    const auto said =
        deps.recordings->decide({c.row.id, c.row.queue, c.row.number, c.row.direction == "out"});
    RecordPlan plan{said.start, said.on_demand, said.announce};
    // A step of his flow may have set the variable "record": he was asked there and knows. Who said
    // no is recorded by nobody's key.
    if (c.flow)
        for (const auto& answer : c.flow->answers)
            if (answer.name == "record") plan = {answer.value == "yes", false, false};
    return plan;
}

void Calls::Impl::run(const StartRecord& c) {
    auto* live = find(c.contact);
    if (!live) return;
    const RecordingId id = deps.ids.next_id<RecordingId>();
    const std::string day = iso8601(deps.clock.now()).substr(0, 10);
    const std::string path =
        deps.recordings_dir + "/" + day + "/" + std::to_string(id.value) + ".wav";
    live->row.recording = id;
    recordings[id] = c.contact;
    recordings::Row row;
    row.id = id;
    row.call = store::call_of(live->row);
    row.path = path;
    row.started_at = live->record_began = floor.now();
    if (const Call* call = core.call(c.contact); call && call->agent)
        row.operator_id = *call->agent;
    later([row](db::Tx& tx) { recordings::open(tx, row); });
    touch(c.contact);
    voice.with_media([id, path, c](media::Engine& m) { m.record(id, path, c.buyer, c.agent); });
}

/// No sound hash: not even its name found room.
void Calls::Impl::recorded(RecordingId id, std::int64_t duration_ms, std::string sha256,
                           bool failed) {
    if (takes->recorded(id, duration_ms, failed)) return;
    recordings.erase(id);
    cards.post([this, id, duration_ms, sha256, failed] {
        std::string path;
        (void)deps.db.read([&](db::Conn& conn) -> Result<> {
            if (auto row = recordings::find(conn, id)) path = row->path;
            return {};
        });
        std::error_code missing;
        const auto bytes = path.empty() ? 0 : std::filesystem::file_size(path, missing);
        floor.post([this, id, duration_ms, sha256, failed,
                    bytes = missing ? 0 : static_cast<std::int64_t>(bytes)] {
            later([=](db::Tx& tx) {
                recordings::close(tx, id, failed ? "missing" : "closed", duration_ms, bytes,
                                  sha256);
            });
            // The row is written with the next batch; the file has time.
            if (deps.recordings)
                floor.at(floor.now() + Ms{1000}, [this] { deps.recordings->wake(); });
        });
    });
}

/// A mark begins; the same one again ends it.
void Calls::Impl::mark(LiveContact& live, const std::string& what, bool on, PersonId person) {
    auto open = live.marks.find(what);
    if (!live.row.recording || on == (open != live.marks.end())) return;
    const std::int64_t at = (floor.now() - live.record_began).count();
    if (on)
        open = live.marks
                   .emplace(what, recordings::MarkRow{deps.ids.next(), live.row.recording, at, -1,
                                                      what, person})
                   .first;
    else
        open->second.to_ms = at;
    later([row = open->second](db::Tx& tx) { recordings::save(tx, row); });
    if (!on) live.marks.erase(open);
}

void Calls::Impl::note_marks(const Call& call, LiveContact& live) {
    const bool talks = call.state == CallState::talking || call.state == CallState::interrupted;
    const PersonId by = call.agent.value_or(PersonId{});
    mark(live, "hold", talks && call.held_by_agent, by);
    mark(live, "held_by_buyer", talks && call.held_by_buyer, {});
    mark(live, "pause", call.recording && call.recording_paused, by);
    mark(live, "waiting", call.recording_waits, {});
}

/// What somebody did in it is over, or was a moment: from then until now.
void Calls::Impl::mark_part(const Part& part) {
    auto* live = find(part.contact);
    if (!live || !live->row.recording) return;
    if (part.what == "conference" || part.what == "join") spoke(*live, part.person);
    const auto since = [&](Time t) {
        return std::max<std::int64_t>(0, (t - live->record_began).count());
    };
    const bool moment = part.from >= part.to;
    const recordings::MarkRow row{deps.ids.next(),  live->row.recording,
                                  since(part.from), moment ? -1 : since(part.to),
                                  part.what,        part.person ? part.person : part.by};
    later([row](db::Tx& tx) { recordings::save(tx, row); });
}

}  // namespace ol::calls
