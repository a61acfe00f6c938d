// A fake media server as a process, which a test steers: `stress_media_server KIND ITEMS PAGE SEED`. It says where it is, then answers
// each line of its standard input with a line of JSON, until the input ends:
//
//   pause MILLISECONDS              answers so late from now on
//   spoil PERCENT                   so many answers go wrong from now on
//   compare CLIENT OWNER CONNINFO   what the database lacks, and has too much of

#include "bad_days.hpp"
#include "plugin/sync/synced_server.hpp"

#include <boost/json.hpp>

#include <iostream>
#include <sstream>

namespace media_sync::test {

namespace {

namespace json = boost::json;

std::size_t missing(const row_map& expected, const row_map& found) {
    return static_cast<std::size_t>(
        std::ranges::count_if(expected, [&](const auto& row) { return !found.contains(row.first); }));
}

// What of a table, whose rows `found` should be, is there once more.
std::size_t doubled(suasor::testing::sql_session& sql, const std::string& table, const row_map& expected,
                    const row_map& found) {
    const auto rows = std::stoull(*sql.scalar("SELECT count(*) FROM " + table));
    return rows - found.size() + missing(found, expected);
}

class steered_server {
  public:
    steered_server(std::unique_ptr<synced_server> server, std::uint32_t seed)
        : days_(seed), server_(std::move(server)) {
        suasor::testing::server_fault every_answer;
        every_answer.times = -1;
        every_answer.distort = [this](const auto& request, auto& answer) { days_.meet(request, answer); };
        server_->inject(std::move(every_answer));
    }

    json::object description() const { return {{"type", server_->type()}, {"config", json::parse(server_->config())}}; }

    json::object obey(const std::string& line) {
        std::istringstream words(line);
        std::string command;
        words >> command;
        if (command == "pause") {
            int milliseconds = 0;
            words >> milliseconds;
            days_.set_pause(std::chrono::milliseconds(milliseconds));
        } else if (command == "spoil") {
            int percent = 0;
            words >> percent;
            days_.set_share(percent);
        } else if (command == "compare") {
            std::uint64_t client = 0, owner = 0;
            std::string conninfo;
            std::getline(words >> client >> owner >> std::ws, conninfo);
            return compare(client, owner, conninfo);
        } else {
            return {{"error", "no command: " + line}};
        }
        return {{"spoilt", days_.spoilt()}};
    }

  private:
    // For a database in which nobody but this server's one client has been synced.
    json::object compare(std::uint64_t client, std::uint64_t owner, const std::string& conninfo) const {
        const bool likes = offers(server_->type(), sync_type::favorites);
        suasor::testing::sql_session sql(conninfo);
        const auto items = server_->items(client, owner);
        const auto states = server_->states(true, likes);
        const auto found_items = read_items(sql, client);
        const auto found_states = read_states(sql, client, owner);
        return {{"spoilt", days_.spoilt()},
                {"items", items.size()},
                {"elements", items.size() + server_->states(true, false).size() +
                                 (likes ? server_->states(false, true).size() : 0)},
                {"lost", missing(items, found_items) + missing(states, found_states)},
                {"doubled", doubled(sql, "media_items", items, found_items) +
                                doubled(sql, "user_media_item_data", states, found_states)},
                {"differences", differences(items, found_items) + differences(states, found_states)}};
    }

    bad_days days_;
    const std::unique_ptr<synced_server> server_; ///< last, because its threads use the days
};

int serve(const std::string& kind, int items, int page, int seed) {
    const auto dice = static_cast<std::uint32_t>(seed);
    steered_server server(create_synced_server(kind, items, static_cast<std::size_t>(page), dice), dice);
    std::cout << json::serialize(server.description()) << std::endl;
    for (std::string line; std::getline(std::cin, line);)
        std::cout << json::serialize(server.obey(line)) << std::endl;
    return 0;
}

} // namespace

} // namespace media_sync::test

int main(int count, char** arguments) {
    if (count != 5) {
        std::cerr << "usage: " << arguments[0] << " jellyfin|emby|plex|subsonic ITEMS PAGE SEED\n";
        return 2;
    }
    return media_sync::test::serve(arguments[1], std::stoi(arguments[2]), std::stoi(arguments[3]),
                                   std::stoi(arguments[4]));
}
