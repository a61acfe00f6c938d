#pragma once

// What the servers with a generated library have in common: how large it is, how it changes, and the rows of it that look the
// same on each of them.

#include "support/fake_servers/library_server.hpp"
#include "synced_server.hpp"

#include <boost/json/object.hpp>

namespace media_sync::test {

using suasor::testing::generated_item;
using suasor::testing::generated_library;
using suasor::testing::media_kind;

generated_library library_of(library_scale scale, sync_type about);
generated_library library_of(int items, std::uint32_t seed);

/// media_items.type
const char* type_word(media_kind kind);

/// Whether a user can have played it.
bool is_playable(media_kind kind);

std::string iso_time(std::int64_t epoch_seconds);

/// Adds a member unless its value is an empty text, array or object, or null.
void put(boost::json::object& object, const char* key, boost::json::value value);

/// An index of what belongs to what, made once for many questions.
class library_index {
  public:
    explicit library_index(const generated_library& library);

    const generated_library& library() const { return library_; }
    std::int64_t children_of(const generated_item& item) const;
    std::int64_t grandchildren_of(const generated_item& item) const;
    /// What an item consists of, in the order of media_items.data: by number, else by year and title.
    std::vector<const generated_item*> parts_of(const generated_item& item) const;
    /// The entries of a list that there are.
    std::vector<const generated_item*> entries_of(const generated_item& list) const;
    const std::string& title_of(int number) const { return library_.at(number).title; }

  private:
    const generated_library& library_;
    std::map<int, std::vector<const generated_item*>> children_;
    std::map<int, std::int64_t> grandchildren_;
};

/// A server whose library is generated. What a kind of server makes of an item is its own.
class generated_server : public synced_server {
  public:
    row_map items(std::uint64_t client, std::uint64_t owner) const final;
    row_map states(bool history, bool favorites) const final;
    void change_items() final;
    void change_states() final;
    void inject(suasor::testing::server_fault fault) final { server().inject(std::move(fault)); }
    void heal() final { server().heal(); }
    int calls(const std::string& operation) const final { return server().calls(operation); }
    int requests() const final { return static_cast<int>(server().http().requests().size()); }

  protected:
    virtual suasor::testing::library_server& server() const = 0;
    virtual std::string id_of(int number) const = 0;
    virtual boost::json::object details_of(const library_index& index, const generated_item& item) const = 0;
    virtual boost::json::array credits_of(const generated_item& item) const = 0;
    /// Adds what only the type has, beside references, credits and what follows from the item's place.
    virtual void add_facts(boost::json::object& data, const library_index& index, const generated_item& item) const = 0;
    virtual bool is_smart(const generated_item& list) const = 0;
    /// nullopt if neither of the listings that are asked for has it.
    virtual std::optional<boost::json::object> state_of(const generated_item& item, bool history,
                                                        bool favorites) const = 0;

    std::vector<std::pair<std::string, std::string>> external_ids_of(const generated_item& item) const;

  private:
    boost::json::object data_of(const library_index& index, const generated_item& item) const;
    boost::json::array ids_of_parts(const library_index& index, const generated_item& item) const;
    boost::json::object list_of(const library_index& index, const generated_item& list, std::uint64_t client,
                                std::uint64_t owner) const;
};

} // namespace media_sync::test
