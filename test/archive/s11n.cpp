// SPDX-License-Identifier: MPL-2.0
// Boost.Serialization, in its three kinds of archives.
#include <brook/s11n.hpp>

#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/archive/text_iarchive.hpp>
#include <boost/archive/text_oarchive.hpp>
#include <boost/archive/xml_iarchive.hpp>
#include <boost/archive/xml_oarchive.hpp>
#include <boost/serialization/optional.hpp>
#include <boost/serialization/shared_ptr.hpp>
#include <boost/serialization/utility.hpp>
#include <boost/serialization/vector.hpp>

#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"

using namespace brook;

namespace {

struct counting {
    int calls = 0;
    template <typename Integrator>
    bool operator()(Integrator &) {
        ++calls;
        return true;
    }
    template <typename Archive>
    void serialize(Archive &archive, unsigned) {
        archive &boost::serialization::make_nvp("calls", calls);
    }
};

struct power {
    double exponent = 1;
    double operator()(double x) const { return exponent * x; }
    template <typename Archive>
    void serialize(Archive &archive, unsigned) {
        archive &boost::serialization::make_nvp("exponent", exponent);
    }
};

} // namespace

BROOK_S11N_STEP_CALLBACK_EXPORT(counting, double)
BROOK_S11N_STEP_CALLBACK_BATCH_EXPORT2(counting, "counting of batches", double)
BROOK_S11N_CALLABLE_EXPORT_KEY(power, true, double, double)
BROOK_S11N_CALLABLE_EXPORT_IMPLEMENT(power, true, double, double)

namespace {

std::vector<std::pair<expression, expression>> pendulum() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -9.8 * sin(x)}};
}

template <typename Out, typename In>
void check_archives() {
    using boost::serialization::make_nvp;
    taylor_adaptive<double> ta(pendulum(), {0.05, 0.025});
    auto result = ta.propagate_until(10., kw::c_output = true);
    taylor_adaptive_batch<double> batch(pendulum(), {0.1, 0.2, 0.3, 0.4}, 2u);
    const cfunc<double> f({pendulum()[1].second}, {expression("x")});
    const step_callback<double> callback = counting{3};
    const step_callback_batch<double> batch_callback = counting{4};
    const callable<double(double) const> function = power{2.5};
    const std::vector<expression> list{pendulum()[0].first, pendulum()[1].second};
    const auto pointer = std::make_shared<taylor_adaptive<double>>(ta);

    std::stringstream stream;
    {
        Out out(stream);
        out << make_nvp("ta", ta) << make_nvp("output", *result.continuous_output()) << make_nvp("batch", batch)
            << make_nvp("f", f) << make_nvp("callback", callback) << make_nvp("of_batch", batch_callback)
            << make_nvp("function", function) << make_nvp("list", list) << make_nvp("pointer", pointer);
    }
    taylor_adaptive<double> ta2;
    continuous_output<double> output;
    taylor_adaptive_batch<double> batch2;
    cfunc<double> f2;
    step_callback<double> callback2;
    step_callback_batch<double> batch_callback2;
    callable<double(double) const> function2;
    std::vector<expression> list2;
    std::shared_ptr<taylor_adaptive<double>> pointer2;
    {
        In in(stream);
        in >> make_nvp("ta", ta2) >> make_nvp("output", output) >> make_nvp("batch", batch2) >> make_nvp("f", f2) >>
            make_nvp("callback", callback2) >> make_nvp("of_batch", batch_callback2) >>
            make_nvp("function", function2) >> make_nvp("list", list2) >> make_nvp("pointer", pointer2);
    }
    CHECK(output(3.) == (*result.continuous_output())(3.));
    CHECK(to_archive(batch2) == to_archive(batch));
    CHECK(f2.get_fn() == f.get_fn());
    CHECK(value_ref<counting>(callback2).calls == 3);
    CHECK(value_ref<counting>(batch_callback2).calls == 4);
    CHECK(function2(2.) == 5.);
    CHECK(list2 == list);
    CHECK(pointer2->get_state() == ta.get_state());
    ta.propagate_until(20.);
    ta2.propagate_until(20.);
    CHECK(test::same_bits(ta.get_state(), ta2.get_state()));
}

} // namespace

TEST_CASE("Boost's binary archives") {
    check_archives<boost::archive::binary_oarchive, boost::archive::binary_iarchive>();
}
TEST_CASE("Boost's text archives") { check_archives<boost::archive::text_oarchive, boost::archive::text_iarchive>(); }
TEST_CASE("Boost's XML archives") { check_archives<boost::archive::xml_oarchive, boost::archive::xml_iarchive>(); }

TEST_CASE("a damaged archive of Boost's is refused, and takes no memory") {
    std::ostringstream stream;
    boost::archive::binary_oarchive(stream) << expression("x");
    const auto text = stream.str();
    std::size_t refused = 0;
    for (std::size_t i = 40; i < text.size(); ++i) {
        auto damaged = text;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
        std::istringstream in(damaged);
        expression ex;
        try {
            boost::archive::binary_iarchive(in) >> ex;
        } catch (const std::exception &) {
            ++refused;
        }
    }
    CHECK(refused > (text.size() - 40) * 3 / 4);
}
