#include "log.hpp"
#include "log_line.hpp"

#include <boost/json/parse.hpp>
#include <spdlog/details/log_msg.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace sample_host {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Pair;

std::string line(log_format format, spdlog::level::level_enum level, std::string_view message,
                 log_reader reader = log_reader::anybody, std::string_view source = "host") {
    spdlog::memory_buf_t buffer;
    create_line_formatter(format, reader)->format({source, level, message}, buffer);
    return {buffer.data(), buffer.size()};
}

boost::json::object json_line(std::string_view message, std::string_view source = "host") {
    const auto text = line(log_format::json, spdlog::level::info, message, log_reader::anybody, source);
    EXPECT_EQ(text.find('\n'), text.size() - 1);
    return boost::json::parse(text).as_object();
}

TEST(LogLine, IsOneLineWhateverIsInTheMessage) {
    EXPECT_EQ(one_line("first\nsecond\r\n\tthird\x1b[31m"), "first\\nsecond\\r\\n\\x09third\\x1b[31m");
}

TEST(LogLine, LeavesTextInOtherLanguagesAsItIs) {
    EXPECT_EQ(one_line("Björk — Jóga"), "Björk — Jóga");
}

TEST(LogLine, SaysInTextWhenWhatAndWhere) {
    EXPECT_THAT(line(log_format::text, spdlog::level::warn, "heartbeat failed\n", log_reader::anybody, "a_plugin"),
                MatchesRegex("20..-..-..T..:..:..\\....[+-]..:.. warning \\[a_plugin\\] heartbeat failed\\\\n\n"));
}

TEST(LogLine, SaysTheSameInJson) {
    const auto object = json_line("sync failed run=42 reason=\"the server \\ is \n gone\"", "a_plugin");

    EXPECT_THAT(std::string(object.at("time").as_string()), MatchesRegex("20..-..-..T..:..:..\\....[+-]..:.."));
    EXPECT_EQ(object.at("level"), "info");
    EXPECT_EQ(object.at("source"), "a_plugin");
    EXPECT_EQ(object.at("message"), "sync failed run=42 reason=\"the server \\ is \n gone\"");
    EXPECT_EQ(object.at("fields"), (boost::json::value{{"run", "42"}, {"reason", "the server \\ is \n gone"}}));
    EXPECT_FALSE(json_line("nothing more to say").contains("fields"));
}

TEST(LogLine, IsValidJsonWhateverBytesAreInTheMessage) {
    using namespace std::string_view_literals;
    struct example {
        std::string_view bytes;
        std::string_view read;
    };
    for (const auto& [bytes, read] : {
             example{"a\0b"sv, "a\0b"sv},
             example{"\x01\x1f\x7f\"\\/"sv, "\x01\x1f\x7f\"\\/"sv},
             example{"Björk 🎵"sv, "Björk 🎵"sv},
             example{"\xff\xfe"sv, "\uFFFD\uFFFD"sv},
             example{"cut short \xe2\x82"sv, "cut short \uFFFD"sv},
             example{"overlong \xc0\xaf."sv, "overlong \uFFFD\uFFFD."sv},
         }) {
        EXPECT_EQ(json_line(bytes).at("message").as_string(), read);
        EXPECT_EQ(json_line(bytes, bytes).at("source").as_string(), read);
    }
    // One that no standard counts the replacements of: half of a surrogate pair.
    EXPECT_TRUE(json_line("half \xed\xa0\x80 pair").at("message").as_string().ends_with(" pair"));
}

TEST(LogLine, TellsTheJournalItsPriority) {
    struct example {
        spdlog::level::level_enum level;
        std::string_view priority;
    };
    for (const auto& [level, priority] : {
             example{spdlog::level::trace, "<7>"},
             example{spdlog::level::debug, "<7>"},
             example{spdlog::level::info, "<6>"},
             example{spdlog::level::warn, "<4>"},
             example{spdlog::level::err, "<3>"},
         }) {
        EXPECT_EQ(line(log_format::text, level, "ready", log_reader::journal),
                  std::string(priority) + "[host] ready\n");
        EXPECT_TRUE(line(log_format::json, level, "ready", log_reader::journal)
                        .starts_with(std::string(priority) + "{\"time\""));
    }
}

TEST(LogFields, AreWhatTheMessageSaysAsKeyAndValue) {
    EXPECT_THAT(fields_of("sync page committed run=42 items=200"),
                ElementsAre(Pair("run", "42"), Pair("items", "200")));
    EXPECT_THAT(fields_of("fewer connections open_files=1024: raise the limit"),
                ElementsAre(Pair("open_files", "1024")));
    EXPECT_THAT(fields_of("a handler route=\"GET /a\" request_id=r1 reason=\"no \"such\" thing\""),
                ElementsAre(Pair("route", "GET /a"), Pair("request_id", "r1"), Pair("reason", "no \"such\" thing")));
    EXPECT_THAT(fields_of("url=http://a/?x=1 empty= quoted=\"\""),
                ElementsAre(Pair("url", "http://a/?x=1"), Pair("empty", ""), Pair("quoted", "")));
}

TEST(LogFields, AreNoneWhereThereAreNone) {
    for (const auto* message : {"", "=", "= =", "stopping on Terminated", "1 + 1 = 2", "Key=1", "a-b=1", "=\"", "x"})
        EXPECT_THAT(fields_of(message), IsEmpty()) << message;
    EXPECT_THAT(fields_of("never=\"closed"), ElementsAre(Pair("never", "closed")));
}

class ConsoleLogger : public ::testing::Test {
  protected:
    void SetUp() override { ::testing::internal::CaptureStderr(); }
    void TearDown() override { ::unsetenv("JOURNAL_STREAM"); }

    static std::string written() { return ::testing::internal::GetCapturedStderr(); }
};

TEST_F(ConsoleLogger, WritesFromItsLeastLevelOn) {
    const auto log = create_console_logger(log_level::warn);

    log->info("one");
    log->warn("two");
    log->write(log_level::error, "a_plugin", "three");

    EXPECT_THAT(written(), MatchesRegex("[^\n]* warning \\[host\\] two\n[^\n]* error \\[a_plugin\\] three\n"));
    EXPECT_FALSE(log->enabled(log_level::info));
    EXPECT_TRUE(log->enabled(log_level::warn));
}

TEST_F(ConsoleLogger, CanBeToldOtherwiseWhileItIsInUse) {
    const auto log = create_console_logger(log_level::warn);

    log->configure(log_level::info, log_format::json);
    log->info("one");
    log->configure(log_level::error, log_format::text);
    log->warn("two");

    const auto line = boost::json::parse(written());
    EXPECT_EQ(line.at("message"), "one");
}

TEST_F(ConsoleLogger, NoticesThatItWritesToTheJournal) {
    struct stat captured {};
    ASSERT_EQ(::fstat(STDERR_FILENO, &captured), 0);
    const auto stream = std::to_string(captured.st_dev) + ":" + std::to_string(captured.st_ino);

    ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
    create_console_logger(log_level::info)->info("to the journal");
    ::setenv("JOURNAL_STREAM", (stream + "0").c_str(), 1);
    create_console_logger(log_level::info)->info("redirected");

    EXPECT_THAT(written(), MatchesRegex("<6>\\[host\\] to the journal\n20[^\n]* info \\[host\\] redirected\n"));
}

} // namespace
} // namespace sample_host
