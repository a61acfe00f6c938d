#include "cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sample_host {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct outcome {
    int status;
    std::string out;
    std::string err;
};

outcome run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "suasor-host");
    std::vector<char*> argv;
    for (auto& each : arguments)
        argv.push_back(each.data());

    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int status = run_command_line(static_cast<int>(argv.size()), argv.data());
    return {status, ::testing::internal::GetCapturedStdout(), ::testing::internal::GetCapturedStderr()};
}

TEST(CommandLine, SaysItsVersion) {
    const auto result = run({"--version"});

    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.out, HasSubstr("suasor-host "));
}

TEST(CommandLine, AnswersTwoToACommandLineThatMakesNoSense) {
    EXPECT_EQ(run({}).status, 2);
    EXPECT_EQ(run({"dance"}).status, 2);
    EXPECT_EQ(run({"sync", "--client", "one", "--type", "music"}).status, 2);
    EXPECT_EQ(run({"user", "add"}).status, 2);
}

TEST(CommandLine, NamesTheUnknownKeyOfASettingsFile) {
    const auto result = run({"user", "add", "ann", "--config", "/dev/null"});

    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("/dev/null"));
}

TEST(CommandLine, NeverRepeatsAPasswordThatIsInTheWay) {
    const auto result = run({"client", "add", "--user", "ann", "--type", "plex", "--url", "http://plex.example",
                             "--token", "T0KEN", "--password", "hunter2"});

    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("a plex client takes no password"));
    EXPECT_THAT(result.err, Not(HasSubstr("hunter2")));
    EXPECT_THAT(result.err, Not(HasSubstr("T0KEN")));
}

TEST(CommandLine, DoesNotRepeatAConnectionStringThatIsMalformed) {
    const auto result = run({"user", "add", "ann", "--database", "hunter2 is not a connection string"});

    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("connection string"));
    EXPECT_THAT(result.err, Not(HasSubstr("hunter2")));
}

} // namespace
} // namespace sample_host
