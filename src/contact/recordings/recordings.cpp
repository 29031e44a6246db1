#include "contact/recordings/recordings.hpp"

#include <algorithm>

#include "contact/recordings/keeper.hpp"
#include "platform/base/json.hpp"

namespace ol::recordings {
namespace {

constexpr std::size_t rules_max = 200;
constexpr int days_max = 36500;

bool is_prefix(const std::string& text) {
    return text.empty() || (text.size() >= 2 && text.size() <= 16 && text[0] == '+' &&
                            text.find_first_not_of("0123456789", 1) == std::string::npos);
}

Error of_rule(const char* code, std::size_t rule, const char* list, const char* field,
              const char* detail) {
    Error e = invalid(code, std::string(list) + "[" + std::to_string(rule) + "]." + field, detail);
    e.params.emplace_back("rule", std::to_string(rule + 1));
    return e;
}

Error unreached(const Shadow& found, const char* list) {
    Error e = invalid("recordings.rule_unreached", list,
                      "rule " + std::to_string(found.rule) + " is never reached: rule " +
                          std::to_string(found.above) + " takes all of its calls; move it up");
    e.params = {{"rule", std::to_string(found.rule)}, {"above", std::to_string(found.above)}};
    return e;
}

constexpr const char* no_prefix = "a number begins with + and the country's digits: +380";

}  // namespace

Result<> check(const RecordingSettings& s) {
    if (s.rules.size() > rules_max || s.keep.size() > rules_max)
        return invalid("recordings.too_many_rules", "rules",
                       "at most 200 rules; one for a whole country replaces many");
    for (std::size_t i = 0; i < s.rules.size(); ++i) {
        const auto& rule = s.rules[i];
        if (!is_prefix(rule.prefix))
            return of_rule("recordings.prefix", i, "rules", "prefix", no_prefix);
        if (rule.mode == RecordMode::share && (rule.percent < 1 || rule.percent > 99))
            return of_rule("recordings.percent", i, "rules", "percent",
                           "a share is 1 to 99 of a hundred calls; for all or none choose that");
    }
    for (std::size_t i = 0; i < s.keep.size(); ++i) {
        const auto& rule = s.keep[i];
        if (!is_prefix(rule.prefix))
            return of_rule("recordings.prefix", i, "keep", "prefix", no_prefix);
        if (rule.days < 0 || rule.days > days_max)
            return of_rule("recordings.days", i, "keep", "days",
                           "0 keeps for ever; else 1 to 36,500 days");
    }
    if (auto found = shadowed(std::span(s.rules))) return unreached(*found, "rules");
    if (auto found = shadowed(std::span(s.keep))) return unreached(*found, "keep");
    return {};
}

Recordings::Recordings(Deps deps)
    : d_(std::move(deps)),
      settings_(std::make_shared<RecordingSettingsView>()),
      keys_(std::make_unique<Keys>(d_.db, d_.ids, d_.key32)) {
    KeeperDeps k{d_.db, d_.clock, *keys_, {}, {}, {}};
    k.settings = [this] { return now()->settings; };
    k.department_of = [this](PersonId person) {
        const auto directory = d_.staff.directory();
        const auto* member = directory->find(person);
        return member && member->person.department_id ? *member->person.department_id
                                                      : DepartmentId{};
    };
    k.deleted = [this](db::Tx& tx, RecordingId id, const std::string& detail) {
        d_.staff.audit(tx, PersonId{}, "recording.deleted", id.value, detail);
        tx.journal({"recording.deleted", id.value, 0, detail});
    };
    k.settle = d_.settle;
    keeper_ = std::make_unique<Keeper>(std::move(k));
}
Recordings::~Recordings() = default;

void Recordings::start() { keeper_->start(); }
void Recordings::stop() { keeper_->stop(); }
void Recordings::wake() { keeper_->wake(); }

Result<> Recordings::load() {
    if (auto keys = keys_->load(); !keys) return keys;
    return d_.db.read([&](db::Conn& conn) -> Result<> {
        const auto rows = conn.query("select version, settings from recording_settings");
        auto view = std::make_shared<RecordingSettingsView>();
        view->version = 1;  // never saved: the first edit, too, is made with If-Match
        if (!rows.empty()) {
            auto settings = json::read<RecordingSettings>(rows.text(0, 1));
            if (!settings) return settings.error();
            view->version = rows.i64(0, 0);
            view->settings = std::move(*settings);
        }
        const std::lock_guard lock(mutex_);
        settings_ = std::move(view);
        return {};
    });
}

std::shared_ptr<const RecordingSettingsView> Recordings::now() const {
    const std::lock_guard lock(mutex_);
    return settings_;
}

Decision Recordings::decide(const CallFacts& call) const {
    const auto view = now();
    return recordings::decide(view->settings.rules, call);
}

RecordingSettingsView Recordings::settings() const { return *now(); }

Result<RecordingSettingsView> Recordings::save(const http::Principal& who, std::int64_t version,
                                               const RecordingSettings& in) {
    if (auto ok = check(in); !ok) return ok.error();
    auto view = std::make_shared<RecordingSettingsView>();
    view->settings = in;
    view->version = version + 1;
    auto saved = d_.db.write([&](db::Tx& tx) -> Result<> {
        const auto row = tx.query("select version from recording_settings where id = 1");
        if ((row.empty() ? 1 : row.i64(0, 0)) != version)
            return conflict("recordings.version",
                            "somebody else changed these settings meanwhile; look again");
        const std::string text = json::write(in);
        if (row.empty())
            tx.exec("insert into recording_settings (id, version, settings) values (1, ?1, ?2)",
                    view->version, text);
        else
            tx.exec("update recording_settings set version = ?1, settings = ?2 where id = 1",
                    view->version, text);
        // Settings hold ids and prefixes only: the record says what they were made.
        d_.staff.audit(tx, who.person, "recordings.settings_changed", 0, text);
        return {};
    });
    if (!saved) return saved.error();
    {
        const std::lock_guard lock(mutex_);
        settings_ = view;
    }
    wake();
    return *view;
}

Result<KeepPreview> Recordings::preview(const RecordingSettings& in) const {
    if (auto ok = check(in); !ok) return ok.error();
    return keeper_->preview(in);
}

Result<RecordingState> Recordings::state() const {
    RecordingState out;
    auto read = d_.db.read([&](db::Conn& conn) -> Result<> {
        out.waiting = store::waiting(conn).fresh;
        return {};
    });
    if (!read) return read.error();
    const auto s = keeper_->state();
    out.problem = s.problem;
    if (!s.problem.empty()) out.problem_since = s.problem_since;
    out.key = keys_->state();
    out.files = s.files;
    out.wav_bytes = s.wav_bytes;
    out.kept_bytes = s.kept_bytes;
    out.cpu_ms = s.cpu_ms;
    out.sound_ms = s.sound_ms;
    return out;
}

}  // namespace ol::recordings
