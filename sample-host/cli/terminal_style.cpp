#include "cli/terminal_style.hpp"

#include <langinfo.h>
#include <locale.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace sample_host {
namespace {

bool wants_colour() {
    const char* no_color = std::getenv("NO_COLOR");
    return !no_color || !*no_color;
}

bool takes_utf8() {
    const auto locale = ::newlocale(LC_CTYPE_MASK, "", nullptr);
    if (!locale) return false;
    const bool utf8 = std::string_view(::nl_langinfo_l(CODESET, locale)) == "UTF-8";
    ::freelocale(locale);
    return utf8;
}

} // namespace

bool can_redraw(int descriptor) {
    const char* type = std::getenv("TERM");
    return ::isatty(descriptor) == 1 && type && *type && std::string_view(type) != "dumb";
}

drawing_style style_of(int descriptor) {
    return {.colour = can_redraw(descriptor) && wants_colour(), .blocks = takes_utf8()};
}

} // namespace sample_host
