"""A shop's day in miniature against a whole server, for so many minutes: calls in that either side ends, are held, given to a colleague,
joined by her, come over a bad network, are given up while they wait or in the greeting; their call-backs are taken at the desk; calls out by
a trunk that answers, is busy or knows no such number; chats that are answered. Every call has a number of its own, and in the end its row in the
database says what became of it; every chat message has one answer."""
import itertools
import os
import secrets
import sqlite3
import sys
import threading
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
from centre import Centre, Desk, Failed, check, wait_until  # noqa: E402
from phone import Carrier, Phone, Rough  # noqa: E402

KINDS = ("he_ends", "she_ends", "held", "transferred", "three_way", "bad_network", "leaves_waiting", "leaves_in_greeting")
BUYERS = 4  # at once; two operators: there is always somebody in the line
TALK_S = 1.5
OUT_EVERY = 6  # calls served, then she dials one herself
OUT_KINDS = ("answered", "busy", "answered", "wrong_number")
CHATTERS, CHAT_PAUSE_S = 3, 7  # sixty messages in five minutes are the most of one conversation
OWN = "127.0.0.2"  # of the phones: who calls from 127.0.0.1 is the carrier


def at_noon():
    """A zone of IANA in which it is about noon: no night closes the shop or forbids to dial."""
    ahead = (12 - time.gmtime().tm_hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def soak(minutes, say):
    """Figures of the run: launched, done by kind, what is lost, doubled or stuck, memory per minute in MB."""
    centre = Centre("mixed").start()
    try:
        return Soak(centre, say).run(minutes)
    finally:
        centre.remove()


class Soak:
    def __init__(self, centre, say):
        self.centre, self.say = centre, say
        self.plan, self.came, self.troubles = {}, {}, []
        self.later = []  # politely refused: they are not owed a row
        self.serial, self.lock, self.over = itertools.count(1), threading.Lock(), threading.Event()
        self.gone = threading.Event()
        self.memory = []
        self.owner = centre.desk("owner")
        shop = f"/api/v1/shops/{self.owner.me['shops'][0]['id']}"
        r = self.owner.call("PATCH", shop, {"tz": at_noon()}, headers={"If-Match": f'"{self.owner.get(shop)["version"]}"'})
        check(r.status == 200, f"the shop's zone: {r}")
        self.out, self.asked, self.answered = {}, {}, {}
        self.far = Far(self)
        centre.queue(self.owner, wrap_up_ms=0, ring_timeout_ms=8000, no_answer_max=1000, no_answer_delay_ms=0, reject_delay_ms=0)
        self.operators = [Operator(self, login) for login in ("oksana", "bohdan")]

    def run(self, minutes):
        buyers = [threading.Thread(target=fn, daemon=True) for fn in [self.buyer] * BUYERS + [self.chatter] * CHATTERS]
        threads = buyers + [threading.Thread(target=fn, daemon=True) for fn in [o.work for o in self.operators] + [self.far.work, Writer(self).work, self.watch]]
        began = time.monotonic()
        for t in threads:
            t.start()
        self.over.wait(60 * minutes)
        self.over.set()
        for t in buyers:
            t.join(150)
        self.gone.set()  # only then may the shop's side go home
        for t in threads:
            t.join(90)
        took = time.monotonic() - began
        stuck = sum(t.is_alive() for t in threads)
        self.close_tasks()
        wait_until(lambda: self.owner.get("/api/v1/system")["sip"]["legs"] == 0, 30, "no leg is left")
        self.centre.stop()
        with open(os.path.join(ROOT, "build", "bench", "mixed-server.log"), "w", encoding="utf-8") as f:
            f.write(self.centre.log())
        events, differences, _ = self.centre.replay()
        return {**self.verdict(), "minutes": round(took / 60, 1), "threads_stuck": stuck, "troubles": self.troubles[:5], "trouble_count": len(self.troubles),
                "memory_mb": self.memory, "floor_events": events, "replay_differences": differences}

    # ---- the sides ----

    def buyer(self):
        while not self.over.is_set():
            with self.lock:
                n = next(self.serial)
                kind, number = KINDS[n % len(KINDS)], f"+38067{n:07d}"
                self.plan[number] = kind
            phone = Phone(self.centre.sip, "buyer", hz=440, ip=OWN)
            call = phone.dial("shop", number)
            try:
                self.call(call, number, kind)
            except (Failed, OSError) as e:
                self.troubles.append(f"{number} {kind} ({call.call_id}, status {call.status}): {e}")
            finally:
                phone.close()

    def call(self, call, number, kind):
        wait_until(lambda: call.answered or call.ended, 20, "answered")
        if call.status == 503:  # the machine was away for a tenth of a second, and says so
            self.later.append(number)
            return None
        if kind == "leaves_in_greeting":
            return call.bye()
        if kind == "leaves_waiting":
            wait_until(lambda: call.ended or call.heard(300) > 2000 or call.heard(1000) > 2000, 60, "he is in the line")
            return None if call.ended else call.bye()
        if kind == "bad_network":
            call.rough = Rough(len(self.plan), loss=0.05, jitter_s=0.05, twice=0.02)
            call.press("15#")
        if kind == "he_ends":
            wait_until(lambda: call.ended or number in self.came, 120, "he was answered")
            wait_until(lambda: call.ended or call.heard(1000) > 2000, 30, "he hears her")
            if not call.ended:
                call.bye()
        wait_until(lambda: call.ended, 150, "his call ends")

    def chatter(self):
        """A visitor who comes back with another question as soon as the last one is answered."""
        desk, who = Desk(self.centre.http), {"key": "wc_demo", "token": secrets.token_urlsafe(32)}
        first = {"name": "Soak", "contact": "soak@example.com"}
        while not self.over.is_set():
            with self.lock:
                asked = f"question {next(self.serial)}"
                self.asked[asked] = True
            try:
                r = desk.call("POST", "/public/v1/chat/open", {**who, **first, "client_id": secrets.token_hex(8), "text": asked})
                check(r.status == 200, f"{asked}: {r}")
                wait_until(lambda: self.answers_in(desk, who, asked), 90, f"{asked} is answered", step=0.5)
            except (Failed, OSError) as e:
                self.troubles.append(str(e))
            self.over.wait(CHAT_PAUSE_S)

    def answers_in(self, desk, who, asked):
        r = desk.call("POST", "/public/v1/chat/history", who)
        said = [m["text"] for m in r.json["messages"]] if r.status == 200 else []
        self.answered[asked] = said.count("answer to " + asked)
        return self.answered[asked] > 0

    def watch(self):
        minute = 0
        while not self.over.is_set():
            self.over.wait(60)
            minute += 1
            with open(f"/proc/{self.centre.process.pid}/status", encoding="ascii") as f:
                kb = next(int(line.split()[1]) for line in f if line.startswith("RssAnon"))
            self.memory.append(round(kb / 1024, 1))
            self.say(f"#   minute {minute}: {len(self.plan)} calls in, {len(self.out)} out, {len(self.asked)} chat questions, {len(self.troubles)} troubles, {self.memory[-1]} MB")

    def close_tasks(self):
        def none_left():
            tasks = self.owner.get("/api/v1/tasks")["items"]
            for t in tasks:
                self.owner.call("POST", f"/api/v1/tasks/{t['contact_id']}/done", {"text": "soak"})
            return not tasks
        wait_until(none_left, 30, "no task is left")

    # ---- what became of it ----

    def verdict(self):
        for number in self.later:
            del self.plan[number]
        db = sqlite3.connect(os.path.join(self.centre.var, "orderline.db"))
        rows = {}
        for number, direction, state, ending in db.execute("select number, direction, state, exit from contact where channel = 'call'"):
            rows.setdefault((number, direction), []).append((state, ending))
        stuck = [n for (n, _), all_of in rows.items() for state, _ in all_of if state != "done"]
        lost = [n for n in self.plan if (n, "in") not in rows]
        doubled = [n for n in self.plan if len(rows.get((n, "in"), []) + rows.get((n, "out"), [])) > 1]
        unserved = [n for n, kind in self.plan.items() if not kind.startswith("leaves") and rows.get((n, "in"), [("", "")])[0][1] != "answered"]
        wrong_out = [n for n, kind in self.out.items() if [e for _, e in rows.get((n, "out"), [])] != [kind]]
        tasks = db.execute("select count(*) from contact where channel = 'task'").fetchone()[0]
        db.close()
        kinds = {kind: sum(1 for k in self.plan.values() if k == kind) for kind in KINDS}
        return {"calls_in": len(self.plan), "kinds": kinds, "call_backs": tasks, "lost": lost[:5], "lost_count": len(lost),
                "doubled_count": len(doubled), "doubled": doubled[:5], "stuck_count": len(stuck), "stuck": stuck[:5], "unserved_count": len(unserved),
                "unserved": unserved[:5], "refused_politely": len(self.later), "calls_out": len(self.out), "wrong_out_count": len(wrong_out), "wrong_out": [(n, self.out[n], rows.get((n, "out"))) for n in wrong_out[:5]],
                "chat_questions": len(self.asked), "chat_wrong_count": sum(n != 1 for n in self.answered.values()) + len(self.asked) - len(self.answered)}


class Far:
    """The carrier of the trunk: who is rung answers, is busy or does not exist, as planned for the number."""

    def __init__(self, soak_):
        self.s = soak_
        self.carrier = Carrier(soak_.centre.sip, hz=440)
        soak_.owner.post("/api/v1/trunks", {"settings": {"name": "carrier", "host": "127.0.0.1", "port": self.carrier.port, "user": "", "priority": 10,
                                                         "caller_id": "+380441112233", "countries": ["UA"]}, "secret": ""})

    def work(self):
        while not self.s.gone.is_set():
            try:
                leg = self.carrier.next_ring(0.3)
            except Failed:
                continue
            kind = next((k for n, k in self.s.out.items() if n in leg.invite.first), "answered")
            if kind == "answered":
                leg.ring()
                leg.answer()
            else:
                leg.reject(486 if kind == "busy" else 404)


class Writer:
    """She answers chats, by the inbox: each visitor's newest question once."""

    def __init__(self, soak_):
        self.s, self.done, self.desk = soak_, set(), soak_.centre.desk("supervisor")
        self.me = self.desk.agent()["person_id"]
        self.desk.post("/api/v1/me/presence", {"state": "paused", "reason": "chats by the inbox"})  # nothing rings at her

    def work(self):
        while not self.s.gone.is_set():
            try:
                for c in self.desk.get("/api/v1/conversations?view=all")["items"]:
                    if c["channel"] == "webchat" and c["state"] != "closed" and c["last_from"] == "buyer":
                        self.answer(c)
            except (Failed, OSError, KeyError) as e:
                self.s.troubles.append(f"writer: {e}")
            self.s.gone.wait(0.5)

    def answer(self, chat):
        """What another took or changed meanwhile is looked at again the next time."""
        path = f"/api/v1/conversations/{chat['id']}"
        if chat.get("assignee") != self.me and self.change(chat, path + "/take", {}).status != 200:
            return
        said = self.desk.get(f"{path}/messages?since={max(0, chat['last_seq'] - 3)}&limit=100")["items"]
        asked = next((m["text"] for m in reversed(said) if m["direction"] == "in"), "")
        if asked in self.s.asked and asked not in self.done and self.change(chat, path + "/reply", {"client_id": secrets.token_hex(8), "text": "answer to " + asked}).status == 200:
            self.done.add(asked)

    def change(self, chat, path, body):
        r = self.desk.call("POST", path, body, headers={"If-Match": f'"{chat["version"]}"'})
        if r.status == 200 and "version" in r.json:
            chat["version"] = r.json["version"]
        return r


class Operator:
    """Her SIP phone and her desk; she does with each call what is planned for its number."""

    def __init__(self, soak_, login):
        self.s = soak_
        self.desk = soak_.centre.desk(login)
        user, secret = self.desk.sip_phone()
        self.phone = Phone(soak_.centre.sip, user, secret, hz=1000, ip=OWN)
        self.served = 0
        check(self.phone.register(expires=3600) == 200, f"{login} registers")
        wait_until(lambda: self.desk.agent()["reachable"], 5, "her phone is reachable")
        self.person = self.desk.agent()["person_id"]

    def work(self):
        while not (self.s.gone.is_set() and self.idle()):
            try:
                leg = self.phone.next_ring(0.3)
            except Failed:
                leg = None
            try:
                if leg:
                    self.serve(leg)
                else:
                    self.look_up()
            except (Failed, OSError, KeyError) as e:
                self.s.troubles.append(f"{self.desk.me['login']}: {e}")

    def idle(self):
        return self.desk.agent()["state"] not in ("talking", "reserved")

    def look_up(self):
        """Call-backs ring at the desk: taken, and settled by hand. Whoever is out of the line comes back."""
        current = self.desk.current()
        if current and current["channel"] == "task":
            path = f"/api/v1/contacts/{current['contact_id']}"
            if current["state"] == "offered":
                return self.desk.call("POST", path + "/answer", {})
            self.desk.call("POST", path + "/wrap-up", {"disposition": "confirmed", "note": "", "cause": ""})
            self.desk.call("POST", path + "/hang-up", {})
        elif not current and self.served >= OUT_EVERY and not self.s.gone.is_set():
            if self.desk.agent()["state"] == "paused":
                self.dial_out()
            else:
                self.desk.call("POST", "/api/v1/me/presence", {"state": "paused", "reason": "calls out"})
        elif not current and self.desk.agent()["state"] not in ("ready", "talking", "reserved", "wrap_up"):
            self.desk.call("POST", "/api/v1/me/presence", {"state": "ready"})

    def dial_out(self):
        """On a pause, as somebody always waits in the line."""
        with self.s.lock:
            n = next(self.s.serial)
            number, kind = f"+38063{n:07d}", OUT_KINDS[n % len(OUT_KINDS)]
            self.s.out[number] = kind
        if self.desk.call("POST", "/api/v1/calls", {"number": number, "confirm_quiet": True}).status != 200:
            del self.s.out[number]
            return
        self.served = 0
        self.desk.call("POST", "/api/v1/me/presence", {"state": "ready"})
        leg = self.phone.next_ring(10)
        leg.answer()
        if kind == "answered":
            wait_until(lambda: leg.ended or leg.heard(440) > 1500, 20, f"{number}: she hears whom she rang")
            self.ends(leg)
        wait_until(lambda: leg.ended, 60, f"{number} {kind}: her leg ends")
        self.phone.calls.pop(leg.call_id, None)

    def serve(self, leg):
        self.served += 1
        leg.answer()
        wait_until(lambda: leg.ended or "ack" in leg.events, 10, "her answer is acknowledged")
        number = next((n for n in self.s.plan if n in leg.invite.get("from")), "")
        kind = self.s.plan.get(number, "") if number not in self.s.came else "taken over"
        self.s.came[number] = True
        wait_until(lambda: leg.ended or leg.heard(440) > 1500, 20, f"{number} {kind}: she hears him")
        if leg.ended:
            return
        getattr(self, kind, self.ends)(leg)
        wait_until(lambda: leg.ended, 60, f"{number} {kind}: her leg ends")
        self.phone.calls.pop(leg.call_id, None)

    def ends(self, leg):
        self.s.over.wait(0 if self.s.over.is_set() else TALK_S)
        if self.served >= OUT_EVERY:
            self.desk.call("POST", "/api/v1/me/presence", {"state": "paused", "reason": "calls out"})
        if not leg.ended:
            leg.bye()

    def he_ends(self, leg):
        wait_until(lambda: leg.ended, 60, "he hangs up")

    def held(self, leg):
        leg.hold()
        wait_until(lambda: leg.ended or leg.peer_direction in ("recvonly", "inactive"), 5, "the hold is taken")
        leg.hold(False)
        self.ends(leg)

    def transferred(self, leg):
        self.with_colleague(leg, "transfer", {})

    def three_way(self, leg):
        contact = self.with_colleague(leg, "consult", {"conference": True})
        if contact and not leg.ended:
            self.s.over.wait(TALK_S)
            self.desk.call("POST", f"/api/v1/contacts/{contact}/consult/cancel", {})
            self.ends(leg)

    def with_colleague(self, leg, verb, more):
        """Busy: she ends the talk herself."""
        contact = self.desk.wait_contact("talking")["contact_id"]
        other = next(o.person for o in self.s.operators if o is not self)
        asked = self.desk.call("POST", f"/api/v1/contacts/{contact}/{verb}", {"person_id": other, **more})
        if asked.status not in (200, 204):
            self.ends(leg)
            return None
        return contact
