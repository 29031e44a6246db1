"""The faults of issue 2. Each test is one function; its name is what is shown."""
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from urllib.parse import urlparse

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from centre import ORDERLINE, REPO, Centre, Desk, Failed, check, level, read_wav, run, wait_until  # noqa: E402
from phone import Phone  # noqa: E402
from shop_server import Shop, deliver, ping  # noqa: E402
import dial_faults  # noqa: E402
import recording_faults  # noqa: E402

BUYER, OPERATOR, MUSIC = 440, 1000, 300


class World:
    """The centre that is killed again and again."""


w = World()
phones = []


def phone(centre, *args, **kw):
    p = Phone(centre.sip, *args, **kw)
    phones.append(p)
    return p


def operator(centre, desk):
    user, secret = desk.sip_phone()
    p = phone(centre, user, secret, hz=OPERATOR)
    check(p.register() == 200, "could not register")
    wait_until(lambda: desk.agent()["reachable"], 5, "reachable")
    desk.ready()
    return p


def dial(centre, number):
    call = phone(centre, "buyer", hz=BUYER).dial("shop", number)
    call.wait("answered")
    return call


def hang_up_all():
    for p in phones:
        p.close()
    phones.clear()


def home():
    """Between tests: the server runs, no call, no task, nobody at work."""
    if w.centre.process.poll() is None:
        for p in phones:
            for c in list(p.calls.values()):
                if c.answered and not c.ended and p.open:
                    try:
                        c.bye()
                    except Failed:
                        pass
    hang_up_all()
    if w.centre.process.poll() is not None:
        return
    for t in w.owner.get("/api/v1/tasks")["items"]:
        w.owner.call("POST", f"/api/v1/tasks/{t['contact_id']}/done", {"text": "test"})
    c = w.oksana.current()
    if c and c["state"] == "wrap_up":
        w.oksana.call("POST", f"/api/v1/contacts/{c['contact_id']}/wrap-up", {"disposition": "dropped", "note": "", "cause": ""})
    w.oksana.sign_out(30)


def desks(centre):
    for login in ("owner", "supervisor", "oksana"):
        setattr(w, login, centre.desk(login))


def order_body(desk, number, phone_number="0501119988", more=None):
    body = {"shop_id": desk.me["shops"][0]["id"], "recipient": f"Тест {number}", "phone": phone_number, "address": "Київ, вул. Садова 1",
            "city": "Київ", "delivery_method": "courier", "note": "", "pay_method": "cod",
            "lines": [{"sku": "X2", "name": "Чайник", "quantity": 1, "price": {"minor": 125000, "currency": "UAH"}}]}
    body.update(more or {})
    return body


def new_order(desk, number, phone_number="0501119988", more=None):
    return desk.post("/api/v1/orders", order_body(desk, number, phone_number, more))


def row_of(desk, contact_id):
    return next((r for r in desk.get("/api/v1/contacts")["items"] if r["contact_id"] == contact_id), None)


# ---- kill -9 in each phase ----

