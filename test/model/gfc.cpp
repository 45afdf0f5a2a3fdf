// SPDX-License-Identifier: MPL-2.0
// Files of gravity fields: what is read, and which line is wrong.
#include <brook/model/gfc.hpp>

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "test/support/catch.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string head = "a text about a radius that is long\n"
                         "radius of what\n"
                         "begin_of_head =====================\n"
                         "product_type            gravity_field\n"
                         "modelname               TEST-1\n"
                         "earth_gravity_constant  0.3986004415E+15\n"
                         "radius                  0.6378136300D+07\n"
                         "max_degree              3\n"
                         "norm                    fully_normalized\n"
                         "tide_system             tide_free\n"
                         "\n"
                         "key    L    M    C    S    sigma C    sigma S\n"
                         "end_of_head ======================\n";

const std::string data = "gfc  0  0  1.0  0.0  0. 0.\n"
                         "gfc  2  0  -4.8416e-04  0.0e+00\n"
                         "gfct 2  1  -2.0D-10  +1.5d-09 0. 0. 20000101\n"
                         "trnd 2  1  1e-12  1e-12\n"
                         "\n"
                         "gfc  3  3  7.2e-07  1.4e-06\r\n";

class file {
public:
    explicit file(const std::string &text) : path_((directory_.path() / "field.gfc").string()) {
        std::ofstream(path_, std::ios::binary) << text;
    }
    const std::string &path() const { return path_; }

private:
    temporary_directory directory_;
    std::string path_;
};

model::gravity_field read(const std::string &text) { return model::read_gfc(file(text).path()); }

std::string with(std::string text, const std::string &from, const std::string &to) {
    const auto begin = text.find(from);
    REQUIRE(begin != text.npos);
    return text.replace(begin, from.size(), to);
}

void refused(const std::string &text, const std::string &why) {
    const file f(text);
    REQUIRE_THROWS_AS(model::read_gfc(f.path()), std::invalid_argument);
    REQUIRE_THROWS_WITH(model::read_gfc(f.path()), ContainsSubstring(why) && ContainsSubstring("field.gfc"));
}

} // namespace

TEST_CASE("gravity fields are read", "[gfc]") {
    const auto f = read(head + data);
    REQUIRE(f.name == "TEST-1");
    REQUIRE(f.mu == 0.3986004415e15);
    REQUIRE(f.radius == 6378136.3);
    REQUIRE(f.max_degree == 3);
    REQUIRE(f.tide_system == "tide_free");
    REQUIRE(f.norm == model::gravity_norm::fully_normalized);
    REQUIRE(f.n_varying == 1);
    REQUIRE(f.coefficients.size() == 20);
    const auto at = [&](std::size_t n, std::size_t m) { return &f.coefficients[n * (n + 1) + 2 * m]; };
    REQUIRE(at(0, 0)[0] == 1);
    REQUIRE(at(1, 1)[0] == 0);
    REQUIRE(at(2, 0)[0] == -4.8416e-04);
    REQUIRE(at(2, 1)[0] == -2e-10);
    REQUIRE(at(2, 1)[1] == 1.5e-9);
    REQUIRE(at(3, 3)[0] == 7.2e-7);
    REQUIRE(at(3, 3)[1] == 1.4e-6);
}

TEST_CASE("gravity fields are read up to a degree", "[gfc]") {
    const file f(head + data);
    const auto low = model::read_gfc(f.path(), 2);
    REQUIRE(low.max_degree == 2);
    REQUIRE(low.coefficients.size() == 12);
    REQUIRE(low.coefficients[6] == -4.8416e-04);
    REQUIRE(model::read_gfc(f.path(), 0).coefficients == std::vector<double>{1., 0.});
    REQUIRE_THROWS_WITH(model::read_gfc(f.path(), 4), ContainsSubstring("has degrees up to 3, but 4 were asked for"));
    REQUIRE_THROWS_AS(model::read_gfc(f.path(), -1), std::invalid_argument);
}

TEST_CASE("coefficients that are not normalised become so", "[gfc]") {
    const auto f = read(with(head, "fully_normalized", "unnormalized") + data);
    REQUIRE(f.norm == model::gravity_norm::unnormalized);
    REQUIRE(f.coefficients[6] == Approx(-4.8416e-04 / std::sqrt(5.)).epsilon(1e-15));
    // 1/N = sqrt((n + m)! / (2 (2n + 1) (n - m)!))
    REQUIRE(f.coefficients[18] == Approx(7.2e-7 * std::sqrt(720. / 14)).epsilon(1e-15));
    REQUIRE(f.coefficients[9] == Approx(1.5e-9 * std::sqrt(6. / 10)).epsilon(1e-15));
}

TEST_CASE("what is missing in gravity fields has a default where there is one", "[gfc]") {
    const auto f =
        read(with(with(head, "tide_system             tide_free\n", ""), "modelname               TEST-1\n", ""));
    REQUIRE(f.tide_system == "unknown");
    REQUIRE(f.name.empty());
    REQUIRE(f.coefficients[0] == 1);
    REQUIRE(read(with(head, "earth_gravity_constant", "gravity_constant      ")).mu == 0.3986004415e15);
}

TEST_CASE("what is wrong in a gravity field is named with its line", "[gfc]") {
    refused(with(head, "end_of_head", "end"), "must have a line 'end_of_head', but its 13 lines have none");
    refused(with(head, "radius                  0", "radios                  0"), "Line 13 of the gravity field");
    refused(with(head, "radius                  0", "radios                  0"), "must have 'radius', but has not");
    refused(with(head, "0.6378136300D+07", "large"), "must have a number as radius, but it has 'large'");
    refused(with(head, "0.6378136300D+07", "large"), "Line 7 ");
    refused(with(head, "0.6378136300D+07", "-1"), "must have a positive constant, but it has -1");
    refused(with(head, "0.6378136300D+07", "1e999"), "Line 7 ");
    refused(with(head, "max_degree              3", "max_degree              3.5"), "Line 8 ");
    refused(with(head, "max_degree              3", "max_degree              4294967295"), "max_degree up to 65535");
    refused(with(head, "fully_normalized", "half"), "as norm, but it has 'half'");
    refused(with(head, "gravity_field", "tides"), "'gravity_field' as product_type, but it has 'tides'");
    refused(head + "gfc 2 1 1.0\n", "Line 14 ");
    refused(head + "gfc 2 1 1.0\n", "has 3 words behind 'gfc'");
    refused(head + "gfc 2 3 1.0 1.0\n", "but it has 2 and 3");
    refused(head + "gfc 4 0 1.0 1.0\n", "a degree up to 3");
    refused(head + "gfc 2 -1 1.0 1.0\n", "a number as order, but it has '-1'");
    refused(head + "gfc 2 1 nan 1.0\n", "a finite number as coefficient C");
    refused(head + "gfc 2 1 1.0x 1.0\n", "a number as coefficient C, but it has '1.0x'");
    refused(head + data + "gfc 2 0 1.0 1.0\n", "must not give the coefficients of degree 2 and order 0 again");
    refused(head + "gfx 2 0 1.0 1.0\n", "it begins with 'gfx'");
}

TEST_CASE("files that are not there are refused", "[gfc]") {
    const temporary_directory directory;
    REQUIRE_THROWS_AS(model::read_gfc((directory.path() / "none.gfc").string()), std::runtime_error);
    REQUIRE_THROWS_AS(model::read_gfc(directory.path().string()), std::runtime_error);
}
