#include "plugin/postgres/migration_steps.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace media_sync::postgres {

namespace {

TEST(MigrationSteps, AreTakenApartAtTheStepLines) {
    const auto steps = parse_migration_steps("-- What this is for.\n"
                                             "\n"
                                             "-- step\n"
                                             "CREATE TABLE a ();\n"
                                             "\n"
                                             "-- step: non-transactional\n"
                                             "-- Why.\n"
                                             "CREATE INDEX CONCURRENTLY\n"
                                             "    i ON a (b);");

    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0].sql, "CREATE TABLE a ();");
    EXPECT_TRUE(steps[0].transactional);
    EXPECT_EQ(steps[1].sql, "-- Why.\nCREATE INDEX CONCURRENTLY\n    i ON a (b);");
    EXPECT_FALSE(steps[1].transactional);
}

TEST(MigrationSteps, AreNoneInATextWithoutStepLines) {
    EXPECT_TRUE(parse_migration_steps("").empty());
    EXPECT_TRUE(parse_migration_steps("-- nothing to do\n").empty());
}

TEST(MigrationSteps, AreRefusedIfTheirKindIsUnknown) {
    EXPECT_THROW(parse_migration_steps("-- step: concurrent\nSELECT 1;\n"), std::logic_error);
    EXPECT_THROW(parse_migration_steps("-- steps\nSELECT 1;\n"), std::logic_error);
}

TEST(MigrationSteps, AreRefusedWithoutAStatement) {
    EXPECT_THROW(parse_migration_steps("-- step\n\n-- step\nSELECT 1;\n"), std::logic_error);
    EXPECT_THROW(parse_migration_steps("-- step"), std::logic_error);
}

} // namespace

} // namespace media_sync::postgres