def kill_in(phase, number):
    """Brings one call to the phase, kills the server, starts it on the same folder and compares what stands."""
    centre = w.centre
    before = {t["contact_id"] for t in w.owner.get("/api/v1/tasks")["items"]}
    seen = {r["contact_id"] for r in w.owner.get("/api/v1/contacts")["items"]}
    agent = operator(centre, w.oksana) if phase in ("ringing", "talking", "wrap_up") else None
    call = dial(centre, number)
    contact = wait_until(lambda: [r for r in w.owner.get("/api/v1/contacts")["items"] if r["contact_id"] not in seen], 5, "its row")[0]
    acked = {}
    talk_started = None
    if phase == "greeting":
        wait_until(lambda: call.heard(700, 0.3) > 2000, 5, "the greeting plays")
    else:
        call.hears(MUSIC)
    if agent:
        leg = agent.next_ring()
    if phase in ("talking", "wrap_up"):
        leg.answer()
        talk_started = time.monotonic()
        call.hears(OPERATOR)
        c = w.oksana.wait_contact("talking")
        order = new_order(w.oksana, phase, number)
        acked["order"] = w.oksana.confirm_order(order["id"], c["contact_id"])
        acked["promise"] = w.oksana.post("/api/v1/promises", {
            "kind": "callback", "to_customer_id": order["customer_id"], "order_id": order["id"], "contact_id": c["contact_id"],
            "text": "call back", "due_at": int(time.time() * 1000) + 7200000})
        r = w.oksana.call("PUT", f"/api/v1/contacts/{c['contact_id']}/note", {"text": "half a note"})
        check(r.status == 200, f"note: {r}")
        end_at = talk_started + 3
        wait_until(lambda: time.monotonic() >= end_at, 5, "three seconds of talk")
    if phase == "wrap_up":
        call.bye()
        w.oksana.wait_contact("wrap_up")
        wait_until(lambda: row_of(w.owner, contact["contact_id"])["talk_ms"] > 0, 3, "the row of the ended talk")
    talked = time.monotonic() - talk_started if talk_started else 0
    centre.kill()
    hang_up_all()
    started = time.monotonic()
    centre.start()
    print(f"# back after {time.monotonic() - started:.2f} s")
    crash = w.owner.get("/api/v1/demo").get("last_crash")
    check(crash and crash["at"] > 0 and crash["down_ms"] >= 0, f"last_crash: {crash}")
    row = row_of(w.owner, contact["contact_id"])
    tasks = [t for t in w.owner.get("/api/v1/tasks")["items"] if t["contact_id"] not in before]
    if phase == "wrap_up":
        check(not tasks and crash["calls_lost"] == 0, f"a finished talk makes no call-back: {tasks} {crash}")
        check(row["exit"] == "answered", f"row: {row}")
    else:
        check(crash["calls_lost"] == 1 and crash["callbacks_made"] == 1, f"last_crash: {crash}")
        check(len(tasks) == 1 and tasks[0]["kind"] == "callback" and tasks[0]["state"] in ("open", "taken"), f"one open call-back: {tasks}")
        place = tasks[0]["entered_at"] - contact["at"]
        check(0 <= place <= (0 if phase == "greeting" else 4000), f"the old place: {place} ms after the arrival")
        check(tasks[0]["caller"]["number_masked"][-2:] == number[-2:], f"the caller's number: {tasks[0]['caller']}")
    for key, path in (("order", "/api/v1/orders/"),):
        if key in acked:
            now = w.owner.get(path + acked[key]["id"])
            check(now["desk_state"] == "confirmed" and now["version"] >= acked[key]["version"], f"the confirmed order: {now['desk_state']}")
            check(all(c["state"] != "open" for c in now["checks"]), "all seven checks stand")
    if "promise" in acked:
        ids = [p["id"] for p in w.owner.get(f"/api/v1/promises?order_id={acked['order']['id']}")["items"]]
        check(acked["promise"]["id"] in ids and len(ids) == 2, f"promises: {ids}")
        db = sqlite3.connect(os.path.join(centre.var, "orderline.db"))
        draft = db.execute("select note_draft from contact where id = ?", (int(contact["contact_id"]),)).fetchone()[0]
        db.close()
        check(draft == "half a note", f"the note as typed: {draft!r}")
        listed = [r for r in w.supervisor.get("/api/v1/recordings")["items"] if r["contact_id"] == contact["contact_id"]]
        check(len(listed) == 1 and listed[0]["state"] in ("repaired", "closed"), f"the recording: {listed}")
        answer = w.supervisor.call("GET", f"/api/v1/recordings/{listed[0]['id']}/audio")
        path = os.path.join(centre.folder, "after-crash.wav")
        with open(path, "wb") as f:
            f.write(answer.raw)
        seconds, left, right = read_wav(path)
        check(talked - seconds <= 1.2, f"{seconds:.2f} s of {talked:.2f} s are readable")
        check(abs(listed[0]["duration_ms"] - seconds * 1000) < 100, f"the list says {listed[0]['duration_ms']} ms")
        middle = slice(len(left) // 3, len(left) * 2 // 3)
        check(level(left[middle], BUYER) > 2500 and level(right[middle], OPERATOR) > 2500, "both voices are in it")


def disposition_survives_a_kill():
    agent = operator(w.centre, w.oksana)
    call = dial(w.centre, "+380671110077")
    leg = agent.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    call.bye()
    c = w.oksana.finish("postponed", "call on Monday")
    w.centre.kill()  # at once after the acknowledgement
    hang_up_all()
    w.centre.start()
    row = row_of(w.owner, c["contact_id"])
    check(row and row["disposition"] == "postponed" and row["exit"] == "answered", f"row: {row}")
    check(not [t for t in w.owner.get("/api/v1/tasks")["items"]], "no call-back for a finished contact")


def closed_shops_call_back_survives_a_kill():
    path = f"/api/v1/shops/{w.owner.me['shops'][0]['id']}/hours"
    whole_day = [{"from": "00:00", "to": "24:00"}]

    def hours(week, dated):
        r = w.owner.call("PUT", path, {"week": [{"day": d, "open": week} for d in range(1, 8)], "dated": dated, "closed_goes_to": "callback"},
                         headers={"If-Match": f'"{w.owner.get(path)["version"]}"'})
        check(r.status == 200, f"PUT hours: {r}")
        return r.json["now"]
    ahead = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 3 * 86400))
    opening = hours([], [{"date": ahead, "name": "", "open": whole_day}])["until"]
    try:
        dial(w.centre, "+380671110078").hears(850)
        w.centre.kill()  # in the middle of the sentence that promises the call-back
        hang_up_all()
        w.centre.start()
        tasks = w.owner.get("/api/v1/tasks")["items"]
        check([(t["kind"], t.get("due_at")) for t in tasks] == [("callback", opening)], f"the task waits for the opening: {tasks}")
        check(w.owner.get("/api/v1/contacts?exit=closed")["items"], "the call counts as closed, not as lost by a fault")
        operator(w.centre, w.oksana)
        check(not w.oksana.current(), "nobody calls back while it is closed")
        hours(whole_day, [])
        check(w.oksana.wait_contact("offered")["contact_id"] == tasks[0]["contact_id"], "and it comes when the shop opens")
    finally:
        if w.centre.process.poll() is None:
            hours(whole_day, [])


