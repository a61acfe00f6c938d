#pragma once

#include "http/router.hpp"
#include "http/server.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace sample_host::http::testing {

constexpr std::chrono::seconds k_patience{10};

/// Hands values from the server's threads to the test; `pop` throws when none has come in ten seconds.
template <class Value>
class mailbox {
  public:
    void push(Value value) {
        const std::lock_guard lock(mutex_);
        values_.push_back(std::move(value));
        changed_.notify_all();
    }

    Value pop() {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, k_patience, [this] { return !values_.empty(); }))
            throw std::runtime_error("nothing came");
        auto first = std::move(values_.front());
        values_.erase(values_.begin());
        return first;
    }

    bool empty() const {
        const std::lock_guard lock(mutex_);
        return values_.empty();
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Value> values_;
};

/// A responder_listener that writes down what it hears, and when it is let go of.
struct recorded_events {
    mailbox<bool> writable;
    mailbox<bool> cancelled;
    mailbox<bool> destroyed;
};

class recording_listener final : public responder_listener {
  public:
    explicit recording_listener(recorded_events& events) : events_(events) {}
    ~recording_listener() override { events_.destroyed.push(true); }

    void on_writable() noexcept override { events_.writable.push(true); }
    void on_cancel() noexcept override { events_.cancelled.push(true); }

  private:
    recorded_events& events_;
};

/// A server on a free port of the loopback interface, with routes:
///   GET|POST /echo   200 with "METHOD PATH BODY"
///   GET /open        hands its responder to the test, through `opened`
struct test_server {
    explicit test_server(server_limits limits = {}, authenticator authenticate = {}) {
        options.limits = limits;
        options.authenticate = std::move(authenticate);
        options.report = [this](std::string_view line) { reports.push(std::string(line)); };

        const handler echo = [](const request& asked, const std::shared_ptr<responder>& to) {
            to->send({200, {{"Content-Type", "text/plain"}}}, asked.method + " " + asked.path + " " + asked.body);
        };
        routes.add("GET", "/echo", echo);
        routes.add("POST", "/echo", echo);
        routes.add("GET", "/open",
                   [this](const request&, std::shared_ptr<responder> to) { opened.push(std::move(to)); });
    }

    /// After this no more routes.
    std::uint16_t start() {
        running = create_server(routes, options);
        return running->port();
    }

    bool becomes_idle() { return running->wait_idle(std::chrono::steady_clock::now() + k_patience); }

    mailbox<std::string> reports;
    mailbox<std::shared_ptr<responder>> opened;
    router routes;
    server_options options;
    std::unique_ptr<server> running;
};

} // namespace sample_host::http::testing
