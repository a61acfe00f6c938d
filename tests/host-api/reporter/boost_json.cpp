// Boost.JSON, compiled in: a plugin must not ask its host for a library that the host may have in another version.
#include <boost/json/src.hpp>
