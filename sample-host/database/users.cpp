#include "database/users.hpp"

#include "database/row_values.hpp"
#include "database/token.hpp"
#include "database/token_cache.hpp"

#include <algorithm>
#include <cctype>

namespace sample_host {
namespace {

constexpr auto k_unique_violation = "23505";

void check_name(const std::string& name) {
    const bool fits = !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '.' || c == '_' || c == '-';
    });
    if (!fits)
        throw suasor::error(SUASOR_E_INVALID_ARGUMENT,
                            "a user's name is 1 to 64 letters, digits, dots, dashes and underscores");
}

user to_user(const soci::row& row) {
    return {id_of(row, "id"), text_of(row, "username"), text_of(row, "email"), text_of(row, "role") == "admin",
            number_of(row, "active") != 0};
}

class postgres_users final : public users {
  public:
    postgres_users(connections& pool, token_cache_limits limits) : pool_(pool), cache_(limits) {}

    user create(const new_user& request) override;
    std::optional<user> find(std::string_view name) override;
    std::optional<user> get(std::uint64_t id) override;
    secret issue_token(std::uint64_t user_id) override;
    std::optional<suasor::principal> authenticate(std::string_view token) override;
    std::optional<std::optional<suasor::principal>> authenticate_from_memory(std::string_view token) override;
    void revoke(std::string_view token) override;

  private:
    struct token_owner {
        suasor::principal principal;
        bool use_to_note = false;
    };

    /// What the database says, by the hash in hexadecimal digits.
    std::optional<token_owner> ask(const std::string& hash);
    void note_use(const std::string& hash);

    connections& pool_;
    token_cache cache_;
};

constexpr auto k_insert_user = R"sql(
INSERT INTO public.users (created_at, updated_at, email, username, password, role, active)
VALUES (now(), now(), :email, :username, :password, :role, true)
RETURNING id, username, email, role, active::int::bigint AS active)sql";

user postgres_users::create(const new_user& request) {
    check_name(request.name);
    const auto email = request.email.empty() ? request.name + "@localhost" : request.email;
    const std::string role = request.is_admin ? "admin" : "user";
    // No password hashes to this, and "!" keeps any scheme from taking it for its own.
    const auto unusable_password = "!" + make_token();

    try {
        return pool_.use([&](soci::session& session) {
            soci::row row;
            session << k_insert_user, soci::use(email), soci::use(request.name), soci::use(unusable_password),
                soci::use(role), soci::into(row);
            return to_user(row);
        });
    } catch (const database_error& failure) {
        if (failure.sqlstate() != k_unique_violation) throw;
        throw suasor::error(SUASOR_E_EXISTS, "there is a user " + request.name + " or one with the email " + email +
                                                 " already; choose another name");
    }
}

constexpr auto k_find_user = R"sql(
SELECT id, username, email, role, active::int::bigint AS active FROM public.users WHERE username = :name)sql";

std::optional<user> postgres_users::find(std::string_view name) {
    const std::string wanted(name);
    return pool_.use([&](soci::session& session) -> std::optional<user> {
        soci::row row;
        session << k_find_user, soci::use(wanted), soci::into(row);
        if (!session.got_data()) return std::nullopt;
        return to_user(row);
    });
}

constexpr auto k_get_user = R"sql(
SELECT id, username, email, role, active::int::bigint AS active FROM public.users WHERE id = :id)sql";

std::optional<user> postgres_users::get(std::uint64_t id) {
    const auto wanted = static_cast<long long>(id);
    return pool_.use([&](soci::session& session) -> std::optional<user> {
        soci::row row;
        session << k_get_user, soci::use(wanted), soci::into(row);
        if (!session.got_data()) return std::nullopt;
        return to_user(row);
    });
}

constexpr auto k_insert_token = R"sql(
INSERT INTO public.api_tokens (token_hash, user_id) VALUES (decode(:hash, 'hex'), :user_id))sql";

secret postgres_users::issue_token(std::uint64_t user_id) {
    auto token = make_token();
    const auto hash = hash_token(token)->hex();
    const auto owner = static_cast<long long>(user_id);

    pool_.use([&](soci::session& session) { session << k_insert_token, soci::use(hash), soci::use(owner); });
    return token;
}

// A token that is used all the time is not worth a write each time, and a database that cannot be written can be read.
constexpr auto k_authenticate = R"sql(
SELECT u.id AS id, (u.role = 'admin')::int::bigint AS is_admin,
       (coalesce(t.last_used_at, '-infinity') < now() - interval '1 minute'
        AND current_setting('transaction_read_only') = 'off')::int::bigint AS to_note
FROM public.api_tokens t JOIN public.users u ON u.id = t.user_id
WHERE t.token_hash = decode(:hash, 'hex') AND u.active)sql";

constexpr auto k_note_use = R"sql(
UPDATE public.api_tokens SET last_used_at = now() WHERE token_hash = decode(:hash, 'hex'))sql";

std::optional<suasor::principal> postgres_users::authenticate(std::string_view token) {
    const auto hash = hash_token(token);
    if (!hash) return std::nullopt;
    if (auto known = cache_.find(*hash)) return known;

    std::optional<token_owner> found;
    try {
        found = ask(hash->hex());
    } catch (const database_unavailable&) {
        if (auto known = cache_.find_outlived(*hash)) return known;
        throw;
    }
    if (!found) {
        cache_.erase(*hash);
        return std::nullopt;
    }
    cache_.put(*hash, found->principal);
    if (found->use_to_note) note_use(hash->hex());
    return found->principal;
}

std::optional<postgres_users::token_owner> postgres_users::ask(const std::string& hash) {
    return pool_.use([&](soci::session& session) -> std::optional<token_owner> {
        soci::row row;
        session << k_authenticate, soci::use(hash), soci::into(row);
        if (!session.got_data()) return std::nullopt;
        return token_owner{{id_of(row, "id"), number_of(row, "is_admin") != 0}, number_of(row, "to_note") != 0};
    });
}

// Nobody is turned away because it could not be written down when they came.
void postgres_users::note_use(const std::string& hash) {
    try {
        pool_.use([&](soci::session& session) { session << k_note_use, soci::use(hash); });
    } catch (const database_unavailable&) {
    } catch (const database_error&) {
    }
}

std::optional<std::optional<suasor::principal>> postgres_users::authenticate_from_memory(std::string_view token) {
    const auto hash = hash_token(token);
    if (!hash) return std::optional<suasor::principal>{};
    if (auto known = cache_.find(*hash)) return known;
    return std::nullopt;
}

constexpr auto k_delete_token = "DELETE FROM public.api_tokens WHERE token_hash = decode(:hash, 'hex')";

void postgres_users::revoke(std::string_view token) {
    const auto hash = hash_token(token);
    if (!hash) return;

    const auto hex = hash->hex();
    pool_.use([&](soci::session& session) { session << k_delete_token, soci::use(hex); });
    cache_.erase(*hash);
}

} // namespace

std::unique_ptr<users> create_users(connections& pool, token_cache_limits limits) {
    return std::make_unique<postgres_users>(pool, limits);
}

} // namespace sample_host
