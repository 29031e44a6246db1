"""A shop's day in miniature against a whole server, for so many minutes: calls in that either side ends, are held, given to a colleague,
joined by her, come over a bad network, are given up while they wait or in the greeting; their call-backs are taken at the desk. Every call has a number of its own, and in the end its row in the database says what became of it."""
import itertools
import os
import sqlite3
import sys
import threading
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
from centre import Centre, Failed, check, wait_until  # noqa: E402
from phone import Phone, Rough  # noqa: E402

KINDS = ("he_ends", "she_ends", "held", "transferred", "three_way", "bad_network", "leaves_waiting", "leaves_in_greeting")
BUYERS = 4  # at once; two operators: there is always somebody in the line
TALK_S = 1.5


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
        self.serial, self.lock, self.over = itertools.count(1), threading.Lock(), threading.Event()
        self.memory = []
        self.owner = centre.desk("owner")
        centre.queue(self.owner, wrap_up_ms=0, ring_timeout_ms=8000, no_answer_max=1000, no_answer_delay_ms=0, reject_delay_ms=0)
        self.operators = [Operator(self, login) for login in ("oksana", "bohdan")]

    def run(self, minutes):
        threads = [threading.Thread(target=fn, daemon=True) for fn in
                   [o.work for o in self.operators] + [self.buyer] * BUYERS + [self.watch]]
        began = time.monotonic()
        for t in threads:
            t.start()
        self.over.wait(60 * minutes)
        self.over.set()
        for t in threads:
            t.join(90)
        took = time.monotonic() - began
        stuck = sum(t.is_alive() for t in threads)
        self.close_tasks()
        wait_until(lambda: self.owner.get("/api/v1/system")["sip"]["legs"] == 0, 30, "no leg is left")
        self.centre.stop()
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
            phone = Phone(self.centre.sip, "buyer", hz=440)
            try:
                self.call(phone.dial("shop", number), number, kind)
            except (Failed, OSError) as e:
                self.troubles.append(f"{number} {kind}: {e}")
            finally:
                phone.close()

    def call(self, call, number, kind):
        call.wait("answered", 20)
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

    def watch(self):
        minute = 0
        while not self.over.is_set():
            self.over.wait(60)
            minute += 1
            with open(f"/proc/{self.centre.process.pid}/status", encoding="ascii") as f:
                kb = next(int(line.split()[1]) for line in f if line.startswith("RssAnon"))
            self.memory.append(round(kb / 1024, 1))
            self.say(f"#   minute {minute}: {len(self.plan)} calls, {len(self.troubles)} troubles, {self.memory[-1]} MB")

    def close_tasks(self):
        def none_left():
            tasks = self.owner.get("/api/v1/tasks")["items"]
            for t in tasks:
                self.owner.call("POST", f"/api/v1/tasks/{t['contact_id']}/done", {"text": "soak"})
            return not tasks
        wait_until(none_left, 30, "no task is left")

    # ---- what became of it ----

    def verdict(self):
        db = sqlite3.connect(os.path.join(self.centre.var, "orderline.db"))
        rows = {}
        for number, direction, state, ending in db.execute("select number, direction, state, exit from contact where channel = 'call'"):
            rows.setdefault((number, direction), []).append((state, ending))
        stuck = [n for (n, _), all_of in rows.items() for state, _ in all_of if state != "done"]
        lost = [n for n in self.plan if (n, "in") not in rows]
        doubled = [n for n in self.plan if len(rows.get((n, "in"), []) + rows.get((n, "out"), [])) > 1]
        unserved = [n for n, kind in self.plan.items() if not kind.startswith("leaves") and rows.get((n, "in"), [("", "")])[0][1] != "answered"]
        tasks = db.execute("select count(*) from contact where channel = 'task'").fetchone()[0]
        db.close()
        kinds = {kind: sum(1 for k in self.plan.values() if k == kind) for kind in KINDS}
        return {"calls_in": len(self.plan), "kinds": kinds, "call_backs": tasks, "lost": lost[:5], "lost_count": len(lost),
                "doubled_count": len(doubled), "doubled": doubled[:5], "stuck_count": len(stuck), "stuck": stuck[:5], "unserved_count": len(unserved),
                "unserved": unserved[:5]}


class Operator:
    """Her SIP phone and her desk; she does with each call what is planned for its number."""

    def __init__(self, soak_, login):
        self.s = soak_
        self.desk = soak_.centre.desk(login)
        user, secret = self.desk.sip_phone()
        self.phone = Phone(soak_.centre.sip, user, secret, hz=1000)
        check(self.phone.register(expires=3600) == 200, f"{login} registers")
        wait_until(lambda: self.desk.agent()["reachable"], 5, "her phone is reachable")
        self.person = self.desk.agent()["person_id"]

    def work(self):
        while not (self.s.over.is_set() and self.idle()):
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
        elif not current and self.desk.agent()["state"] not in ("ready", "talking", "reserved", "wrap_up"):
            self.desk.call("POST", "/api/v1/me/presence", {"state": "ready"})

    def serve(self, leg):
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
