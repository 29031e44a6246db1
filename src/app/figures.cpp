// Reports: who is in which zone and department, names for ids, and the visits of before the
// journal.
#include "app/parts.hpp"
#include "platform/base/log.hpp"

namespace ol::app {
namespace {

/// A person's days are those of her first shop; who has none lives by the first shop of the centre.
insight::PersonFacts person_facts(const staff::Directory& directory, PersonId person) {
    insight::PersonFacts facts;
    if (!directory.shops.empty()) facts.zone = directory.shops.begin()->second.tz;
    const auto* member = directory.find(person);
    if (!member) return facts;
    facts.department = member->person.department_id.value_or(DepartmentId{});
    for (const auto shop : member->person.shop_ids) {
        const auto found = directory.shops.find(shop);
        if (found == directory.shops.end()) continue;
        facts.zone = found->second.tz;
        break;
    }
    return facts;
}

std::set<std::int64_t> people_of(const staff::Directory& directory,
                                 const std::set<std::int64_t>& shops) {
    std::set<std::int64_t> out;
    for (const auto& [id, member] : directory.people) {
        const auto& hers = member.person.shop_ids;
        if (hers.empty() ||
            std::ranges::any_of(hers, [&](ShopId shop) { return shops.contains(shop.value); }))
            out.insert(id.value);
    }
    return out;
}

insight::KnownVisit past_visit(const calls::Visit& v, const calls::QueueSettings* queue) {
    insight::KnownVisit out;
    auto& visit = out.visit;
    visit.contact = v.contact;
    visit.queue = v.queue;
    visit.agent = v.agent;
    visit.kind = v.kind;
    visit.entered_at = v.entered_at;
    visit.exited_at = v.exited_at;
    if (v.answered_at != Time{}) visit.answered_at = v.answered_at;
    visit.exit = v.exit;
    visit.wait_ms = (v.exited_at - v.entered_at).count();
    visit.done_at = v.exited_at + v.talk + v.wrap_up;
    visit.talk_ms = v.talk.count();
    visit.hold_ms = v.hold.count();
    visit.wrap_ms = v.wrap_up.count();
    visit.rings = v.rings;
    if (!queue) return out;
    out.shop = queue->shop_id;
    out.limits = {Ms{queue->service_level_ms}, Ms{queue->short_abandon_ms}};
    return out;
}

}  // namespace

void Centre::Parts::name_queues(const std::vector<calls::QueueSettings>& queues) {
    std::lock_guard lock(board_mutex);
    for (const auto& queue : queues) queue_names[queue.id] = queue.name;
}

void Centre::Parts::make_reports() {
    insight::Rollups::Deps deps{
        *db,
        system_clock(),
        [this](ShopId shop) -> std::string {
            const auto directory = staff->directory();
            const auto it = directory->shops.find(shop);
            return it == directory->shops.end() ? "UTC" : it->second.tz;
        },
        [this](PersonId person) { return person_facts(*staff->directory(), person); },
        {}};
    rollups = std::make_unique<insight::Rollups>(deps);
    reports = std::make_unique<insight::Reports>(insight::Reports::Deps{
        *rollups, [this](PersonId person) { return staff->directory()->name_of(person); },
        [this](QueueId queue) {
            std::lock_guard lock(board_mutex);
            const auto it = queue_names.find(queue);
            return it == queue_names.end() ? std::string() : it->second;
        },
        [this](ShopId shop) {
            const auto directory = staff->directory();
            const auto it = directory->shops.find(shop);
            return it == directory->shops.end() ? std::string() : it->second.name;
        },
        [this](DepartmentId department) {
            const auto directory = staff->directory();
            const auto it = directory->departments.find(department);
            return it == directory->departments.end() ? std::string() : it->second.name;
        },
        [this](const std::set<std::int64_t>& shops) {
            return people_of(*staff->directory(), shops);
        }});
    const auto department = [this](PersonId person) {
        return person_facts(*staff->directory(), person).department;
    };
    const auto& names = reports->deps();
    trade = std::make_unique<trade::Trade>(trade::Trade::Deps{
        *db,
        system_clock(),
        {deps.zone, department, names.shop_name, names.department_name, names.person_name,
         [this](PersonId person) { return person_facts(*staff->directory(), person).zone; }}});
}

void Centre::Parts::make_schedules() {
    insight::Schedules::Deps deps{
        *reports,
        *ids,
        [this](PersonId person) -> std::optional<http::Principal> {
            const auto directory = staff->directory();
            const auto* member = directory->find(person);
            if (!member || !member->person.active) return std::nullopt;
            return member->principal;
        },
        [this](db::Tx& tx, PersonId who, std::string_view what, std::int64_t subject,
               std::string_view detail) { staff->audit(tx, who, what, subject, detail); },
        {},
        config.mail_from,
        config.public_url,
        [this] {
            if (post_office) post_office->post([this] { schedules->work(); });
        }};
    if (!config.mail_server.empty())
        deps.send = [this](const mail::Letter& letter) {
            const mail::Server server{config.mail_server, config.mail_user, config.mail_password,
                                      30000, &stopping};
            return mail::send(server, letter, system_clock().now());
        };
    schedules = std::make_unique<insight::Schedules>(std::move(deps));
}

void Centre::Parts::mail_reports() {
    schedules->work();
    post_office->at(post_office->now() + Ms{60000}, [this] { mail_reports(); });
}

Result<> Centre::Parts::begin_reports() {
    const auto queues = calls->queues();
    if (!queues) return queues.error();
    name_queues(*queues);
    std::vector<insight::KnownVisit> past;
    const auto begun = rollups->begun();
    if (!begun) return begun.error();
    if (*begun) {
        rollups->follow();
        return {};
    }
    for (const auto& [visit, alive] : calls->visits_since(Time{})) {
        if (alive) continue;
        const auto queue = std::find_if(queues->begin(), queues->end(),
                                        [&](const auto& q) { return q.id == visit.queue; });
        past.push_back(past_visit(visit, queue == queues->end() ? nullptr : &*queue));
    }
    if (auto ok = rollups->begin(past); !ok) return ok;
    rollups->follow();
    return {};
}

}  // namespace ol::app
