#include "plugin/postgres/item_merge.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace media_sync::postgres {

namespace {

using testing::ElementsAre;

struct merge_case {
    std::string name;
    source_role role;
    std::string stored;
    std::string said;
    std::string merged;
};

class MergedData : public testing::TestWithParam<merge_case> {};

TEST_P(MergedData, IsAsExpected) {
    const auto& param = GetParam();

    const auto merged = merged_data(boost::json::parse(param.stored).as_object(),
                                    boost::json::parse(param.said).as_object(), param.role);

    EXPECT_EQ(boost::json::value(merged), boost::json::parse(param.merged)) << boost::json::serialize(merged);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, MergedData,
    testing::Values(
        merge_case{"APrimarySourceReplaces", source_role::primary, R"({"a": 1, "b": "x"})", R"({"a": 2})",
                   R"({"a": 2, "b": "x"})"},
        merge_case{"ASecondarySourceFillsWhatIsEmpty", source_role::secondary,
                   R"({"a": 1, "b": "", "c": 0, "d": null, "t": "0001-01-01T00:00:00Z"})",
                   R"({"a": 2, "b": "x", "c": 3, "d": [1], "e": 5, "t": "2020-01-01T00:00:00Z"})",
                   R"({"a": 1, "b": "x", "c": 3, "d": [1], "e": 5, "t": "2020-01-01T00:00:00Z"})"},
        merge_case{"WhatASourceLeavesEmptyStays", source_role::sole, R"({"a": 1, "b": "x", "c": [1], "d": {"e": 1}})",
                   R"({"a": 0, "b": "", "c": [], "d": {}})", R"({"a": 1, "b": "x", "c": [1], "d": {"e": 1}})"},
        merge_case{"DetailsAreMergedKeyByKey", source_role::sole,
                   R"({"details": {"title": "old", "userNote": "mine", "artwork": {"poster": "p", "logo": "l"}}})",
                   R"({"details": {"title": "new", "artwork": {"poster": "q"}}})",
                   R"({"details": {"title": "new", "userNote": "mine", "artwork": {"poster": "q", "logo": "l"}}})"},
        merge_case{"TheOnlySourceReplacesGenres", source_role::sole, R"({"genres": ["Rock", "Pop"]})",
                   R"({"genres": ["Jazz"]})", R"({"genres": ["Jazz"]})"},
        merge_case{"SeveralSourcesUniteGenres", source_role::primary, R"({"genres": ["Rock", "Pop"]})",
                   R"({"genres": ["Jazz", "Pop"]})", R"({"genres": ["Jazz", "Pop", "Rock"]})"},
        merge_case{"RatingsAreUnitedBySource", source_role::secondary,
                   R"({"ratings": [{"source": "imdb", "value": 7}]})",
                   R"({"ratings": [{"source": "imdb", "value": 8}, {"source": "tmdb", "value": 6}]})",
                   R"({"ratings": [{"source": "imdb", "value": 7}, {"source": "tmdb", "value": 6}]})"},
        merge_case{"SeasonZeroIsASeason", source_role::sole, R"({"seasonNumber": 1})", R"({"seasonNumber": 0})",
                   R"({"seasonNumber": 0})"},
        merge_case{"AListMayBecomeEmpty", source_role::sole,
                   R"({"list": {"items": [1], "itemCount": 1, "ownerId": 4}})",
                   R"({"list": {"items": [], "itemCount": 0, "ownerId": 0}})",
                   R"({"list": {"items": [], "itemCount": 0, "ownerId": 4}})"}),
    [](const auto& merge) { return merge.param.name; });

TEST(MergedExternalIds, FollowTheOnlySourceUnlessItHasNone) {
    const std::vector<external_id> stored{{"imdb", "tt1"}};

    EXPECT_THAT(merged_external_ids(stored, {{"tmdb", "2"}}, source_role::sole), ElementsAre(external_id{"tmdb", "2"}));
    EXPECT_THAT(merged_external_ids(stored, {}, source_role::sole), ElementsAre(external_id{"imdb", "tt1"}));
}

TEST(MergedExternalIds, OfSeveralSourcesAreUnitedAndThePrimaryOneDecides) {
    const std::vector<external_id> stored{{"imdb", "tt1"}, {"tvdb", "9"}};
    const std::vector<external_id> said{{"imdb", "tt2"}, {"tmdb", "2"}};

    EXPECT_THAT(merged_external_ids(stored, said, source_role::primary),
                ElementsAre(external_id{"imdb", "tt2"}, external_id{"tmdb", "2"}, external_id{"tvdb", "9"}));
    EXPECT_THAT(merged_external_ids(stored, said, source_role::secondary),
                ElementsAre(external_id{"imdb", "tt1"}, external_id{"tvdb", "9"}, external_id{"tmdb", "2"}));
}

} // namespace

} // namespace media_sync::postgres