def erasure_survives_a_kill():
    agent = operator(w.centre, w.oksana)
    call = dial(w.centre, "+380671110078")
    leg = agent.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    c = w.oksana.wait_contact("talking")
    wait_until(lambda: w.oksana.current()["recording"] == "on", 5, "it records")

    def files():
        return {f for _, _, names in os.walk(os.path.join(w.centre.var, "recordings")) for f in names}
    wait_until(lambda: [r for r in w.supervisor.get("/api/v1/recordings")["items"] if r["contact_id"] == c["contact_id"]], 5, "listed")
    recording = next(r for r in w.supervisor.get("/api/v1/recordings")["items"] if r["contact_id"] == c["contact_id"])
    w.oksana.post(f"/api/v1/contacts/{c['contact_id']}/recording/erase", {"reason": "the buyer asked"})
    w.centre.kill()  # at once after the acknowledgement
    hang_up_all()
    w.centre.start()
    wait_until(lambda: not [f for f in files() if recording["id"] in f], 5, "the erased recording's file is gone")
    r = w.supervisor.call("GET", f"/api/v1/recordings/{recording['id']}/audio")
    check(r.status == 404 and r.code == "recordings.erased", f"its audio: {r}")
    audit = w.owner.get("/api/v1/audit")
    check(audit["chain_ok"] and any(i["what"] == "recording.erased" for i in audit["items"]), "the erasure is logged")


def pulled_plug_is_told():
    try:
        w.owner.call("POST", "/api/v1/demo/pull-the-plug", {}, timeout=5)
    except OSError:
        pass
    except Exception as e:  # noqa: BLE001 the connection breaks in one of several ways
        print(f"# the connection ended: {type(e).__name__}")
    check(w.centre.process.wait(5) == -9, f"killed: {w.centre.process.returncode}")
    check(os.path.exists(os.path.join(w.centre.var, "pulled-plug")), "the mark for ./run")
    w.centre.start()
    check(w.owner.get("/api/v1/demo")["last_crash"], "told")
    check(w.centre.stop() == 0, "a clean stop")
    w.centre.start()
    check("last_crash" not in w.owner.get("/api/v1/demo"), "a clean stop is no crash")


# ---- the store of data ----

