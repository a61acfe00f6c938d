// Who may use the host: Suasor's users, and the bearer tokens that this host gives them.
#pragma once

#include "database/connections.hpp"
#include "secret.hpp"

#include <suasor/types.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace sample_host {

struct new_user {
    std::string name = {};  ///< users.username, 1 to 64 of [A-Za-z0-9._-]
    std::string email = {}; ///< NAME@localhost if empty
    bool is_admin = false;
};

struct user {
    std::uint64_t id = 0;
    std::string name;
    std::string email;
    bool is_admin = false;
    bool active = true;
};

/// Every call may block and throws database_unavailable; expected failures are suasor::error. [any-thread]
class users {
  public:
    virtual ~users() = default;

    /// Stores a user who has no password that anybody could type. Throws SUASOR_E_EXISTS, SUASOR_E_INVALID_ARGUMENT.
    virtual user create(const new_user& request) = 0;

    virtual std::optional<user> find(std::string_view name) = 0;
    virtual std::optional<user> get(std::uint64_t id) = 0;

    /// Makes a token of 32 random bytes, base64url, and stores only its SHA-256. What is returned cannot be had again.
    virtual secret issue_token(std::uint64_t user_id) = 0;

    /// Whose token this is; nobody's if it is unknown, malformed, revoked, or its user is not active. Recently seen tokens
    /// are answered from memory, for `token_cache_limits::lifetime`; while the database is away, for `outage` longer.
    virtual std::optional<suasor::principal> authenticate(std::string_view token) = 0;

    /// The answer of authenticate if memory has it, without the database: never blocks. An outer nullopt: ask authenticate.
    virtual std::optional<std::optional<suasor::principal>> authenticate_from_memory(std::string_view token) = 0;

    /// Makes the token worthless. An unknown one is none.
    virtual void revoke(std::string_view token) = 0;
};

struct token_cache_limits {
    std::size_t entries = 4096;
    std::chrono::milliseconds lifetime{10'000};
    std::chrono::milliseconds outage{std::chrono::hours(1)};
};

/// `pool` must outlive what is returned.
std::unique_ptr<users> create_users(connections& pool, token_cache_limits limits = {});

} // namespace sample_host
