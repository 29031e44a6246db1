// The demo shop: people, buyers, orders and thirty days of contacts, made by a seeded generator so
// that every installation shows the same believable month, ending now.
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "app/demo/words.hpp"
#include "app/demo/working_time.hpp"
#include "app/parts.hpp"
#include "platform/base/crypto.hpp"
#include "platform/base/log.hpp"

namespace ol::app {
namespace {

constexpr int days = 30, buyers_count = 180;
constexpr int busy_operators = 8;
constexpr const char* zone = "Europe/Kyiv";

class Seeder {
public:
    explicit Seeder(Centre::Parts& parts) : p_(parts), now_(system_clock().now()) {}

    Result<> run() {
        if (auto r = people(); !r) return r;
        make_buyers();
        if (auto r = goods(); !r) return r;
        if (auto r = orders(); !r) return r;
        if (auto r = confirm_some(); !r) return r;
        if (auto r = contacts(); !r) return r;
        return write_sign_ins();
    }

private:
    Centre::Parts& p_;
    Time now_;
    std::mt19937 chance_{20261121};
    ShopId shop_;
    QueueId queue_;
    std::vector<PersonId> operators_;
    std::optional<PersonId> above_;
    std::string sign_ins_;
    struct Buyer {
        std::string name, phone, city, address, language;
        CustomerId id;
    };
    std::vector<Buyer> buyers_;

    int between(int low, int high) {
        return std::uniform_int_distribution<int>(low, high)(chance_);
    }
    template <class C>
    const auto& one_of(const C& c) {
        return c[static_cast<std::size_t>(between(0, static_cast<int>(std::size(c)) - 1))];
    }

    Result<PersonId> person(const char* name, const char* login, const char* role,
                            const char* language, bool shown) {
        staff::NewPerson draft;
        draft.name = name;
        draft.login = login;
        draft.language = language;
        draft.roles = {role};
        if (std::string_view(role) != "owner") draft.shop_ids = {shop_};
        draft.superior_id = above_;  // the owner leads the supervisor, who leads the others
        auto created = p_.staff->create_person(staff::Staff::system(), draft);
        if (!created) return created.error();
        if (std::string_view(role) == "owner" || std::string_view(role) == "supervisor")
            above_ = created->person.id;
        if (shown)
            sign_ins_ +=
                "  " + std::string(login) + "\t" + created->password + "\t(" + role + ")\n";
        return created->person.id;
    }

    Result<> people() {
        staff::ShopSettings shop;
        shop.name = shop.brand = "Дім чайників";
        shop.tz = zone;
        shop.currency = "UAH";
        shop.languages = {"uk", "en", "ru"};
        shop.country = shop.default_region = "UA";
        shop.greeting_language = "uk";
        shop.missed_goes_to = staff::MissedGoesTo::callback;
        auto made = p_.staff->create_shop(staff::Staff::system(), shop);
        if (!made) return made.error();
        shop_ = made->id;
        for (const auto& who : words::people) {
            auto id = person(who.name, who.login, who.role, who.language, true);
            if (!id) return id.error();
            if (std::string_view(who.role) != "it") operators_.push_back(*id);
        }
        for (int i = 0; i < busy_operators; i++) {
            auto id = person(words::busy_names[i], ("sim" + std::to_string(i + 1)).c_str(),
                             "inbound_operator", "uk", false);
            if (!id) return id.error();
            http::Principal who = staff::Staff::system();
            who.person = *id;
            if (auto ok = p_.staff->choose_phone(who, {staff::PhoneKind::sip, {}}); !ok)
                return ok.error();
            operators_.push_back(*id);
        }
        calls::QueueSettings queue;
        queue.shop_id = shop_;
        queue.name = "shop";
        queue.max_wait_ms = 600000;  // then a call-back or voicemail: nobody waits for ever
        queue.member_ids = operators_;
        auto stored = p_.db->write_as<calls::QueueSettings>(
            [&](db::Tx& tx) { return p_.calls->create_queue(tx, queue); });
        if (!stored) return stored.error();
        queue_ = stored->id;
        return {};
    }