def database_locked_by_another():
    agent = operator(w.centre, w.oksana)
    free = threading.Event()
    holds = threading.Event()

    def hold():
        db = sqlite3.connect(os.path.join(w.centre.var, "orderline.db"), timeout=20, isolation_level=None)
        db.execute("begin exclusive")
        holds.set()
        free.wait(8)
        db.execute("rollback")
        db.close()
    thread = threading.Thread(target=hold)
    thread.start()
    try:
        check(holds.wait(20), "the lock was not to be had")
        since = time.monotonic()
        call = dial(w.centre, "+380671110021")
        leg = agent.next_ring()
        leg.answer()
        call.hears(OPERATOR)
        leg.hears(BUYER)

        def told():
            s = w.owner.get("/api/v1/system")
            return s["not_saved"] > 0 or s["database"] != "ok"
        wait_until(told, 7.5, "the system says that rows are not saved")
        print(f"# told after {time.monotonic() - since:.1f} s")
        thread.join()
        call.hears(OPERATOR)
        wait_until(lambda: w.owner.get("/api/v1/system")["database"] == "ok" and w.owner.get("/api/v1/system")["not_saved"] == 0, 10,
                   "everything is saved after the lock")
    finally:
        free.set()
        thread.join()
    contact = w.oksana.wait_contact("talking")["contact_id"]
    call.bye()
    w.oksana.finish("technical")
    wait_until(lambda: (row_of(w.owner, contact) or {}).get("exit") == "answered", 5, "the contact's row")


def disk_full():
    if os.geteuid() != 0:
        return "skipped: mounting a small disk needs root"
    folder = os.path.join(w.centre.folder, "small")
    os.makedirs(folder)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], capture_output=True).returncode != 0:
        return "skipped: this place allows no mount"
    centre = Centre("disk", var=os.path.join(folder, "var"))
    ballast = os.path.join(folder, "ballast")
    try:
        centre.start()
        owner, oksana = centre.desk("owner"), centre.desk("oksana")
        agent = operator(centre, oksana)
        call = dial(centre, "+380671110031")
        leg = agent.next_ring()
        leg.answer()
        call.hears(OPERATOR)
        contact = oksana.wait_contact("talking")["contact_id"]
        with open(ballast, "wb", buffering=0) as f:
            try:
                while True:
                    f.write(b"\0" * 65536)
            except OSError:
                pass
            try:
                while True:
                    f.write(b"\0" * 512)
            except OSError:
                pass

        # New rows, since a note is written over in pages that SQLite's log has room for already.
        note, taken = {"note": "x" * 4000}, []

        def unsaved():
            for _ in range(20):
                body = order_body(oksana, len(taken), more=note)
                r = oksana.call("POST", "/api/v1/orders", body)
                if r.status != 200:
                    return r
                taken.append(r.json["id"])
            return None
        r = wait_until(unsaved, 40, "the disk is full")
        check(r.status == 503 and r.code.startswith("db."), f"a refused write says so: {r}")
        wait_until(lambda: owner.get("/api/v1/system")["database"] != "ok", 20, "the system says that the disk is full")
        s = owner.get("/api/v1/system")
        print(f"# after {len(taken)} orders: database {s['database']}, not_saved {s['not_saved']}, disk_free_mb {s['disk_free_mb']}")
        call.hears(OPERATOR)
        leg.hears(BUYER)
        second = dial(centre, "+380671110032")
        second.hears(MUSIC)
        unsaved_rows = wait_until(lambda: owner.get("/api/v1/system")["not_saved"], 10, "the second call's rows are counted as not saved")
        print(f"# {unsaved_rows} rows of calls wait for room")
        second.bye()
        call.bye()
        leg.wait("ended")
        os.remove(ballast)
        wait_until(lambda: owner.get("/api/v1/system")["database"] == "ok" and owner.get("/api/v1/system")["not_saved"] == 0, 20,
                   "everything is saved once there is room")
        wait_until(lambda: (row_of(owner, contact) or {}).get("exit") == "answered", 5, "the call's row")
        for order in taken:
            check(owner.call("GET", f"/api/v1/orders/{order}").status == 200, f"order {order} was acknowledged and is there")
        oksana.finish("technical")
    finally:
        hang_up_all()
        centre.kill()
        subprocess.run(["umount", "-l", folder], capture_output=True)


