"""Faxes of somebody else's machine (fax_peer.cpp: its own SIP, RTP and UDPTL, modem by spandsp) against a server: by T.38,
by sound, with loss, garbage, a peer that vanishes, kill -9 in the middle; and faxes that go out."""
import os
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from centre import Centre, CENTRES, check, free_port, run, wait_until  # noqa: E402

OURS = "+380445550000"


class World:
    pass


w = World()


class Peer:
    """One machine; its lines are kept, `said(word)` waits for one."""

    def __init__(self, *args):
        self.lines = []
        self.process = subprocess.Popen([w.peer, *args, "--server", str(w.centre.sip)], stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.split())

    def said(self, word, seconds=180):
        return wait_until(lambda: next((line for line in list(self.lines) if line[0] == word), None), seconds, f"the peer says {word}: {self.lines[-5:]}")

    def end(self):
        self.process.kill()
        self.process.wait()


def begin():
    w.centre = Centre("fax")
    w.peer = os.path.join(w.centre.folder, "fax_peer")
    subprocess.run(["c++", "-std=c++17", "-O1", "-o", w.peer, os.path.join(HERE, "fax_peer.cpp"), "-lspandsp", "-ltiff"], check=True)
    w.two = os.path.join(w.centre.folder, "two.tif")
    subprocess.run([w.peer, "make", w.two, "2"], check=True)
    w.centre.start()
    w.owner = w.centre.desk("owner")
    w.line = line_of(OURS)


def line_of(number):
    """A number of ours for faxes: one call of it at a time goes out."""
    return w.owner.post("/api/v1/fax-lines", {"shop_id": w.owner.me["shops"][0]["id"], "number": number, "name": "Office",
                                              "station": "ORDERLINE TEST", "header": "", "answer_within_s": 14400, "t38": True, "ecm": True,
                                              "enabled": True})


def sends(number, *more):
    return Peer("send", w.two, "--from", number, "--to", OURS, *more)


def thread_of(number):
    items = w.owner.get("/api/v1/conversations?view=all&limit=100")["items"]
    return next((c for c in items if c["channel"] == "fax" and c["buyer_contact"][-2:] == number[-2:]), None)  # masked but for its end


def fax_of(number, seconds=60):
    """(conversation, its newest fax, the message of it)"""
    def there():
        c = thread_of(number)
        if not c:
            return None
        faxes = w.owner.get(f"/api/v1/conversations/{c['id']}/faxes")["faxes"]
        messages = w.owner.get(f"/api/v1/conversations/{c['id']}/messages")["items"]
        done = faxes and faxes[0]["state"] == "done"
        message = next((m for m in messages if done and m["id"] == faxes[0]["message_id"]), None)
        return (c, faxes[0], message) if message and message["files"] else None
    return wait_until(there, seconds, f"the fax of {number} is in its thread")


def pdf_of(message):
    pdf = next(f for f in message["files"] if f["name"].endswith(".pdf"))
    got = w.owner.call("GET", f"/api/v1/files/{pdf['id']}")
    check(got.status == 200 and got.raw.startswith(b"%PDF-"), f"the PDF: {got.status}")
    check(any(f["name"] == "page-1.png" for f in message["files"]), f"the first page as a picture: {message['files']}")
    return got.raw


def whole(number, wire):
    _, fax, message = fax_of(number)
    check(fax["code"] == "ok" and fax["pages_all"] == 2 and not fax["partial"] and fax["wire"] == wire, f"{number}: {fax}")
    check(fax["station"] == "PEER 12345", f"who they say they are: {fax}")
    check(b"/Count 2" in pdf_of(message), "two pages in the PDF")


# ---- they come: machines that call at the same time ----

def by_t38_by_sound_with_loss_and_garbage():
    peers = {"+380671000001": sends("+380671000001"),
             "+380671000002": sends("+380671000002", "--t38", "never"),
             "+380671000003": sends("+380671000003", "--loss", "5"),
             "+380671000004": sends("+380671000004", "--garbage"),
             "+380671000005": sends("+380671000005", "--t38", "never", "--loss", "1")}
    for number, peer in peers.items():
        peer.said("over")
        print(f"  {number}: {' '.join(peer.lines[-2])}", flush=True)  # the last one's machine may not come to its end
    for number in list(peers)[:4]:
        check(peers[number].said("done", 1)[1:] == ["0", "2"], f"{number}: {peers[number].lines}")
    whole("+380671000001", "t38")
    whole("+380671000002", "g711")
    whole("+380671000003", "t38")
    whole("+380671000004", "t38")


