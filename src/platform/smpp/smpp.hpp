#pragma once
// Public face of the room: the client that holds a bind, words and their pieces, receipts.
#include "platform/smpp/client.hpp"
#include "platform/smpp/receipt.hpp"
#include "platform/smpp/words.hpp"
