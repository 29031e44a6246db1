// Boost.JSON is header-only in Debian 12: its bodies are compiled here, once, and nothing else
// stands in this file.
#include <boost/json/src.hpp>
