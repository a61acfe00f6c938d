#include "synced_rows.hpp"

namespace media_sync::test {

namespace {

using LargeSync = synced_rows;

TEST_P(LargeSync, LeavesRowsThatEqualTheLibrary) {
    serve(library_scale::large);
    sync_library();

    const auto ended = world_.sync(client_, type_);

    expect_counted(ended);
    EXPECT_GE(ended.processed, static_cast<std::int64_t>(k_large));
    expect_rows();
}

INSTANTIATE_TEST_SUITE_P(Matrix, LargeSync, ::testing::ValuesIn(cases(k_every_type)), name_of);

} // namespace

} // namespace media_sync::test
