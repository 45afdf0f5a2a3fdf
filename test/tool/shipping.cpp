// SPDX-License-Identifier: MPL-2.0
// export, import and prewarm: what arrives is what was sent, or is refused. Bundles hold keys, recipes and code, and no
// names of files, so that there is no path to go astray.
#include <sys/stat.h>

#include "cache/bundles/bundle.hpp"
#include "cache/store/cache_file.hpp"
#include "cache/store/entry_format.hpp"
#include "cache/trust/trusted_keys.hpp"
#include "support/counters.hpp"
#include "support/hash.hpp"
#include "test/support/child_process.hpp"
#include "test/tool/helper.hpp"

using namespace tool_test;
using detail::bundle_entry;

namespace {

std::vector<bundle_entry> entries_in(const std::filesystem::path &file) {
    detail::bundle_reader in(file);
    std::vector<bundle_entry> entries;
    for (std::uint64_t i = 0; i < in.size(); ++i)
        entries.push_back(in.next());
    return entries;
}

void write_bundle(const std::filesystem::path &file, const std::vector<bundle_entry> &entries) {
    detail::bundle_writer out(file);
    for (const auto &entry : entries)
        out.add(entry);
    out.finish();
}

std::string public_key_of(const person &p) { return detail::to_hex(detail::signing_key_of(p.secret())); }

// What the entry holds, under another recipe, sealed by `how`.
bundle_entry resealed(const bundle_entry &entry, const std::string &recipe, const detail::sealer &how,
                      const detail::layer_trust &trust) {
    auto code = std::get<detail::stored_code>(detail::decode_entry(entry.key, entry.recipe, entry.payload, trust));
    const detail::cache_key key{detail::hash_of(std::string_view(recipe))};
    code.recipe = recipe;
    return {key, recipe, detail::encode_entry(key, code, how)};
}

std::string replaced(std::string text, const std::string &from, const std::string &to) {
    return text.replace(text.find(from), from.size(), to);
}

// Whether this process finds the three pendulums in the caches.
bool all_are_found() {
    const auto before = detail::process_counters().snapshot();
    for (int i = 0; i < 3; ++i)
        build(i + 1);
    return (detail::process_counters().snapshot() - before).compilations == 0;
}

bool another_process_finds_all(const person &p) {
    const environment_guard directory("BROOK_CACHE_DIR", p.cache().c_str()),
        secret("XDG_STATE_HOME", p.state().c_str());
    return test_passes_with("BROOK_CACHE", "ro", "(child) nothing is compiled");
}

bool this_process_finds_all(const person &p) {
    return p.doing([] {
        llvm_state::set_diskcache_mode(cache_mode::read_only);
        return all_are_found();
    });
}

} // namespace

TEST_CASE("(child) nothing is compiled", "[.child]") { CHECK(all_are_found()); }

TEST_CASE("what one person exports another one need not compile", "[tool]") {
    const person sender, receiver;
    sender.fill(3);
    const auto file = sender.home() / "a bundle";
    const auto sent = sender.run({"export", file.string(), "--json"});
    CHECK(sent.code == 0);
    CHECK(sent.json("d['exported']") == "3");
    CHECK(sent.json("d['signed_by']") == public_key_of(sender));
    CHECK_FALSE(this_process_finds_all(receiver));

    const auto unknown = receiver.run({"import", file.string(), "--json"});
    CHECK(unknown.code == 1);
    CHECK(unknown.json("d['imported']") == "0");
    CHECK(unknown.says(public_key_of(sender)));
    CHECK(unknown.says("trusted_keys"));

    write(receiver.state() / "brook" / "trusted_keys", public_key_of(sender) + "\n");
    const auto known = receiver.run({"import", file.string(), "--json"});
    CHECK(known.code == 0);
    CHECK(known.json("d['imported']") == "3");
    CHECK(receiver.run({"verify"}).code == 0);
    CHECK(another_process_finds_all(receiver));
    CHECK(receiver.run({"import", file.string()}).code == 0); // again
    CHECK(receiver.keys().size() == 3);
}

TEST_CASE("entries are chosen by their keys", "[tool]") {
    const person p;
    p.fill(3);
    const auto keys = p.keys();
    const auto file = (p.home() / "two").string();
    CHECK(p.run({"export", file, "--key", keys[0], "--key", keys[2]}).code == 0);
    const auto entries = entries_in(file);
    REQUIRE(entries.size() == 2);
    CHECK(entries[1].key.hex() == keys[2]);
    CHECK(p.run({"export", file, "--key", std::string(64, '0')}).code == 1);
    CHECK(entries_in(file) == entries); // left as it was
    CHECK_FALSE(std::filesystem::exists(file + ".unfinished"));
}

