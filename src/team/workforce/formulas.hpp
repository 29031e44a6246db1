#pragma once
// Shared by the room's own files.
#include "team/workforce/erlang.hpp"

namespace ol::workforce {

Result<void> check(const Work& work, int agents);

/// 1/B(agents, load) for a load above 0; infinite where B vanishes.
double inverse_blocking(double load, int agents);

/// Erlang C from 1/B; the load is below the agents.
double wait_share_c(double load, int agents, double inverse);

/// Sixteen points of Gauss and Legendre on [0, 1]: f(x, weight) is called for each.
template <class F>
void gauss(double from, double to, F&& f) {
    constexpr double x[] = {0.98940093499164993, 0.94457502307323258, 0.86563120238783174,
                            0.75540440835500303, 0.61787624440264375, 0.45801677765722739,
                            0.28160355077925891, 0.095012509837637440};
    constexpr double w[] = {0.027152459411754095, 0.062253523938647893, 0.095158511682492785,
                            0.12462897125553387,  0.14959598881657673,  0.16915651939500254,
                            0.18260341504492359,  0.18945061045506850};
    const double half = (to - from) / 2, middle = (to + from) / 2;
    for (int i = 0; i < 8; ++i)
        f(middle - half * x[i], half * w[i]), f(middle + half * x[i], half * w[i]);
}

}  // namespace ol::workforce
