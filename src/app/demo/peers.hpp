#pragma once
// The demo's other side: buyers and operators as real SIP peers on loopback, with a stack and a
// media engine of their own. They speak the project's prompts. Used by the demo buyer buttons and
// the busy hour; never by a shop that is in earnest.
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "platform/base/loop.hpp"
#include "platform/media/media.hpp"
#include "platform/sip/sip.hpp"

namespace ol::app {

struct DemoOperator {
    std::string user, password;
};
struct DemoBuyer {
    std::string number, name, language;
};

class DemoPeers {
public:
    struct Options {
        std::string prompts_dir;
        std::string address = "127.0.0.1";
        std::uint16_t server_sip_port = 5060;
        std::string dial = "shop";  // user part of the number they call
    };
    static Result<std::unique_ptr<DemoPeers>> create(const Clock& clock, IdSource& ids,
                                                     Options options);
    ~DemoPeers();

    std::uint16_t sip_port() const;  // for the trunk "demo"
    void set_buyers(std::vector<DemoBuyer> buyers);
    /// One buyer calls now and speaks her lines when somebody answers. scenario: confirm | angry |
    /// courier.
    void call(const std::string& scenario, const DemoBuyer& who, bool patient = true);
    /// The line says that this number is being talked to: the buyer begins to speak.
    void answered(const std::string& number);
    /// Operators register, answer after some seconds and talk; buyers come at random, some hang up.
    /// Until off.
    void busy_hour(bool on, std::vector<DemoOperator> operators = {});
    bool busy() const;

private:
    struct Impl;
    explicit DemoPeers(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace ol::app
