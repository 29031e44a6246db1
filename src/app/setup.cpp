// The first visit: ten questions become a shop, people, a queue and rules. Open only while nobody
// exists.
#include <algorithm>

#include "app/parts.hpp"
#include "app/types.hpp"
#include "platform/base/log.hpp"

namespace ol::app {
namespace {

struct Country {
    std::string_view code, tz, currency, language;
};
constexpr auto countries = std::to_array<Country>({
    {"UA", "Europe/Kyiv", "UAH", "uk"},
    {"CN", "Asia/Shanghai", "CNY", "zh"},
    {"PL", "Europe/Warsaw", "PLN", "en"},
    {"DE", "Europe/Berlin", "EUR", "en"},
    {"GB", "Europe/London", "GBP", "en"},
    {"EU", "Europe/Brussels", "EUR", "en"},
    {"KZ", "Asia/Almaty", "KZT", "ru"},
    {"US", "America/New_York", "USD", "en"},
});

const Country& country_of(const std::string& code) {
    for (const auto& c : countries)
        if (c.code == code) return c;
    return countries[5];
}

bool desk_speaks(std::string_view language) {
    constexpr auto spoken = std::to_array<std::string_view>({"en", "uk", "ru", "zh"});
    return std::ranges::find(spoken, language) != spoken.end();
}

Result<> check(const SetupAnswers& a) {
    if (a.shop_name.empty())
        return invalid("setup.shop_name", "shop_name", "say how the shop is called");
    if (a.owner_login.empty())
        return invalid("setup.owner_login", "owner_login", "choose a name to sign in with");
    if (a.owner_password.size() < 10)
        return invalid("setup.owner_password", "owner_password",
                       "a password of at least 10 characters is wanted");
    if (!a.desk_language.empty() && !desk_speaks(a.desk_language))
        return invalid("setup.desk_language", "desk_language", "the desk speaks en, uk, ru and zh");
    if (auto hours = flows::read_hours({a.week, {}, {}}); !hours) return hours.error();
    if (a.people.size() > 200)
        return invalid("setup.people", "people",
                       "add at most 200 people here; the others on the page People");
    for (std::size_t i = 0; i < a.people.size(); i++)
        if (a.people[i].password.size() < 10)
            return invalid("setup.person_password", "people[" + std::to_string(i) + "].password",
                           "a password of at least 10 characters is wanted");
    return {};
}

staff::ShopSettings shop_of_answers(const SetupAnswers& a) {
    const auto& country = country_of(a.country);
    staff::ShopSettings s;
    s.name = s.brand = a.shop_name;
    s.tz = country.tz;
    s.currency = country.currency;
    s.languages =
        a.languages.empty() ? std::vector<std::string>{std::string(country.language)} : a.languages;
    s.country = country.code == "EU" ? "DE" : std::string(country.code);
    s.greeting_language = s.languages.front();
    s.default_region = s.country;
    // Alone: her phone rings once round, then voicemail; a team: a call-back keeps the caller's
    // place.
    const bool voicemail = a.missed_goes_to.empty() ? a.alone : a.missed_goes_to == "voicemail";
    s.missed_goes_to = voicemail ? staff::MissedGoesTo::voicemail : staff::MissedGoesTo::callback;
    return s;
}

/// Who calls at night is treated as who is missed by day.
flows::HoursIn hours_of_answers(const SetupAnswers& a, const staff::ShopSettings& shop) {
    const bool voicemail = shop.missed_goes_to == staff::MissedGoesTo::voicemail;
    return {a.week, {}, voicemail ? flows::AfterHours::voicemail : flows::AfterHours::callback};
}

Result<PersonId> add_person(Centre::Parts& p, const SetupPerson& who, ShopId shop,
                            const std::string& language) {
    staff::NewPerson draft;
    draft.name = who.name.empty() ? who.login : who.name;
    draft.login = who.login;
    draft.language = language;
    draft.roles = {who.role.empty() ? "inbound_operator" : who.role};
    if (draft.roles.front() != "owner") draft.shop_ids = {shop};
    auto created = p.staff->create_person(staff::Staff::system(), draft, who.password);
    if (!created) return created.error();
    return created->person.id;
}

Result<SetupDone> set_up(Centre::Parts& p, const SetupAnswers& a) {
    if (!p.staff->directory()->people.empty())
        return conflict("setup.done", "this installation is set up already; sign in");
    if (auto ok = check(a); !ok) return ok.error();
    auto shop = p.staff->create_shop(staff::Staff::system(), shop_of_answers(a));
    if (!shop) return shop.error();
    if (!a.week.empty()) {
        auto hours = p.flows->save(staff::Staff::system(), shop->id, 1, hours_of_answers(a, *shop));
        if (!hours) return hours.error();
    }
    // She who answered in Chinese for a shop that speaks Ukrainian wants her desk in Chinese.
    const std::string language =
        a.desk_language.empty() ? shop->languages.front() : a.desk_language;
    std::vector<PersonId> members;
    auto owner =
        add_person(p, {a.owner_name, a.owner_login, a.owner_password, "owner"}, shop->id, language);
    if (!owner) return owner.error();
    members.push_back(*owner);
    for (const auto& who : a.people) {
        auto id = add_person(p, who, shop->id, language);
        if (!id) return id.error();
        members.push_back(*id);
    }
    calls::QueueSettings queue;
    queue.shop_id = shop->id;
    queue.name = "shop";
    queue.max_wait_ms = 600000;  // then a call-back or voicemail: nobody waits for ever
    queue.rounds_max = a.alone ? 1 : 3;
    queue.member_ids = members;
    auto made = p.db->write_as<calls::QueueSettings>(
        [&](db::Tx& tx) { return p.calls->create_queue(tx, queue); });
    if (!made) return made.error();
    p.calls->set_queues({*made});
    p.people_changed();
    log::info(
        "app", "set_up",
        {{"shop", std::to_string(shop->id.value)}, {"people", std::to_string(members.size())}});
    return SetupDone{a.owner_login};
}

}  // namespace

void add_setup_routes(Centre::Parts& parts) {
    auto* p = &parts;
    http::Route get;
    get.method = http::Method::get;
    get.path = "/api/v1/setup";
    get.summary = "Whether the first visit is still to come";
    get.tag = "app";
    get.access = http::Route::Access::open;
    auto post = get;
    p->router.get<SetupState>(get, [p](http::Request&) -> Result<SetupState> {
        return SetupState{p->staff->directory()->people.empty()};
    });
    post.method = http::Method::post;
    post.summary = "The ten answers: makes shop, people and queue";
    p->router.on<SetupAnswers, SetupDone>(
        post, [p](http::Request&, const SetupAnswers& a) -> Result<SetupDone> {
            static std::mutex one_at_a_time;
            std::lock_guard lock(one_at_a_time);
            return set_up(*p, a);
        });
}

}  // namespace ol::app
