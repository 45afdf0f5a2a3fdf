// SPDX-License-Identifier: MPL-2.0
// A kind of code that exists here only, through the pipeline of all kinds.
#include "jit/code_unit.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "codegen/jet.hpp"
#include "jit/compile.hpp"
#include "jit/object_files.hpp"
#include "jit/recipe_options.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/random_program.hpp"
#include "test/support/remaking.hpp"

using namespace brook;
using detail::code_options;
using detail::code_unit;
using detail::ir_module;

namespace {

constexpr detail::unit_kind toy_kind{"toy", 7, "build_toy"};
constexpr detail::unit_kind unknown_kind{"unknown_toy", 1, "build_toy"};

std::vector<ir_module> modules(unsigned seed, std::size_t module_size = 100) {
    const test::copied_program p(8, seed, 10);
    return emit_jet(make_plan(p.program, p.bundles(2), 10), detail::fp_type::f64, {true, 32, 16}, "jet",
                    detail::jet_shape::loops, {0, 50, module_size});
}

std::vector<std::byte> bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

// What a toy is made of.
struct toy {
    std::vector<std::byte> source = bytes_of("1");
    bool identified = true;
    unsigned seed = 1;
    std::string layout = "a layout";
    const char *entry = "jet";
    bool stands_back = false; // for one with the next seed
    int emissions = 0;
};

struct opened_toy {
    void *entry;
    std::string layout;
};

class toy_unit : public code_unit {
public:
    explicit toy_unit(toy &t, const code_options &options = {}, const detail::unit_kind &kind = toy_kind)
        : code_unit(kind, {"source", t.source, t.identified}, detail::fp_type::f64, options), toy_(t) {}

    void add_fields(detail::recipe &r) const override { r.add("seed", toy_.seed); }
    detail::emitted_unit emit(const detail::target &) const override {
        ++toy_.emissions;
        if (toy_.stands_back)
            return {};
        return {modules(toy_.seed), bytes_of(toy_.layout)};
    }
    std::shared_ptr<const void> open(std::span<const std::byte> layout,
                                     const detail::linked_code &code) const override {
        const std::string text(reinterpret_cast<const char *>(layout.data()), layout.size());
        if (text != toy_.layout)
            throw std::runtime_error("another layout");
        return std::make_shared<opened_toy>(opened_toy{detail::find_entry(code, toy_.entry), text});
    }
    std::unique_ptr<const code_unit> instead() const override {
        return toy_.stands_back ? std::make_unique<toy_unit>(other()) : nullptr;
    }

private:
    static toy &other() {
        static constinit toy *one = nullptr;
        if (one == nullptr)
            one = new toy{.source = bytes_of("2"), .seed = 2};
        return *one;
    }

    toy &toy_;
};

std::unique_ptr<const code_unit> read(const detail::recipe &r, std::span<const std::byte> source) {
    toy t;
    t.source.assign(source.begin(), source.end());
    t.seed = detail::number_of(r, "seed");
    struct holder : toy_unit {
        explicit holder(std::unique_ptr<toy> owned) : toy_unit(*owned), owned_(std::move(owned)) {}
        std::unique_ptr<toy> owned_;
    };
    return std::make_unique<holder>(std::make_unique<toy>(std::move(t)));
}

const detail::unit_registrar registrar(toy_kind, read);

const opened_toy &opened(const std::shared_ptr<const void> &code) {
    return *static_cast<const opened_toy *>(code.get());
}

} // namespace

TEST_CASE("what is made once is found from then on", "[code_unit]") {
    const fresh_caches fresh;
    toy t;
    const auto work = [&](int emissions, code_source source) {
        detail::found_code origin;
        t.emissions = 0;
        const auto code = find_or_make(toy_unit(t), &origin);
        CHECK(t.emissions == emissions);
        CHECK(origin.source == source);
        CHECK(opened(code).layout == "a layout");
        CHECK(opened(code).entry != nullptr);
    };
    work(1, code_source::compiler);
    work(0, code_source::memory);
    detail::process_code_cache().finish_writing();
    llvm_state::clear_memcache();
    work(0, code_source::disk);
}

TEST_CASE("the code lives as long as what was opened", "[code_unit]") {
    const fresh_caches fresh;
    toy t;
    auto code = find_or_make(toy_unit(t));
    const std::weak_ptr<const void> watched = code;
    llvm_state::clear_memcache();
    CHECK_FALSE(watched.expired());
    code.reset();
    CHECK(watched.expired());
}

