"""What a running process takes, as the kernel counts it."""

import os


def open_files(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def memory(pid):
    """Resident, in bytes."""
    return _kilobytes(pid, "VmRSS") * 1024


def peak_memory(pid):
    """The most that it has had resident, in bytes."""
    return _kilobytes(pid, "VmHWM") * 1024


def threads(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


def _kilobytes(pid, name):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(f"{name}:"))
