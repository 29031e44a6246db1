"""Dials the shop, presses keys once something is heard, and stays until the other side or the caller of this program ends it.
dial.py SIP_PORT NUMBER KEYS; prints "answered", "pressed", "ended"."""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from centre import Failed, wait_until  # noqa: E402
from phone import Phone  # noqa: E402


def main():
    call = Phone(int(sys.argv[1]), "buyer", hz=440).dial("shop", sys.argv[2])
    call.wait("answered", 20)
    print("answered", flush=True)
    wait_until(lambda: len(call.heard_raw) > 25, 10, "something is heard")
    call.press(sys.argv[3])
    wait_until(lambda: not call.to_press, 5, "pressed")
    print("pressed", flush=True)
    try:
        wait_until(lambda: call.ended, 60, "the other side ends it")
    except Failed:
        call.bye()
    print("ended", flush=True)


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"# {time.monotonic() - started:.1f} s", flush=True)
