"""Prompts recorded by phone: her SIP phone rings, her tone is recorded, played back to her, kept by key and waits to be approved."""
import struct
import time

from centre import check, decode_ulaw, level, wait_until

VOICE, TOLD, ASKED = 1100, 850, 1350  # hers; sentences; what a key is asked by (centre.py)


def mono(wav):
    """(seconds, samples) of what the library gives to listen to: 8 kHz mu-law, one channel."""
    code, channels, rate = struct.unpack("<HHI", wav[20:28])
    check(wav[:4] == b"RIFF" and (code, channels, rate) == (7, 1, 8000), f"{code} {channels} {rate}")
    body = wav[wav.index(b"data") + 8:]
    return len(body) / 8000, [decode_ulaw(b) for b in body]


def cases(k):
    w = k.w

    def started():
        shop = w.owner.me["shops"][0]["id"]
        name = f"by_phone_{int(time.time() * 1000) % 100000000}"
        made = w.owner.post("/api/v1/prompts", {"shop_id": shop, "name": name, "language": "uk", "text": "Слова", "from": "", "to": ""})
        user, secret = w.owner.sip_phone()
        own = k.phone(user, secret, hz=VOICE)
        check(own.register() == 200, "her phone registers")
        ask = {"prompt_id": made["id"], "version": made["version"]}
        wait_until(lambda: w.owner.call("POST", "/api/v1/prompt-takes", ask).status == 200, 5, "it rings")
        return own, made["id"], ask

    def take():
        return w.owner.get("/api/v1/prompt-takes/mine")

    def state(wanted, seconds=10):
        wait_until(lambda: take()["state"] == wanted, seconds, f"{wanted}; now {take()}")

    def prompt(of):
        return next(p for p in w.owner.get("/api/v1/prompts")["items"] if p["id"] == of)

    def speaks(leg, seconds):
        """She has been heard so long after the tone."""
        state("recording")
        until = time.monotonic() + seconds
        wait_until(lambda: time.monotonic() > until, seconds + 1, "she speaks")
        leg.press("#")
        state("choosing")

    def a_prompt_is_recorded_by_phone_heard_again_and_kept():
        own, made, ask = started()
        leg = own.next_ring()
        again = w.owner.call("POST", "/api/v1/prompt-takes", ask)
        check(again.status == 409 and again.code == "calls.take_on", f"one at a time: {again}")
        leg.answer()
        leg.hears(TOLD)
        speaks(leg, 1)
        leg.hears(VOICE)  # herself
        leg.hears(ASKED, but_not=(VOICE,))
        check(not prompt(made)["recording"], "nothing is kept yet")
        leg.press("2")
        leg.hears(TOLD)
        speaks(leg, 2.5)
        leg.hears(VOICE)
        leg.press("1")
        leg.wait("ended", 15)
        wait_until(lambda: take() == {"state": "over", "outcome": "kept", "prompt_id": made}, 5, f"kept: {take()}")
        kept = prompt(made)
        check(kept["recording"] and not kept["approved"] and kept["version"] == ask["version"] + 1, f"a new wording that waits: {kept}")
        seconds, samples = mono(w.owner.call("GET", f"/api/v1/prompts/{made}/audio").raw)
        check(2 < seconds < 6, f"the second of both: {seconds} s")
        check(level(samples, VOICE) > 3000, f"her voice: {level(samples, VOICE):.0f}")
        for other in (TOLD, ASKED, 600):  # what was said to her, the tone before the words
            check(level(samples, other) < level(samples, VOICE) / 20, f"and nothing else: {other} Hz {level(samples, other):.0f}")

    def a_prompt_by_phone_ends_by_hang_up_and_silence_is_no_prompt():
        own, made, ask = started()
        own.tone = 0  # a dead microphone
        leg = own.next_ring()
        leg.answer()
        state("recording")
        leg.press("#")
        state("telling")
        leg.hears(TOLD)  # nothing was heard: once more
        leg.bye()
        wait_until(lambda: take()["outcome"] == "left", 5, f"over: {take()}")
        check(not prompt(made)["recording"], "silence is not kept")
        own.tone = VOICE
        w.owner.post("/api/v1/prompt-takes", ask)
        leg = own.next_ring()
        leg.answer()
        state("recording")
        until = time.monotonic() + 1.5
        wait_until(lambda: time.monotonic() > until, 3, "she speaks")
        leg.bye()
        wait_until(lambda: take()["outcome"] == "kept", 10, f"kept by the hang-up: {take()}")
        _, samples = mono(w.owner.call("GET", f"/api/v1/prompts/{made}/audio").raw)
        check(level(samples, VOICE) > 3000, "her voice")

    def a_prompt_by_phone_that_nobody_wants_is_not_kept():
        own, made, ask = started()
        own.next_ring().reject(486)
        wait_until(lambda: take()["outcome"] == "busy", 5, f"busy is told: {take()}")
        old = w.owner.call("POST", "/api/v1/prompt-takes", {**ask, "version": 77})
        check(old.status == 409 and old.code == "flows.version_conflict", f"an old version: {old}")
        w.owner.post("/api/v1/prompt-takes", ask)
        leg = own.next_ring()
        leg.answer()
        speaks(leg, 1)
        leg.bye()
        wait_until(lambda: take()["outcome"] == "left", 5, f"she heard it and hung up: {take()}")
        check(not prompt(made)["recording"], "nothing is kept")

    return [a_prompt_is_recorded_by_phone_heard_again_and_kept, a_prompt_by_phone_ends_by_hang_up_and_silence_is_no_prompt,
            a_prompt_by_phone_that_nobody_wants_is_not_kept]
