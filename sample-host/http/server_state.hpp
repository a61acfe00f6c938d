#pragma once

#include "http/in_flight.hpp"
#include "http/request_ids.hpp"
#include "http/server.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace sample_host::http {

/// What all connections of a server share; outlives them.
struct server_state {
    server_state(const router& table, server_options chosen) : routes(table), options(std::move(chosen)) {}

    const router& routes;
    const server_options options;
    const std::shared_ptr<in_flight_gauge> in_flight = std::make_shared<in_flight_gauge>();
    request_ids ids;
    std::atomic<bool> stopping = false;
    std::atomic<std::size_t> open_connections = 0;
    std::array<std::atomic<std::uint64_t>, 6> answers_by_class{};

    void report(std::string_view line) const noexcept {
        if (options.report) options.report(line);
    }
};

} // namespace sample_host::http
