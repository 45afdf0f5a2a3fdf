// SPDX-License-Identifier: MPL-2.0
// To be preloaded: the time of day is now, ten years ago, the beginning of 1970, and in ten years, in turn from call to
// call. Clocks that measure durations go on as they do.
#include <atomic>
#include <ctime>

#include <dlfcn.h>
#include <sys/time.h>

namespace {

constexpr time_t ten_years = 10 * 365 * 24 * 3600;

time_t false_time(time_t now) {
    static std::atomic<unsigned> calls{0};
    switch (calls++ % 4) {
    case 1:
        return now - ten_years;
    case 2:
        return 0;
    case 3:
        return now + ten_years;
    default:
        return now;
    }
}

} // namespace

extern "C" int clock_gettime(clockid_t clock, timespec *result) noexcept {
    static const auto real = reinterpret_cast<int (*)(clockid_t, timespec *)>(dlsym(RTLD_NEXT, "clock_gettime"));
    const int error = real(clock, result);
    if (error == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        result->tv_sec = false_time(result->tv_sec);
    return error;
}

extern "C" time_t time(time_t *result) noexcept {
    timespec now{};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (result != nullptr)
        *result = now.tv_sec;
    return now.tv_sec;
}

extern "C" int gettimeofday(timeval *result, void *) noexcept {
    timespec now{};
    const int error = clock_gettime(CLOCK_REALTIME, &now);
    *result = {now.tv_sec, static_cast<suseconds_t>(now.tv_nsec / 1000)};
    return error;
}
