#pragma once

// A server, a type of sync, and what that should leave in the database.

#include "sync_world.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <tuple>

namespace media_sync::test {

inline const std::vector k_every_type{sync_type::movies,    sync_type::series,      sync_type::music,
                                      sync_type::playlists, sync_type::collections, sync_type::history,
                                      sync_type::favorites, sync_type::full};

using sync_case = std::tuple<std::string, sync_type>;

/// Every server with every one of these types that it offers.
inline std::vector<sync_case> cases(const std::vector<sync_type>& types) {
    std::vector<sync_case> all;
    for (const auto* kind : {"jellyfin", "emby", "plex", "subsonic"})
        for (const auto type : types)
            if (offers(kind, type)) all.emplace_back(kind, type);
    return all;
}

inline std::string name_of(const ::testing::TestParamInfo<sync_case>& info) {
    return fmt::format("{}_{}", std::get<0>(info.param), to_string(std::get<1>(info.param)));
}

// What lists and states are about has to be there before them.
inline bool needs_library(sync_type type) {
    return type != sync_type::full && item_types_of(type).size() <= 1 && type != sync_type::movies;
}

inline bool reads_states(sync_type type) {
    return type == sync_type::history || type == sync_type::favorites;
}

class synced_rows : public ::testing::TestWithParam<sync_case> {
  protected:
    void serve(library_scale scale) {
        server_ = create_synced_server(std::get<0>(GetParam()), scale, type_);
        client_ = world_.add(*server_);
    }

    // Everything that the one type of sync refers to.
    void sync_library() {
        for (const auto type :
             {sync_type::movies, sync_type::series, sync_type::music, sync_type::playlists, sync_type::collections}) {
            const bool is_list = type == sync_type::playlists || type == sync_type::collections;
            if (!needs_library(type_) || !offers(server_->type(), type) || (is_list && !reads_states(type_))) continue;
            const auto ended = world_.sync(client_, type);
            ASSERT_EQ(ended.status, "completed") << to_string(type) << ": " << ended.error;
            ASSERT_EQ(ended.counts.failed, 0) << to_string(type);
        }
    }

    row_map expected_items() const { return only(server_->items(client_, k_owner), item_types_of(type_)); }
    row_map expected_states() const {
        const bool both = type_ == sync_type::full;
        const bool history = (both || type_ == sync_type::history) && offers(server_->type(), sync_type::history);
        const bool favorites = (both || type_ == sync_type::favorites) && offers(server_->type(), sync_type::favorites);
        return server_->states(history, favorites);
    }
    std::int64_t elements() const {
        auto count = expected_items().size();
        for (const bool history : {true, false})
            if (type_ == sync_type::full || type_ == (history ? sync_type::history : sync_type::favorites))
                count += server_->states(history, !history).size();
        return static_cast<std::int64_t>(count);
    }

    void expect_rows() {
        EXPECT_EQ(differences(expected_items(), only(world_.items(client_), item_types_of(type_))), "");
        EXPECT_EQ(differences(expected_states(), world_.states(client_)), "");
    }

    void expect_counted(const ended_run& ended) const {
        EXPECT_EQ(ended.status, "completed") << ended.error;
        EXPECT_EQ(ended.error, "");
        EXPECT_EQ(ended.counts.failed, 0);
        EXPECT_EQ(ended.processed, elements());
        EXPECT_EQ(ended.total, elements());
        EXPECT_EQ(ended.counts.processed(), elements());
    }

    const sync_type type_ = std::get<1>(GetParam());
    sync_world world_;
    std::unique_ptr<synced_server> server_;
    client_id client_ = 0;
};

} // namespace media_sync::test
