#include "plugin/core/secret.hpp"

#include "support/printable.hpp"

#include <gtest/gtest.h>

namespace media_sync {
namespace {

static_assert(::test::printable<std::string>);

TEST(Secret, IsTextThatCannotBePrintedButByItsOwnName) {
    static_assert(!::test::printable<secret>);

    EXPECT_EQ(secret("hunter2").reveal(), "hunter2");
}

TEST(Secret, TellsWhetherThereIsOne) {
    EXPECT_TRUE(secret().empty());
    EXPECT_FALSE(secret("hunter2").empty());
}

} // namespace
} // namespace media_sync
