#pragma once

// What a media server lists in one go, and so what one step of a sync reads.

#include "plugin/core/media/media_item.hpp"

#include <compare>
#include <optional>
#include <string_view>

namespace media_sync {

/// The items of one type; or, across all types, what the client's user has played (history) or likes (favorites).
class listing {
  public:
    /// Implicit, because a type names the listing of its items.
    constexpr listing(item_type items) : index_(static_cast<std::uint8_t>(items)) {}
    static constexpr listing history() { return listing(k_history); }
    static constexpr listing favorites() { return listing(k_favorites); }

    /// The type whose items it has; nullopt for history and favorites, which have states of items instead.
    constexpr std::optional<item_type> items() const {
        if (index_ >= k_history) return std::nullopt;
        return static_cast<item_type>(index_);
    }

    friend constexpr auto operator<=>(listing, listing) = default;

  private:
    static constexpr std::uint8_t k_history = static_cast<std::uint8_t>(item_type::collection) + 1;
    static constexpr std::uint8_t k_favorites = k_history + 1;

    constexpr explicit listing(std::uint8_t index) : index_(index) {}

    std::uint8_t index_;
};

/// The name of the step that reads it, for example "movies" or "history".
std::string_view to_string(listing what);
std::optional<listing> parse_listing(std::string_view name);

} // namespace media_sync
