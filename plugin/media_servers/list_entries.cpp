#include "plugin/media_servers/list_entries.hpp"

#include "plugin/media_servers/base_item_kind.hpp"
#include "plugin/media_servers/json_fields.hpp"

#include <boost/json/serialize.hpp>

#include <unordered_set>

namespace media_sync {

namespace {

namespace json = boost::json;

constexpr std::size_t k_page_size = 500;

// An entry of a kind that is not synced stands for itself all the same, and cannot be resolved later.
list_entry entry_of(const json::value& element) {
    const auto* object = element.if_object();
    if (!object) return {};
    const auto fallback = text_field(*object, "MediaType") == "Audio" ? item_type::track : item_type::movie;
    const auto type = parse_base_item_kind(text_field(*object, "Type")).value_or(fallback);
    return {type, text_field(*object, "Id"), text_field(*object, "Name")};
}

// One list on its way to being read.
class entry_reader {
  public:
    explicit entry_reader(std::string_view entry_key) : entry_key_(entry_key) {}

    list_window window() const { return {start_, static_cast<int>(k_page_size), !total_}; }
    bool done() const { return done_; }

    void take(const base_item_page& page) {
        if (!total_) total_ = page.total;
        if (page.elements.empty()) {
            done_ = true;
            return;
        }
        if (!pages_.insert(hash_of(page)).second) return end_of_repetition(page.elements.size());

        const auto before = entries_.size();
        for (const auto& element : page.elements)
            if (is_new(element)) entries_.push_back(entry_of(element));
        start_ += static_cast<std::int64_t>(page.elements.size());
        done_ = entries_.size() == before && (!total_ || start_ >= *total_);
    }

    void fail(problem why) {
        problem_ = std::move(why);
        done_ = true;
    }

    result<std::vector<list_entry>> take_entries() {
        if (problem_) return std::move(*problem_);
        return std::move(entries_);
    }

  private:
    // The server does not look at the start index, or the list ends in the same way as it goes on.
    void end_of_repetition(std::size_t size) {
        const bool whole = total_ ? static_cast<std::int64_t>(entries_.size()) >= *total_ : size < k_page_size;
        if (!whole) return fail({errc::conflict, "gives the same entries for every start index; update the server"});
        done_ = true;
    }

    static std::size_t hash_of(const base_item_page& page) {
        std::size_t hash = 0;
        for (const auto& element : page.elements)
            hash = hash * 31 + std::hash<std::string>{}(json::serialize(element));
        return hash;
    }

    bool is_new(const json::value& element) {
        const auto* object = element.if_object();
        const auto id = object ? text_field(*object, entry_key_) : std::string();
        return id.empty() || seen_.insert(id).second;
    }

    std::string_view entry_key_;
    std::int64_t start_ = 0;
    std::optional<std::int64_t> total_;
    std::unordered_set<std::size_t> pages_; ///< hashes of what they held
    std::unordered_set<std::string> seen_;
    std::vector<list_entry> entries_;
    std::optional<problem> problem_;
    bool done_ = false;
};

} // namespace

std::vector<result<std::vector<list_entry>>>
read_list_entries(base_item_api& api, std::size_t lists, std::string_view entry_key,
                  const std::function<url(std::size_t, const list_window&)>& address, const cancel_token& cancel) {
    std::vector<entry_reader> readers(lists, entry_reader(entry_key));
    for (;;) {
        std::vector<std::size_t> asked;
        std::vector<url> addresses;
        for (std::size_t i = 0; i < lists; ++i) {
            if (readers[i].done()) continue;
            asked.push_back(i);
            addresses.push_back(address(i, readers[i].window()));
        }
        if (asked.empty()) break;

        const auto pages = api.lists(addresses, cancel);
        for (std::size_t i = 0; i < asked.size(); ++i) {
            auto& reader = readers[asked[i]];
            if (pages[i])
                reader.take(*pages[i]);
            else
                reader.fail(pages[i].error());
        }
    }

    std::vector<result<std::vector<list_entry>>> all;
    all.reserve(lists);
    for (auto& reader : readers)
        all.push_back(reader.take_entries());
    return all;
}

} // namespace media_sync
