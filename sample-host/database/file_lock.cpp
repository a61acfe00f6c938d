#include "database/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace sample_host {
namespace {

int flock_uninterrupted(int descriptor, int operation) {
    int outcome;
    do
        outcome = ::flock(descriptor, operation);
    while (outcome != 0 && errno == EINTR);
    return outcome;
}

} // namespace

// O_CLOEXEC: a server that this process starts must not keep the lock alive.
file_lock::file_lock(const std::filesystem::path& file)
    : file_(file), descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "cannot open " + file.string());
}

file_lock::~file_lock() {
    ::close(descriptor_);
}

void file_lock::lock() {
    if (flock_uninterrupted(descriptor_, LOCK_EX) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot lock " + file_.string());
}

void file_lock::lock_shared() {
    if (flock_uninterrupted(descriptor_, LOCK_SH) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot lock " + file_.string());
}

bool file_lock::try_lock() {
    if (flock_uninterrupted(descriptor_, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno == EWOULDBLOCK) return false;
    throw std::system_error(errno, std::generic_category(), "cannot lock " + file_.string());
}

void file_lock::unlock() noexcept {
    flock_uninterrupted(descriptor_, LOCK_UN);
}

} // namespace sample_host
