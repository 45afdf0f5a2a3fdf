// SPDX-License-Identifier: MPL-2.0
// What users learn where the system forbids executable memory.
#include <cstddef>
#include <string>

#include "jit/executable_memory.hpp"
#include "jit/linker.hpp"
#include "test/jit/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/no_executable_memory.hpp"

using namespace brook;
using namespace brook::test;

TEST_CASE("executable memory is allowed here", "[jit]") { CHECK_NOTHROW(detail::check_executable_memory()); }

TEST_CASE("the cause is named where the system forbids executable memory", "[jit]") {
    const auto object = constant_object(1);
    if (!threads_may_fork || !true_in_child([] { return forbid_executable_memory(); })) {
        WARN("skipped: this process cannot forbid itself executable memory");
        return;
    }
    CHECK(true_in_child([&] {
        forbid_executable_memory();
        for (int attempt = 0; attempt < 2; ++attempt) {
            try {
                const detail::linked_code code(object);
                return false;
            } catch (const detail::executable_memory_error &e) {
                const std::string text = e.what();
                if (text.find("The system forbids executable memory, which compiled code needs: mprotect failed (") !=
                    0)
                    return false;
            }
        }
        return true;
    }));
    CHECK(true_in_child([&] { return detail::linked_code(object).find("f") != nullptr; }));
}
