#include "support/fake_servers/fault_list.hpp"

namespace suasor::testing {

void fault_list::inject(server_fault fault) {
    const std::scoped_lock lock(mutex_);
    faults_.push_back(std::move(fault));
}

void fault_list::clear() {
    const std::scoped_lock lock(mutex_);
    faults_.clear();
}

scripted_response fault_list::applied(const std::string& operation, const received_request& request,
                                      scripted_response right) {
    const std::scoped_lock lock(mutex_);
    for (auto& fault : faults_) {
        if (fault.times == 0 || (!fault.operation.empty() && fault.operation != operation)) continue;
        if (fault.after > 0) {
            --fault.after;
            continue;
        }
        if (fault.times > 0) --fault.times;
        if (fault.distort) {
            fault.distort(request, right);
            return right;
        }
        if (fault.edit) {
            fault.edit(right.body);
            return right;
        }
        auto response = fault.instead;
        if (fault.keep_body) response.body = std::move(right.body);
        return response;
    }
    return right;
}

} // namespace suasor::testing
