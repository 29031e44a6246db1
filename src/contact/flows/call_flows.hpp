#pragma once
// Flows as they are kept, published and used by calls; the library of prompts. Thread-safe. What
// calls ask is answered from memory; what editors do blocks on the database.
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "contact/flows/flow_types.hpp"
#include "contact/flows/speech.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include "team/staff/staff.hpp"

namespace ol::flows {

class CallFlows {
public:
    struct Deps {
        db::Database& db;
        staff::Staff& staff;
        const Clock& clock;
        IdSource& ids;
        std::string folder;                                  // of sounds
        std::function<Rule(ShopId)> hours;                   // for dry runs
        std::function<std::set<QueueId>(ShopId)> queues_of;  // blocks on the database
        std::function<std::string(const std::string&)> skills_fault;
        std::unique_ptr<SpeechEngine> engine;  // absent: espeak-ng
        bool allow_private = false;            // webhooks into private networks
    };
    explicit CallFlows(Deps deps);
    ~CallFlows();
    Result<> load();  // after migrate()
    void stop();      // before media and the floor go

    // ---- for calls; never block ----
    /// Published, and drawn for this number, queue or shop, in that order; nullptr: none.
    std::shared_ptr<const Script> script_for(const std::string& dialled, QueueId queue,
                                             ShopId shop) const;
    /// What callers meet in this shop, by name.
    std::vector<std::shared_ptr<const Script>> published(ShopId shop) const;
    /// nullptr: no such flow in this shop. Error: flows.not_published {flow}.
    Result<std::shared_ptr<const Script>> published(FlowId id, ShopId shop) const;
    /// Names that media knows; `fallback`: something was not there in the language wanted.
    using Ready = std::function<void(std::vector<std::string> names, bool fallback)>;
    void prepare(ShopId shop, std::vector<Utterance> what, Ready done);
    /// Asks on a thread of its own; overloaded: `done` with a failure, at once.
    void ask_hook(const AskHook& hook, ContactId contact, const std::string& language,
                  std::function<void(HookCame)> done);
    static void keep(db::Tx& tx, ContactId contact, const FlowRecord& record);
    static std::optional<FlowRecord> record_of(db::Conn& conn, ContactId contact);
    Speech& speech() { return speech_; }

    // ---- for editors ----
    /// Errors of all: flows.unknown (also another shop's), flows.version_conflict.
    Result<FlowList> list(const http::Principal& who) const;
    Result<FlowView> view(const http::Principal& who, FlowId id) const;
    Result<FlowView> create(const http::Principal& who, const NewFlow& in);
    Result<FlowView> save(const http::Principal& who, FlowId id, std::int64_t version,
                          const FlowIn& in);
    /// Also flows.faults, with the first of them: only what is whole meets callers.
    Result<FlowView> publish(const http::Principal& who, FlowId id, std::int64_t version,
                             const std::string& note);
    Result<FlowView> go_back(const http::Principal& who, FlowId id, std::int64_t version,
                             const FlowBack& back);
    /// Also flows.use_taken {flow}: a number has one flow; flows.use_value, flows.use_queue with
    /// the field: nothing that can be dialled, no queue of the shop. Numbers are kept as E.164.
    Result<FlowView> use(const http::Principal& who, FlowId id, std::int64_t version,
                         const std::vector<FlowUse>& uses);
    Result<Gone> remove(const http::Principal& who, FlowId id, std::int64_t version);
    Result<FlowVersions> versions(const http::Principal& who, FlowId id) const;
    FlowCheck check_for(ShopId shop, const FlowBody& body) const;
    Result<DryRunOut> try_out(const http::Principal& who, FlowId id, const DryRunIn& in) const;

    Result<PromptList> prompts(const http::Principal& who) const;
    Result<Prompt> add_prompt(const http::Principal& who, const PromptIn& in);
    Result<Prompt> change_prompt(const http::Principal& who, PromptId id, std::int64_t version,
                                 const PromptIn& in);
    Result<Prompt> record_prompt(const http::Principal& who, PromptId id, std::int64_t version,
                                 const std::string& wav);
    Result<Prompt> approve_prompt(const http::Principal& who, PromptId id, std::int64_t version);
    /// Keeps what callers hear and throws the wording away that waits to be approved.
    Result<Prompt> drop_pending(const http::Principal& who, PromptId id, std::int64_t version);
    /// Also flows.prompt_in_use {flows}: a published flow would fall silent there.
    Result<Gone> remove_prompt(const http::Principal& who, PromptId id, std::int64_t version);
    /// A WAV file: the newest wording, or the one that callers hear.
    Result<std::string> listen(const http::Principal& who, PromptId id, bool as_heard = false);
    Result<std::string> listen(const std::string& text, const std::string& language);

private:
    struct Kept {
        FlowView view;
        std::shared_ptr<const Script> live;  // what is published
    };
    Result<Kept> kept(const http::Principal& who, FlowId id, std::int64_t version = 0) const;
    Result<FlowView> put(const http::Principal& who, Kept next, const char* what,
                         const std::optional<std::string>& published_note);
    FlowView shown(const Kept& k) const;
    Result<Prompt> prompt_of(const http::Principal& who, PromptId id, std::int64_t version) const;
    Result<Prompt> put_prompt(const http::Principal& who, Prompt p, std::int64_t seen,
                              const char* what);
    std::string region_of(ShopId shop) const;
    Result<std::vector<FlowUse>> places(ShopId shop, std::vector<FlowUse> uses) const;
    std::string day_of(ShopId shop) const;
    /// Published flows in which steps say this prompt; the mutex is held.
    std::vector<std::string> said_in(const Prompt& p, const http::Principal& who) const;
    /// Would one of them fall silent without it? Then the error.
    Result<> may_go(const Prompt& p, const http::Principal& who) const;
    void warm(const Kept& k);  // speaks its texts before the first caller wants them

    Deps d_;
    Speech speech_;
    std::vector<std::unique_ptr<Loop>> hooks_;
    std::atomic<std::size_t> next_hook_{0};
    mutable std::mutex mutex_;
    std::map<FlowId, Kept> flows_;
    std::map<std::pair<UseKind, std::string>, FlowId> uses_;  // a shop's: value is its id
    std::vector<Prompt> prompts_;
};

void add_flow_routes(http::Router& router, CallFlows& flows);

}  // namespace ol::flows