def one_packet_of_sound_in_a_hundred_lost_is_whole_or_told_as_partial():
    """Of the last one of the test before."""
    def on_record():
        calls = w.owner.get(f"/api/v1/fax-lines/{w.line['id']}/calls")["items"]
        return calls[0:] if len(calls) >= 5 and all(c["state"] == "done" for c in calls) else None
    calls = wait_until(on_record, 60, "all five calls are on record")
    poor = [c for c in calls if c["wire"] == "g711"]
    check(len(poor) == 2, f"by sound: {calls}")
    for c in poor:
        check(c["code"] == "ok" or c["partial"] or c["pages_all"] == 0, f"told: {c}")
        if c["pages_all"] > 0:
            check(c["message_id"] != "0", f"what came is in a thread: {c}")


def a_machine_that_vanishes_leaves_its_first_page():
    number = "+380671000006"
    peer = sends(number, "--vanish", "2500")
    peer.said("vanished")
    _, fax, message = fax_of(number, 90)
    check(fax["partial"] and fax["code"] in ("fax.silent", "fax.line", "fax.hung_up"), f"told: {fax}")
    check(fax["pages_all"] >= 1, f"pages: {fax}")
    pdf_of(message)


def killed_in_the_middle_the_first_page_is_kept():
    number = "+380671000007"
    peer = sends(number)
    peer.said("page")
    w.centre.kill()
    peer.end()
    w.centre.start()
    w.owner = w.centre.desk("owner")
    _, fax, message = fax_of(number)
    check(fax["code"] == "fax.server_stopped" and fax["partial"] and fax["pages_all"] >= 1, f"told: {fax}")
    pdf_of(message)


# ---- they go ----

def her(number):
    """The owner's conversation with that number; she takes it."""
    c = thread_of(number)
    if c.get("assignee") != w.owner.me["person_id"]:
        w.owner.post("/api/v1/me/presence", {"state": "ready"})
        w.owner.post(f"/api/v1/conversations/{c['id']}/take", {}, headers={"If-Match": f'"{c["version"]}"'})
    return thread_of(number)


def reply(number, pdf):
    c = her(number)
    up = w.owner.call("POST", f"/api/v1/conversations/{c['id']}/files?name=bill.pdf", raw=pdf, headers={"Content-Type": "application/octet-stream"})
    check(up.status == 200, f"upload: {up}")
    c = thread_of(number)
    said = w.owner.post(f"/api/v1/conversations/{c['id']}/reply", {"client_id": f"r-{time.monotonic_ns()}", "text": "", "files": [up.json["id"]]},
                        headers={"If-Match": f'"{c["version"]}"'})
    return c, said["message"]["id"]


def state_of(c, message, states, seconds):
    def there():
        m = next(m for m in w.owner.get(f"/api/v1/conversations/{c['id']}/messages")["items"] if m["id"] == message)
        return m if m["state"] in states else None
    return wait_until(there, seconds, f"the answer is {states}")


def code_in(trouble, code):
    return {"name": "channel_code", "value": code} in (trouble or {}).get("params", [])


def ours(c, message):
    """Its calls, newest first."""
    return [f for f in w.owner.get(f"/api/v1/conversations/{c['id']}/faxes")["faxes"] if f["message_id"] == message]


def trunk_to(port, country):
    return w.owner.post("/api/v1/trunks", {"settings": {"name": f"fax {country}", "host": "127.0.0.1", "port": port, "priority": 10,
                                                        "caller_id": OURS, "countries": [country]}, "secret": ""})


