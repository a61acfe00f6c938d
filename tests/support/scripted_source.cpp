#include "support/scripted_source.hpp"

namespace media_sync::test {

namespace {

std::size_t page_number(const std::string& cursor) {
    return cursor.empty() ? 0 : std::stoul(cursor);
}

std::string cursor_of(std::size_t page_number) {
    return page_number == 0 ? "" : std::to_string(page_number);
}

class scripted_source final : public media_source {
  public:
    explicit scripted_source(script& written) : script_(written) {}

    std::string identify(const cancel_token& cancel) override {
        if (!script_.identify_error.empty()) throw source_error(script_.identify_error);
        if (const auto reason = cancel.requested(); reason != cancel_reason::none) throw cancelled{reason};
        return "Script 1.0";
    }

    std::vector<listing> listings_of(sync_type type) const override {
        const auto found = script_.listings.find(type);
        return found == script_.listings.end() ? std::vector<listing>{} : found->second;
    }

    std::optional<item_count> count(listing what, const cancel_token&) override {
        if (const auto error = script_.count_errors.find(what); error != script_.count_errors.end())
            throw source_error(error->second);
        auto& counts = script_.counts[what];
        if (counts.empty()) return std::nullopt;
        const auto said = counts.front();
        if (counts.size() > 1) counts.pop_front();
        return said;
    }

    media_page next_page(listing what, const std::string& cursor, const cancel_token& cancel) override {
        script_.fetched.add({what, cursor});
        script_.fetches.pass();
        if (const auto reason = cancel.requested(); reason != cancel_reason::none) throw cancelled{reason};
        if (const auto error = script_.page_errors.extract({what, cursor})) throw source_error(error.mapped());

        const auto& pages = script_.pages[what];
        const auto number = page_number(cursor);
        if (number >= pages.size()) return {};
        auto page = pages[number];
        if (number + 1 < pages.size()) page.next = cursor_of(number + 1);
        return page;
    }

  private:
    script& script_;
};

} // namespace

media_item make_item(item_type type, std::string source_id, std::string title) {
    media_item item;
    item.source_id = std::move(source_id);
    item.details.title = std::move(title);
    switch (type) {
    case item_type::artist:
        item.facts = artist_facts{};
        break;
    case item_type::album:
        item.facts = album_facts{};
        break;
    case item_type::track:
        item.facts = track_facts{};
        break;
    case item_type::movie:
        item.facts = movie_facts{};
        break;
    default:
        throw std::invalid_argument("make_item does not make a " + std::string(to_string(type)));
    }
    return item;
}

std::vector<media_item> make_items(item_type type, const std::string& prefix, int count) {
    std::vector<media_item> items;
    for (int i = 1; i <= count; ++i)
        items.push_back(make_item(type, prefix + std::to_string(i), "Title " + std::to_string(i)));
    return items;
}

void script::add_pages(item_type type, const std::vector<media_item>& items, std::size_t page_size) {
    auto& to = pages[type];
    for (std::size_t i = 0; i < items.size(); i += page_size) {
        media_page page;
        for (std::size_t j = i; j < std::min(items.size(), i + page_size); ++j)
            page.items.push_back(items[j]);
        to.push_back(std::move(page));
    }
    counts[type] = {{static_cast<std::int64_t>(items.size()), false}};
}

std::unique_ptr<media_source> scripted_factory::open(const client_record& client) const {
    const auto found = scripts_.find(client.id);
    if (found == scripts_.end()) throw source_error("a client of type \"" + client.type + "\" cannot be synced");
    if (!found->second.open_error.empty()) throw source_error(found->second.open_error);
    found->second.opened.add(client.id);
    return open_script(found->second);
}

std::unique_ptr<media_source> open_script(script& written) {
    return std::make_unique<scripted_source>(written);
}

} // namespace media_sync::test