    void make_buyers() {
        for (int i = 0; i < buyers_count; i++) {
            Buyer b;
            b.name = std::string(one_of(words::first_names)) + " " + one_of(words::last_names);
            char phone[32];
            std::snprintf(phone, sizeof phone, "+38%s%07d", one_of(words::prefixes),
                          1000000 + i * 48271 % 8999999);
            b.phone = phone;
            b.city = one_of(words::cities);
            b.address = b.city + ", " + one_of(words::streets) + " " +
                        std::to_string(between(1, 120)) + ", кв. " +
                        std::to_string(between(1, 160));
            b.language = between(1, 10) <= 7 ? "uk" : "ru";
            buyers_.push_back(b);
        }
    }

    /// Enough of everything: what is short in the demo is held by hand.
    Result<> goods() {
        return p_.db->write([&](db::Tx& tx) -> Result<> {
            const auto place = p_.catalogue->place(tx, shop_, "Склад Київ");
            if (!place) return place.error();
            const auto add = [&](const words::Product& one, std::int64_t stock) -> Result<> {
                const auto made = p_.catalogue->upsert(tx, {shop_,
                                                            "demo:" + std::to_string(shop_.value),
                                                            one.sku,
                                                            one.sku,
                                                            {{"uk", one.name}},
                                                            {one.price_minor, "UAH"}});
                if (!made) return made.error();
                return p_.catalogue->set_stock(tx, made->id, *place, stock,
                                               catalogue::Says::on_hand);
            };
            for (const auto& one : words::products)
                if (auto ok = add(one, 800); !ok) return ok;
            for (const auto& one : words::accessories)
                if (auto ok = add(one, 60); !ok) return ok;
            return {};
        });
    }

    orders::ExternalOrder order(int n, const Buyer& b, Time at) {
        orders::ExternalOrder o;
        o.shop_id = shop_;
        o.source = "demo";
        o.origin = "demo:" + std::to_string(shop_.value);
        o.external_id = o.number = std::to_string(10000 + n);
        o.created_at = o.modified_at = at;
        o.currency = "UAH";
        o.customer_name = o.recipient = b.name;
        o.customer_phone = o.phone = b.phone;
        o.language = b.language;
        o.city = b.city;
        o.delivery_method =
            between(1, 10) <= 6 ? orders::DeliveryMethod::branch : orders::DeliveryMethod::courier;
        o.address = o.delivery_method == orders::DeliveryMethod::branch
                        ? b.city + ", відділення " + std::to_string(between(1, 60))
                        : b.address;
        o.pay_method = between(1, 10) <= 7 ? orders::PayMethod::cod : orders::PayMethod::card;
        const int lines = between(1, 10) <= 7 ? 1 : 2;
        for (int i = 0; i < lines; i++) {
            const auto& product = one_of(words::products);
            const int quantity = between(1, 10) <= 9 ? 1 : 2;
            o.lines.push_back({std::to_string(i + 1), product.sku, product.name, quantity,
                               product.price_minor, product.price_minor * quantity});
            o.total_minor += product.price_minor * quantity;
        }
        if (o.pay_method == orders::PayMethod::card) o.paid_minor = o.total_minor;
        return o;
    }

    Result<> orders() {
        return p_.db->write([&](db::Tx& tx) -> Result<> {
            int n = 1;
            for (int day = days; day >= 0; day--) {
                const int count = day == 0 ? 14 : between(12, 24);
                for (int i = 0; i < count; i++, n++) {
                    const Time at = now_ - Ms{day * 86400000LL + between(600, 36000) * 1000LL};
                    auto o = order(
                        n, buyers_[static_cast<std::size_t>(between(0, buyers_count - 1))], at);
                    if (day > 3) (between(1, 100) <= 86 ? o.completed : o.cancelled) = true;
                    auto done = p_.orders->upsert_external(tx, o);
                    if (!done) return done.error();
                    if (day <= 3) recent_.push_back(done->id);
                }
            }
            return {};
        });
    }
    std::vector<OrderId> recent_;

