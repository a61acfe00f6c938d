#include "plugin/core/sync/client_check.hpp"

namespace media_sync {

namespace {

// What a source complains of has the way out behind its last semicolon.
client_check unusable(std::string_view complaint) {
    const auto end = complaint.rfind("; ");
    if (end == std::string_view::npos) return {false, std::string(complaint), ""};
    return {false, std::string(complaint.substr(0, end)), std::string(complaint.substr(end + 2))};
}

} // namespace

result<client_check> check_client(sync_store& store, const source_factory& sources, client_id id, const scope& viewer,
                                  const cancel_token& cancel) {
    const auto client = store.find_client(id, viewer);
    if (!client) return client.error();
    try {
        const auto name = sources.open(*client)->identify(cancel);
        return client_check{true, "it is " + name + " and takes the credentials", ""};
    } catch (const source_error& complaint) {
        return unusable(complaint.what());
    }
}

} // namespace media_sync
