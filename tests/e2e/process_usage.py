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


def processor_seconds(pid):
    """What it has taken of a processor, all its threads together."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def threads(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


def _kilobytes(pid, name):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(f"{name}:"))