def root_becomes_another_user():
    if os.geteuid() != 0:
        return "skipped: only root can become another user"
    import pwd
    nobody = pwd.getpwnam("nobody")
    centre = Centre("own-user", more=["--user", "nobody", "--empty"])
    os.chmod(centre.folder, 0o755)
    try:
        centre.start()
        tasks = f"/proc/{centre.process.pid}/task"

        def lines(task):
            with open(f"{tasks}/{task}/status") as f:
                return dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line)
        wait_until(lambda: lines(centre.process.pid)["Uid"].split() == [str(nobody.pw_uid)] * 4, 10, "it is another user")
        for task in os.listdir(tasks):
            ids = lines(task)
            check(ids["Uid"].split() == [str(nobody.pw_uid)] * 4, f"{ids['Name']} has the user ids {ids['Uid']}")
            check(ids["Gid"].split() == [str(nobody.pw_gid)] * 4, f"{ids['Name']} has the group ids {ids['Gid']}")
            check("0" not in ids["Groups"].split(), f"{ids['Name']} kept a group of root: {ids['Groups']}")
        for folder, folders, files in os.walk(centre.var):
            for name in folders + files:
                check(os.lstat(os.path.join(folder, name)).st_uid == nobody.pw_uid, f"{name} belongs to its user")
        answer = Desk(centre.http).call("POST", "/api/v1/setup", {
            "country": "UA", "shop_name": "Shop", "alone": True, "owner_name": "Olena", "owner_login": "olena",
            "owner_password": "a long password"})
        check(answer.status == 200, f"it can write: {answer}")
        check(Desk(centre.http).call("GET", "/readyz").status == 200, "ready")
    finally:
        centre.kill()
    centre = Centre("own-user", more=["--user", "no-such-user", "--empty"])
    r = subprocess.run([ORDERLINE, "serve", *centre.args()], capture_output=True, text=True, cwd=REPO, timeout=60)
    check(r.returncode == 1 and "app.user" in r.stderr, f"an unknown user is named: {r.stderr}")


def backup_while_running_and_restore():
    noise = new_order(w.oksana, "noise")
    stop = threading.Event()
    turns = []

    def edit():
        version = noise["version"]
        while not stop.is_set():
            for step, body in (("hold", {"reason": "out_of_stock"}), ("reopen", {})):
                answer = w.oksana.call("POST", f"/api/v1/orders/{noise['id']}/{step}", body, {"If-Match": f'"{version}"'})
                turns.append(answer.status)
                version = answer.json.get("version", version)
    thread = threading.Thread(target=edit)
    thread.start()
    copy = os.path.join(w.centre.folder, "backup.db")
    try:
        wait_until(lambda: len(turns) > 4, 10, "the centre is at work")
        before = all_orders(w.owner)
        r = subprocess.run([ORDERLINE, "backup", copy, "--var", w.centre.var], capture_output=True, text=True, cwd=REPO)
        check(r.returncode == 0, f"backup: {r.stdout}{r.stderr}")
    finally:
        stop.set()
        thread.join()
    check(set(turns) == {200}, f"nobody was disturbed: {set(turns)}")
    other = Centre("restored")
    try:
        os.makedirs(os.path.join(other.var, "keys"))
        for name in ("demo-people", "keys/secret.key"):
            shutil.copy(os.path.join(w.centre.var, name), os.path.join(other.var, name))
        r = subprocess.run([ORDERLINE, "restore", copy, "--var", other.var], capture_output=True, text=True, cwd=REPO)
        check(r.returncode == 0, f"restore: {r.stdout}{r.stderr}")
        other.start()
        owner = other.desk("owner")
        after = all_orders(owner)
        check(len(after) == len(before), f"{len(before)} orders before, {len(after)} after")
        differ = [k for k in before if k != noise["id"] and before[k] != after.get(k)]
        check(not differ, f"orders differ: {[(before[k], after.get(k)) for k in differ[:1]]}")
        check(owner.get("/api/v1/audit")["chain_ok"], "the audit's chain holds")
    finally:
        other.stop()


def all_orders(desk):
    out, cursor = {}, ""
    for _ in range(1000):
        page = desk.get("/api/v1/orders?limit=200" + cursor)
        out.update({o["id"]: o for o in page["items"]})
        if not page.get("next"):
            return out
        cursor = "&cursor=" + page["next"]
    raise Failed("the list of orders has no end")


# ---- bad input ----

