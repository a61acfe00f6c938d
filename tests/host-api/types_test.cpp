#include <suasor/types.hpp>

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace suasor {
namespace {

/// A caller's buffer of `capacity` bytes, and a guard behind it that nobody may write to.
class small_buffer {
  public:
    explicit small_buffer(std::size_t capacity)
        : bytes_(capacity + 1, '#'), c_{sizeof(suasor_error), 0, bytes_.data(), capacity, 0} {}

    suasor_error* c() { return &c_; }
    std::string text() const { return bytes_.substr(0, c_.length); }
    bool guard_is_intact() const { return bytes_.back() == '#'; }

  private:
    std::string bytes_;
    suasor_error c_;
};

std::string written(std::size_t capacity, std::string_view text) {
    small_buffer buffer(capacity);
    write_error(buffer.c(), text);
    EXPECT_TRUE(buffer.guard_is_intact());
    return buffer.text();
}

TEST(WriteError, WritesAllOfATextThatFits) {
    EXPECT_EQ(written(5, "wrong"), "wrong");
    EXPECT_EQ(written(0, ""), "");
    EXPECT_EQ(written(5, {}), "");
}

TEST(WriteError, CutsAtAUtf8Boundary) {
    EXPECT_EQ(written(4, "wrong"), "wron");
    EXPECT_EQ(written(2, "a\xC3\xA9"), "a");                           // é
    EXPECT_EQ(written(3, "a\xC3\xA9z"), "a\xC3\xA9");                  // é, whole
    EXPECT_EQ(written(3, "\xF0\x9F\x8E\xB5"), "");                     // a note, of four bytes
    EXPECT_EQ(written(5, "\xE2\x82\xAC\xE2\x82\xAC"), "\xE2\x82\xAC"); // two euro signs
    EXPECT_EQ(written(0, "\xE2\x82\xAC"), "");
}

TEST(WriteError, LeavesAloneWhatCannotHoldAText) {
    write_error(nullptr, "wrong");

    suasor_error without_text{sizeof(suasor_error), 0, nullptr, 10, 7};
    write_error(&without_text, "wrong");
    EXPECT_EQ(without_text.length, 7U);
}

TEST(WriteError, BelievesTheStructSizeAndNotItsOwn) {
    small_buffer buffer(8);
    buffer.c()->struct_size = offsetof(suasor_error, length);

    write_error(buffer.c(), "wrong");

    EXPECT_EQ(buffer.c()->length, 0U);
    EXPECT_EQ(*buffer.c()->text, '#');
}

TEST(HasField, NeedsTheWholeField) {
    suasor_error error{};

    error.struct_size = offsetof(suasor_error, length) + sizeof error.length - 1;
    EXPECT_FALSE(SUASOR_HAS_FIELD(suasor_error, &error, length));
    error.struct_size = offsetof(suasor_error, length) + sizeof error.length;
    EXPECT_TRUE(SUASOR_HAS_FIELD(suasor_error, &error, length));
}

struct outcome {
    suasor_status status;
    std::string text;

    friend bool operator==(const outcome&, const outcome&) = default;
};

template <class Body>
outcome behind_the_barrier(Body body) {
    error_buffer problem;
    const auto status = guarded(problem.c(), body);
    return {status, std::string(problem.text())};
}

TEST(Guarded, MapsEveryExceptionToAStatusAndAText) {
    EXPECT_EQ(behind_the_barrier([] { throw error(SUASOR_E_NOT_FOUND, "no run 42"); }),
              (outcome{SUASOR_E_NOT_FOUND, "no run 42"}));
    EXPECT_EQ(behind_the_barrier([] { throw std::out_of_range("beyond"); }), (outcome{SUASOR_E_INTERNAL, "beyond"}));
    EXPECT_EQ(behind_the_barrier([] { throw std::bad_alloc(); }), (outcome{SUASOR_E_INTERNAL, "out of memory"}));
    EXPECT_EQ(behind_the_barrier([] { throw 42; }), (outcome{SUASOR_E_INTERNAL, "an exception of unknown type"}));
}

TEST(Guarded, PassesOnWhatTheBodyAnswersAndLeavesTheTextAlone) {
    EXPECT_EQ(behind_the_barrier([] {}), (outcome{SUASOR_OK, ""}));
    EXPECT_EQ(behind_the_barrier([] { return SUASOR_E_FULL; }), (outcome{SUASOR_E_FULL, ""}));
}

TEST(Guarded, NeedsNoBuffer) {
    EXPECT_EQ(guarded(nullptr, [] { throw std::runtime_error("unheard"); }), SUASOR_E_INTERNAL);
}

TEST(ErrorBuffer, ThrowsTheStatusAndTextOfTheOtherSide) {
    error_buffer problem;
    write_error(problem.c(), "the route exists");

    EXPECT_NO_THROW(problem.check(SUASOR_OK));
    try {
        problem.check(SUASOR_E_EXISTS);
        ADD_FAILURE() << "no exception";
    } catch (const error& failure) {
        EXPECT_EQ(failure.status(), SUASOR_E_EXISTS);
        EXPECT_STREQ(failure.what(), "the route exists");
    }
}

TEST(ErrorBuffer, DoesNotReadBeyondItselfWhenTheOtherSideLies) {
    error_buffer problem;
    problem.c()->length = 1'000'000;

    EXPECT_EQ(problem.text().size(), problem.c()->capacity);
}

TEST(Principal, CrossesAndComesBack) {
    const std::optional<principal> admin = principal{7, true};

    EXPECT_EQ(to_principal(c_principal(admin).c()), admin);
    EXPECT_EQ(c_principal(std::nullopt).c(), nullptr);
    EXPECT_EQ(to_principal(nullptr), std::nullopt);
}

TEST(Strings, AreEmptyWithoutBytes) {
    EXPECT_EQ(to_view(suasor_string{nullptr, 0}), "");
    EXPECT_EQ(to_view(to_c("text")), "text");
}

TEST(Fields, BecomeAnArrayOfPointers) {
    const std::array<field, 2> headers{{{"a", "1"}, {"b", "2"}}};
    const c_fields c(headers);

    ASSERT_EQ(c.size(), 2U);
    EXPECT_EQ(c.data()[1]->struct_size, sizeof(suasor_field));
    EXPECT_EQ(to_view(c.data()[1]->name), "b");
    EXPECT_EQ(to_view(c.data()[1]->value), "2");
}

} // namespace
} // namespace suasor
