// SPDX-License-Identifier: MPL-2.0
// Types of file systems.
#include "support/file_system.hpp"

#include "test/support/catch.hpp"
#include "test/support/on_file_system.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;

TEST_CASE("local and remote file systems") {
    temporary_directory temporary;
    CHECK_FALSE(network_file_system(temporary.path()));
    CHECK_FALSE(network_file_system(temporary.path() / "not" / "there" / "yet"));
    CHECK_FALSE(network_file_system(""));
    {
        const on_file_system nfs(0x6969);
        CHECK(network_file_system(temporary.path()) == "NFS");
        CHECK(network_file_system(temporary.path() / "not" / "there" / "yet") == "NFS");
    }
    CHECK(on_file_system(0xff534d42).named(temporary.path()) == "CIFS");
    CHECK(on_file_system(0x794c7630).named(temporary.path()) == std::nullopt); // overlay, as in containers
    CHECK(on_file_system(0xef53).named(temporary.path()) == std::nullopt);     // ext4
}