    /// The last days' orders are confirmed by the seven questions, as an operator does it; today's
    /// stay new.
    Result<> confirm_some() {
        return p_.db->write([&](db::Tx& tx) -> Result<> {
            for (std::size_t i = 0; i + 14 < recent_.size(); i++) {
                const PersonId by = one_of(operators_);
                const int fate = between(1, 100);
                if (fate <= 8) {
                    if (auto r = p_.orders->hold(tx, recent_[i], {}, {"no_stock", {}, {}}, by); !r)
                        return r;
                } else if (fate <= 14) {
                    if (auto r = p_.orders->cancel(tx, recent_[i], {}, "changed_mind", by); !r)
                        return r;
                } else if (auto r = confirm(tx, recent_[i], by); !r) {
                    return r;
                }
            }
            return {};
        });
    }
    Result<> confirm(db::Tx& tx, OrderId id, PersonId by) {
        for (auto field : orders::check_fields) {
            auto o = p_.orders->order(tx.conn, id);
            if (!o) return o.error();
            orders::CheckRequest check;
            check.field = field;
            check.result = orders::CheckResult::confirmed;
            if (field == orders::CheckField::delivery_time) {
                check.result = orders::CheckResult::changed;
                const std::int64_t day = 86400000;
                const Time slot =
                    from_ms(to_ms(now_) / day * day + between(1, 3) * day + 12 * 3600000);
                check.delivery_from = slot;
                check.delivery_to = slot + Ms{4 * 3600000};
            }
            if (auto r = p_.orders->check(tx, id, o->version, check, by); !r) return r;
        }
        auto o = p_.orders->order(tx.conn, id);
        if (!o) return o.error();
        auto done = p_.orders->confirm(tx, id, o->version, ContactId{}, by);
        if (!done) return done.error();
        return {};
    }

    Result<> contacts() {
        std::vector<calls::Calls::Past> past;
        auto known = p_.db->read([&](db::Conn& conn) -> Result<> {
            for (auto& b : buyers_) {
                const auto caller = p_.customers->identify(conn, b.phone, "UA");
                if (caller.customer_ids.size() == 1) b.id = caller.customer_ids[0];
            }
            return {};
        });
        if (!known) return known;
        std::vector<db::Fact> work;
        for (int day = days; day >= 0; day--) one_day(day, past, work);
        return p_.db->write([&](db::Tx& tx) -> Result<> {
            p_.calls->add_past(tx, past);
            for (auto& fact : work) tx.journal(std::move(fact));
            return {};
        });
    }
    /// From nine to eight by the shop's clock. Today goes up to now and has its last three hours at
    /// any time of the day, so that a demo begun in the night has something to show as well.
    void one_day(int day, std::vector<calls::Calls::Past>& past, std::vector<db::Fact>& work) {
        LocalTime local = *local_time(now_ - Ms{day * 86400000LL}, zone);
        local.minute = 0;
        local.hour = 9;
        const Time opens = *from_local(local, zone);
        local.hour = 20;
        const Time closes = *from_local(local, zone);
        const Time latest = day == 0 ? now_ - Ms{120000} : closes + Ms{1800000};
        const Time from = day == 0 ? std::min(opens, now_ - Ms{3 * 3600000}) : opens;
        const Time to = day == 0 ? latest : closes;
        std::vector<calls::Calls::Past> calls;
        const bool weekend = local.weekday == 0 || local.weekday == 6;
        for (Time hour = from; hour < to; hour += Ms{3600000}) {
            const double part = std::min(1.0, double((to - hour).count()) / 3600000);
            const int most = (weekend ? 10 : 14) + (local_time(hour, zone)->hour % 6 == 5 ? 4 : 0);
            const int count = static_cast<int>(between(most / 2, most) * part);
            for (int i = 0; i < count; i++)
                calls.push_back(contact(hour + Ms{std::int64_t(between(0, 3599999) * part)}));
        }
        std::sort(calls.begin(), calls.end(),
                  [](const auto& a, const auto& b) { return a.entered_at < b.entered_at; });
        std::vector<AskedCall> asked;
        for (auto& one : calls)
            asked.push_back(
                {&one, Ms{between(5000, 12000)},
                 Ms{between(1, 100) <= 6 ? between(2, 15) * 1000 : between(40, 400) * 1000}});
        const auto people = duties(operators_, day, opens, closes, from, to);
        for (auto& fact : play_day(asked, people, Ms{600000}, latest))
            work.push_back(std::move(fact));
        std::move(calls.begin(), calls.end(), std::back_inserter(past));
    }
    /// Who takes it, and whether, is found by the line.
    calls::Calls::Past contact(Time at) {
        const auto& b = one_of(buyers_);
        calls::Calls::Past c;
        c.shop = shop_;
        c.queue = queue_;
        c.customer = b.id;
        c.number = b.phone;
        c.caller_name = b.name;
        c.entered_at = at;
        c.talk = Ms{between(40, 420) * 1000};
        c.wrap_up = Ms{between(5, 60) * 1000};
        c.disposition = one_of(words::dispositions);
        return c;
    }

