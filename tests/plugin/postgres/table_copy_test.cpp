#include "plugin/postgres/table_copy.hpp"

#include "plugin/core/result.hpp"
#include "plugin/postgres/array_text.hpp"
#include "plugin/postgres/query.hpp"
#include "plugin/postgres/row_values.hpp"
#include "plugin/postgres/transaction.hpp"
#include "support/temporary_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

using suasor::testing::sql_row;
using suasor::testing::temporary_database;
using testing::ElementsAre;

std::string every_character() {
    std::string text;
    for (char c = 1; c < 127; ++c)
        text += c;
    return text + "\x7f ü 漢 \U0001F3B5 \\N \\. ";
}

class TableCopy : public testing::Test {
  protected:
    TableCopy() { database_.sql().exec("CREATE TABLE t (n bigint PRIMARY KEY, s text, f boolean)"); }

    std::vector<sql_row> rows() { return database_.sql().rows("SELECT n, s, f FROM t ORDER BY n"); }

    temporary_database database_;
    connection_pool pool_{database_.conninfo(), 1, {}};
};

TEST_F(TableCopy, KeepsEveryCharacterAndTellsNothingFromAnEmptyText) {
    in_transaction(pool_, [](soci::session& session) {
        table_copy rows(session, "t (n, s, f)");
        rows.number(-1).text(every_character()).flag(true).end_row();
        rows.number(2).text("").flag(false).end_row();
        rows.number(3).null().null().end_row();
        rows.number(std::optional<std::int64_t>(4)).text("\\N").null().end_row();
        rows.finish();
        return 0;
    });

    EXPECT_THAT(rows(), ElementsAre(sql_row{"-1", every_character(), "t"}, sql_row{"2", "", "f"},
                                    sql_row{"3", std::nullopt, std::nullopt}, sql_row{"4", "\\N", std::nullopt}));
}

TEST_F(TableCopy, TakesMoreThanFitsIntoOneMessage) {
    constexpr int count = 5000;
    in_transaction(pool_, [&](soci::session& session) {
        table_copy rows(session, "t (n, s)");
        for (int n = 0; n < count; ++n)
            rows.number(n).text(std::string(200, 'x')).end_row();
        rows.finish();
        return 0;
    });

    EXPECT_EQ(database_.sql().scalar("SELECT sum(length(s)) FROM t"), std::to_string(200 * count));
}

TEST_F(TableCopy, SaysWhatIsRefusedWithoutItsValues) {
    const auto copy = [this](std::string_view number) {
        in_transaction(pool_, [&](soci::session& session) {
            table_copy rows(session, "t (n, s)");
            rows.text(number).text("secret").end_row();
            for (int n = 100; n < 5000; ++n) // it is refused while more is on its way
                rows.number(n).text("a secret that is longer than the others").end_row();
            rows.finish();
            return 0;
        });
    };

    try {
        copy("no number");
        FAIL() << "it is no number";
    } catch (const std::runtime_error& refusal) {
        EXPECT_THAT(refusal.what(), testing::HasSubstr("bigint"));
        EXPECT_THAT(refusal.what(), testing::Not(testing::HasSubstr("secret")));
    }
    EXPECT_NO_THROW(copy("7"));
    EXPECT_EQ(rows().size(), 4901u);
}

// Whoever was faster has committed by then: the second try may well find another way.
TEST_F(TableCopy, IsTriedAgainAfterAUniqueViolation) {
    database_.sql().exec("INSERT INTO t VALUES (1, 'theirs')");
    std::int64_t tries = 0;
    in_transaction(pool_, [&](soci::session& session) {
        table_copy rows(session, "t (n, s)");
        rows.number(++tries).text("ours").end_row();
        rows.finish();
        return 0;
    });

    EXPECT_THAT(rows(), ElementsAre(sql_row{"1", "theirs", std::nullopt}, sql_row{"2", "ours", std::nullopt}));
}

TEST_F(TableCopy, LeavesTheSessionUsableAndTheTableAsItWasWhenItIsGivenUp) {
    EXPECT_THROW(in_transaction(pool_,
                                [](soci::session& session) -> int {
                                    table_copy rows(session, "t (n)");
                                    rows.number(1).end_row();
                                    throw std::domain_error("stop");
                                }),
                 std::domain_error);

    EXPECT_EQ(
        with_session(pool_, [](soci::session& session) { return query(session, "INSERT INTO t VALUES (5)").run(); }),
        1);
    EXPECT_EQ(rows().size(), 1u);
}

TEST_F(TableCopy, NamesATableThatIsMissing) {
    EXPECT_THROW(in_transaction(pool_,
                                [](soci::session& session) {
                                    table_copy rows(session, "nowhere (n)");
                                    return 0;
                                }),
                 store_not_migrated);
}

TEST(ArrayText, KeepsEveryCharacterOfEveryElement) {
    temporary_database database;
    connection_pool pool(database.conninfo(), 1, {});
    array_text texts, numbers;
    EXPECT_TRUE(texts.empty());
    for (const auto* text : {"", "NULL", "{}", ","})
        texts.text(text);
    texts.text(every_character());
    for (const auto number : {1, -2, 3, 4, 5})
        numbers.number(number);

    std::vector<std::pair<std::int64_t, std::string>> read;
    with_session(pool, [&](soci::session& session) {
        query(session, "SELECT * FROM unnest(:numbers::bigint[], :texts::text[]) AS i(n, t)")
            .bind("numbers", numbers.array())
            .bind("texts", texts.array())
            .each([&](const soci::row& row) { read.emplace_back(number_of(row, "n"), text_of(row, "t")); });
        return 0;
    });

    EXPECT_FALSE(texts.empty());
    EXPECT_THAT(read, ElementsAre(std::pair(1, ""), std::pair(-2, "NULL"), std::pair(3, "{}"), std::pair(4, ","),
                                  std::pair(5, every_character())));
    EXPECT_EQ(array_text().array(), "{}");
}

} // namespace

} // namespace media_sync::postgres