TEST_CASE("what cannot be trusted is refused, and said why", "[tool]") {
    const person sender, receiver;
    sender.fill(1);
    receiver.fill(1);
    receiver.run({"clear", "--yes"});
    const auto list = "BROOK_CACHE_TRUSTED_KEYS=" + public_key_of(sender);
    const auto file = sender.home() / "bundle", bad = sender.home() / "bad";
    REQUIRE(sender.run({"export", file.string()}).code == 0);
    const auto good = entries_in(file).at(0);
    const auto own = sender.secret();
    const detail::layer_trust trust{{}, false, {detail::signing_key_of(own)}};
    const auto import_of = [&](const bundle_entry &entry, std::vector<std::string> options = {}) {
        write_bundle(bad, {entry});
        std::vector<std::string> arguments{"import", bad.string()};
        arguments.insert(arguments.end(), options.begin(), options.end());
        return receiver.run(arguments, list);
    };

    SECTION("unsigned") {
        const auto plain = resealed(good, good.recipe, {detail::seal_kind::digest}, trust);
        const auto a = import_of(plain);
        CHECK(a.code == 1);
        CHECK(a.says("not signed"));
        CHECK(receiver.keys().empty());
        CHECK(import_of(plain, {"--trust-unsigned"}).code == 0);
        CHECK(receiver.keys().size() == 1);
    }
    SECTION("sealed for one user") {
        const auto a = import_of(resealed(good, good.recipe, {detail::seal_kind::mac, own}, trust));
        CHECK(a.code == 1);
        CHECK(a.says("sealed for the cache of one user"));
    }
    SECTION("signed by another key") {
        const detail::secret stranger{detail::hash_of(std::string_view("stranger"))};
        const auto a = import_of(resealed(good, good.recipe, {detail::seal_kind::signature, stranger}, trust));
        CHECK(a.code == 1);
        CHECK(a.says("unknown key"));
        CHECK(a.says(detail::to_hex(detail::signing_key_of(stranger))));
    }
    SECTION("signed, but for another key or recipe") {
        auto moved = good;
        moved.key.bytes[0] ^= 1;
        CHECK(import_of(moved).says("does not hash to its key"));
        auto renamed = good;
        renamed.recipe = replaced(good.recipe, "order: 20", "order: 21");
        CHECK(import_of(renamed).says("does not hash to its key"));
        renamed.key.bytes = detail::hash_of(std::string_view(renamed.recipe));
        CHECK(import_of(renamed).code == 1);
    }
    SECTION("changed in any byte") {
        std::vector<bundle_entry> all;
        for (std::size_t i = 0; i < good.payload.size(); ++i) {
            all.push_back(good);
            all.back().payload[i] ^= std::byte{1};
        }
        write_bundle(bad, all);
        const auto a = receiver.run({"import", bad.string(), "--trust-unsigned", "--json"}, list);
        CHECK(a.code == 1);
        CHECK(a.json("[d['imported'], sum(r['entries'] for r in d['refused'])]") ==
              "[0, " + std::to_string(all.size()) + "]");
    }
    SECTION("a replayed old version") {
        const auto recipe = replaced(good.recipe, "\nllvm: LLVM ", "\nllvm: LLVM 1");
        const auto old = resealed(good, recipe, {detail::seal_kind::signature, own}, trust);
        const auto a = import_of(old);
        CHECK(a.code == 1);
        CHECK(a.says("another version"));
        CHECK(receiver.keys().empty());
        CHECK(import_of(old, {"--all"}).code == 0);
        CHECK_FALSE(this_process_finds_all(receiver));
    }
    SECTION("an object that claims to be enormous") {
        for (const std::size_t field : {16, 24, 40}) { // sizes in the header of an entry
            auto large = good;
            for (std::size_t i = 0; i < 8; ++i)
                large.payload[field + i] = std::byte{0x7f};
            CHECK(import_of(large, {"--trust-unsigned"}).code == 1);
        }
    }
    SECTION("a good entry beside bad ones") {
        auto changed = good;
        changed.payload.back() ^= std::byte{1};
        write_bundle(bad, {changed, good, changed});
        const auto a = receiver.run({"import", bad.string(), "--json"}, list);
        CHECK(a.code == 1);
        CHECK(a.json("[d['imported'], d['refused'][0]['entries']]") == "[1, 2]");
        CHECK(receiver.keys().size() == 1);
    }
}

