// The ranking: every scenario of scenarios/fits.txt, and where a series ends.
#include "shop/orders/upsell/fits.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "platform/base/names.hpp"

namespace ol::orders {
namespace fits_test {

struct Case {
    FitAsk ask;
    std::vector<FitCandidate> goods;
};

std::int64_t number_after(const std::string& word) {
    return std::stoll(word.substr(word.find('=') + 1));
}

FitCandidate goods_of(std::istringstream& words) {
    FitCandidate c;
    words >> c.sku;
    for (std::string word; words >> word;) {
        if (word.starts_with("price=")) c.price = number_after(word);
        if (word.starts_with("together=")) c.together = number_after(word);
        if (word.starts_with("stock=")) c.available = number_after(word);
        if (word.starts_with("accessory_most=")) c.accessory_most = number_after(word);
    }
    return c;
}

void read(const std::string& verb, std::istringstream& words, Case& into) {
    if (verb == "goods") into.goods.push_back(goods_of(words));
    if (verb == "complaint") into.ask.complaint = true;
    if (verb == "sent") into.ask.editable = false;
    if (verb == "refusals") words >> into.ask.refusals;
    for (std::string word; words >> word;)
        if (verb == "declined")
            into.ask.declined.insert(word);
        else if (word.starts_with("total="))
            into.ask.total = number_after(word);
        else
            into.ask.in_order.insert(word);
}

std::string told(const RankedFits& r) {
    std::string out;
    for (const auto& f : r.fits)
        out += (out.empty() ? "" : " | ") + f.sku + " " + std::string(to_name(f.reason)) + " " +
               std::to_string(f.together);
    return out.empty() ? std::string(to_name(r.why_not)) : out;
}

TEST(Fits, every_scenario) {
    std::ifstream file(
        std::string(std::getenv("OL_SOURCE_DIR") ? std::getenv("OL_SOURCE_DIR") : "") +
        "/src/shop/orders/upsell/scenarios/fits.txt");
    ASSERT_TRUE(file) << "OL_SOURCE_DIR says where the tree is";
    Case now;
    int number = 0, played = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        std::istringstream words(line);
        std::string verb;
        if (!(words >> verb) || verb.starts_with('#')) continue;
        if (verb == "=>") {
            EXPECT_EQ(told(rank_fits(now.goods, now.ask)), line.substr(3)) << "line " << number;
            now = {}, ++played;
            continue;
        }
        read(verb, words, now);
    }
    EXPECT_EQ(played, 8);
}

TEST(Fits, a_series_is_what_stands_before_the_first_separator) {
    EXPECT_EQ(series_of("KET-X2"), "KET");
    EXPECT_EQ(series_of("1204.33/7"), "1204");
    EXPECT_EQ(series_of("A-1"), "") << "one sign says nothing";
    EXPECT_EQ(series_of("KETTLE"), "");
    EXPECT_EQ(series_of(""), "");
}

}  // namespace fits_test
}  // namespace ol::orders
