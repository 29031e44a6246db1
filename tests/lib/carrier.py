"""A carrier for tests in other languages: prints its port, then "rings NUMBER" for each call; does what stdin says: answer, busy, bye.
carrier.py SIP_PORT"""
import os
import re
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from phone import Carrier  # noqa: E402


def tell(*words):
    print(*words, flush=True)


def watch(call):
    """Says that the other side ended it."""
    call.wait("ended", 600)
    tell("ended")


def main():
    carrier = Carrier(int(sys.argv[1]), hz=440)
    tell("port", carrier.port)
    call = None

    def ring():
        nonlocal call
        while True:
            call = carrier.incoming.get()
            call.ring()
            tell("rings", re.search(r"sip:(\+?\d+)@", call.invite.first).group(1))

    threading.Thread(target=ring, daemon=True).start()
    for line in sys.stdin:
        word = line.strip()
        if word == "answer":
            call.answer()
            threading.Thread(target=watch, args=(call,), daemon=True).start()
        elif word == "busy":
            call.reject(486)
        elif word == "bye":
            call.bye()


if __name__ == "__main__":
    main()
