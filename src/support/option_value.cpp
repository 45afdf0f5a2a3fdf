// SPDX-License-Identifier: MPL-2.0
// The one thing about values of options that is not decided at compile time. Here, so that no public header includes
// Boost.
#include <brook/support/option_value.hpp>

#include <utility>

#include <boost/numeric/conversion/cast.hpp>
#include <fmt/format.h>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// One of Boost's exceptions, with a text that tells more.
template <typename Base>
class bad_integer : public Base {
public:
    explicit bad_integer(std::string text) : text_(std::move(text)) {}
    const char *what() const noexcept override { return text_.c_str(); }

private:
    std::string text_;
};

} // namespace

void throw_bad_integer(std::string_view option, const std::string &value, bool negative, const std::string &smallest,
                       const std::string &largest) {
    auto text =
        fmt::format("The option {} must be an integer from {} to {}, but it is {}", option, smallest, largest, value);
    if (negative)
        throw bad_integer<boost::numeric::negative_overflow>(std::move(text));
    throw bad_integer<boost::numeric::positive_overflow>(std::move(text));
}

} // namespace detail
BROOK_END_NAMESPACE
