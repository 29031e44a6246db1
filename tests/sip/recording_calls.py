"""Which calls are recorded, what becomes of them afterwards: the rules set through the API, then called for real."""
import os
import sqlite3
import subprocess
import time

from centre import RATE, check, power, read_wav, wait_until
from flow_calls import step, words

NOTICE = 920  # the announcement, as a tone
DAY = 86400000


def cases(k):
    w = k.w

    def rules(*, settings=None, **rule):
        """One rule for every call, or whole settings."""
        view = w.owner.get("/api/v1/recording-settings")
        wanted = settings or {"rules": [rule] if rule else [], "keep": [], "compress": True, "encrypt": False}
        r = w.owner.call("PUT", "/api/v1/recording-settings", wanted, headers={"If-Match": f'"{view["version"]}"'})
        check(r.status == 200, f"PUT recording-settings: {r}")

    def ruled(fn):
        def body():
            try:
                fn()
            finally:
                rules()
        body.__name__ = fn.__name__
        return body

    def listed(contact):
        """Of every page: one that was made old below stands behind all that the cases before recorded."""
        page = w.supervisor.get("/api/v1/recordings?limit=200")
        items = page["items"]
        while page.get("next"):
            page = w.supervisor.get(f"/api/v1/recordings?limit=200&cursor={page['next']}")
            items += page["items"]
        return [r for r in items if r["contact_id"] == contact]

    def downloads():
        audit = w.owner.get("/api/v1/audit")
        check(audit["chain_ok"], "the audit's chain is whole")
        return sum(i["what"] == "recording.downloaded" for i in audit["items"])

    def talk(number="+380501234567"):
        agent = k.operator(w.oksana)
        call = k.call_shop(number)
        leg = agent.next_ring()
        leg.answer()
        call.hears(k.OPERATOR)
        return call, leg, w.oksana.wait_contact("talking")["contact_id"]

    def over(call, leg):
        k.spoken(1.2)
        call.bye()
        leg.wait("ended")
        w.oksana.finish("complaint")

    @ruled
    def a_rule_that_records_nothing_leaves_no_file():
        rules(prefix="+38050", mode="none")
        call, leg, contact = talk()
        check(w.oksana.current()["recording"] == "none", "the card says so")
        r = w.oksana.call("POST", f"/api/v1/contacts/{contact}/recording/begin", {})
        check(r.status == 409 and r.code == "calls.recording_not_offered", f"her key: {r}")
        over(call, leg)
        check(not listed(contact), "no recording is listed")

    @ruled
    def a_share_is_decided_by_the_call_alone():
        rules(mode="share", percent=1)
        call, leg, contact = talk()
        state = w.oksana.current()["recording"]
        over(call, leg)
        check((state == "on") == bool(listed(contact)), f"{state}, listed {listed(contact)}")

    @ruled
    def her_key_begins_the_recording():
        rules(mode="on_demand")
        call, leg, contact = talk()
        check(w.oksana.current()["recording"] == "offered", "offered, not begun")
        w.oksana.post(f"/api/v1/contacts/{contact}/recording/begin", {})
        wait_until(lambda: w.oksana.current()["recording"] == "on", 5, "it records")
        over(call, leg)
        wait_until(lambda: listed(contact), 5, "listed")

    @ruled
    def who_calls_hears_the_announcement_before_the_line():
        rules(mode="all", announce=True, calls="in")
        agent = k.operator(w.oksana)
        call = k.call_shop()
        call.hears(NOTICE)
        leg = agent.next_ring()
        leg.answer()
        call.hears(k.OPERATOR)
        contact = w.oksana.wait_contact("talking")["contact_id"]
        wait_until(lambda: w.oksana.current()["recording"] == "on", 5, "it records")
        over(call, leg)
        k.check_stereo(contact)

    @ruled
    def who_is_called_hears_it_before_it_is_recorded():
        rules(mode="all", announce=True, calls="out")
        by = k.carrier()
        k.trunk(by)
        agent = k.operator(w.oksana)
        contact = k.call_out()
        leg = k.her_leg(agent)
        far = by.next_ring()
        far.answer()
        far.hears(NOTICE)
        check(w.oksana.current()["recording"] == "none", "not before he has heard it")
        wait_until(lambda: w.oksana.current()["recording"] == "on", 8, "it records then")
        far.hears(k.OPERATOR)
        over(far, leg)
        k.check_stereo(contact)

    def windows(samples, hz, seconds=0.1):
        """The tone's amplitude in each tenth of a second, from the beginning."""
        step = int(RATE * seconds)
        return [power(samples[i:i + step], hz) for i in range(0, len(samples) - step + 1, step)]

    def by_ear(name, raw):
        """(seconds, left, right) of a file as a person's player would hear it: WAV read by ourselves, FLAC by sox."""
        path = os.path.join(w.centre.folder, name)
        with open(path, "wb") as f:
            f.write(raw)
        if raw[:4] == b"RIFF":
            return read_wav(path)
        wav = path + ".wav"
        subprocess.run(["sox", path, "-b", "16", "-e", "signed-integer", wav], check=True)
        return read_wav(wav)

    @ruled
    def downloaded_and_heard_with_a_pause_of_silence_where_its_mark_is():
        rules(mode="all")
        began = time.monotonic()
        call, leg, contact = talk("+380671230101")
        k.spoken(1.5)
        w.oksana.post(f"/api/v1/contacts/{contact}/recording/pause", {})
        wait_until(lambda: w.oksana.current()["recording"] == "paused", 5, "paused")
        call.hears(k.OPERATOR)  # they talk on; nobody hears it later
        k.spoken(1.5)
        w.oksana.post(f"/api/v1/contacts/{contact}/recording/resume", {})
        wait_until(lambda: w.oksana.current()["recording"] == "on", 5, "records again")
        k.spoken(1.5)
        call.bye()
        leg.wait("ended")
        talked = time.monotonic() - began
        w.oksana.finish("complaint")
        recording = wait_until(lambda: [r for r in listed(contact) if r["state"] == "closed"], 8, "closed")[0]
        path = f"/api/v1/recordings/{recording['id']}"
        r = w.supervisor.call("GET", path + "/download")
        check(r.status == 403, f"she may hear it, not take it with her: {r}")
        before = downloads()
        r = w.owner.call("GET", path + "/download")
        check(r.status == 200 and "attachment" in r.headers["Content-Disposition"], f"download: {r.status} {r.headers}")
        check(w.owner.call("GET", path + "/download", headers={"Range": "bytes=100-"}).status == 206, "a part of it")
        check(downloads() == before + 2, "each download is in the audit")
        pause = [m for m in w.supervisor.get(path + "/marks")["items"] if m["what"] == "pause"]
        check(len(pause) == 1, f"marks: {pause}")
        said = pause[0]["at_ms"], pause[0]["to_ms"]
        check(1300 <= said[1] - said[0] <= talked * 1000 - 3000, f"how long it was paused: {said} of {talked} s")

        def hear(what, raw):
            seconds, left, right = by_ear(what, raw)
            check(abs(seconds * 1000 - recording["duration_ms"]) <= 100 and 4.5 <= seconds <= talked, f"{what}: {seconds} s of {talked} s, listed {recording['duration_ms']} ms")
            for side, samples, own, other in (("buyer, left", left, k.BUYER, k.OPERATOR), ("operator, right", right, k.OPERATOR, k.BUYER)):
                loud, leak = windows(samples, own), windows(samples, other)
                check(max(leak) < 400, f"{what}: {side} hears the other side: {leak}")
                paused = slice(said[0] // 100 + 3, said[1] // 100 - 2)
                check(max(loud[paused]) < 50 and max(map(abs, samples[paused.start * 800:paused.stop * 800])) < 50, f"{what}: {side}: the pause is not silent: {loud}")
                spoken = loud[3:said[0] // 100 - 2] + loud[said[1] // 100 + 4:-3]
                good = [x for x in spoken if x > 2500]
                check(len(good) >= 0.9 * len(spoken) and len(spoken) >= 20, f"{what}: {side}: the tone is missing: {loud}")
            return left, right
        as_written = hear("taken.wav", r.raw)
        db = sqlite3.connect(os.path.join(w.centre.var, "orderline.db"), timeout=10)
        db.execute("update recording set closed_at = closed_at - 600000 where contact_id = ?", (int(contact),))
        db.commit()
        db.close()
        rules(mode="all")  # looks again
        wait_until(lambda: listed(contact)[0]["format"] == "flac", 20, "made small")
        r = w.owner.call("GET", path + "/download")
        check(r.raw[:4] == b"fLaC" and "recording-" + recording["id"] + ".flac" in r.headers["Content-Disposition"], f"{r.headers}")
        check(hear("taken.flac", r.raw) == as_written, "every sample of it is as it was written")

    @ruled
    def found_by_the_search_and_marked_where_it_was_held():
        call, leg, contact = talk("+380671230099")
        w.oksana.post(f"/api/v1/contacts/{contact}/hold")
        call.hears(k.MUSIC)
        w.oksana.post(f"/api/v1/contacts/{contact}/resume")
        call.hears(k.OPERATOR)
        over(call, leg)
        recording = wait_until(lambda: [r for r in listed(contact) if r["state"] == "closed"], 8, "closed")[0]

        def found(**query):
            text = "&".join(f"{name}={value}" for name, value in query.items())
            return [r["id"] for r in w.supervisor.get(f"/api/v1/recordings?{text}")["items"]]
        wait_until(lambda: found(q="1230099", disposition="complaint") == [recording["id"]], 5, "by the end of the number and the result")
        check(recording["id"] in found(agent=w.oksana.me["person_id"]), "by who talked")
        check(recording["id"] not in found(least_s=600), "not among the long ones")
        check(found(q="1230099", direction="out") == [], "it was no call out")
        marks = w.supervisor.get(f"/api/v1/recordings/{recording['id']}/marks")["items"]
        hold = [m for m in marks if m["what"] == "hold"]
        check(len(hold) == 1 and 0 <= hold[0]["at_ms"] < hold[0]["to_ms"] <= recording["duration_ms"], f"marks: {marks}")

    @ruled
    def made_small_encrypted_heard_and_deleted_on_record_when_its_time_is_over():
        rules(settings={"rules": [], "keep": [], "compress": True, "encrypt": True})
        call, leg, contact = talk()
        over(call, leg)
        wait_until(lambda: [r for r in listed(contact) if r["state"] == "closed"], 8, "closed")
        db = sqlite3.connect(os.path.join(w.centre.var, "orderline.db"), timeout=10)
        # It settles two minutes; and then it is forty days old.
        db.execute("update recording set closed_at = closed_at - 600000 where contact_id = ?", (int(contact),))
        db.commit()
        rules(settings={"rules": [], "keep": [], "compress": True, "encrypt": True})  # looks again
        small = wait_until(lambda: [r for r in listed(contact) if r["format"] == "flac" and r["encrypted"]], 20, "small and encrypted")[0]
        check(small["bytes"] < small["duration_ms"] * 16 and 0 <= small["silence_percent"] <= 100, f"{small}")
        audio = w.supervisor.call("GET", f"/api/v1/recordings/{small['id']}/audio")
        check(audio.status == 200 and audio.raw[:4] == b"fLaC", f"heard: {audio.status} {audio.raw[:8]}")

        def files():
            return [f for _, _, names in os.walk(os.path.join(w.centre.var, "recordings")) for f in names if small["id"] in f]
        # The row is true first, then the long file goes; the keeper is done with both before its id is changed below.
        wait_until(lambda: files() == [small["id"] + ".flac.sealed"], 10, f"only the small file is left: {files()}")
        old = int(small["id"]) - (40 * DAY << 12)
        db.execute("update recording set id = ?, started_at = started_at - ? where id = ?", (old, 40 * DAY, int(small["id"])))
        db.commit()
        db.close()
        keep = {"rules": [], "keep": [{"prefix": "+38050", "days": 30}], "compress": True, "encrypt": False}
        would = w.owner.post("/api/v1/recording-settings/preview", keep)
        check(would["recordings"] == 1, f"it would go: {would}")
        rules(settings=keep)
        wait_until(lambda: [r for r in listed(contact) if r["state"] == "erased"], 20, "deleted")
        audit = w.owner.get("/api/v1/audit")
        check(audit["chain_ok"] and any(i["what"] == "recording.deleted" for i in audit["items"]), "on record")
        wait_until(lambda: not [f for _, _, names in os.walk(os.path.join(w.centre.var, "recordings")) for f in names if small["id"] in f],
                   10, "no file is left")

    def asked(key):
        """A flow asks for his consent: 1 is yes, 9 is no. Returns (call, leg, contact) in the talk."""
        agent = k.operator(w.oksana)
        call = k.call_shop("+380671230102")
        call.press(key)  # typed ahead: he need not hear the question out
        leg = agent.next_ring()
        leg.answer()
        call.hears(k.OPERATOR)
        return call, leg, w.oksana.wait_contact("talking")["contact_id"]

    @ruled
    def a_flow_asks_whether_he_agrees():
        rules(mode="all", announce=True)  # who was asked is not told once more
        body = {"start": "ask", "languages": ["uk"], "steps": [
            step("ask", "menu", {"1": "yes", "9": "no", "invalid": "no", "timeout": "no"}, title="Згода", attempts=1, timeout_ms=8000,
                 say=words(uk="Чи можна записувати розмову? Так — один, ні — дев'ять.")),
            step("yes", "set", {"next": "line"}, variable="record", value="yes"),
            step("no", "set", {"next": "line"}, variable="record", value="no"),
            step("line", "queue")]}
        made = w.owner.post("/api/v1/flows", {"shop_id": w.owner.me["shops"][0]["id"], "name": "Consent", "body": body})
        check([f for f in made["findings"] if f["severity"] == "error"] == [], f"faults: {made['findings']}")

        def change(method, path, body):
            version = w.owner.get(f"/api/v1/flows/{made['id']}")["version"]
            r = w.owner.call(method, f"/api/v1/flows/{made['id']}{path}", body, headers={"If-Match": f'"{version}"'})
            check(r.status == 200, f"{method} {path}: {r}")
        change("POST", "/publish", {"note": "test"})
        change("PUT", "/uses", {"uses": [{"kind": "shop", "value": ""}]})
        try:
            call, leg, contact = asked("9")
            check(w.oksana.current()["recording"] == "none", "he said no")
            r = w.oksana.call("POST", f"/api/v1/contacts/{contact}/recording/begin", {})
            check(r.status == 409, f"nor does her key: {r}")
            over(call, leg)
            check(not listed(contact), "nothing is listed")
            k.quiet()
            call, leg, contact = asked("1")
            wait_until(lambda: w.oksana.current()["recording"] == "on", 3, "he said yes: from the first word")
            over(call, leg)
            k.check_stereo(contact)
        finally:
            change("PUT", "/uses", {"uses": []})

    return [downloaded_and_heard_with_a_pause_of_silence_where_its_mark_is, a_flow_asks_whether_he_agrees, a_rule_that_records_nothing_leaves_no_file, a_share_is_decided_by_the_call_alone, her_key_begins_the_recording,
            who_calls_hears_the_announcement_before_the_line, who_is_called_hears_it_before_it_is_recorded,
            found_by_the_search_and_marked_where_it_was_held,
            made_small_encrypted_heard_and_deleted_on_record_when_its_time_is_over]
