// SPDX-License-Identifier: MPL-2.0
// Takes from this process the right to make memory executable, for good. For child processes.
#pragma once

#if defined(__linux__)
#include <sys/mman.h>
#include <sys/prctl.h>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>

/// False if the system cannot do that. With `maps_too` false, memory can still be mapped executable, as long as it is
/// not made so later: as with MemoryDenyWriteExecute of systemd.
inline bool forbid_executable_memory(bool maps_too = true) {
    // mprotect and mmap with PROT_EXEC fail with EPERM. (The architecture need not be checked: this is no protection.)
    const auto second_call = static_cast<unsigned>(maps_too ? SYS_mmap : SYS_mprotect);
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, second_call, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[2])),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog filter{sizeof(program) / sizeof(program[0]), program};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}
#else
inline bool forbid_executable_memory(bool = true) { return false; }
#endif
