#include "plugin/media_servers/list_walk.hpp"

#include "plugin/media_servers/json_fields.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace media_sync {

namespace {

namespace json = boost::json;

// So many pages in a row without news are none of a list that shifts.
constexpr std::size_t k_most_fruitless_pages = 20;

// What makes an element the same in another page: its id, or all of it if it has none.
std::size_t element_identity(const json::value& element) {
    const auto* object = element.if_object();
    const auto id = object ? text_field(*object, "Id") : std::string();
    return std::hash<std::string>{}(id.empty() ? "no id: " + json::serialize(element) : id);
}

} // namespace

list_walk::list_walk(base_item_api& api, addressing address, std::int64_t start, int page_size,
                     std::optional<std::int64_t> total)
    : api_(api), address_(std::move(address)), start_(start), page_size_(page_size), total_(total),
      began_at_first_(start == 0), most_fruitless_pages_(k_most_fruitless_pages) {}

json::array list_walk::next(const cancel_token& cancel) {
    if (ended_) return {};
    const bool ask_total = !total_;
    const auto address = address_({start_, page_size_, ask_total});
    auto page = api_.list(address, cancel);
    if (ask_total) total_ = page.total;

    json::array news;
    std::size_t hash = 0;
    for (auto& element : page.elements) {
        const auto id = element_identity(element);
        hash = hash * 31 + id;
        if (seen_.insert(id)) news.push_back(std::move(element));
    }
    start_ += static_cast<std::int64_t>(page.elements.size());
    ++pages_;
    if (!news.empty()) fruitless_pages_ = 0;

    if (page.elements.empty())
        end_pass();
    else if (news.empty())
        judge_repetition(address, hash, page.elements.size());
    last_page_ = hash;
    return news;
}

void list_walk::end_pass() {
    const bool missed = began_at_first_ && total_ && static_cast<std::int64_t>(seen_.size()) < *total_;
    if (!missed || second_pass_) {
        ended_ = true;
        return;
    }
    second_pass_ = true;
    start_ = 0;
    fruitless_pages_ = 0;
    most_fruitless_pages_ = pages_ + k_most_fruitless_pages;
}

void list_walk::judge_repetition(const url& address, std::size_t page, std::size_t size) {
    if (total_ && start_ >= *total_) return end_pass();
    if (++fruitless_pages_ > most_fruitless_pages_)
        throw api_.error(address, "leads in circles: what it gives has all been given before; update the server");
    if (second_pass_) return;

    const bool all_seen = total_ && static_cast<std::int64_t>(seen_.size()) >= *total_;
    const bool there_may_be_more = total_ ? page == last_page_ : size >= static_cast<std::size_t>(page_size_);
    if (there_may_be_more && !all_seen)
        throw api_.error(address, fmt::format("gives the same {} elements for every start index, so that the others "
                                              "cannot be read; update the server",
                                              size));
    if (!total_ || all_seen) end_pass();
}

} // namespace media_sync
