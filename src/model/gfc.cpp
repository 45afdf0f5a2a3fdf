// SPDX-License-Identifier: MPL-2.0
// Reads gravity fields in ICGEM's format.
#include <brook/model/gfc.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace model {
namespace {

// (n + 1)(n + 2) numbers fit into the address space.
constexpr std::uint32_t largest_degree = 65535;

std::vector<std::string_view> words_of(std::string_view line) {
    constexpr std::string_view blanks = " \t\r";
    std::vector<std::string_view> words;
    for (std::size_t begin = 0; (begin = line.find_first_not_of(blanks, begin)) != line.npos;) {
        const auto end = std::min(line.find_first_of(blanks, begin), line.size());
        words.push_back(line.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

class gfc_reader {
public:
    explicit gfc_reader(const std::string &path) : path_(path), file_(path) {
        if (!file_)
            detail::throw_runtime_error("The gravity field '{}' cannot be opened", path);
    }

    gravity_field read(std::optional<std::uint32_t> degree) {
        read_head();
        if (degree && *degree > field_.max_degree)
            detail::throw_invalid_argument("The gravity field '{}' has degrees up to {}, but {} were asked for", path_,
                                           field_.max_degree, *degree);
        const auto last = field_.max_degree;
        field_.max_degree = degree.value_or(last);
        const auto n = std::size_t(field_.max_degree);
        field_.coefficients.assign((n + 1) * (n + 2), 0);
        given_.assign((n + 1) * (n + 2) / 2, false);
        field_.coefficients[0] = 1;
        while (next_line())
            read_record(last);
        return std::move(field_);
    }

private:
    struct head_entry {
        std::string value;
        std::size_t line;
    };

    template <typename... Args>
    [[noreturn]] void fail(fmt::format_string<Args...> format, Args &&...args) const {
        detail::throw_invalid_argument("Line {} of the gravity field '{}' {}", line_number_, path_,
                                       fmt::format(format, std::forward<Args>(args)...));
    }

    bool next_line() {
        if (!std::getline(file_, line_)) {
            if (file_.bad())
                detail::throw_runtime_error("The gravity field '{}' cannot be read", path_);
            return false;
        }
        ++line_number_;
        words_ = words_of(line_);
        return true;
    }

    template <typename T>
    T number_in(std::string_view word, std::string_view what) const {
        std::string text(word.starts_with('+') ? word.substr(1) : word);
        std::replace_if(
            text.begin(), text.end(), [](char c) { return c == 'd' || c == 'D'; }, 'e'); // as Fortran writes
        T value{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size())
            fail("must have a number as {}, but it has '{}'", what, word);
        if constexpr (std::is_same_v<T, double>)
            if (!std::isfinite(value))
                fail("must have a finite number as {}, but it has '{}'", what, word);
        return value;
    }

    // What stands before begin_of_head is free text, which may begin with the same words.
    void read_head() {
        std::map<std::string, head_entry, std::less<>> head;
        for (bool ended = false; !ended;) {
            if (!next_line())
                detail::throw_invalid_argument(
                    "The gravity field '{}' must have a line 'end_of_head', but its {} lines "
                    "have none",
                    path_, line_number_);
            if (words_.empty())
                continue;
            ended = words_[0].starts_with("end_of_head");
            if (words_[0].starts_with("begin_of_head"))
                head.clear();
            else if (words_.size() > 1)
                head.insert_or_assign(std::string(words_[0]), head_entry{std::string(words_[1]), line_number_});
        }
        take_head(head);
    }

    template <typename Head>
    void take_head(const Head &head) {
        const auto end = line_number_;
        const auto text = [&](std::string_view key, std::string_view otherwise) {
            const auto found = head.find(key);
            line_number_ = found == head.end() ? end : found->second.line;
            return found == head.end() ? std::string(otherwise) : found->second.value;
        };
        const auto number = [&]<typename T>(T, std::string_view key, std::string_view other_key = "") {
            const auto value = text(head.contains(key) ? key : other_key, "");
            if (value.empty())
                fail("ends the head, which must have '{}', but has not", key);
            return number_in<T>(value, key);
        };
        if (const auto type = text("product_type", "gravity_field"); type != "gravity_field")
            fail("must have 'gravity_field' as product_type, but it has '{}'", type);
        field_.name = text("modelname", "");
        field_.tide_system = text("tide_system", "unknown");
        const auto norm = text("norm", "fully_normalized");
        if (norm != "fully_normalized" && norm != "unnormalized")
            fail("must have 'fully_normalized' or 'unnormalized' as norm, but it has '{}'", norm);
        field_.norm = norm == "unnormalized" ? gravity_norm::unnormalized : gravity_norm::fully_normalized;
        field_.mu = number(0., "earth_gravity_constant", "gravity_constant");
        check_positive(field_.mu);
        field_.radius = number(0., "radius");
        check_positive(field_.radius);
        field_.max_degree = number(std::uint32_t(), "max_degree");
        if (field_.max_degree > largest_degree)
            fail("must have a max_degree up to {}, but it has {}", largest_degree, field_.max_degree);
        line_number_ = end;
    }

    void check_positive(double x) const {
        if (!(x > 0))
            fail("must have a positive constant, but it has {}", x);
    }

    void read_record(std::uint32_t last) {
        if (words_.empty())
            return;
        const auto key = words_[0];
        if (key == "gfc" || key == "gfct")
            read_coefficients(last, key == "gfct");
        else if (key != "trnd" && key != "dot" && key != "acos" && key != "asin")
            fail("must begin with gfc, gfct, trnd, dot, acos or asin, but it begins with '{}'", key);
    }

    void read_coefficients(std::uint32_t last, bool varying) {
        if (words_.size() < 5)
            fail("must have degree, order and two coefficients, but it has {} words behind '{}'", words_.size() - 1,
                 words_[0]);
        const auto n = number_in<std::uint32_t>(words_[1], "degree"), m = number_in<std::uint32_t>(words_[2], "order");
        if (n > last || m > n)
            fail("must have a degree up to {}, and an order up to the degree, but it has {} and {}", last, n, m);
        const auto C = number_in<double>(words_[3], "coefficient C"), S = number_in<double>(words_[4], "coefficient S");
        if (n > field_.max_degree)
            return;
        const auto index = std::size_t(n) * (n + 1) / 2 + m;
        if (given_[index])
            fail("must not give the coefficients of degree {} and order {} again", n, m);
        given_[index] = true;
        field_.n_varying += varying;
        const double factor = field_.norm == gravity_norm::unnormalized ? to_full_normalisation(n, m) : 1;
        field_.coefficients[2 * index] = factor * C;
        field_.coefficients[2 * index + 1] = factor * S;
        if (!std::isfinite(factor * C) || !std::isfinite(factor * S))
            fail("must have coefficients of a size that full normalisation can represent, but it has {} and {}", C, S);
    }

    // sqrt((n + m)! / ((2 - delta_m0) (2 n + 1) (n - m)!))
    static double to_full_normalisation(std::uint32_t n, std::uint32_t m) {
        double factor = std::sqrt((m == 0 ? 1. : 0.5) / (2. * n + 1));
        for (std::uint32_t k = n - m + 1; k <= n + m; ++k)
            factor *= std::sqrt(double(k));
        return factor;
    }

    std::string path_, line_;
    std::ifstream file_;
    std::vector<std::string_view> words_; // of the line
    std::size_t line_number_ = 0;
    gravity_field field_;
    std::vector<bool> given_;
};

} // namespace

gravity_field read_gfc(const std::string &path) { return gfc_reader(path).read(std::nullopt); }

gravity_field read_gfc(const std::string &path,
                       detail::integer_argument<std::uint32_t, "The highest degree of read_gfc()"> degree) {
    return gfc_reader(path).read(degree);
}

} // namespace model
BROOK_END_NAMESPACE
