#pragma once

#include <string_view>

// The files of web/, embedded at build time.
namespace sample_host::http {

extern const std::string_view k_index_html;
extern const std::string_view k_icon_svg;

} // namespace sample_host::http
