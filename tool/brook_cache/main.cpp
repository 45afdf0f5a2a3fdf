// SPDX-License-Identifier: MPL-2.0
// The command line of brook-cache.
#include <functional>
#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <brook/config.hpp>

#include "support/user_dirs.hpp"
#include "tool/brook_cache/commands.hpp"
#include "tool/brook_cache/json.hpp"

using namespace brook_cache;

namespace {

/// The subcommands and their arguments, which live as long as the parser refers to them.
class command_line {
public:
    command_line() {
        app_.set_version_flag("--version", "brook-cache " BROOK_VERSION_STRING);
        app_.require_subcommand(1);
        app_.fallthrough();
        app_.add_option("--directory", context_.directory, "the cache to look at, if not the one that programs use");
        app_.footer("Exit codes: 0 done; 1 the answer is no (no such entry, bad entries, refused imports, problems);\n"
                    "2 wrong usage; 3 the cache cannot be used.");
        add_reading();
        add_upkeep();
        add_shipping();
        on("doctor", "checks everything that the caches depend on, and says what to do",
           [this] { return doctor(context_); });
    }

    int run(int argc, char **argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError &error) {
            return app_.exit(error) == 0 ? done : misused;
        }
        try {
            if (context_.directory.empty())
                context_.directory = brook::detail::default_cache_directory();
            return action_();
        } catch (const no_such_entry &error) {
            return complain(negative, error);
        } catch (const std::invalid_argument &error) {
            return complain(misused, error);
        } catch (const std::exception &error) {
            return complain(unusable, error);
        }
    }

private:
    using action = std::function<int()>;

    CLI::App *on(const char *name, const char *help, action what) {
        auto *command = app_.add_subcommand(name, help);
        command->add_flag("--json", context_.as_json, "prints JSON");
        command->callback([this, what = std::move(what)] { action_ = what; });
        return command;
    }

    void add_reading() {
        on("stats", "what is in the cache, in numbers", [this] { return stats(context_); });

        auto *listing = on("list", "the entries", [this] { return list(context_, order_, most_); });
        const std::map<std::string, listing_order> orders{
            {"use", listing_order::use}, {"size", listing_order::size}, {"cost", listing_order::cost}};
        listing
            ->add_option("--sort", order_, "use (the last used first, the default), size or cost (the largest first)")
            ->transform(CLI::CheckedTransformer(orders));
        listing->add_option("--limit", most_, "how many of them")->check(CLI::NonNegativeNumber);

        auto *showing = on("show", "one entry", [this] { return show(context_, key_, what_); });
        showing->add_option("key", key_, "its key, or the beginning of it")->required();
        const auto form = [&](const char *flag, show_what what, const char *help) {
            return showing->add_flag_callback(
                flag, [this, what] { what_ = what; }, help);
        };
        auto *recipe = form("--recipe", show_what::recipe, "what decides its machine code (the default)");
        auto *ir = form("--ir", show_what::ir, "its IR, made anew");
        auto *assembly = form("--asm", show_what::assembly, "its instructions");
        ir->excludes(recipe)->excludes(assembly);
        recipe->excludes(assembly);

        on("why", "why an entry was not found in another one: the nearest, and what differs", [this] {
            return why(context_, key_);
        })->add_option("key", key_, "the entry (default: the newest)");
    }

    void add_upkeep() {
        on("verify", "checks the database and every entry", [this] {
            return verify(context_, flag_);
        })->add_flag("--repair", flag_, "deletes what is bad");
        on("gc", "evicts what exceeds the limit and gives space back", [this] { return collect_garbage(context_); });
        on("limit", "tells or sets the limit of the cache", [this] { return limit(context_, bytes_); })
            ->add_option("bytes", bytes_, "such as 500MB or 2GiB")
            ->transform(CLI::AsSizeValue(true));
        on("clear", "deletes all entries", [this] {
            return clear(context_, flag_);
        })->add_flag("--yes", flag_, "does not ask");
    }

    void add_shipping() {
        auto *warming = on("prewarm", "compiles the systems of a bundle or of another cache for this machine",
                           [this] { return prewarm(context_, path_, names_, import_.trust_unsigned); });
        warming->add_option("from", path_, "a bundle, or the directory of a cache")
            ->required()
            ->check(CLI::ExistingPath);
        warming->add_option("--target", names_,
                            "native (the default), x86-64-v2, x86-64-v3 or x86-64-v4; may be repeated");
        warming->add_flag("--trust-unsigned", import_.trust_unsigned, "digests suffice");

        auto *sending = on("export", "writes entries to a bundle or a site layer", [this] {
            const auto seal = seal_.value_or(site_.empty() ? sealed_with::signature : sealed_with::digest);
            return site_.empty() ? export_bundle(context_, path_, names_, seal)
                                 : export_site(context_, site_, names_, seal);
        });
        auto *file = sending->add_option("file", path_, "the bundle to write");
        auto *site = sending->add_option("--site", site_, "a directory for a read-only layer instead");
        file->excludes(site);
        sending->add_option("--key", names_, "an entry (default: all); may be repeated");
        const std::map<std::string, sealed_with> seals{{"signature", sealed_with::signature},
                                                       {"digest", sealed_with::digest}};
        sending->add_option("--seal", seal_, "signature (the default of bundles) or digest (that of site layers)")
            ->transform(CLI::CheckedTransformer(seals));
        sending->parse_complete_callback([this] {
            if (path_.empty() && site_.empty())
                throw CLI::RequiredError("file or --site");
        });

        auto *receiving =
            on("import", "takes entries from a bundle", [this] { return import_bundle(context_, path_, import_); });
        receiving->add_option("file", path_, "the bundle")->required();
        receiving->add_flag("--trust-unsigned", import_.trust_unsigned, "digests suffice");
        receiving->add_flag("--all", import_.all, "also what this version of brook would never look up");
    }

    int complain(exit_code code, const std::exception &error) const {
        fmt::print(stderr, "brook-cache: {}\n", error.what());
        if (context_.as_json)
            fmt::print("{}\n", json(json_object().add("error", error.what())).text);
        return code;
    }

    CLI::App app_{"The cache of compiled code that brook keeps on disk.", "brook-cache"};
    context context_;
    action action_;
    listing_order order_ = listing_order::use;
    show_what what_ = show_what::recipe;
    std::optional<std::size_t> most_;
    std::optional<std::uint64_t> bytes_;
    std::optional<sealed_with> seal_;
    import_options import_;
    bool flag_ = false;
    std::string key_;
    std::filesystem::path path_, site_;
    std::vector<std::string> names_;
};

} // namespace

int main(int argc, char **argv) {
    try {
        return command_line().run(argc, argv);
    } catch (const std::exception &error) {
        fmt::print(stderr, "brook-cache: {}\n", error.what());
        return unusable;
    }
}