TEST_CASE("what nobody vouches for is emitted each time, and found by what was emitted", "[code_unit]") {
    const fresh_caches fresh;
    toy t{.identified = false};
    detail::found_code origin;
    find_or_make(toy_unit(t), &origin);
    CHECK(origin.source == code_source::compiler);
    CHECK(test::only_entry(fresh).source.empty());
    t.source = bytes_of("other bytes, same code");
    find_or_make(toy_unit(t), &origin);
    CHECK(origin.source == code_source::memory);
    CHECK(t.emissions == 2);
    const auto first = origin.key;
    for (const auto &changed : {toy{.identified = false, .seed = 3}, toy{.identified = false, .layout = "another"}}) {
        auto other = changed;
        find_or_make(toy_unit(other), &origin);
        CHECK(origin.source == code_source::compiler);
        CHECK(origin.key != first);
    }
}

TEST_CASE("a unit that emits nothing leaves the work to another", "[code_unit]") {
    const fresh_caches fresh;
    toy t{.stands_back = true};
    detail::found_code origin;
    const auto code = find_or_make(toy_unit(t), &origin);
    CHECK(opened(code).layout == "a layout");
    toy other{.source = bytes_of("2"), .seed = 2};
    CHECK(origin.key == describe(toy_unit(other), detail::find_target("")).key());
    CHECK(find_or_make(toy_unit(other)) == code);
    CHECK(ir_text(toy_unit(t), detail::find_target("")) == ir_text(toy_unit(other), detail::find_target("")));
    // That it does is stored, too.
    t.emissions = 0;
    llvm_state::clear_memcache();
    CHECK(during([&] { find_or_make(toy_unit(t)); }).compilations == 0);
    CHECK(t.emissions == 0);
}

TEST_CASE("an entry that is not there is an error that names it", "[code_unit]") {
    const fresh_caches fresh;
    toy t{.entry = "nothing"};
    CHECK_THROWS_WITH(find_or_make(toy_unit(t)), Catch::Matchers::ContainsSubstring("'nothing'"));
}

TEST_CASE("the source, the fields and the options decide the recipe", "[code_unit]") {
    const auto &target = detail::find_target("");
    toy t, other_source{.source = bytes_of("2")}, other_seed{.seed = 2};
    const auto r = describe(toy_unit(t), target);
    CHECK(r == describe(toy_unit(t), target));
    CHECK(r.fields().front().value == "toy");
    CHECK(*r.find("seed") == "1");
    CHECK(r != describe(toy_unit(other_source), target));
    CHECK(r != describe(toy_unit(other_seed), target));
    code_options options;
    options.opt_level = 3;
    CHECK(r != describe(toy_unit(t, options), target));
}

TEST_CASE("what is stored are the object files in order, the source, and the layout behind a hash", "[code_unit]") {
    const auto &target = detail::find_target("native");
    toy t{.seed = 3};
    for (const bool parjit : {false, true}) {
        code_options options;
        options.parjit = parjit;
        const auto stored = make_code(toy_unit(t, options), target);
        const auto objects = detail::unpack_objects(stored.object);
        auto expected = modules(3);
        REQUIRE(objects.size() == expected.size());
        for (std::size_t i = 0; i < objects.size(); ++i) {
            const auto bytes = compile(expected[i], target, compile_options_of(options));
            CHECK(std::ranges::equal(std::as_bytes(std::span(objects[i])), bytes));
        }
        CHECK(stored.source == t.source);
        CHECK(std::ranges::equal(std::span(stored.metadata).subspan(sizeof(detail::digest)), bytes_of(t.layout)));
    }
}

TEST_CASE("all bitcode decides the hash", "[code_unit]") {
    const auto &target = detail::find_target("native");
    const auto hash = [&](unsigned seed) {
        toy t{.seed = seed};
        auto metadata = make_code(toy_unit(t), target).metadata;
        metadata.resize(sizeof(detail::digest));
        return metadata;
    };
    CHECK(hash(1) == hash(1));
    CHECK(hash(1) != hash(2));
}

TEST_CASE("units are read from recipes of registered kinds", "[code_unit]") {
    const auto &target = detail::find_target("");
    toy t{.source = bytes_of("some"), .seed = 5};
    const auto r = describe(toy_unit(t), target);
    CHECK(describe(*detail::stored_unit(r, t.source), target) == r);
    CHECK_THAT(test::reason_of(r, {}), Catch::Matchers::ContainsSubstring("not stored"));
    CHECK_THAT(test::reason_of(describe(toy_unit(t, {}, unknown_kind), target), t.source),
               Catch::Matchers::ContainsSubstring("'unknown_toy'"));
    CHECK_THAT(test::reason_of(detail::recipe("toy_bitcode", 7), t.source),
               Catch::Matchers::ContainsSubstring("only the names"));
}