def bad_requests_are_refused_by_name():
    d = w.oksana
    path = "/api/v1/promises"
    wrong = [
        ("not JSON", dict(raw=b"{nonsense", headers={"Content-Type": "application/json"}), 400),
        ("unknown field", dict(body={"state": "ready", "shoe_size": 42}), 400),
        ("wrong type", dict(body={"state": 7}), 400),
        ("deep nesting", dict(raw=b"[" * 100000, headers={"Content-Type": "application/json"}), 400),
        ("invalid UTF-8", dict(raw=b'{"state":"\xff\xfe"}', headers={"Content-Type": "application/json"}), 400),
        ("empty body", dict(raw=b""), 400),
    ]
    for name, kw, status in wrong:
        r = d.call("POST", "/api/v1/me/presence", **kw)
        check(r.status == status and r.code, f"{name}: {r}")
        check(r.headers["Content-Type"].startswith("application/problem+json"), f"{name}: {r.headers['Content-Type']}")
    r = d.call("POST", "/api/v1/me/presence", {"state": "ready", "shoe_size": 42})
    check("shoe_size" in r.raw.decode(), f"the field is named: {r}")
    r = d.call("POST", path, {"kind": "callback", "to_customer_id": "abc", "text": "x", "due_at": 1})
    check(r.status == 400 and "to_customer_id" in r.raw.decode(), f"a bad id: {r}")
    r = d.call("POST", path, raw=b'{"text":"' + b"x" * (2 << 20) + b'"}', headers={"Content-Type": "application/json"})
    check(r.status == 413, f"an oversized body: {r.status}")
    check(d.call("GET", "/api/v1/orders/999").status == 404, "an unknown order")
    check(d.call("GET", "/api/v1/nothing").status == 404, "an unknown path")
    check(d.call("DELETE", "/api/v1/orders").status in (404, 405), "an unknown method")


def requests_of_a_foreign_page_are_refused():
    d = w.oksana
    for name, headers in (("no header", {"X-Requested-With": None}), ("another header", {"X-Requested-With": "XMLHttpRequest"}),
                          ("a foreign origin", {"Origin": "https://evil.example"})):
        r = d.call("POST", "/api/v1/me/presence", {"state": "paused", "reason": "break"}, headers=headers)
        check(r.status == 403, f"{name}: {r}")
    check(Desk(w.centre.http).call("GET", "/api/v1/orders").status == 401, "without a session")
    check(d.call("GET", "/api/v1/system").status == 403, "without the right")


def broken_http_ends_nothing():
    """Raw bytes at the door: the server answers or closes, and lives."""
    for raw in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 200, b"GET / HTTP/9.9\r\n\r\n",
                b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
                b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
                b"GET /shop/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", w.centre.http), timeout=5) as s:
            s.settimeout(5)
            got = b""
            try:
                s.sendall(raw)
                s.shutdown(socket.SHUT_WR)
                while chunk := s.recv(65536):
                    got += chunk
            except (ConnectionError, socket.timeout):
                pass
        check(b"root:" not in got, "a file of the machine came out")
        check(not got or b" 200 " not in got.split(b"\r\n")[0] or b"<html" in got.lower(), f"{raw[:40]!r} gave {got[:80]!r}")
    check(Desk(w.centre.http).call("GET", "/healthz").status == 200, "the server lives")


# ---- a connected shop ----

