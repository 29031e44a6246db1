// Queues of Asterisk or FreeSWITCH: shown first, then kept as any queue, all of them or none.
#include "contact/queues/api.hpp"

namespace ol::queues {

namespace {

constexpr std::size_t body_max = 32u << 20;

Result<importer::Imported> read(const Deps& d, const QueueImportIn& in) {
    std::vector<importer::KnownPerson> people;
    if (d.people) {
        auto known = d.people();
        if (!known) return known.error();
        people = std::move(*known);
    }
    for (const ImportPerson& chosen : in.people)
        people.push_back({chosen.person_id, chosen.reference, "", ""});
    return importer::import_queues(in.files, people);
}

QueueImport shown(const importer::Imported& imported, ShopId shop) {
    QueueImport out;
    for (const auto& from : imported.queues) {
        QueueFromFile row{from.file, from.line, settings_of(from.config), {}, {}};
        row.settings.shop_id = shop;
        for (const auto& member : from.members)
            if (!member.terms.agent) row.unmatched.push_back(member.reference);
        out.queues.push_back(std::move(row));
    }
    out.notes = imported.notes;
    return out;
}

/// Numbers that a queue here cannot have (rings for ever, a weight of a billion) become the nearest
/// it can; each is told.
std::vector<Finding> fit(QueueSettings& q) {
    std::vector<Finding> told;
    const auto within = [&](auto& value, auto least, auto most, const char* field) {
        const auto fitted = std::clamp(value, least, most);
        if (fitted == value) return;
        told.push_back({"number_fitted",
                        field,
                        {{"was", std::to_string(value)}, {"is", std::to_string(fitted)}},
                        Severity::warning});
        value = fitted;
    };
    within(q.ring_timeout_ms, std::int64_t{5000}, std::int64_t{120'000}, "ring_timeout_ms");
    within(q.rules.weight, -1000, 1000, "rules.weight");
    return told;
}

/// A person's own wrap-up and limits, where nobody has set hers here yet.
void keep_people(db::Tx& tx, const importer::Imported& imported, std::vector<AgentRouting>& told) {
    const auto standing = store::agents(tx.conn);
    for (const auto& agent : imported.agents) {
        if (!agent.config.agent) continue;
        AgentRouting row;
        row.person_id = agent.config.agent;
        const bool set = std::any_of(standing.begin(), standing.end(), [&](const AgentRouting& a) {
            return a.person_id == row.person_id;
        });
        if (set) continue;
        for (const auto& s : agent.config.skills) row.skills.push_back({s.name, s.level});
        for (const auto& l : agent.config.limits) row.limits.push_back({l.channel, l.most});
        if (agent.config.wrap_up) row.wrap_up_ms = agent.config.wrap_up->count();
        row.no_answer_max = agent.config.no_answer_max;
        if (auto saved = store::save(tx, row, 1)) told.push_back(std::move(*saved));
    }
}

Result<QueueImport> import(const Deps& d, Request& r, const QueueImportIn& in) {
    if (!in_shops(r.who, in.shop_id))
        return invalid("queues.shop", "shop_id", "There is no such shop.");
    if (d.shop_known) {
        const auto known = d.shop_known(in.shop_id);
        if (!known) return known.error();
        if (!*known) return invalid("queues.shop", "shop_id", "There is no such shop.");
    }
    auto imported = read(d, in);
    if (!imported) return imported.error();
    QueueImport out = shown(*imported, in.shop_id);
    std::vector<AgentRouting> people;
    auto done = d.db.write([&](db::Tx& tx) -> Result<> {
        Surroundings standing = around(tx.conn, d);
        for (std::size_t i = 0; i < out.queues.size(); ++i) {
            QueueFromFile& row = out.queues[i];
            row.settings.id = d.ids.next_id<QueueId>();
            const std::vector<Finding> fitted = fit(row.settings);
            const CheckResult checked = check(row.settings, standing);
            row.findings = checked.findings;
            row.findings.insert(row.findings.end(), fitted.begin(), fitted.end());
            if (!in.apply) continue;
            if (auto bad = refusal(checked)) {
                bad->field = "queues[" + std::to_string(i) + "]." + bad->field;
                return *bad;
            }
            if (d.audit) d.audit(tx, r.who.person, "queue.created", row.settings.id.value);
            auto kept = save(tx, row.settings, std::nullopt,
                             {r.who.person, row.file + ":" + std::to_string(row.line)});
            if (!kept) return kept.error();
            row.settings = std::move(*kept);
            standing.queues.push_back(row.settings);
        }
        if (in.apply) keep_people(tx, *imported, people);
        return {};
    });
    if (!done) return done.error();
    out.applied = in.apply;
    if (!in.apply) return out;
    for (const auto& person : people)
        if (d.agent_changed) d.agent_changed(person);
    for (const auto& row : out.queues)
        if (d.queue_changed) d.queue_changed(row.settings);
    return out;
}

}  // namespace

void add_import_routes(http::Router& router, std::shared_ptr<const Deps> d) {
    auto post =
        route(Method::post, "/api/v1/queue-imports",
              "Queues from files of Asterisk or FreeSWITCH; kept only with apply", "queues.edit");
    post.body_max = body_max;
    router.on<QueueImportIn, QueueImport>(
        std::move(post), [d](Request& r, const QueueImportIn& in) { return import(*d, r, in); });
}

}  // namespace ol::queues
