"""Phones and a carrier for tests in other languages. peers.py SIP_PORT: one JSON request a line on stdin, {"id", "do", "who", ...}; the answer is
{"id", "ok"} or {"id", "fault"}. `who` is a phone, and its newest call. What is asked runs beside the others, so that a ring can be awaited."""
import json
import os
import re
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from phone import Carrier, Phone  # noqa: E402


class Peers:
    def __init__(self, sip):
        self.sip, self.phones, self.calls = sip, {}, {}

    def carrier(self, who, hz):
        self.phones[who] = Carrier(self.sip, hz=hz)
        return self.phones[who].port

    def phone(self, who, hz, user, password):
        self.phones[who] = Phone(self.sip, user, password, hz=hz)
        return self.phones[who].register()

    def dial(self, who, hz, number):
        self.phones[who] = Phone(self.sip, "anonymous", hz=hz)
        self.calls[who] = self.phones[who].dial("shop", number)

    def next_ring(self, who, seconds=15):
        """The number that was called. A carrier's call rings only when `ring` says so."""
        call = self.calls[who] = self.phones[who].next_ring(seconds)
        return re.search(r"sip:([^@>]+)@", call.invite.first).group(1)

    def no_ring(self, who):
        return self.phones[who].no_ring()

    def early(self, who):
        self.phones[who].early(self.calls[who])

    def reject(self, who, status):
        self.calls[who].reject(status)

    def press(self, who, keys):
        self.calls[who].press(keys)

    def ring(self, who):
        self.calls[who].ring()

    def answer(self, who):
        self.calls[who].answer()

    def bye(self, who):
        self.calls[who].bye()

    def wait(self, who, event, seconds=10):
        self.calls[who].wait(event, seconds)

    def why_cancelled(self, who):
        return self.calls[who].cancel_reason

    def heard(self, who, hz):
        """Amplitudes of the tones in the last half second."""
        return [self.calls[who].heard(one) for one in hz]


def main():
    peers, lock = Peers(int(sys.argv[1])), threading.Lock()

    def work(asked):
        told = {"id": asked.pop("id")}
        try:
            told["ok"] = getattr(peers, asked.pop("do"))(**asked)
        except Exception as e:  # noqa: BLE001 the test says what it means
            told["fault"] = f"{type(e).__name__}: {e}"
        with lock:
            print(json.dumps(told), flush=True)
    for line in sys.stdin:
        threading.Thread(target=work, args=(json.loads(line),), daemon=True).start()


if __name__ == "__main__":
    main()
