"""Faults of recordings: a disk without room, a disk that takes seconds, kill -9 in a recorded talk. The talk goes on in all of them but the last."""
import os
import sqlite3
import subprocess
import time

from centre import Centre, Failed, check, power, read_wav, wait_until

RATE = 8000
TENTH = RATE // 10


def cases(k):
    class Room:
        """A centre of its own: its recordings lie on a small disk, which can be made slow."""
        centre = mounted = None

    room = Room()

    def begin():
        room.centre = centre = Centre("recordings", more=["--recordings.settle_s", "1"], env=dict(os.environ))
        folder = os.path.join(centre.var, "recordings")
        os.makedirs(folder)
        # 256 MB have to stay free for calls before a file is made small.
        room.mounted = os.geteuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=320m", "tmpfs", folder], capture_output=True).returncode == 0
        room.slow = os.path.join(centre.folder, "slow")
        shim = os.path.join(centre.folder, "slow_disk.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", shim, os.path.join(os.path.dirname(os.path.abspath(__file__)), "slow_disk.c"), "-ldl"], check=True)
        centre.env.update(LD_PRELOAD=shim, OL_SLOW_WHILE=room.slow)
        centre.start()
        sign_in()

    def sign_in():
        for login in ("owner", "supervisor", "oksana"):
            setattr(room, login, room.centre.desk(login))

    def end():
        k.hang_up_all()
        room.centre.kill()
        if room.mounted:
            subprocess.run(["umount", "-l", os.path.join(room.centre.var, "recordings")], capture_output=True)

    def talk(number):
        agent = k.operator(room.centre, room.oksana)
        call = k.dial(room.centre, number)
        leg = agent.next_ring()
        leg.answer()
        call.hears(k.OPERATOR)
        leg.hears(k.BUYER)
        contact = room.oksana.wait_contact("talking")["contact_id"]
        wait_until(lambda: room.oksana.current()["recording"] == "on", 5, "it records")
        return call, leg, contact

    def lasts(seconds):
        until = time.monotonic() + seconds
        wait_until(lambda: time.monotonic() >= until, seconds + 1, "the talk lasts")

    def over(call, leg):
        call.bye()
        leg.wait("ended")
        room.oksana.finish("technical")
        room.oksana.sign_out(15)
        k.hang_up_all()

    def listed(contact, *states):
        for r in room.supervisor.get("/api/v1/recordings")["items"]:
            if r["contact_id"] == contact and (not states or r["state"] in states):
                return r
        return None

    def told(contact):
        """What the journal says was lost of this call's recording: codes."""
        db = sqlite3.connect(os.path.join(room.centre.var, "orderline.db"), timeout=10)
        rows = db.execute("select j.data from journal j join recording r on r.id = j.subject where j.kind = 'recording.lost' and r.contact_id = ?",
                          (int(contact),)).fetchall()
        db.close()
        return [row[0].split('"code":"')[1].split('"')[0] for row in rows]

    def marks(recording):
        return [m["what"] for m in room.supervisor.get(f"/api/v1/recordings/{recording['id']}/marks")["items"]]

    def sound(recording):
        """Per tenth of a second the buyer's tone left and the operator's right."""
        a = room.owner.call("GET", f"/api/v1/recordings/{recording['id']}/download")
        check(a.status == 200, f"download: {a.status}")
        path = os.path.join(room.centre.folder, "taken")
        with open(path, "wb") as f:
            f.write(a.raw)
        if a.raw[:4] == b"fLaC":
            subprocess.run(["sox", "-t", "flac", path, "-b", "16", "-e", "signed-integer", path + ".wav"], check=True)
            path += ".wav"
        seconds, left, right = read_wav(path)

        def tenths(samples, hz):
            return [power(samples[i:i + TENTH], hz) for i in range(0, len(samples) - TENTH + 1, TENTH)]
        return seconds, tenths(left, k.BUYER), tenths(right, k.OPERATOR)

    def silent_for(tenths):
        """The longest stretch without the tone, in seconds."""
        longest = now = 0
        for x in tenths:
            now = now + 1 if x < 300 else 0
            longest = max(longest, now)
        return longest / 10

    def check_torn(contact, code, talked, least_gap):
        recording = wait_until(lambda: listed(contact, "failed"), 10, "listed as recorded in part")
        check(told(contact) == [code], f"the journal: {told(contact)}")
        check(marks(recording) == ["lost"], f"marks: {marks(recording)}")
        wait_until(lambda: listed(contact)["format"] == "flac", 20, "what there is is made small too")
        seconds, left, right = sound(recording)
        print(f"# {seconds:.1f} s of {talked:.1f} s, without sound {silent_for(left):.1f} s")
        check(talked - 1.5 <= seconds <= talked + 0.2, f"the clock of the recording went on: {seconds} s of {talked} s")
        for side, tenths in (("buyer", left), ("operator", right)):
            check(least_gap <= silent_for(tenths) <= talked - 3, f"{side}: a gap of {silent_for(tenths)} s")
            check(min(tenths[3:9]) > 2500 and sorted(tenths[-9:-2])[1] > 2500, f"{side} is heard before and after: {tenths}")

    def recording_of_a_full_disk():
        if not room.mounted:
            return "skipped: mounting a small disk needs root"
        began = time.monotonic()
        call, leg, contact = talk("+380671110051")
        lasts(2)
        ballast = os.path.join(room.centre.var, "recordings", "ballast")
        with open(ballast, "wb", buffering=0) as f:
            piece = 1 << 20
            while piece >= 512:
                try:
                    f.write(b"\1" * piece)
                except OSError:
                    piece //= 2
        wait_until(lambda: room.oksana.current()["recording"] == "failed", 10, "said on her card")
        lasts(1.5)
        call.hears(k.OPERATOR)
        leg.hears(k.BUYER)
        os.remove(ballast)
        wait_until(lambda: "record_goes_on" in room.centre.log(), 10, "it goes on")
        lasts(2)
        talked = time.monotonic() - began
        over(call, leg)
        check_torn(contact, "media.disk_full", talked, 1.0)

    def longest_wait(call, since):
        """Between two packets that arrived there, in seconds."""
        at = [t for t, _, _ in list(call.heard_raw) if t >= since]
        return max(b - a for a, b in zip(at, at[1:]))

    def recording_of_a_disk_that_takes_seconds():
        began = time.monotonic()
        call, leg, contact = talk("+380671110052")
        lasts(1.5)
        since = time.monotonic()
        open(room.slow, "w").close()
        try:
            wait_until(lambda: room.oksana.current()["recording"] == "failed", 30, "said on her card")
            waits = longest_wait(call, since), longest_wait(leg, since)
            call.hears(k.OPERATOR)
            leg.hears(k.BUYER)
        finally:
            os.remove(room.slow)
        print(f"# a write takes 6 s; the longest between two packets: buyer {waits[0] * 1000:.0f} ms, operator {waits[1] * 1000:.0f} ms")
        check(max(waits) < 0.4, f"audio waited for the disk: {waits}")
        lasts(8)  # the last slow write ends within it
        talked = time.monotonic() - began
        over(call, leg)
        check_torn(contact, "media.disk_slow", talked, 1.0)

    def recorded_talk_survives_a_kill_and_is_made_small():
        call, leg, contact = talk("+380671110053")
        lasts(3)
        check(listed(contact)["state"] == "open", "it is being recorded")
        room.centre.kill()
        k.hang_up_all()
        room.centre.start()
        sign_in()
        recording = wait_until(lambda: listed(contact, "repaired"), 5, "mended at the start")
        before = sound(recording)
        check(before[0] >= 2 and silent_for(before[1]) <= 0.3 and silent_for(before[2]) <= 0.3, f"both are heard: {before}")
        small = wait_until(lambda: listed(contact) if listed(contact)["format"] == "flac" else None, 20, "made small after the restart")
        check(small["state"] == "repaired" and sound(small) == before, "the same sound")
        files = [f for _, _, names in os.walk(os.path.join(room.centre.var, "recordings")) for f in names if recording["id"] in f]
        check(files == [recording["id"] + ".flac"], f"one file is left: {files}")
        check(room.owner.get("/api/v1/audit")["chain_ok"], "the audit's chain is whole")

    def recordings_meet_faults():
        begin()
        try:
            for case in (recording_of_a_full_disk, recording_of_a_disk_that_takes_seconds, recorded_talk_survives_a_kill_and_is_made_small):
                try:
                    said = case()
                except Failed as e:
                    raise Failed(f"{case.__name__.replace('_', '-')}: {e}") from e
                print(f"# {case.__name__.replace('_', '-')}{': ' + said if said else ''}")
        finally:
            end()

    return [recordings_meet_faults]
