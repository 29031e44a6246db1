// The bodies of Asio, built once for the whole program (BOOST_ASIO_SEPARATE_COMPILATION). Parted
// from the TLS and Beast bodies, so that a program that has another copy of these links without
// clashes.
#include <boost/asio/impl/src.hpp>
