#include "cli/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
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

outcome call(int (*entry)(int, char**) noexcept, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "suasor-host");
    std::vector<char*> argv;
    for (auto& each : arguments)
        argv.push_back(each.data());

    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int status = entry(static_cast<int>(argv.size()), argv.data());
    return {status, ::testing::internal::GetCapturedStdout(), ::testing::internal::GetCapturedStderr()};
}

outcome run(std::vector<std::string> arguments) {
    return call(&run_command_line, std::move(arguments));
}

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, at);)
        if (!part.empty()) parts.push_back(part);
    return parts;
}

/// The command lines below "Examples:" in a command's help, without the program's name.
std::vector<std::vector<std::string>> examples_of(const std::string& command) {
    auto arguments = split(command, ' ');
    arguments.push_back("--help");
    const auto help = run(arguments).out;

    std::vector<std::vector<std::string>> examples;
    for (const auto& line : split(help.substr(std::min(help.find("\nExamples:\n"), help.size())), '\n')) {
        auto words = split(line, ' ');
        if (words.front() == "suasor-host") examples.emplace_back(words.begin() + 1, words.end());
    }
    return examples;
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

TEST(CommandLine, HasExamplesInTheHelpOfEveryCommandThatItsParserTakes) {
    for_each_command(describe_command_line(), [](const std::string& path, const command_description& command) {
        const auto examples = examples_of(path);

        EXPECT_EQ(examples.empty(), !path.empty() && !command.commands.empty()) << path;
        for (const auto& example : examples) {
            const auto result = call(&check_command_line, example);
            EXPECT_EQ(result.status, 0) << path << ": " << result.err;
            EXPECT_EQ(result.out, "") << path;
        }
    });
}

TEST(CommandLine, DescribesWhatItsCommandsTake) {
    const auto program = describe_command_line();
    const auto sync = std::ranges::find(program.commands, "sync", &command_description::name);
    ASSERT_NE(sync, program.commands.end());

    const auto option = [&](const std::string& name) {
        return *std::ranges::find_if(sync->options, [&](const auto& each) { return each.names.front() == name; });
    };
    EXPECT_EQ(option("--client").value, "ID");
    EXPECT_EQ(option("--json").value, "");
    EXPECT_EQ(option("--plugins").value, "DIR");
    EXPECT_THAT(option("--type").choices, ::testing::IsSupersetOf({"movies", "music", "full"}));
    EXPECT_EQ(option("--type").value, "TYPE");
    EXPECT_THAT(option("--help").names, ::testing::ElementsAre("--help", "-h"));
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
