// The media servers that users have connected: Suasor's clients, with the configuration in Suasor's own JSON.
#pragma once

#include "database/connections.hpp"
#include "secret.hpp"

#include <suasor/types.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sample_host {

/// What is needed to connect a media server. Which of the credentials apply depends on the type: jellyfin and emby take
/// api_key and remote_user_id (and username), plex takes token (and username), subsonic takes username and password.
struct new_client {
    std::uint64_t user_id = 0;
    std::string type = {}; ///< jellyfin, emby, plex, subsonic
    std::string name = {}; ///< the type's own name ("Jellyfin") if empty
    std::string base_url = {};
    secret api_key = {};
    std::string remote_user_id = {}; ///< the user's id on the media server
    secret token = {};
    std::string username = {};
    secret password = {};
    bool enabled = true;
};

struct client {
    std::uint64_t id = 0;
    std::uint64_t user_id = 0;
    std::string category;
    std::string type;
    std::string name;
    bool enabled = true;
    boost::json::object shown_config; ///< see show_config
    std::string created_at;           ///< RFC 3339, UTC
    std::string updated_at;
};

/// The `clients.config` that Suasor would write, as JSON. Throws SUASOR_E_INVALID_ARGUMENT, which names what is missing or
/// wrong and never repeats a secret.
secret client_config(const new_client& request);

/// What a reader may see of a `clients.config`: of the texts those that are known to be no secret, "***" for every other, and
/// addresses without a user, a password and a query. Empty if it is not a JSON object: Suasor's may be NULL.
boost::json::object show_config(const secret& config);

/// What the client is called if its user does not say: by its type.
std::string name_of(const new_client& request);

/// Reads the body of `POST /api/v1/clients`: `{"type","url","name"?,"apiKey"?,"userID"?,"token"?,"username"?,"password"?,
/// "enabled"?}`. Throws SUASOR_E_INVALID_ARGUMENT, also for a key that it does not know.
new_client parse_new_client(std::string_view json, std::uint64_t user_id);

/// The client for a reader, with camelCase keys.
boost::json::object to_json(const client& source);

/// Where the media server is, as far as a reader may see it; "" if the config does not say.
std::string base_url_of(const client& source);

/// Every call may block and throws database_unavailable; expected failures are suasor::error. [any-thread]
class clients {
  public:
    virtual ~clients() = default;

    /// Throws SUASOR_E_INVALID_ARGUMENT as client_config does.
    virtual client create(const new_client& request) = 0;

    /// The viewer's own, an admin's are all; by id.
    virtual std::vector<client> list(const suasor::principal& viewer) = 0;

    /// Nothing if there is no such client or it is not the viewer's.
    virtual std::optional<client> get(std::uint64_t id, const suasor::principal& viewer) = 0;
};

/// `pool` must outlive what is returned.
std::unique_ptr<clients> create_clients(connections& pool);

} // namespace sample_host