    Result<> write_sign_ins() {
        const std::string path = p_.config.var + "/demo-people";
        const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        if (fd < 0 || ::write(fd, sign_ins_.data(), sign_ins_.size()) !=
                          static_cast<ssize_t>(sign_ins_.size())) {
            if (fd >= 0) ::close(fd);
            return unavailable("demo.people", "cannot write " + path);
        }
        ::close(fd);
        p_.sign_ins = sign_ins_;
        return {};
    }
};

}  // namespace

Result<> seed_demo_shop(Centre::Parts& parts) {
    log::info("demo", "seeding", {});
    return Seeder(parts).run();
}

std::vector<DemoBuyer> demo_buyers(Centre::Parts& parts) {
    std::vector<DemoBuyer> out;
    (void)parts.db->read([&](db::Conn& conn) -> Result<> {
        http::Principal everyone = staff::Staff::system();
        (void)everyone;
        auto page = parts.orders->list(staff::Staff::system(), {.limit = 100});
        if (!page) return {};
        for (const auto& row : page->items) {
            auto order = parts.orders->order(conn, row.id);
            if (order && !order->phone.empty())
                out.push_back({order->phone, order->customer_name, "uk"});
        }
        return {};
    });
    return out;
}

DemoBuyer demo_caller(Centre::Parts& parts, const std::string& scenario) {
    if (scenario == "courier") return {"+380800500609", "Кур'єр", "uk"};
    DemoBuyer found{"+380501112233", "Oksana", "uk"};
    orders::Query query;
    if (scenario == "confirm")
        query.state = orders::DeskState::new_;
    else
        query.state = orders::DeskState::confirmed;
    query.limit = 1;
    if (auto page = parts.orders->list(staff::Staff::system(), query);
        page && !page->items.empty()) {
        (void)parts.db->read([&](db::Conn& conn) -> Result<> {
            auto order = parts.orders->order(conn, page->items.front().id);
            if (order && !order->phone.empty()) found = {order->phone, order->customer_name, "uk"};
            return {};
        });
    }
    return found;
}

namespace {

/// What rings no phone: call-backs that are offered to the simulated people while they work.
void work_tasks(Centre::Parts& parts, std::vector<PersonId> people) {
    if (!parts.demo->busy()) return;
    parts.calls->work_tasks(people, Ms{15000});
    parts.chores->at(parts.chores->now() + Ms{1000},
                     [&parts, people = std::move(people)] { work_tasks(parts, people); });
}

}  // namespace

void busy_hour(Centre::Parts& parts, bool on) {
    const bool was_busy = parts.demo->busy();
    std::vector<PersonId> people;
    std::vector<DemoOperator> operators;
    const auto directory = parts.staff->directory();
    if (auto endpoints = parts.staff->sip_endpoints())
        for (const auto& e : *endpoints) {
            const auto* member = directory->find(e.person);
            if (!member || !member->person.login.starts_with("sim")) continue;
            operators.push_back({e.user, e.password});
            people.push_back(e.person);
            parts.calls->choose(e.person, on ? "ready" : "finishing");
        }
    parts.demo->busy_hour(on, std::move(operators));
    if (on && !was_busy && parts.chores)
        parts.chores->post([&parts, people = std::move(people)] { work_tasks(parts, people); });
}

}  // namespace ol::app
