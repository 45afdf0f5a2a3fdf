// SPDX-License-Identifier: MPL-2.0
// Text of expressions: rules print functions, and a buffer that fills up ends the recursion.
#include <algorithm>
#include <locale>
#include <ostream>
#include <streambuf>
#include <string>

#include <fmt/format.h>

#include <brook/expression/expression.hpp>
#include <brook/expression/rule.hpp>

#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

// Refuses characters beyond the limit, which makes the stream fail; whoever prints into a failed stream stops.
// Functions can be nested without printing anything on the way down, hence the limit on nesting.
class limited_buffer final : public std::streambuf {
public:
    static constexpr std::size_t max_size = 1000, max_nesting = 1000;

    std::string text;
    std::size_t nesting = 0;
    bool full = false;

protected:
    std::streamsize xsputn(const char *s, std::streamsize n) override {
        const std::size_t taken = std::min(static_cast<std::size_t>(n), max_size - text.size());
        text.append(s, taken);
        full |= taken != static_cast<std::size_t>(n);
        return static_cast<std::streamsize>(taken);
    }
    int_type overflow(int_type c) override {
        full |= text.size() == max_size;
        if (full)
            return traits_type::eof();
        text.push_back(traits_type::to_char_type(c));
        return c;
    }
};

void print_function(std::ostream &out, const func &f) {
    if (f.rule().print != nullptr) {
        f.rule().print(out, f);
        return;
    }
    out << f.rule().name << '(';
    for (std::size_t i = 0; out && i < f.args().size(); ++i)
        out << (i == 0 ? "" : ", ") << f.args()[i];
    out << ')';
}

void print_within(limited_buffer &buffer, std::ostream &out, const expression &ex) {
    if (!out)
        return;
    if (++buffer.nesting > limited_buffer::max_nesting) {
        buffer.full = true;
        out.setstate(std::ios_base::failbit);
    } else if (const func *f = detail::as_func(ex)) {
        print_function(out, *f);
    } else {
        std::visit(
            [&out]<typename Kind>(const Kind &leaf) {
                if constexpr (!std::is_same_v<Kind, func>)
                    out << leaf;
            },
            ex.value());
    }
    --buffer.nesting;
}

std::string text_of(const expression &ex) {
    limited_buffer buffer;
    std::ostream out(&buffer);
    out.imbue(std::locale::classic());
    print_within(buffer, out, ex);
    return buffer.full ? std::move(buffer.text) + "..." : std::move(buffer.text);
}

} // namespace

std::ostream &operator<<(std::ostream &out, const expression &ex) {
    if (auto *buffer = dynamic_cast<limited_buffer *>(out.rdbuf())) {
        print_within(*buffer, out, ex);
        return out;
    }
    return out << text_of(ex);
}

void func::to_stream(std::ostream &out) const { out << expression(*this); }

BROOK_END_NAMESPACE

auto fmt::formatter<brook::expression>::format(const brook::expression &ex, fmt::format_context &context) const
    -> fmt::format_context::iterator {
    return fmt::formatter<fmt::string_view>::format(brook::text_of(ex), context);
}
