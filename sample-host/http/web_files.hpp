#pragma once

#include <span>
#include <string_view>

// The files of web/, embedded at build time.
namespace sample_host::http {

struct web_file {
    std::string_view name;
    std::string_view tag; ///< of its content, an entity tag
    std::string_view content;
};

std::span<const web_file> web_files();

} // namespace sample_host::http