def two_pages():
    """As a program writes one: lines, not a picture of dots, which a modem takes minutes for."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] >>"]
    objects += [f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {n} 0 R >>" for n in (5, 6)]
    for ink in ("100 100 200 50 re f 20 20 9 9 re f", "300 600 40 90 re f"):
        objects.append(f"<< /Length {len(ink)} >>\nstream\n{ink}\nendstream")
    body = "".join(f"{i} 0 obj\n{o}\nendobj\n" for i, o in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer\n<< /Root 1 0 R >>\n".encode()


class Abroad:
    """A machine of its own country: so each case has a trunk of its own."""

    def __init__(self, country, number, *machine):
        self.country, self.number, self.port = country, number, free_port()
        self.got = os.path.join(w.centre.folder, country + ".tif")
        self.machine = machine
        self.peer = self.begin(*machine)
        self.trunk = trunk_to(self.port, country)

    def begin(self, *machine):
        peer = Peer("receive", self.got, "--listen", str(self.port), *machine)
        peer.said("listening")
        return peer

    def reply(self, pdf):
        self.conversation, self.message = reply(self.number, pdf)

    def is_sent(self, wire):
        check(self.peer.said("done")[1:] == ["0", "2"], f"{self.country}: {self.peer.lines}")
        self.told("sent")
        fax = ours(self.conversation, self.message)[0]
        check(fax["sends"] and fax["code"] == "ok" and fax["pages"] == 2 and fax["pages_all"] == 2 and fax["wire"] == wire, f"{self.country}: {fax}")
        check(fax["station"] == "PEER 12345" and len(ours(self.conversation, self.message)) == 1, f"{self.country}: one call: {fax}")

    def told(self, state, seconds=30):
        return state_of(self.conversation, self.message, (state,), seconds)

    def waits(self, code, seconds):
        """Not sent, says why, and goes again in three minutes."""
        def there():
            m = state_of(self.conversation, self.message, ("queued", "sending", "failed"), 5)
            return m if m.get("trouble") else None
        trouble = wait_until(there, seconds, f"{self.country} waits and says why")["trouble"]
        check(code_in(trouble, code) and trouble["next_at"] > time.time() * 1000 + 100_000, f"{self.country}: {trouble}")
        check(ours(self.conversation, self.message)[0]["pages"] == 0, "no page of it arrived")

    def end(self):
        self.peer.end()
        w.owner.post(f"/api/v1/trunks/{self.trunk['id']}/remove")


ABROAD = {"PL": ("+48221234511", "--t38", "ask"), "DE": ("+493012345622", "--t38", "never"), "GB": ("+442079460133", "--t38", "ask", "--loss", "5"),
          "FR": ("+33142681044", "--t38", "never", "--loss", "1"), "CZ": ("+420224111155", "--answer", "486"),
          "AT": ("+43151581066", "--answer", "180"), "SK": ("+421257881077", "--answer", "404")}


def they_go_by_t38_by_sound_and_with_loss_and_what_does_not_go_is_told():
    # Some have faxed a number of ours before, some never did; all of them at the same time.
    w.owner.post("/api/v1/me/presence", {"state": "ready"})
    came = {}
    for i, (country, (number, *_)) in enumerate(ABROAD.items()):
        line = line_of(f"+38044555001{i}")
        if country in ("DE", "FR"):
            came[number] = Peer("send", w.two, "--from", number, "--to", line["number"])
        else:
            begun = w.owner.post(f"/api/v1/fax-lines/{line['id']}/threads", {"number": number})["conversation"]
            again = w.owner.post(f"/api/v1/fax-lines/{line['id']}/threads", {"number": f"00{number[1:]}"})["conversation"]
            check(begun["id"] == again["id"] and begun["assignee"] == w.owner.me["person_id"], f"hers, and one thread: {begun} {again}")
    for number, peer in came.items():
        check(peer.said("done")[1:] == ["0", "2"], f"{number}: {peer.lines}")
        fax_of(number)
    machines = {country: Abroad(country, *how) for country, how in ABROAD.items()}
    for m in machines.values():
        m.reply(two_pages())
    for country, m in machines.items():
        called = m.peer.said("called", 60)
        check(any(m.number in word for word in called), f"the number: {called}")
    machines["CZ"].waits("fax.busy", 20)
    check(code_in(machines["SK"].told("failed")["trouble"], "fax.wrong_number"), "a wrong number is told")
    machines["DE"].is_sent("g711")
    poor_sound(machines["FR"])
    machines["PL"].is_sent("t38")
    machines["GB"].is_sent("t38")
    machines["AT"].peer.said("cancelled", 90)
    machines["AT"].waits("fax.no_answer", 20)
    for country, m in machines.items():
        check(len([line for line in m.peer.lines if line[0] == "called"]) == 1, f"{country} was called once: {m.peer.lines}")
        m.end()


def poor_sound(m):
    """One packet in a hundred lost both ways: whole, or told for what it is; never more pages than the other end has."""
    theirs = m.peer.said("done")
    print(f"  by sound with 1 % lost: {' '.join(theirs)}", flush=True)
    wait_until(lambda: ours(m.conversation, m.message)[0]["state"] == "done", 60, "its end is on record")
    fax = ours(m.conversation, m.message)[0]
    check(fax["pages"] <= int(theirs[2]), f"confirmed {fax}, they have {theirs}")
    if fax["pages"] == 2:
        m.told("sent")
    elif fax["pages"] == 1:
        check(code_in(m.told("failed")["trouble"], "fax.partial"), "some of it")
    else:
        check(state_of(m.conversation, m.message, ("queued", "failed"), 30)["trouble"]["params"], "why")


def killed_in_the_middle_it_was_perhaps_sent_and_is_not_sent_again_by_itself():
    m = Abroad("PL", ABROAD["PL"][0], "--t38", "ask")
    m.reply(two_pages())
    m.peer.said("page")
    w.centre.kill()
    m.peer.end()
    m.peer = m.begin(*m.machine)  # before the server is there again: a call of its own accord would be seen
    w.centre.start()
    w.owner = w.centre.desk("owner")
    told = m.told("perhaps_sent")
    check(told["trouble"]["code"] == "conversations.out_unanswered" and "again" in told["trouble"]["ways"], f"{told}")
    fax = ours(m.conversation, m.message)[0]
    check(fax["state"] == "done" and fax["code"] == "fax.server_stopped" and fax["pages"] <= 1 and fax["pages_all"] == 2, f"{fax}")
    # Only when she says so: one call more, which is whole.
    w.owner.post(f"/api/v1/conversations/{m.conversation['id']}/messages/{m.message}/again")
    check(m.peer.said("done")[1:] == ["0", "2"], f"{m.peer.lines}")
    m.told("sent")
    check(len([line for line in m.peer.lines if line[0] == "called"]) == 1, f"once: {m.peer.lines}")
    calls = ours(m.conversation, m.message)
    check([f["code"] for f in calls] == ["ok", "fax.server_stopped"] and calls[0]["pages"] == 2, f"{calls}")
    m.end()


def a_number_is_one_line_and_short_ones_take_no_faxes():
    w.owner.post("/api/v1/me/presence", {"state": "ready"})
    for short in ("112", "101", "+112", "7-77", "call us"):
        bad = w.owner.call("POST", f"/api/v1/fax-lines/{w.line['id']}/threads", {"number": short})
        check(bad.status == 400 and bad.code == "fax.short_number", f"{short}: {bad}")
    for spelling in ("044 555-00-00", "380445550000", "00380445550000"):
        bad = w.owner.call("POST", "/api/v1/fax-lines", {**{k: v for k, v in w.line.items() if k not in ("id", "version")}, "number": spelling})
        check(bad.status == 409 and bad.code == "fax.number_taken", f"{spelling}: {bad}")


def what_is_no_pdf_is_told():
    c, message = reply("+380671000003", b"just words")
    check(code_in(state_of(c, message, ("failed",), 30)["trouble"], "fax.not_pdf"), "no PDF")


def a_letter_on_paper_is_registered_by_hand():
    c = her("+380671000004")
    body = {"client_id": "hand-1", "sort": "letter", "dated_at": int(time.time() * 1000) - 86400000, "text": "The kettle leaks.", "files": []}
    made = w.owner.post(f"/api/v1/conversations/{c['id']}/by-hand", body)
    again = w.owner.post(f"/api/v1/conversations/{c['id']}/by-hand", body)
    check(made["message_id"] == again["message_id"], "twice is once")
    seen = w.owner.get(f"/api/v1/conversations/{c['id']}/faxes")["by_hand"]
    check([h["sort"] for h in seen] == ["letter"], f"{seen}")
    bad = w.owner.call("POST", f"/api/v1/conversations/{c['id']}/by-hand", {**body, "client_id": "h2", "text": ""})
    check(bad.status == 400 and bad.code == "fax.hand_empty", f"{bad}")


TESTS = [by_t38_by_sound_with_loss_and_garbage, one_packet_of_sound_in_a_hundred_lost_is_whole_or_told_as_partial,
         they_go_by_t38_by_sound_and_with_loss_and_what_does_not_go_is_told,
         killed_in_the_middle_it_was_perhaps_sent_and_is_not_sent_again_by_itself,
         what_is_no_pdf_is_told, a_number_is_one_line_and_short_ones_take_no_faxes, a_letter_on_paper_is_registered_by_hand,
         a_machine_that_vanishes_leaves_its_first_page, killed_in_the_middle_the_first_page_is_kept]

if __name__ == "__main__":
    begin()
    sys.exit(run([("fax: " + fn.__name__.replace("_", " "), fn) for fn in TESTS]))
