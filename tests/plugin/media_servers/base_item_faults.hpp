#pragma once

// A fixture for tests of what Jellyfin and Emby servers do wrong.

#include "base_item_servers.hpp"

namespace media_sync {

inline suasor::testing::scripted_response respond(int status, std::string body,
                                                  std::vector<std::pair<std::string, std::string>> headers = {}) {
    suasor::testing::scripted_response response;
    response.status = status;
    response.body = std::move(body);
    response.headers = std::move(headers);
    return response;
}

inline void replace_first(std::string& body, std::string_view from, std::string_view to) {
    if (const auto at = body.find(from); at != std::string::npos) body.replace(at, from.size(), to);
}

inline library_size some_movies(int count) {
    library_size size;
    size.movies = count;
    return size;
}

template <class Server>
class base_item_faults : public ::testing::Test {
  protected:
    Server& server() {
        if (!server_) server_.emplace(library_, dialect_);
        return *server_;
    }

    std::unique_ptr<media_source> open(const std::string& key = Server::k_key) {
        return open_source(server(), known_user<Server>(), settings_, key);
    }

    void replace_answers(suasor::testing::scripted_response response, int times = -1, std::string operation = "Items") {
        server().inject({std::move(operation), times, std::move(response), false, {}});
    }
    void edit_answers(std::function<void(std::string&)> edit, int times = -1, std::string operation = "Items") {
        server().inject({std::move(operation), times, {}, false, std::move(edit)});
    }
    void send_in_the_manner_of(suasor::testing::scripted_response manner, int times) {
        server().inject({"Items", times, manner, true, {}});
    }

    /// Reads all movies; the text of the source_error, which never holds what must not be seen.
    std::string error_of_sweep(const std::string& key = Server::k_key) {
        const auto text = source_error_of([&] { sweep(*open(key), item_type::movie); });
        const auto product = std::is_same_v<Server, fake_emby> ? "Emby" : "Jellyfin";
        EXPECT_THAT(text, ::testing::HasSubstr(std::string(product) + " server \"Home\": "));
        for (const auto& hidden : {std::string(Server::k_key), key, std::string("?"), std::string("Token")})
            EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr(hidden)));
        return text;
    }

    void expect_all_movies() {
        const auto all = sweep(*open(), item_type::movie);
        EXPECT_THAT(all.failures, ::testing::IsEmpty());
        const auto library = server().library();
        expected_of(server(), library).expect_all(item_type::movie, all.items);
        EXPECT_THAT(server().breaches(), ::testing::IsEmpty());
    }

    generated_library library_ = generated_library::of(some_movies(8));
    base_item_dialect dialect_;
    http_settings settings_ = impatient();
    std::optional<Server> server_;
};

} // namespace media_sync
