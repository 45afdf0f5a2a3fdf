// SPDX-License-Identifier: MPL-2.0
// usage: test_unload PLUGIN: loads and unloads the plug-in again and again, while it may be storing code, forks after
// it is gone, and ends.
#include <cmath>
#include <cstdio>

#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
    for (int round = 0; argc == 2 && round < 5; ++round) {
        void *plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
        if (plugin == nullptr) {
            std::fprintf(stderr, "%s\n", dlerror());
            return 1;
        }
        const auto angle = reinterpret_cast<double (*)(double)>(dlsym(plugin, "angle_after_one"));
        if (angle == nullptr || !std::isfinite(angle(1 + round / 8.)))
            return 1;
        dlclose(plugin);
        const pid_t child = fork();
        if (child == 0)
            _exit(0);
        int status = 1;
        if (waitpid(child, &status, 0) != child || status != 0)
            return 1;
    }
    return argc == 2 ? 0 : 2;
}
