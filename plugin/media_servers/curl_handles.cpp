#include "plugin/media_servers/curl_handles.hpp"

#include <mutex>
#include <stdexcept>

namespace media_sync {

namespace {

// libcurl counts its initialisations, but not every build of it does so safely from several threads.
constinit std::mutex initialisation;

} // namespace

curl_library::curl_library() {
    const std::scoped_lock lock(initialisation);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("libcurl cannot be initialised");
}

curl_library::~curl_library() {
    const std::scoped_lock lock(initialisation);
    curl_global_cleanup();
}

} // namespace media_sync
