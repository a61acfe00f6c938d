#ifndef SUASOR_HOST_RESPONDER_HPP
#define SUASOR_HOST_RESPONDER_HPP

// Requests and answers on their way from a C++ host to a plugin.

#include "../request.h"
#include "../responder.h"
#include "checks.hpp"

#include <memory>

namespace suasor {

/// What a host knows of a request, borrowed. See suasor_request for the shape of each part.
struct request_parts {
    std::string_view method;
    std::string_view path;
    std::string_view body;
    std::string_view request_id;
    std::optional<suasor::principal> principal;
    std::span<const field> params;
    std::span<const field> query;
    std::span<const field> headers;
};

/// The C form of a request; lives as long as the call that it is passed to.
class c_request {
  public:
    explicit c_request(const request_parts& parts)
        : principal_(parts.principal), params_(parts.params), query_(parts.query),
          headers_(parts.headers), c_{sizeof(suasor_request), 0,
                                      to_c(parts.method),     to_c(parts.path),
                                      to_c(parts.body),       to_c(parts.request_id),
                                      principal_.c(),         params_.data(),
                                      params_.size(),         query_.data(),
                                      query_.size(),          headers_.data(),
                                      headers_.size()} {}
    c_request(const c_request&) = delete;
    c_request& operator=(const c_request&) = delete;

    const suasor_request* c() const noexcept { return &c_; }

  private:
    c_principal principal_;
    c_fields params_;
    c_fields query_;
    c_fields headers_;
    suasor_request c_;
};

/// A plugin's listener, owned: destroyed when this object goes. [any-thread]
class owned_listener {
  public:
    /// Takes the listener over, also if it throws SUASOR_E_INVALID_ARGUMENT.
    explicit owned_listener(const suasor_responder_listener* source)
        : data_(take_data(source)), on_writable_(source->on_writable), on_cancel_(source->on_cancel) {
        require(source->destroy, "suasor_responder_listener.destroy must not be NULL");
    }

    void on_writable() noexcept {
        if (on_writable_) call_plugin_quietly([this] { on_writable_(data_.get()); });
    }
    void on_cancel() noexcept {
        if (on_cancel_) call_plugin_quietly([this] { on_cancel_(data_.get()); });
    }

  private:
    static owned_data take_data(const suasor_responder_listener* source) {
        require(source && SUASOR_HAS_FIELD(suasor_responder_listener, source, destroy),
                "suasor_responder_listener is missing or smaller than version 1.0 has it");
        return {source->user_data, source->destroy};
    }

    owned_data data_;
    void (*on_writable_)(void*);
    void (*on_cancel_)(void*);
};

/// Status and headers of an answer, borrowed.
struct response_head {
    int status;
    std::vector<field> headers;
};

/// An answer as a host implements it; see suasor_responder for the contract of each call. What a call throws reaches the
/// plugin as a status. Owned by the plugin: destroyed by its `release`, so the destructor is where a host answers 500 for
/// an answer that was never given.
class host_responder {
  public:
    host_responder() noexcept
        : c_{sizeof(suasor_responder), 0, this, &c_send, &c_listen, &c_begin, &c_write, &c_end, &c_abort, &c_release} {}
    host_responder(const host_responder&) = delete;
    host_responder& operator=(const host_responder&) = delete;
    virtual ~host_responder() = default;

    virtual suasor_status send(const response_head& head, std::string_view body) = 0;
    virtual suasor_status listen(std::shared_ptr<owned_listener> listener) = 0;
    virtual suasor_status begin(const response_head& head) = 0;
    virtual suasor_status write(std::string_view chunk) = 0;
    virtual suasor_status end() = 0;
    virtual void abort() = 0;

    suasor_responder* c() noexcept { return &c_; }

  private:
    static host_responder& of(suasor_responder* c) noexcept { return *static_cast<host_responder*>(c->impl); }

    static response_head to_head(const suasor_response_head* source) {
        require(source && SUASOR_HAS_FIELD(suasor_response_head, source, header_count),
                "suasor_response_head is missing or smaller than version 1.0 has it");
        require(source->status >= 200 && source->status <= 599, "the status of an answer is 200 to 599");
        require(source->header_count == 0 || source->headers, "suasor_response_head.headers must not be NULL");

        response_head head{source->status, {}};
        head.headers.reserve(source->header_count);
        for (std::size_t i = 0; i < source->header_count; ++i) {
            const auto* header = source->headers[i];
            require(header && SUASOR_HAS_FIELD(suasor_field, header, value),
                    "a header is missing or smaller than version 1.0 has it");
            head.headers.push_back({checked_view(header->name, "the name of a header is NULL"),
                                    checked_view(header->value, "the value of a header is NULL")});
        }
        return head;
    }

    static suasor_status c_send(suasor_responder* c, const suasor_response_head* head, suasor_string body) {
        return guarded(nullptr, [&] { return of(c).send(to_head(head), checked_view(body, "the body is NULL")); });
    }
    static suasor_status c_listen(suasor_responder* c, const suasor_responder_listener* listener) {
        return guarded(nullptr, [&] { return of(c).listen(std::make_shared<owned_listener>(listener)); });
    }
    static suasor_status c_begin(suasor_responder* c, const suasor_response_head* head) {
        return guarded(nullptr, [&] { return of(c).begin(to_head(head)); });
    }
    static suasor_status c_write(suasor_responder* c, suasor_string chunk) {
        return guarded(nullptr, [&] { return of(c).write(checked_view(chunk, "the chunk is NULL")); });
    }
    static suasor_status c_end(suasor_responder* c) {
        return guarded(nullptr, [&] { return of(c).end(); });
    }
    static void c_abort(suasor_responder* c) {
        guarded(nullptr, [&] { of(c).abort(); });
    }
    static void c_release(suasor_responder* c) {
        guarded(nullptr, [&] { delete &of(c); });
    }

    suasor_responder c_;
};

} // namespace suasor

#endif
