"""Verifies each DKIM signature of a letter with dkimpy (Debian: python3-dkim) by records that are given, and that one changed word ends them.
Usage: /usr/bin/python3 verify.py LETTER '{"name": "record"}'    prints a word for each signature, then "changed" when a forged copy fails."""
import json
import sys

import dkim

with open(sys.argv[1], "rb") as file:
    LETTER = file.read()
RECORDS = json.loads(sys.argv[2])


def record(name, **_):
    return RECORDS.get(name.decode().rstrip("."), "").encode()


def verify(letter, index):
    try:
        return "ok" if dkim.DKIM(letter).verify(index, dnsfunc=record) else "bad"
    except dkim.DKIMException as e:
        return f"{type(e).__name__}:{e}".replace(" ", "_")


for at in range(2):
    print(verify(LETTER, at))
FORGED = LETTER.replace(b"Subject:", b"Subject: Not", 1)
FORGED_FROM = b"From: thief@example.com\r\n" + LETTER
print("changed" if verify(FORGED, 0) != "ok" and verify(FORGED_FROM, 0) != "ok" else "unnoticed")
