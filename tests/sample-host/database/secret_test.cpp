#include "secret.hpp"

#include "support/printable.hpp"

#include <gtest/gtest.h>

namespace sample_host {
namespace {

static_assert(::test::printable<std::string>);

TEST(Secret, IsTextThatCannotBePrintedButByItsOwnName) {
    static_assert(!::test::printable<secret>);

    EXPECT_EQ(secret("hunter2").reveal(), "hunter2");
}

TEST(Secret, IsTheSameOnlyIfEveryByteIs) {
    const secret one("hunter2");

    EXPECT_TRUE(one == secret("hunter2"));
    for (const auto* other : {"", "hunter", "hunter22", "Hunter2", "hunter3"})
        EXPECT_FALSE(one == secret(other)) << other;
}

} // namespace
} // namespace sample_host
