#include "plugin/postgres/interrupt_signal.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace media_sync::postgres {

namespace {

int open_descriptor() {
    const auto opened = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (opened < 0) throw std::system_error(errno, std::generic_category(), "no descriptor to wake a thread with");
    return opened;
}

} // namespace

interrupt_signal::interrupt_signal() : descriptor_(open_descriptor()) {}

interrupt_signal::~interrupt_signal() {
    close(descriptor_);
}

void interrupt_signal::raise() noexcept {
    // It fails only for one that has been raised 2^64 times already.
    [[maybe_unused]] const auto done = eventfd_write(descriptor_, 1);
}

bool interrupt_signal::take() noexcept {
    eventfd_t raised = 0;
    return eventfd_read(descriptor_, &raised) == 0;
}

} // namespace media_sync::postgres
