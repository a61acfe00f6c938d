// Text that may stand in JSON, of bytes that may be anything.
#pragma once

#include <boost/nowide/utf/convert.hpp>

#include <string>
#include <string_view>

namespace sample_host {

/// The text with U+FFFD for whatever is not UTF-8, which JSON has to be, whatever a plugin or a client passes.
inline std::string valid_utf8(std::string_view text) {
    return boost::nowide::utf::convert_string<char>(text.data(), text.data() + text.size());
}

} // namespace sample_host
