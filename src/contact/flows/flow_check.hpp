#pragma once
// What is wrong with a flow before it is published: ways that lead nowhere, steps that nobody
// reaches, circles without a pause, words that are missing, names that nobody has. Pure.
#include <functional>

#include "contact/flows/flow.hpp"

namespace ol::flows {

enum class Severity { error, warning };
BOOST_DESCRIBE_ENUM(Severity, error, warning)

/// `step` is the step's name, empty for the flow itself; `field` its field. Codes: README.md.
struct FlowFinding {
    std::string code, step, field;
    std::vector<std::pair<std::string, std::string>> params;
    Severity severity = Severity::error;
};
BOOST_DESCRIBE_STRUCT(FlowFinding, (), (code, step, field, params, severity))
struct FlowCheck {
    std::vector<FlowFinding> findings;
};
BOOST_DESCRIBE_STRUCT(FlowCheck, (), (findings))

/// What the flow is held against; an empty function knows everything.
struct FlowSurroundings {
    std::function<bool(QueueId)> queue_known;
    std::function<bool(PersonId)> person_known;
    std::function<bool(const std::string& prompt)> prompt_known;
    std::function<bool(const std::string& prompt, const std::string& language)> prompt_speaks;
    std::function<std::string(const std::string& skills)> skills_fault;  // "" = none
    std::function<bool(const std::string& number)> number_possible;      // in the shop's region
};
FlowCheck check(const FlowBody& flow, const FlowSurroundings& around);

/// Circles that nobody stops: one finding for each step that stands in one (flow_circles.cpp).
std::vector<FlowFinding> circles(const FlowBody& flow);

/// The ways out that a step of this kind must have drawn.
std::vector<std::string> wanted_exits(const Step& step);

}  // namespace ol::flows
