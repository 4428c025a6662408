"""`python -m tests.filtered NAME … -- COMMAND …`: the command, with these system calls and no others; another one ends
it, as under a unit of systemd with the same filter and no number for the error."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys

_KILL, _ALLOW = 0x80000000, 0x7FFF0000


def main() -> None:
    end = sys.argv.index("--")
    library = ctypes.CDLL(ctypes.util.find_library("seccomp") or "libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    allowed = library.seccomp_init(_KILL)
    for name in sys.argv[1:end]:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:  # others are of other machines, or of later kernels
            assert library.seccomp_rule_add(allowed, _ALLOW, number, 0) == 0, name
    assert library.seccomp_load(allowed) == 0
    os.execvp(sys.argv[end + 1], sys.argv[end + 1 :])  # noqa: S606 -- the tests name the command


if __name__ == "__main__":
    main()