def webhooks_of_a_shop():
    shop = Shop()
    secret = "hook-secret"
    store = w.owner.post("/api/v1/stores", {"shop_id": w.owner.me["shops"][0]["id"], "kind": "woocommerce", "name": "Test", "url": shop.url,
                                            "key": "ck_1", "secret": "cs_1", "webhook_secret": secret})
    path, port = urlparse(store["webhook_url"]).path, w.centre.http

    def order(number, **want):
        for o in w.owner.get(f"/api/v1/orders?q={number}")["items"]:
            if o["number"] == str(number) and all(o.get(k) == v for k, v in want.items()):
                return o

    def count(number):
        return len([o for o in w.owner.get(f"/api/v1/orders?q={number}")["items"] if o["number"] == str(number)])
    check(ping(port, path)[0] == 200, "the unsigned ping is answered 200")
    body = shop.put(770001)
    check(deliver(port, path, body, secret)[0] == 200, "a signed webhook")
    wait_until(lambda: order(770001), 10, "the order came in")
    for delivery in ("1", "1", "2", "2"):  # replayed by number and by content
        check(deliver(port, path, body, secret, delivery=delivery)[0] == 200, "a replayed webhook is answered 200")
    changed = shop.put(770001, total="990.00", at=time.time() + 2)
    check(deliver(port, path, changed, secret, topic="order.updated", delivery="1")[0] == 200,
          "another content under the same Delivery-ID is another event")
    wait_until(lambda: order(770001, total={"minor": 99000, "currency": "UAH"}), 10, "the change came in")
    check(deliver(port, path, body, secret, delivery="9")[0] == 200, "the old content once more")
    check(count(770001) == 1, "one order, however often it was told")
    refused_before = next(s for s in w.owner.get("/api/v1/stores")["items"] if s["id"] == store["id"])["refused"]
    for name, kw in (("wrong signature", dict(signature="AAAA")), ("of another secret", dict(signature=None)), ("empty", dict(signature=""))):
        status, text = deliver(port, path, shop.put(770002), "other" if name == "of another secret" else secret, **kw)
        check(status == 401, f"{name}: {status} {text[:200]!r}")
    status, _ = deliver(port, path, json.dumps(shop.orders[770002]).encode() + b" ", secret,
                        signature=__import__("base64").b64encode(b"\0" * 32).decode())
    check(status == 401, f"altered bytes: {status}")
    check(not order(770002), "a refused webhook changes nothing")
    refused = next(s for s in w.owner.get("/api/v1/stores")["items"] if s["id"] == store["id"])["refused"]
    check(refused >= refused_before + 3, f"refusals are counted: {refused}")
    check(deliver(port, path.rsplit("/", 1)[0] + "/nobody", body, secret)[0] == 404, "an unknown token")
    status, _ = deliver(port, path, b"x" * (5 << 20), secret)
    check(status == 413, f"an oversized webhook: {status}")
    status, _ = deliver(port, path, b"{broken", secret)
    check(status in (200, 400), f"signed nonsense: {status}")
    poll = w.owner.post(f"/api/v1/stores/{store['id']}/poll")
    check(order(770002), f"polling finds what no webhook brought: {poll}")
    # the shop goes away: the webhook is still taken, and the state says so
    late = shop.put(770003)
    shop.close()
    check(deliver(port, path, late, secret)[0] == 200, "taken while the shop is down")
    wait_until(lambda: order(770003), 10, "the shop's signed word counts until it can be asked")
    r = w.owner.call("POST", f"/api/v1/stores/{store['id']}/poll", {})
    check(r.status == 503 and r.code == "stores.unreachable", f"poll of a dead shop: {r}")
    state = next(s for s in w.owner.get("/api/v1/stores")["items"] if s["id"] == store["id"])
    check(state["state"] == "unreachable" and state["last_error"] == "stores.unreachable", f"store: {state}")


# ---- files ----

def upload(name, raw):
    shop = w.owner.me["shops"][0]["id"]
    return w.owner.call("POST", f"/api/v1/imports?shop_id={shop}&file_name={name}", raw=raw, headers={"Content-Type": "text/csv"}, timeout=120)


def start_import(i, expect=200, **more):
    r = w.owner.call("POST", f"/api/v1/imports/{i['id']}/start", {"map": i["map"], **more})
    check(r.status == expect, f"start: {r}")
    return r


def finished(i, seconds=20):
    return wait_until(lambda: (lambda n: n if n["state"] in ("done", "failed", "cancelled") else None)(w.owner.get(f"/api/v1/imports/{i['id']}")),
                      seconds, f"import {i['file_name']} ends")


def csv_in_windows_1251():
    text = "Номер;Телефон;Имя;Адрес;Товар;Количество;Цена\nW1;0501234561;Ольга Петрова;Київ, вул. Садова 1;Чайник;1;125,50\n" \
           "W2;не телефон;Іван;Львів;Чашка;2;10\n"
    r = upload("orders-1251.csv", text.encode("cp1251"))
    check(r.status == 200, f"upload: {r}")
    i = r.json
    check(i["charset"].lower().replace("_", "-") in ("windows-1251", "cp1251"), f"charset {i['charset']}")
    check(i["columns"][0] == "Номер" and i["sample"][0][2] == "Ольга Петрова", f"read as {i['columns']} {i['sample']}")
    start_import(i, save_as="rus")
    done = finished(i)
    check(done["state"] == "done" and done["created"] == 1 and done["failed"] == 1, f"import: {done}")
    report = w.owner.call("GET", f"/api/v1/imports/{i['id']}/report").raw.decode()
    check(report.count("\n") >= 3 and "phone" in report, f"the report per row: {report}")
    again = upload("orders-1251.csv", text.encode("cp1251")).json
    check([m["name"] for m in again["maps"]] == ["rus"], f"the saved column map is offered: {again['maps']}")
    start_import(again)
    check(finished(again)["unchanged"] == 1, "the same file again changes nothing")