TEST_CASE("of a bundle that is not whole nothing is taken", "[tool]") {
    const person p;
    p.fill(2);
    const auto file = p.home() / "bundle", bad = p.home() / "bad";
    REQUIRE(p.run({"export", file.string()}).code == 0);
    p.run({"clear", "--yes"});
    const auto bytes = content_of(file);
    for (std::size_t size = 0; size < bytes.size(); size += 50) {
        write(bad, bytes.substr(0, size));
        CHECK_THROWS_AS(detail::bundle_reader(bad), std::runtime_error);
        if (size % 1000 != 0)
            continue; // a process for each would take long
        const auto a = p.run({"import", bad.string()});
        CHECK(a.code == 3);
    }
    write(bad, bytes + "x");
    CHECK(p.run({"import", bad.string()}).says("behind its last entry"));
    write(bad, "something else altogether");
    CHECK(p.run({"import", bad.string()}).says("not a bundle"));
    CHECK(p.run({"import", p.home().string()}).code == 3);
    CHECK(p.run({"import", (p.home() / "nothing").string()}).code == 3);
    CHECK(p.keys().empty());
    CHECK(p.run({"import", file.string()}).code == 0);
    CHECK(p.keys().size() == 2);
}

TEST_CASE("a site layer can be read by all, and says by itself whether it is right", "[tool]") {
    const person p;
    p.fill(3);
    const auto site = p.home() / "site";
    CHECK(p.run({"export", "--site", site.string()}).code == 0);
    CHECK(p.run({"export", "--site", site.string()}).code == 0); // again
    struct stat about;
    REQUIRE(stat(detail::cache_file_in(site).c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0644);
    REQUIRE(stat(site.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0755);
    CHECK(std::distance(std::filesystem::directory_iterator(site), {}) == 1); // nothing beside the database
    const auto count_with = [&](const detail::layer_trust &trust) {
        const auto database = detail::disk_session::open(site, detail::if_missing::give_up, 1000);
        int count = 0;
        for (const auto &hex : p.keys()) {
            const detail::cache_key key{*detail::digest_from_hex(hex)};
            const auto row = database->tables().read(key);
            REQUIRE(row);
            count += std::holds_alternative<detail::stored_code>(
                detail::decode_entry(key, row->recipe, row->payload, trust));
        }
        return count;
    };
    const auto key = detail::signing_key_of(p.secret());
    CHECK(count_with(detail::trust_in_site_layer(site, {}, {})) == 3);
    CHECK(count_with({{}, false, {key}}) == 0);
    CHECK(p.run({"export", "--site", site.string(), "--seal", "signature"}).code == 0);
    CHECK(count_with({{}, false, {key}}) == 3);
}

TEST_CASE("prewarm compiles the systems of others for this machine", "[tool]") {
    const person sender, receiver;
    sender.fill(3);
    const auto file = (sender.home() / "bundle").string();
    REQUIRE(sender.run({"export", file, "--seal", "digest"}).code == 0);
    CHECK(receiver.run({"prewarm", file}).code == 1); // not signed
    CHECK(receiver.keys().empty());
    const auto a = receiver.run({"prewarm", file, "--trust-unsigned", "--json"});
    CHECK(a.code == 0);
    CHECK(a.json("[d['compiled'], d['present']]") == "[3, 0]");
    CHECK(receiver.run({"prewarm", file, "--trust-unsigned", "--json"}).json("[d['compiled'], d['present']]") ==
          "[0, 3]");
    CHECK(another_process_finds_all(receiver));
    CHECK(receiver.run({"verify"}).code == 0);
}

TEST_CASE("prewarm reads another cache, and compiles for several targets", "[tool]") {
    const person p;
    p.fill(2);
    const auto levels = {"x86-64-v2", "x86-64-v3", "x86-64-v4"};
    if (p.run({"prewarm", p.cache().string(), "--target", "x86-64-v2"}).code == 2)
        return; // another architecture
    std::vector<std::string> arguments{"prewarm", p.cache().string(), "--json"};
    for (const auto *level : levels) {
        arguments.emplace_back("--target");
        arguments.emplace_back(level);
    }
    CHECK(p.run(arguments).code == 0);
    CHECK(p.keys().size() == 8);
    CHECK(p.run({"prewarm", p.cache().string(), "--target", "pdp-11"}).code == 2);
    p.doing([] {
        const environment_guard target("BROOK_TARGET", "x86-64-v2");
        const auto before = detail::process_counters().snapshot();
        build(1);
        CHECK((detail::process_counters().snapshot() - before).compilations == 0);
    });
}
