#pragma once
// Every component of the centre, in start order; destroyed in the reverse order. Private to app.
#include "app/demo/peers.hpp"
#include "app/wiring.hpp"
#include "contact/callbacks/callbacks.hpp"
#include "contact/canned/canned.hpp"
#include "contact/conversations/conversations.hpp"
#include "contact/emergency/emergency.hpp"
#include "contact/files/files.hpp"
#include "contact/flows/flows.hpp"
#include "contact/letters/letters.hpp"
#include "contact/recordings/recordings.hpp"
#include "contact/trunks/trunks.hpp"
#include "insight/insight.hpp"
#include "insight/trade/trade.hpp"
#include "insight/whatif/whatif.hpp"
#include "platform/http/http.hpp"
#include "shop/approvals/approvals.hpp"
#include "shop/catalogue/catalogue.hpp"
#include "shop/customers/customers.hpp"
#include "shop/logistics/logistics.hpp"
#include "shop/orders/confirming/efforts.hpp"
#include "shop/orders/errors/errors.hpp"
#include "shop/orders/orders.hpp"
#include "shop/orders/paying/paying.hpp"
#include "shop/orders/sorting/work.hpp"
#include "shop/orders/upsell/upsell.hpp"
#include "shop/promises/promises.hpp"
#include "shop/stores/stores.hpp"
#include "team/phones/phones.hpp"
#include "team/staff/staff.hpp"

namespace ol::customers {
class Page;
}

namespace ol::app {

/// Hands the facts of the floor to the figures.
class BoardFeed final : public calls::VisitListener {
public:
    explicit BoardFeed(insight::LiveBoard& board) : board_(board) {}
    void entered(const calls::Visit& v) override;
    void answered(const calls::Visit& v) override;
    void exited(const calls::Visit& v) override;
    void done(const calls::Visit& v) override;
    std::function<void(const calls::Visit&)> on_answered;  // the demo buyer begins to speak

private:
    insight::LiveBoard& board_;
};

struct Centre::Parts {
    Config config;
    std::string key32;
    std::unique_ptr<IdSource> ids;
    std::unique_ptr<insight::Rollups> rollups;  // outlives the database that it follows
    std::unique_ptr<insight::Reports> reports;
    std::unique_ptr<trade::Trade> trade;
    std::unique_ptr<db::Database> db;
    std::unique_ptr<staff::Staff> staff;
    std::unique_ptr<phones::Phones> phones;
    std::unique_ptr<flows::Flows> flows;
    std::unique_ptr<callbacks::Callbacks> callbacks;
    std::unique_ptr<trunks::Trunks> trunks;
    std::vector<sip::Trunk> fixed_trunks;  // of the configuration and the demo
    std::unique_ptr<flows::CallFlows> call_flows;
    std::unique_ptr<customers::Customers> customers;
    std::shared_ptr<customers::Page> page;  // buyers.cpp; the contact policy's door
    std::unique_ptr<promises::Promises> promises;
    std::unique_ptr<approvals::Approvals> approvals;
    std::unique_ptr<catalogue::Catalogue> catalogue;
    std::unique_ptr<orders::Orders> orders;
    std::unique_ptr<orders::Work> order_work;
    std::unique_ptr<orders::Efforts> efforts;
    std::unique_ptr<orders::Paying> paying;
    std::unique_ptr<orders::OrderErrors> order_errors;
    std::unique_ptr<orders::Upsell> upsell;
    std::unique_ptr<recordings::Recordings> recordings;
    std::unique_ptr<stores::Stores> stores;
    std::unique_ptr<stores::Imports> imports;
    std::unique_ptr<logistics::Logistics> logistics;
    std::unique_ptr<insight::LiveBoard> board;
    std::unique_ptr<BoardFeed> feed;
    http::Router router;
    std::unique_ptr<http::Server> server;
    std::unique_ptr<routing::FloorLog> floor_log;
    std::unique_ptr<calls::Calls> calls;
    std::unique_ptr<files::Files> files;        // of conversations and letters
    std::unique_ptr<letters::Letters> letters;  // outlives conversations: it carries for them
    std::unique_ptr<conversations::Conversations> conversations;
    std::unique_ptr<canned::Canned> canned;
    std::unique_ptr<Loop> chats;  // of conversations: may block on the database
    std::unique_ptr<emergency::Emergencies> emergencies;
    std::unique_ptr<media::Engine> media;
    std::unique_ptr<sip::Stack> sip;
    std::unique_ptr<DemoPeers> demo;
    std::unique_ptr<insight::Schedules> schedules;  // reports by mail
    std::atomic<bool> stopping = false;             // ends a letter that is under way
    std::unique_ptr<Loop> post_office;              // may block on a mail server
    std::unique_ptr<Loop> couriers;                 // deliveries' clock; may block on a courier
    std::unique_ptr<whatif::WhatIf> what_if;
    std::unique_ptr<Loop> chores;  // promise clock, retries: work that may block on the database
    calls::Recovery recovery;
    bool first_start = false, demo_shop = false;
    std::string sign_ins;
    Time started_at{};
    std::mutex board_mutex;
    struct LastBoard {
        insight::Board whole;
        calls::LineSnapshot line;
    } last_board;                                // the last one pushed
    std::map<QueueId, std::string> queue_names;  // under board_mutex too