def csv_without_needed_columns():
    r = upload("few.csv", "number;comment\n1;x\n".encode())
    check(r.status == 200, f"upload: {r}")
    r = start_import(r.json, expect=400)
    check(r.code.startswith("imports.") and "phone" in r.raw.decode(), f"missing columns are named: {r}")
    for name, raw in (("empty", b""), ("binary", bytes(range(256)) * 40), ("only a header", b"number;phone;price\n")):
        r = upload("odd.csv", raw)
        check(r.status in (200, 400, 413), f"{name}: {r}")


def csv_of_many_rows():
    rows = 1000000 if os.environ.get("OL_FULL") == "1" else 100000
    head = "number;phone;recipient;address;product;quantity;price\n"
    raw = (head + "".join(f"B{n};+38050{n % 10000000:07d};Покупець {n};Київ, вул. Садова {n % 90};Чайник;1;125.00\n"
                          for n in range(rows))).encode()
    before = w.centre.rss_kb()
    r = upload("many.csv", raw)
    check(r.status == 200, f"upload: {r}")
    i = r.json
    uploaded = w.centre.rss_kb()
    start_import(i)
    seen, peak = set(), 0
    began = time.monotonic()

    def ended():
        nonlocal peak
        n = w.owner.get(f"/api/v1/imports/{i['id']}")
        seen.add(n["done"])
        peak = max(peak, w.centre.rss_kb())
        # one cut for both sizes: the desk works on while it imports
        return n if n["state"] in ("done", "failed") else None
    done = wait_until(ended, rows / 500 + 30, "the import ends", 0.25)
    took = time.monotonic() - began
    print(f"# {rows} rows in {took:.1f} s, {len(seen)} steps of progress seen, RSS {before // 1024} -> {uploaded // 1024} -> peak {peak // 1024} MB")
    check(done["state"] == "done" and done["rows"] == rows and done["created"] == rows, f"import: { {k: done[k] for k in ('state', 'rows', 'created', 'failed', 'error')} }")
    check(len(seen) >= 4, f"progress is shown: {sorted(seen)[:10]}")
    check(peak - before < 150 * 1024 + len(raw) // 1024, f"memory stays flat: {before} -> {peak} KB")


# ---- the end ----

def floor_logs_replay_without_a_difference():
    check(w.centre.stop(30) == 0, "a clean stop")
    events, differences, text = w.centre.replay()
    print(f"# {events} events replayed")
    check(events > 50 and differences == 0, text)


def start():
    w.centre = Centre("faults", more=["--stores.private_networks", "true"], greeting_seconds=2.5).start()
    desks(w.centre)
    w.centre.queue(w.owner, ring_timeout_ms=20000, wrap_up_ms=600000)


def test(fn, *args):
    def body():
        try:
            return fn(*args)
        finally:
            home()
    name = fn.__name__ + ("_" + args[0] if args else "")
    return name.replace("_", "-"), body


TESTS = [
    ("server-starts", start),
    *[test(kill_in, phase, f"+3806711100{n}") for n, phase in enumerate(("greeting", "waiting", "ringing", "talking", "wrap_up"), 11)],
    test(disposition_survives_a_kill), test(closed_shops_call_back_survives_a_kill), test(erasure_survives_a_kill),
    *[test(fn) for fn in dial_faults.cases(sys.modules[__name__])], test(pulled_plug_is_told), test(database_locked_by_another), test(disk_full), *[test(fn) for fn in recording_faults.cases(sys.modules[__name__])], test(root_becomes_another_user),
    test(backup_while_running_and_restore), test(bad_requests_are_refused_by_name), test(requests_of_a_foreign_page_are_refused),
    test(broken_http_ends_nothing), test(webhooks_of_a_shop), test(csv_in_windows_1251), test(csv_without_needed_columns),
    test(csv_of_many_rows), test(floor_logs_replay_without_a_difference),
]

if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.argv.append("server-starts")
    sys.exit(run(TESTS))
