// The one place where the shapes of flows become JSON.
#include "contact/flows/flow_types.hpp"

#include "platform/base/json_impl.hpp"

OL_JSON(ol::flows::FlowBody)
OL_JSON(ol::flows::FlowList)
OL_JSON(ol::flows::FlowView)
OL_JSON(ol::flows::NewFlow)
OL_JSON(ol::flows::FlowIn)
OL_JSON(ol::flows::FlowUsesIn)
OL_JSON(ol::flows::FlowNote)
OL_JSON(ol::flows::FlowBack)
OL_JSON(ol::flows::FlowCheckIn)
OL_JSON(ol::flows::FlowCheck)
OL_JSON(ol::flows::FlowVersions)
OL_JSON(ol::flows::FlowRecord)
OL_JSON(ol::flows::DryRunIn)
OL_JSON(ol::flows::DryRunOut)
OL_JSON(ol::flows::Prompt)
OL_JSON(ol::flows::PromptList)
OL_JSON(ol::flows::PromptIn)
OL_JSON(ol::flows::Gone)

namespace ol::flows {

std::vector<StepChange> step_changes(const FlowBody& before, const FlowBody& after) {
    std::vector<StepChange> out;
    for (const Step& was : before.steps)
        if (!find_step(after, was.name)) out.push_back({was.name, StepChangeKind::removed, {}});
    for (const Step& is : after.steps) {
        const Step* was = find_step(before, is.name);
        if (!was) {
            out.push_back({is.name, StepChangeKind::added, {}});
            continue;
        }
        StepChange change{is.name, StepChangeKind::changed, {}};
        using Members = boost::describe::describe_members<Step, boost::describe::mod_any_access>;
        boost::mp11::mp_for_each<Members>([&](auto d) {
            if (!(was->*d.pointer == is.*d.pointer)) change.fields.emplace_back(d.name);
        });
        if (!change.fields.empty()) out.push_back(std::move(change));
    }
    return out;
}

PromptChoice choose_prompt(const std::vector<Prompt>& all, ShopId shop, std::string_view name,
                           std::string_view language, std::string_view day) {
    const Prompt* best = nullptr;
    int best_rank = -1;
    for (const Prompt& p : all) {
        const bool in_season = (p.from.empty() || p.from <= day) && (p.to.empty() || p.to >= day);
        if (p.name != name || !p.approved || !in_season) continue;
        if (p.shop_id && p.shop_id != shop) continue;
        const bool season = !p.from.empty() || !p.to.empty();
        const int rank = (p.language == language ? 100
                          : p.language == "en"   ? 10
                                                 : 0) +
                         (p.shop_id ? 4 : 0) + (season ? 2 : 0);
        if (rank > best_rank) best = &p, best_rank = rank;
    }
    return {best, best && best->language != language};
}

}  // namespace ol::flows
