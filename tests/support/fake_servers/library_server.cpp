#include "support/fake_servers/library_server.hpp"

namespace suasor::testing {

library_server::library_server(generated_library library, const std::string& openapi_file, std::string path_prefix,
                               answering answers)
    : contract_(openapi_file), path_prefix_(std::move(path_prefix)), answers_(std::move(answers)),
      library_(std::move(library)), server_([this](const received_request& request) { return handle(request); }) {}

generated_library library_server::library() const {
    const std::scoped_lock lock(mutex_);
    return library_;
}

void library_server::change(const std::function<void(generated_library&)>& edit) {
    const std::scoped_lock lock(mutex_);
    edit(library_);
}

std::vector<std::string> library_server::breaches() const {
    const std::scoped_lock lock(mutex_);
    return breaches_;
}

int library_server::calls(const std::string& operation) const {
    const std::scoped_lock lock(mutex_);
    const auto found = calls_.find(operation);
    return found == calls_.end() ? 0 : found->second;
}

scripted_response library_server::handle(const received_request& request) {
    answer right;
    {
        const std::scoped_lock lock(mutex_);
        const auto breaches = contract_.breaches(request, path_prefix_);
        for (const auto& breach : breaches)
            breaches_.push_back(request.path + '?' + request.query_text + ": " + breach);
        right = answers_(request, library_);
        if (!breaches.empty()) {
            right.response = {};
            right.response.status = 400;
        }
        ++calls_[right.operation];
    }
    return faults_.applied(right.operation, request, std::move(right.response));
}

} // namespace suasor::testing