    ~Parts();
    customers::Deps customers_deps();
    promises::Deps promises_deps();
    approvals::Deps approvals_deps();  // approvals.cpp
    void tie_approvals();
    orders::Deps orders_deps();
    orders::WorkDeps order_work_deps();
    stores::Deps stores_deps();
    Result<> open();  // folders, key, database, rooms
    Result<> seed();  // the demo shop, once
    void add_routes();
    Result<> listen();  // media, SIP, floor, web
    void people_changed();
    Result<staff::Deps> staff_deps();  // phones.cpp
    phones::Deps phones_deps();
    void open_trunks();  // trunks.cpp
    void trunks_changed();
    emergency::Deps emergency_deps();
    flows::CallFlows::Deps call_flows_deps();  // flows.cpp
    callbacks::Deps callbacks_deps();          // flows.cpp
    void make_files();                         // chats.cpp
    void make_conversations();                 // chats.cpp
    calls::ChatLinks chat_links();             // chats.cpp
    void make_canned();                        // canned.cpp
    void make_letters();                       // letters.cpp
    Result<> begin_letters();
    Result<> seed_demo_chat();
    logistics::Deps logistics_deps();  // logistics.cpp
    void ask_delivery_call(const logistics::ContactDuty& duty);
    void delivery_clock();
    std::uint64_t delivery_timer = 0;               // of the couriers' loop
    promises::Directory promise_directory() const;  // promises.cpp
    orders::EffortDeps effort_deps();               // efforts.cpp
    orders::PayDeps pay_deps();                     // paying.cpp
    Result<orders::SentWords> send_words(const http::Principal& who, const orders::Order& order,
                                         const std::string& text, const std::string& key);
    orders::ErrorDeps error_deps();
    orders::UpsellDeps upsell_deps();  // upsell.cpp
    void index_older();                // older_rows.cpp
    std::vector<std::string> buyer_zones(db::Conn& c, const orders::Order& order) const;
    void ask_order_call(const orders::EffortTask& asked);
    void effort_clock();
    std::uint64_t effort_timer = 0;  // of the chores' loop
    void promise_clock();
    std::uint64_t promise_timer = 0;  // of chores
    void promise_changed(const promises::Promise& promise);
    void push_promise(const char* event, const promises::Promise& promise);
    void push_notice(PersonId person, const promises::PromiseNotice& notice);
    void courier_known(OrderId order);
    void load_figures();
    void make_reports();  // figures.cpp
    void make_schedules();
    void mail_reports();       // what is due, then again in a minute; by the post office
    Result<> begin_reports();  // after recovery, before traffic
    void name_queues(const std::vector<calls::QueueSettings>& queues);
    void make_what_if();  // what_if.cpp
    void push_board(const calls::LineSnapshot& line);
    insight::Board whole_board(const calls::LineSnapshot& line);
    std::string cut_board(const insight::Board& whole, const calls::LineSnapshot& line,
                          const http::Principal& who);
    Result<> start_demo();
};

// board.cpp
insight::Visit insight_visit(const calls::Visit& v, bool exited, bool done);
// routes.cpp
void add_system_routes(Centre::Parts& parts);
void add_setup_routes(Centre::Parts& parts);
void add_board_routes(Centre::Parts& parts);  // board.cpp
void add_widget_route(Centre::Parts& parts);  // chats.cpp
void add_chat_page(Centre::Parts& parts);     // chats.cpp
void add_demo_routes(Centre::Parts& parts);
void add_kept_routes(Centre::Parts& parts);     // kept.cpp: merges and files of buyers
void add_promise_files(Centre::Parts& parts);   // promise_files.cpp
void add_leaving_routes(Centre::Parts& parts);  // leaving.cpp
// demo/shop.cpp: thirty days of believable history
Result<> seed_demo_shop(Centre::Parts& parts);
std::vector<DemoBuyer> demo_buyers(Centre::Parts& parts);
/// The caller of a scenario: for "confirm" a buyer with a new order, for "courier" the courier's
/// number.
DemoBuyer demo_caller(Centre::Parts& parts, const std::string& scenario);
void busy_hour(Centre::Parts& parts, bool on);

}  // namespace ol::app
