// SPDX-License-Identifier: MPL-2.0
// What the shared library exports, and the namespace that everything lives in. Tools of brook's own headers, which the
// API reference leaves out.
#ifndef BROOK_SUPPORT_VISIBILITY_HPP
#define BROOK_SUPPORT_VISIBILITY_HPP

// On the declaration of a function, or between `class` and its name, of what users call, throw or catch.
#if defined(__GNUC__)
#define BROOK_PUBLIC __attribute__((visibility("default")))
#else
#define BROOK_PUBLIC
#endif

// The inline namespace keeps two versions of the library in one process apart, at link time; nobody writes its name.
#define BROOK_BEGIN_NAMESPACE                                                                                          \
    namespace brook {                                                                                                  \
    inline namespace v0 {

// The end of both namespaces.
#define BROOK_END_NAMESPACE                                                                                            \
    }                                                                                                                  \
    }

#endif
