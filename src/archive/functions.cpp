// SPDX-License-Identifier: MPL-2.0
// Archives of compiled functions: what they are, and how they were compiled.
#include <string>
#include <utility>
#include <vector>

#include <brook/cfunc/cfunc.hpp>

#include "archive/access.hpp"
#include "archive/fields.hpp"
#include "archive/graph.hpp"
#include "archive/options.hpp"
#include "archive/record.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

struct stored_functions {
    std::vector<expression> functions, variables;
    cfunc_options options;

    template <typename Codec>
    friend void transfer(Codec &c, stored_functions &s) {
        auto &o = s.options;
        transfer_all(c, s.functions, s.variables, static_cast<code_options &>(o), o.batch_size, o.prec, o.check_prec,
                     o.high_accuracy, o.parallel_mode);
    }
};

} // namespace

template <typename T>
struct record<cfunc<T>> {
    static std::string name() { return name_for<T>("cfunc"); }
    static constexpr std::uint64_t version = 1;
    static void write(byte_writer &out, const cfunc<T> &f) {
        transfer(out, f.is_valid());
        if (!f.is_valid())
            return;
        stored_functions s{f.get_fn(), f.get_vars(), archive_access::options(f)};
        transfer(out, s);
    }
    static cfunc<T> read(byte_reader &in, std::uint64_t) {
        bool valid = false;
        transfer(in, valid);
        if (!valid)
            return cfunc<T>();
        stored_functions s;
        transfer(in, s);
        return archive_access::make<T>(std::move(s.functions), std::move(s.variables), std::move(s.options));
    }
};

} // namespace detail

#define BROOK_INSTANCE(type) BROOK_ARCHIVE_INSTANCE(cfunc<type>)
#include "number/instances.def"

BROOK_END_NAMESPACE
