// A server that lists nothing where it had items.

#include "sync_fixture.hpp"

namespace media_sync {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class SyncOfAnEmptiedLibrary : public test::sync_fixture {
  protected:
    void empty_the_library() {
        server().pages[item_type::track] = {{}};
        server().counts[item_type::track] = {{0, false}};
    }
};

TEST_F(SyncOfAnEmptiedLibrary, FailsAndRemovesNothing) {
    add_tracks(4, 2);
    sync();
    empty_the_library();

    EXPECT_EQ(sync(), run_end::failed);

    EXPECT_THAT(stored().error_message,
                AllOf(HasSubstr("My music"), HasSubstr("lists no tracks"), HasSubstr("allowEmptiedLibrary")));
    EXPECT_TRUE(is_mapped(item_type::track, "t1"));
}

TEST_F(SyncOfAnEmptiedLibrary, RemovesAllIfTheUserSaysThatItIsTrue) {
    add_tracks(4, 2);
    sync();
    empty_the_library();
    auto options = options_;
    options.allow_emptied_library = true;
    sync_runner trusting(store_, sources_, hub_, database_.time, options, [](const std::string&) {});
    last_run_ = prepare();

    EXPECT_EQ(run(trusting, last_run_), run_end::completed);

    EXPECT_FALSE(is_mapped(item_type::track, "t1"));
}

TEST_F(SyncOfAnEmptiedLibrary, CompletesIfItNeverHadAny) {
    add_tracks(0, 2);

    EXPECT_EQ(sync(), run_end::completed);

    EXPECT_EQ(stored().processed_items, 0);
}

} // namespace
} // namespace media_sync
