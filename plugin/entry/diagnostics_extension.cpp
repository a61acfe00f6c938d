#include "plugin/entry/diagnostics_extension.hpp"

#include "plugin/entry/extension_arguments.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace media_sync {

namespace {

std::string to_json(const client_check& check) {
    return boost::json::serialize(boost::json::object{
        {"status", check.usable ? "ok" : "broken"}, {"finding", check.finding}, {"cure", check.cure}});
}

} // namespace

void client_examiner::stop_flag::request() {
    {
        std::lock_guard lock(mutex_);
        reason_ = cancel_reason::shutdown;
    }
    changed_.notify_all();
}

cancel_reason client_examiner::stop_flag::requested() const {
    std::lock_guard lock(mutex_);
    return reason_;
}

cancel_reason client_examiner::stop_flag::wait(std::chrono::milliseconds timeout) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, timeout, [&] { return reason_ != cancel_reason::none; });
    return reason_;
}

result<client_check> client_examiner::examine(client_id id, const scope& viewer) {
    try {
        return check_client(store_, sources_, id, viewer, stopping_);
    } catch (const cancelled&) {
        throw suasor::error(SUASOR_E_CLOSED, "the plugin is stopping");
    }
}

diagnostics_extension::diagnostics_extension()
    : c_{sizeof(suasor_diagnostics), 0, this,
         [](const suasor_diagnostics* self, std::uint64_t id, const suasor_principal* principal,
            const suasor_receiver* json, suasor_error* error) {
             const auto& gate = static_cast<const diagnostics_extension*>(self->impl)->gate_;
             return gate.call(error, [&](client_examiner& examiner) {
                 const auto& to = require_receiver(json);
                 const auto check = examiner.examine(id, scope_of(principal));
                 if (!check) throw to_error(check.error());
                 deliver(to, to_json(*check));
             });
         }} {}

} // namespace media_sync
