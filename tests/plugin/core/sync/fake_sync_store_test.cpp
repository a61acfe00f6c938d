#include "sync_store_contract.hpp"

#include "support/fake_sync_store.hpp"

namespace media_sync {
namespace {

struct fake_world {
    sync_store& store() { return here_; }
    sync_store& other_process() { return there_; }
    client_id client(user_id owner) {
        const auto id = database_.clients.size() + 1;
        database_.clients[id] = {id, owner, "subsonic", "My music", true, "{}"};
        return id;
    }
    void kill_this_process() {
        for (const auto& [id, run] : database_.runs)
            database_.kill_executor_of(id);
    }
    std::size_t media_items() { return database_.media_items; }

  private:
    test::fake_database database_;
    test::fake_sync_store here_{database_, "this process"};
    test::fake_sync_store there_{database_, "another process"};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Fake, SyncStoreContract, fake_world);

} // namespace
} // namespace media_sync
