// The bodies of Asio's TLS stream and of Beast, built once
// (BOOST_{ASIO,BEAST}_SEPARATE_COMPILATION).
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
