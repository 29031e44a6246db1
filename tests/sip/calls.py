"""The calls of issue 2 over real SIP and RTP. Each test is one function; its name is what is shown."""
import datetime
import os
import re
import subprocess
import sys
import threading
import time
import zoneinfo

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "lib"))
from centre import Centre, Desk, Failed, REPO, check, free_port, level, read_wav, run, tone, wait_until  # noqa: E402
from phone import TABLES, Carrier, Media, Message, Phone, token  # noqa: E402,F401
import flow_calls  # noqa: E402
import recording_calls  # noqa: E402
import dial_calls  # noqa: E402
import link_calls  # noqa: E402
import net_calls  # noqa: E402
import odd_calls  # noqa: E402
import outside_calls  # noqa: E402
import second_calls  # noqa: E402
import setup_calls  # noqa: E402
import take_calls  # noqa: E402
import wire_calls  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
BUYER, OPERATOR, MUSIC = 440, 1000, 300
COLLEAGUE, SUPERVISOR = 1700, 2500
CHILDREN = []
phones = []


class World:
    """One centre for all tests; operators' desks and settings."""


w = World()


def phone(*args, **kw):
    p = Phone(w.centre.sip, *args, **kw)
    phones.append(p)
    return p


def buyer(number="+380501234567", **kw):
    return phone("buyer", hz=BUYER, **kw), number


def call_shop(number="+380501234567", **kw):
    p, n = buyer(number, **kw)
    call = p.dial("shop", n)
    call.wait("answered")
    return call


def operator(desk, auto=None, codecs=(0, 8), ready=True, hz=OPERATOR, **kw):
    """Her desk phone, registered, and she ready unless told otherwise."""
    user, secret = desk.sip_phone()
    p = phone(user, secret, hz=hz, auto=auto, codecs=codecs, **kw)
    check(p.register() == 200, f"{user} could not register")
    wait_until(lambda: desk.agent()["reachable"], 5, f"{user} is reachable")
    if ready:
        desk.ready()
    return p


def quiet():
    """Between tests: everybody home, no call, no open task."""
    for p in phones:
        for c in list(p.calls.values()):
            if c.answered and not c.ended and p.open:
                try:
                    c.bye()
                except Failed:
                    pass
    for desk in (w.oksana, w.bohdan):
        c = desk.current()
        if c and c["state"] == "wrap_up":
            desk.call("POST", f"/api/v1/contacts/{c['contact_id']}/wrap-up", {"disposition": "dropped", "note": "", "cause": ""})
        desk.sign_out(15)
    no_trunks()
    for p in phones:
        p.close()
    phones.clear()
    wait_until(lambda: w.owner.get("/api/v1/system")["sip"]["legs"] == 0, 20, "no SIP leg left")
    empty = 0

    def no_task():  # who was cut off here is owed a call-back; its row comes some milliseconds after the last leg went
        nonlocal empty
        tasks = w.owner.get("/api/v1/tasks")["items"]
        for t in tasks:
            w.owner.call("POST", f"/api/v1/tasks/{t['contact_id']}/done", {"text": "test"})
        empty = 0 if tasks else empty + 1
        return empty == 4
    wait_until(no_task, 20, "no open task")


def recording_of(contact_id):
    def closed():
        for r in w.supervisor.get("/api/v1/recordings")["items"]:
            if r["contact_id"] == contact_id and r["state"] in ("closed", "repaired"):
                return r
    r = wait_until(closed, 8, "the recording is closed")
    a = w.supervisor.call("GET", f"/api/v1/recordings/{r['id']}/audio")
    check(a.status == 200, f"audio: {a.status}")
    path = os.path.join(w.centre.folder, "recording.wav")
    with open(path, "wb") as f:
        f.write(a.raw)
    seconds, left, right = read_wav(path)
    check(abs(seconds * 1000 - r["duration_ms"]) <= 100, f"{seconds} s in the file, {r['duration_ms']} ms in the list")
    return seconds, left, right


def check_stereo(contact_id, left_hz=BUYER, right_hz=OPERATOR, seconds_min=1.0):
    seconds, left, right = recording_of(contact_id)
    check(seconds >= seconds_min, f"the recording is only {seconds} s long")
    middle = slice(len(left) // 4, len(left) * 3 // 4)
    levels = [level(left[middle], left_hz), level(left[middle], right_hz), level(right[middle], right_hz), level(right[middle], left_hz)]
    check(levels[0] > 2500 and levels[2] > 2500, f"tones missing in the recording: {levels}")
    check(levels[1] < 300 and levels[3] < 300, f"the channels leak into each other: {levels}")


def spawn(args, **kw):
    log = open(os.path.join(w.centre.folder, os.path.basename(args[0]) + ".log"), "ab")
    p = subprocess.Popen(args, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=w.centre.folder, **kw)
    log.close()
    CHILDREN.append(p)
    return p


def end(p):
    if p.poll() is None:
        p.kill()
    p.wait()


# ---- audio ----

def greeting_music_talk_and_recording():
    agent = operator(w.oksana)
    call = call_shop()
    wait_until(lambda: call.heard(700, 0.3) > 3000, 5, "the greeting is heard")
    call.hears(MUSIC)
    leg = agent.next_ring()
    card = w.oksana.wait_contact("offered")
    check(card["caller"]["number"] == "+380501234567", f"the number on the card: {card['caller']}")
    leg.answer()
    call.hears(OPERATOR, but_not=(MUSIC,))
    leg.hears(BUYER, but_not=(MUSIC,))
    wait_until(lambda: (w.oksana.current() or {}).get("state") == "talking", 5, "the desk shows the talk")
    spoken(1.5)
    leg.bye()
    call.wait("ended")
    check_stereo(w.oksana.finish()["contact_id"])


def spoken(seconds):
    """Lets a talk last: waits for that much more sound to be exchanged, by the clock of the sound."""
    end_at = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() >= end_at, seconds + 1, "the talk lasts")


def pcma_buyer_with_pcmu_operator():
    agent = operator(w.oksana, codecs=(0,))
    call = call_shop(codecs=(8,))
    leg = agent.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    leg.hears(BUYER)
    check(call.codec == 8 and leg.codec == 0, f"codecs {call.codec} and {leg.codec}")
    spoken(1.2)
    call.bye()
    leg.wait("ended")
    check_stereo(w.oksana.finish()["contact_id"])


def trunk_that_leaves_the_offer_to_us():
    agent = operator(w.oksana)
    p, number = buyer()
    call = p.dial("shop", number, late_offer=True)
    call.wait("answered")
    leg = agent.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    leg.hears(BUYER)
    call.bye()
    leg.wait("ended")
    w.oksana.finish()


def sipp_caller_to_sipp_operator():
    user, secret = w.oksana.sip_phone()
    at = free_port()
    scenario = os.path.join(w.centre.folder, "register.xml")
    with open(os.path.join(HERE, "register.xml"), encoding="utf-8") as f:
        text = f.read().replace("SIP_USER", user).replace("SIP_SECRET", secret)
    with open(scenario, "w", encoding="utf-8") as f:
        f.write(text)
    target = f"127.0.0.1:{w.centre.sip}"
    common = ["-i", "127.0.0.1", "-nostdin", "-nd"]
    r = subprocess.run(["sipp", target, "-sf", scenario, "-p", str(at), "-m", "1", "-timeout", "10s", "-key", "user", user, *common],
                       stdin=subprocess.DEVNULL, capture_output=True, cwd=w.centre.folder, timeout=20)
    check(r.returncode == 0, f"sipp REGISTER ended with {r.returncode}: {r.stderr[-200:]!r}")
    hers, his = Media(OPERATOR), Media(BUYER)
    her_sipp = spawn(["sipp", target, "-sf", os.path.join(HERE, "operator.xml"), "-p", str(at), "-aa", "-key", "rtp_port",
                      str(hers.port), *common])
    his_sipp = None
    try:
        w.oksana.ready()
        his_sipp = spawn(["sipp", target, "-sf", os.path.join(HERE, "caller.xml"), "-p", str(free_port()), "-m", "1", "-timeout", "60s",
                          "-key", "rtp_port", str(his.port), "-key", "caller", "+380501112255", *common])
        his.hears(OPERATOR, 15)
        hers.hears(BUYER, 5)
        contact = w.oksana.wait_contact("talking")
        spoken(1.2)
        w.oksana.post(f"/api/v1/contacts/{contact['contact_id']}/hang-up")
        check(his_sipp.wait(10) == 0, f"sipp caller ended with {his_sipp.returncode}")
        check_stereo(w.oksana.finish()["contact_id"])
    finally:
        end(her_sipp)
        if his_sipp:
            end(his_sipp)
        hers.alive = his.alive = False


def sipp_caller_to_baresip_operator():
    user, secret = w.oksana.sip_phone()
    folder = os.path.join(w.centre.folder, "baresip")
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["sox", "-n", "-r", "8000", "-c", "1", "-b", "16", os.path.join(folder, "tone.wav"), "synth", "60", "sine",
                    str(OPERATOR), "gain", "-12"], check=True)
    modules = next(d for d in ("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules") if os.path.isdir(d))
    with open(os.path.join(folder, "config"), "w", encoding="utf-8") as f:
        f.write(f"""sip_listen 127.0.0.1:{free_port()}
net_interface 127.0.0.1
module_path {modules}
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module_app account.so
module_app menu.so
audio_source aufile,{folder}/tone.wav
audio_player aubridge,silent
audio_alert aubridge,silent
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
snd_path {folder}
rtp_timeout 0
""")
    with open(os.path.join(folder, "accounts"), "w", encoding="utf-8") as f:
        f.write(f"<sip:{user}@127.0.0.1:{w.centre.sip}>;auth_user={user};auth_pass={secret};answermode=auto;audio_codecs=PCMU;"
                "regint=120;ptime=20\n")
    open(os.path.join(folder, "contacts"), "w").close()
    baresip = spawn(["baresip", "-f", folder], env={**os.environ, "HOME": folder})
    his = Media(BUYER)
    sipp = None
    try:
        wait_until(lambda: w.oksana.agent()["reachable"], 15, "baresip registered")
        w.oksana.ready()
        sipp = spawn(["sipp", f"127.0.0.1:{w.centre.sip}", "-sf", os.path.join(HERE, "caller.xml"), "-p", str(free_port()), "-m", "1",
                      "-timeout", "60s", "-key", "rtp_port", str(his.port), "-key", "caller", "+380501112266", "-i", "127.0.0.1",
                      "-nostdin", "-nd"])
        his.hears(OPERATOR, 15)
        contact = w.oksana.wait_contact("talking")
        spoken(2)
        w.oksana.post(f"/api/v1/contacts/{contact['contact_id']}/hang-up")
        check(sipp.wait(10) == 0, f"sipp caller ended with {sipp.returncode}")
        check_stereo(w.oksana.finish()["contact_id"])
    finally:
        baresip.terminate()
        try:
            baresip.wait(5)
        except subprocess.TimeoutExpired:
            end(baresip)
        if sipp:
            end(sipp)
        his.alive = False
    heard = [n for n in os.listdir(folder) if n.endswith("dec.wav")]
    check(heard, f"baresip kept no sound: {os.listdir(folder)}")
    raw = open(os.path.join(folder, heard[0]), "rb").read()[44:]
    samples = [int.from_bytes(raw[i:i + 2], "little", signed=True) for i in range(0, len(raw) - 1, 2)]
    check(level(samples[-8000:-1600], BUYER) > 2000, f"baresip did not hear the buyer: {level(samples[-8000:-1600], BUYER):.0f}")


# ---- the line ----

def unanswered_offer_goes_to_the_next_operator():
    first = operator(w.oksana)
    second = operator(w.bohdan)
    call = call_shop()
    rung = wait_until(lambda: [p for p in (first, second) if not p.no_ring()], 10, "somebody rings")[0]
    other = second if rung is first else first
    leg = rung.next_ring()
    leg.wait("cancelled", 12)
    leg2 = other.next_ring(10)
    check("ended" not in call.events, "the caller was lost")
    call.hears(MUSIC)
    leg2.answer()
    call.hears(OPERATOR)
    leg2.hears(BUYER)
    call.bye()
    leg2.wait("ended")


def refused(status):
    first = operator(w.oksana, auto=status)
    second = operator(w.bohdan)
    for _ in range(2):  # whoever idles longest is asked first: at the second call at the latest it is she
        call = call_shop()
        leg = second.next_ring(12)
        check("ended" not in call.events, "the caller was lost")
        leg.answer()
        call.hears(OPERATOR)
        call.bye()
        leg.wait("ended")
        w.bohdan.finish()
        if not first.no_ring():
            return
        wait_until(lambda: w.bohdan.agent()["state"] == "ready", 10, "ready again")
    raise Failed("the refusing phone was never asked")


def declined_offer_goes_on():
    refused(603)


def busy_phone_goes_on():
    refused(486)


def caller_leaves_in_greeting():
    p, n = buyer()
    call = p.dial("shop", n)
    call.wait("answered")
    call.bye()
    wait_until(lambda: w.owner.get("/api/v1/system")["sip"]["legs"] == 0, 5, "no leg left")


def caller_cancels_at_once():
    p, n = buyer()
    call = p.dial("shop", n)
    wait_until(lambda: call.status >= 100 or call.answered, 5, "the INVITE arrived")
    call.cancel()
    wait_until(lambda: call.ended or call.answered, 5, "487, or the answer was faster")
    if call.answered and not call.ended:
        call.bye()
    wait_until(lambda: w.owner.get("/api/v1/system")["sip"]["legs"] == 0, 5, "no leg left")


def lost():
    return w.owner.get("/api/v1/lost-calls")


def open_callbacks():
    return [t for t in w.owner.get("/api/v1/tasks")["items"] if t["kind"] == "callback"]


def caller_leaves_while_waiting_and_while_it_rings():
    started = time.time() * 1000
    call = call_shop("+380671110001")
    call.hears(MUSIC)
    call.bye()
    tasks = wait_until(open_callbacks, 5, "who hung up while waiting is owed a call-back")
    check(tasks[0]["reason"] == "abandoned", f"why it is owed: {tasks}")
    # He calls once more and gets through: his own call-back is over without a hand.
    agent = operator(w.oksana, auto="answer", ready=False)
    again = call_shop("+380671110001")
    again.hears(MUSIC)
    w.oksana.post("/api/v1/me/presence", {"state": "ready"})
    again.hears(OPERATOR)
    again.bye()
    wait_until(lambda: not open_callbacks(), 5, "the call-back closed itself")
    told = lost()
    check(told["figures"]["returned"] >= 1, f"he got through himself: {told['figures']}")
    check(told["items"][0]["outcome"] == "returned", f"{told['items'][0]}")
    quiet()
    agent = operator(w.oksana)
    call = call_shop("+380671110002")
    leg = agent.next_ring()
    call.bye()
    leg.wait("cancelled", 5)
    card = wait_until(lambda: w.oksana.current(), 10, "she is offered to call him back at once")
    check(card["kind"] == "callback", f"what is offered: {card['kind']}")
    w.oksana.post(f"/api/v1/contacts/{card['contact_id']}/decline")
    rows = w.owner.get("/api/v1/contacts")["items"]
    gone = [r for r in rows if r["exit"] == "abandoned"][:2]
    check(len(gone) == 2, f"two abandoned calls expected: {rows[:3]}")

    def mine():  # those of the test before may be written late, and so may these
        return [c for c in lost()["items"] if c["lost_at"] >= started]
    wait_until(lambda: len(mine()) >= 2, 5, "two calls were lost")
    check(len(mine()) == 2, f"two calls were lost: {mine()}")


def either_side_ends_the_talk():
    agent = operator(w.oksana)
    for who in ("buyer", "operator", "desk"):
        call = call_shop()
        leg = agent.next_ring()
        leg.answer()
        call.hears(OPERATOR)
        if who == "buyer":
            call.bye()
            leg.wait("ended", 5)
        elif who == "operator":
            leg.bye()
            call.wait("ended", 5)
        else:
            w.oksana.post(f"/api/v1/contacts/{w.oksana.wait_contact('talking')['contact_id']}/hang-up")
            call.wait("ended", 5)
            leg.wait("ended", 5)
        w.oksana.finish()
        wait_until(lambda: w.oksana.agent()["state"] == "ready", 5, "ready after the wrap-up")


def hold_by_desk_phone_and_buyer():
    agent = operator(w.oksana)
    call = call_shop()
    leg = agent.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    path = f"/api/v1/contacts/{w.oksana.wait_contact('talking')['contact_id']}"
    w.oksana.post(path + "/hold")
    call.wait("held")
    call.hears(MUSIC, but_not=(OPERATOR,))
    check(w.oksana.current()["held"], "the desk shows the hold")
    w.oksana.post(path + "/resume")
    call.wait("resumed")
    call.hears(OPERATOR, but_not=(MUSIC,))
    leg.hears(BUYER)
    call.events.clear()
    leg.hold()  # the key on the desk phone
    call.wait("held")
    call.hears(MUSIC, but_not=(OPERATOR,))
    leg.hold(False)
    call.wait("resumed")
    call.hears(OPERATOR, but_not=(MUSIC,))
    leg.hears(BUYER)
    check(call.hold() in ("recvonly", "inactive"), "the buyer's hold is answered recvonly")
    wait_until(lambda: not call.ended, 1, "the call lives")
    check(call.hold(False) == "sendrecv", "the buyer takes up again")
    leg.hears(BUYER)
    call.hears(OPERATOR)
    call.bye()
    leg.wait("ended")


def digits_both_ways():
    agent = operator(w.oksana)
    call = call_shop()
    leg = agent.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    call.press("159#")
    wait_until(lambda: leg.digits == "159#", 8, f"the operator's phone got the buyer's digits (got {leg.digits!r})")
    leg.press("240*")
    wait_until(lambda: call.digits == "240*", 8, f"the buyer got the operator's digits (got {call.digits!r})")
    path = f"/api/v1/contacts/{w.oksana.wait_contact('talking')['contact_id']}"
    w.oksana.post(path + "/digits", {"digits": "77"})
    wait_until(lambda: call.digits == "240*77", 8, f"the buyer got the desk's digits (got {call.digits!r})")
    call.hears(OPERATOR)
    call.bye()
    leg.wait("ended")


def lone_operator_unanswered_call_becomes_a_task():
    saved = w.owner.get("/api/v1/queues")["items"][0]["member_ids"]
    w.centre.queue(w.owner, member_ids=[w.oksana.me["person_id"]])
    try:
        agent = operator(w.oksana)
        call = call_shop("+380671110008")
        wait_until(lambda: call.ended, 60, "the caller hears that he is called back, and the call ends")
        check("ended" in call.events, f"how it ended: {call.events}")
        tasks = [t for t in w.owner.get("/api/v1/tasks")["items"] if t["kind"] == "callback"]
        check(len(tasks) == 1, f"one call-back task: {tasks}")
        rings = 0
        while not agent.no_ring():
            agent.next_ring(1)
            rings += 1
        check(1 <= rings <= 3, f"the lone phone rang {rings} times")
        check(abs(tasks[0]["entered_at"] / 1000 - time.time()) < 90, f"entered_at {tasks[0]['entered_at']}")
    finally:
        w.centre.queue(w.owner, member_ids=saved)


def lone_operator_unanswered_call_leaves_a_voicemail():
    members = w.owner.get("/api/v1/queues")["items"][0]["member_ids"]
    w.centre.queue(w.owner, member_ids=[w.oksana.me["person_id"]])
    shop = set_missed("voicemail")
    try:
        operator(w.oksana)
        call = call_shop("+380671110009")
        wait_until(lambda: call.heard(850, 0.3) > 3000, 60, "the voicemail's sentence is heard")
        wait_until(lambda: call.heard(850, 0.3) < 300 and call.heard(600, 0.3) < 300, 10, "then it listens")
        spoken(2)
        call.bye()
        task = wait_until(lambda: [t for t in w.owner.get("/api/v1/tasks")["items"] if t["kind"] == "voicemail"], 8, "a voicemail task")[0]
        check(task.get("recording_id"), f"with its recording: {task}")
        seconds = 0

        def listened():
            nonlocal seconds
            r = w.supervisor.call("GET", f"/api/v1/recordings/{task['recording_id']}/audio")
            path = os.path.join(w.centre.folder, "voicemail.wav")
            with open(path, "wb") as f:
                f.write(r.raw)
            seconds, left, _ = read_wav(path)
            return seconds > 1 and level(left[len(left) // 4:len(left) * 3 // 4], BUYER) > 2500
        wait_until(listened, 8, "his voice is in the message")
    finally:
        set_missed(shop)
        w.centre.queue(w.owner, member_ids=members)


def set_missed(where):
    """Where calls go that nobody took; gives where they went before."""
    path = f"/api/v1/shops/{w.owner.me['shops'][0]['id']}"
    shop = w.owner.get(path)
    r = w.owner.call("PATCH", path, {"missed_goes_to": where}, headers={"If-Match": f'"{shop["version"]}"'})
    check(r.status == 200, f"PATCH shop: {r}")
    return shop["missed_goes_to"]


# ---- while the shop is closed ----

WHOLE_DAY = [{"from": "00:00", "to": "24:00"}]


def set_hours(opens, closed_goes_to="callback"):
    """Closed until tomorrow's whole day, or open round the clock; gives what was saved."""
    path = f"/api/v1/shops/{w.owner.me['shops'][0]['id']}/hours"
    hours = w.owner.get(path)
    body = {"week": [{"day": d, "open": WHOLE_DAY if opens else []} for d in range(1, 8)], "closed_goes_to": closed_goes_to,
            "dated": [] if opens else [{"date": tomorrow(hours["tz"]), "name": "", "open": WHOLE_DAY}]}
    r = w.owner.call("PUT", path, body, headers={"If-Match": f'"{hours["version"]}"'})
    check(r.status == 200 and r.json["now"]["open"] == opens, f"PUT hours: {r}")
    return r.json


def tomorrow(tz):
    return (datetime.datetime.now(zoneinfo.ZoneInfo(tz)) + datetime.timedelta(days=1)).strftime("%Y-%m-%d")


def board_today():
    return w.owner.get("/api/v1/board")["shops"][0]["today"]


def closed_shop_says_so_and_promises_a_call_back():
    order = w.owner.post("/api/v1/orders", {
        "shop_id": w.owner.me["shops"][0]["id"], "recipient": "Марія Нічна", "phone": "0671110077", "address": "Київ, вул. Садова 2",
        "city": "Київ", "delivery_method": "courier", "note": "", "pay_method": "cod",
        "lines": [{"sku": "X2", "name": "Чайник", "quantity": 1, "price": {"minor": 125000, "currency": "UAH"}}]})
    opening = set_hours(False)["now"]["until"]
    wait_until(lambda: not w.owner.get("/api/v1/board")["shops"][0]["open"], 5, "the board says closed")
    before = board_today()
    try:
        agent = operator(w.oksana)
        call = call_shop("+380671110077")
        call.hears(850, but_not=(700, MUSIC))
        call.wait("ended")

        def task_now():
            return [t for t in w.owner.get("/api/v1/tasks")["items"] if t["reason"] == "closed"]
        task = wait_until(task_now, 5, "a task with its reason")[0]
        check(task["kind"] == "callback" and task["due_at"] == opening, f"it waits for the opening: {task}, {opening}")
        contact = w.owner.get("/api/v1/contacts?exit=closed")["items"][0]
        why = w.owner.get(f"/api/v1/contacts/{contact['contact_id']}/why")["items"]
        check([r["reason"]["code"] for r in why] == ["shop_closed"], f"why: {why}")
        promise = wait_until(lambda: [p for p in w.owner.get("/api/v1/promises?state=open")["items"]
                                      if p.get("contact_id") == task["contact_id"]], 5, "a promise to the buyer")[0]
        check(promise["kind"] == "callback" and promise["due_from"] == opening and opening < promise["due_at"], f"{promise}")

        def counted():
            now = board_today()
            return now["closed"] == before["closed"] + 1 and now["abandoned"] == before["abandoned"] and now["offered"] == before["offered"]
        wait_until(counted, 5, f"the board counts it as closed: {before} {board_today()}")
        shop = w.owner.get("/api/v1/board")["shops"][0]
        check(not shop["open"] and shop["hours_change_at"] == opening, f"the board says closed until {opening}")
        check(agent.no_ring(), "nobody is rung while it is closed")
        set_hours(True)
        offered = w.oksana.wait_contact("offered")
        check(offered["contact_id"] == task["contact_id"] and [o["id"] for o in offered["orders"]] == [order["id"]], f"at the opening: {offered}")
        w.owner.post(f"/api/v1/tasks/{task['contact_id']}/done", {"text": "called back"})
        kept = w.owner.get("/api/v1/promises?state=kept")["items"]
        check(promise["id"] in [p["id"] for p in kept], f"the promise is kept: {kept}")
    finally:
        set_hours(True)


def closed_shop_takes_a_message():
    set_hours(False, "voicemail")
    try:
        call = call_shop("+380671110078")
        call.hears(850, but_not=(700,))
        wait_until(lambda: call.heard(850, 0.3) < 300 and call.heard(600, 0.3) < 300, 10, "then it listens")
        spoken(1.5)
        call.bye()
        task = wait_until(lambda: [t for t in w.owner.get("/api/v1/tasks")["items"] if t["kind"] == "voicemail"], 8, "a voicemail task")[0]
        check(task["reason"] == "closed" and task.get("recording_id"), f"with its recording: {task}")
        contact = w.owner.get("/api/v1/contacts?exit=closed")["items"][0]
        check(contact["recording_id"] == task["recording_id"], f"the contact is closed, not abandoned: {contact}")
    finally:
        set_hours(True)


# ---- the story ----

def story_of_an_order_over_sip():
    order = w.owner.post("/api/v1/orders", {
        "shop_id": w.owner.me["shops"][0]["id"], "recipient": "Олена Тестова", "phone": "0501119988", "address": "Київ, вул. Садова 1",
        "city": "Київ", "delivery_method": "courier", "note": "", "pay_method": "cod",
        "lines": [{"sku": "X2", "name": "Чайник", "quantity": 1, "price": {"minor": 125000, "currency": "UAH"}}]})
    agent = operator(w.oksana)
    call = call_shop("+380501119988")
    leg = agent.next_ring()
    card = w.oksana.wait_contact("offered")
    wait_until(lambda: [o["id"] for o in w.oksana.current()["orders"]] == [order["id"]], 5, f"her order is on the card: {card}")
    wait_until(lambda: w.oksana.current()["rings"] >= 1, 5, f"rings are counted: {card['rings']}")
    leg.answer()
    contact = w.oksana.wait_contact("talking")["contact_id"]
    check(w.oksana.get(f"/api/v1/orders/{order['id']}?contact_id={contact}")["phone"] == "+380501119988", "unmasked in the contact")
    confirmed = w.oksana.confirm_order(order["id"], contact)
    check(confirmed["desk_state"] == "confirmed", f"state {confirmed['desk_state']}")
    checks = {c["field"]: c for c in confirmed["checks"]}
    check(len(checks) == 7 and all(c["state"] != "open" and c["contact_id"] == contact and c["by"] == w.oksana.me["person_id"]
                                   for c in checks.values()), f"seven checks with who and in which call: {checks}")
    promises = w.oksana.get(f"/api/v1/promises?order_id={order['id']}")["items"]
    check([p["kind"] for p in promises] == ["delivery"] and promises[0]["due_at"], f"a delivery promise: {promises}")
    spoken(1.2)
    call.bye()
    leg.wait("ended")
    w.oksana.finish("confirmed", "все гаразд")
    wait_until(lambda: w.oksana.agent()["state"] == "ready", 5, "ready again")

    def told():  # rows of the floor reach the database some 20 ms later
        row = next(r for r in w.owner.get("/api/v1/contacts")["items"] if r["contact_id"] == contact)
        return row["disposition"] == "confirmed" and row["exit"] == "answered" and row["talk_ms"] > 1000
    wait_until(told, 5, "the contact's row has disposition, exit and talk time")
    check_stereo(contact)
    outside = w.oksana.get(f"/api/v1/orders/{order['id']}")
    check(outside["phone"] != "+380501119988", "masked again after the contact")


def recording_erased_on_request():
    agent = operator(w.oksana)
    call = call_shop()
    leg = agent.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    contact = w.oksana.wait_contact("talking")["contact_id"]

    def files():
        return [os.path.join(d, f) for d, _, names in os.walk(os.path.join(w.centre.var, "recordings")) for f in names]
    before = len(files())
    wait_until(lambda: w.oksana.current()["recording"] == "on", 5, "it records")
    w.oksana.post(f"/api/v1/contacts/{contact}/recording/erase", {"reason": "the buyer asked"})
    wait_until(lambda: w.oksana.current()["recording"] == "erased", 5, "the card says erased")
    wait_until(lambda: len(files()) == before - 1, 5, f"the file is gone: {files()}")
    call.hears(OPERATOR)  # the talk goes on
    call.bye()
    leg.wait("ended")
    w.oksana.finish()

    def rows_now():
        return [r for r in w.supervisor.get("/api/v1/recordings")["items"] if r["contact_id"] == contact]
    wait_until(lambda: all(r["state"] == "erased" for r in rows_now()), 5, f"listed as erased: {rows_now()}")
    rows = rows_now()
    if rows:
        r = w.supervisor.call("GET", f"/api/v1/recordings/{rows[0]['id']}/audio")
        check(r.status == 404 and r.code == "recordings.erased", f"audio of an erased recording: {r}")
    audit = w.owner.get("/api/v1/audit")
    check(audit["chain_ok"] and any(i["what"] == "recording.erased" for i in audit["items"]),
          f"the erasure is logged: {[i['what'] for i in audit['items'][:8]]}")


# ---- who vanishes ----

def caller_vanishes_without_bye():
    agent = operator(w.oksana)
    p, n = buyer()
    call = p.dial("shop", n)
    call.wait("answered")
    leg = agent.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    p.close()
    leg.wait("ended", 20)
    w.oksana.wait_contact("wrap_up")
    owed = wait_until(lambda: [t for t in w.owner.get("/api/v1/tasks")["items"] if t["reason"] == "interrupted"], 8, "he is called back")
    w.owner.post(f"/api/v1/tasks/{owed[0]['contact_id']}/done", {})


def without_an_ack_only_who_was_heard_is_called_back():
    p, n = buyer("+380671110021")
    heard = p.dial("shop", n, acks=False)
    q, m = buyer("+380671110043")
    forged = q.dial("shop", m, acks=False, speaks=False)
    heard.wait("answered")
    forged.wait("answered")
    heard.wait("ended", 45)  # 64 T1 (RFC 3261 13.3.1.4)
    forged.wait("ended", 10)

    def owed():
        return [t["caller"]["number_masked"][-2:] for t in w.owner.get("/api/v1/tasks")["items"] if t["kind"] == "callback"]
    wait_until(lambda: n[-2:] in owed(), 8, f"he is called back: {owed()}")
    check(owed() == [n[-2:]], f"and nobody else: {owed()}")


def operators_phone_vanishes_in_talk():
    first = operator(w.oksana)
    call = call_shop()
    leg = first.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    second = operator(w.bohdan)
    first.close()
    leg2 = second.next_ring(25)
    check("ended" not in call.events, "the buyer was lost")
    leg2.answer()
    call.hears(OPERATOR)
    call.bye()
    leg2.wait("ended")


def operators_phone_vanishes_in_ring():
    silent = operator(w.oksana, auto="silent")
    call = call_shop()
    silent.next_ring()
    second = operator(w.bohdan)
    leg = second.next_ring(25)
    leg.answer()
    call.hears(OPERATOR)
    call.bye()
    leg.wait("ended")


# ---- attacks and nonsense ----

def strangers_rtp_is_not_heard():
    agent = operator(w.oksana)
    call = call_shop()
    leg = agent.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    leg.hears(BUYER)
    stranger = Media(2000, ip="127.0.0.9")
    stranger.rtp_peer = call.rtp_peer  # the server's port of the buyer's leg, spoken to from another address
    spoken(1)
    leg.hears(BUYER, but_not=(2000,))
    check(leg.heard(2000) < 1000, f"a stranger's sound reached the operator: {leg.heard(2000):.0f}")
    check(stranger.packets == 0, "the stranger got the call's sound")
    stranger.alive = False
    call.bye()
    leg.wait("ended")


def malformed_sdp_is_refused_and_the_server_lives():
    p = phone("odd", ip="127.0.0.4")
    target = f"sip:shop@127.0.0.1:{w.centre.sip}"
    for name, sdp in (("nonsense", "hello"), ("no audio", "v=0\r\no=- 1 1 IN IP4 127.0.0.4\r\ns=-\r\nt=0 0\r\n"),
                      ("no codec of ours", "v=0\r\no=- 1 1 IN IP4 127.0.0.4\r\ns=-\r\nc=IN IP4 127.0.0.4\r\nt=0 0\r\nm=audio 4000 RTP/AVP 18\r\n"),
                      ("port too large", "v=0\r\no=- 1 1 IN IP4 127.0.0.4\r\ns=-\r\nc=IN IP4 127.0.0.4\r\nt=0 0\r\nm=audio 99999 RTP/AVP 0\r\n"),
                      ("no address", "v=0\r\no=- 1 1 IN IP4 127.0.0.4\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"),
                      ("binary", "v=0\r\n\x01\x02\x7f")):
        branch = "z9hG4bK" + token()
        me = f"<sip:odd@127.0.0.4:{p.port}>;tag={token()}"
        call_id = token()
        text = p.request_text("INVITE", target, me, f"<{target}>", call_id, 1, branch, sdp)
        answer = p.transact(text, branch, "INVITE", 8)
        while answer.status < 200:
            answer = p.transact(text, branch, "INVITE", 8)
        check(400 <= answer.status < 600, f"{name}: answered {answer.status}")
        p.send(p.request_text("ACK", target, me, answer.get("to"), call_id, 1, branch))
    for raw in (b"", b"\r\n\r\n", b"INVITE", b"\x00" * 500, b"INVITE sip:x SIP/2.0\r\n" + b"A: b\r\n" * 3000, os.urandom(1200)):
        p.socket.sendto(raw, p.server)
    agent = operator(w.oksana)
    call = call_shop()
    leg = agent.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    call.bye()
    leg.wait("ended")


def our_own_phone_may_not_dial_out():
    """Toll fraud: a registered phone calls from the desk only; a stranger reaches the shop's line and nothing else."""
    agent = operator(w.oksana)
    call = agent.dial("00900123456")
    wait_until(lambda: call.ended, 5, "refused")
    check(any(e.startswith("failed 4") for e in call.events) and not call.answered, f"{call.events}")



def wrong_password_a_thousand_times():
    user, secret = w.oksana.sip_phone()
    evil = phone(user, "guess", hz=BUYER)
    me = f"<sip:{user}@127.0.0.1>"
    uri = f"sip:127.0.0.1:{w.centre.sip}"
    first = evil.request_text("REGISTER", uri, me + ";tag=a", me, token(), 1, "z9hG4bKfirst", extra="Expires: 60\r\n")
    challenge = evil.transact(first, "z9hG4bKfirst", "REGISTER").get("www-authenticate")
    statuses = []
    real = evil._on_answer
    evil._on_answer = lambda m: (statuses.append(m.status), real(m))
    for i in range(1000):
        evil.password = f"guess{i}"
        text = evil.request_text("REGISTER", uri, me + ";tag=a", me, token(), 2, "z9hG4bK" + token(),
                                 extra=evil._authorization(challenge, "REGISTER", uri) + "Expires: 60\r\n")
        evil.send(text)
    after = w.owner.get("/api/v1/system")["sip"]
    check(200 not in statuses, "a guess was taken")
    check(after["auth_failed"] + after["flood_refused"] + after["shed"] > 100, f"the guard counted: {after}")
    good = phone(user, secret, ip="127.0.0.2", hz=OPERATOR)
    check(good.register() == 200, "the right password from another address works")
    wait_until(lambda: w.oksana.agent()["reachable"], 5, "reachable")


def invite_flood_while_a_call_goes_on():
    agent = operator(w.oksana)
    call = call_shop()
    leg = agent.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    before = w.owner.get("/api/v1/system")
    flood = phone("flood", ip="127.0.0.3")
    statuses, sink = [], Media(BUYER)
    flood._on_answer = lambda m: statuses.append(m.status)
    them = f"<sip:shop@127.0.0.1:{w.centre.sip}>"
    texts = [flood.request_text("INVITE", f"sip:shop@127.0.0.1:{w.centre.sip}", f"<sip:+38067{i:07d}@127.0.0.3:{flood.port}>;tag=f{i}",
                                them, token(), 1, "z9hG4bK" + token(), sink.sdp()).encode() for i in range(5000)]
    began = time.monotonic()
    took = []

    def pour():  # 5,000 in a second, or as near to it as this machine comes
        for i, text in enumerate(texts):
            time.sleep(max(0, began + i / 5000 - time.monotonic()) if i % 50 == 0 else 0)
            flood.socket.sendto(text, flood.server)
        took.append(time.monotonic() - began)
    pouring = threading.Thread(target=pour)
    pouring.start()
    other = call_shop("+380501112299")  # from another address: he gets through meanwhile
    pouring.join()
    print(f"# 5,000 INVITEs in {took[0]:.2f} s")
    other.hears(MUSIC, 20)
    other.bye()
    wait_until(lambda: len(statuses) > 50, 10, "the flood is answered")

    def counted():
        s = w.owner.get("/api/v1/system")["sip"]
        return s["flood_refused"] + s["shed"] - before["sip"]["flood_refused"] - before["sip"]["shed"] > 3000
    wait_until(counted, 10, "most of the flood is refused")
    call.hears(OPERATOR)
    leg.hears(BUYER)
    late = w.owner.get("/api/v1/system")["media"]["late_ticks"] - before["media"]["late_ticks"]
    print(f"# media ticks late during the flood: {late}")
    check(w.owner.get("/api/v1/system")["sip"]["legs"] < 300, "legs stay bounded")
    call.bye()
    leg.wait("ended")
    w.oksana.finish("technical")


def emergency_keeps_the_caller_and_the_all_clear_brings_her_back():
    agent = operator(w.oksana)
    scope = {"shop_ids": [], "department_ids": [], "person_ids": []}
    e = w.owner.post("/api/v1/emergencies", {"kind": "air_raid", "note": "", "scope": scope, "move_promises_by_ms": 0})
    try:
        wait_until(lambda: w.oksana.agent()["reason"] == "emergency", 5, "she is paused by it")
        call = call_shop("+380671110031")
        wait_until(lambda: call.heard(850, 0.3) > 3000, 8, "the caller hears why nobody answers")
        wait_until(lambda: call.heard(MUSIC, 0.3) > 3000, 8, "the music goes on")
        check(agent.no_ring(), "no phone rings meanwhile")
    finally:
        w.owner.post(f"/api/v1/emergencies/{e['id']}/end", {"stagger_ms": 0})
    ring = agent.next_ring(10)
    ring.answer()
    call.hears(OPERATOR)
    call.bye()


def key_one_keeps_the_place_as_a_call_back():
    scope = {"shop_ids": [], "department_ids": [], "person_ids": []}
    agent = operator(w.oksana)
    e = w.owner.post("/api/v1/emergencies", {"kind": "power", "note": "", "scope": scope, "move_promises_by_ms": 0})
    try:
        call = call_shop("+380671110032")
        wait_until(lambda: call.heard(850, 0.3) > 3000, 8, "key 1 is offered")
        entered = time.time()
        call.press("1")
        wait_until(lambda: call.ended, 10, "he hears that he is called back, and the call ends")
        tasks = [t for t in w.owner.get("/api/v1/tasks")["items"] if t["kind"] == "callback"]
        check(len(tasks) == 1 and tasks[0]["reason"] == "callback", f"one call-back: {tasks}")
        check(abs(tasks[0]["entered_at"] / 1000 - entered) < 30, "his age is kept")
    finally:
        w.owner.post(f"/api/v1/emergencies/{e['id']}/end", {"stagger_ms": 0})
    card = wait_until(lambda: w.oksana.current(), 10, "the call-back is offered to her")
    check(card["kind"] == "callback", f"what is offered: {card['kind']}")
    check(agent.no_ring(), "a task rings no phone")
    w.oksana.post(f"/api/v1/contacts/{card['contact_id']}/decline")


def board_of_another_shop_is_not_shown():
    shop = w.owner.get(f"/api/v1/shops/{w.owner.me['shops'][0]['id']}")
    second = w.owner.post("/api/v1/shops", {**shop, "name": "Second"})
    made = w.owner.post("/api/v1/people", {"name": "Lead", "login": "second-lead", "language": "en", "roles": ["supervisor"], "shop_ids": [second["id"]]})
    lead = Desk(w.owner.port, "second-lead", made["password"])
    call = call_shop("+380671110071")
    call.hears(MUSIC)
    wait_until(lambda: any(q["waiting"] for q in w.owner.get("/api/v1/board")["shops"]), 5, "the owner sees who waits")
    seen = lead.get("/api/v1/board")
    check(not seen["shops"] and seen["callbacks_open"] == 0, f"another shop's line: {seen['shops']}")
    check([a["name"] for a in seen["agents"]] in ([], ["Lead"]), f"another shop's people: {seen['agents']}")
    call.bye()


def one_way_audio_is_told_and_kept():
    agent = operator(w.oksana, auto="answer")
    call = call_shop("+380671110061")
    call.hears(OPERATOR)
    leg = next(iter(agent.calls.values()))
    wait_until(lambda: leg.heard(BUYER) > 3000, 8, "she hears him")
    call.sending = False  # his microphone's packets go nowhere
    wait_until(lambda: '"line_fault"' in w.centre.log() and '"side":"buyer"' in w.centre.log(), 12, "the fault is told")
    call.sending = True
    wait_until(lambda: '"line_good_again"' in w.centre.log(), 8, "it is told that he is heard again")
    contact = w.oksana.current()["contact_id"]
    call.bye()
    sides = wait_until(lambda: w.owner.get(f"/api/v1/contacts/{contact}/line")["sides"], 5, "the line is kept with the contact")
    buyer_side = next(s for s in sides if s["side"] == "buyer")
    check(buyer_side["silent_ms"] >= 4000 and any(p["mos_x100"] == 0 for p in buyer_side["points"]), f"his silence: {buyer_side}")
    check(max(p["mos_x100"] for p in buyer_side["points"]) > 400, f"and his good seconds: {buyer_side}")


# ---- calling out ----

def carrier(**kw):
    c = Carrier(w.centre.sip, hz=BUYER, **kw)
    phones.append(c)
    return c


def trunk(by, **settings):
    """A trunk of the centre to that carrier; gone when the test is over."""
    draft = {"name": f"telco {by.port}", "host": "127.0.0.1", "port": by.port, "user": by.user if by.password else "", "priority": 10,
             "caller_id": "+380441112233", "countries": ["UA"], **settings}
    t = w.owner.post("/api/v1/trunks", {"settings": draft, "secret": by.password or ""})
    check("secret" not in t and t["has_secret"] == bool(by.password), f"the secret is not given back: {t}")
    return t


def no_trunks():
    for t in w.owner.get("/api/v1/trunks")["items"]:
        w.owner.post(f"/api/v1/trunks/{t['id']}/remove")


def call_out(number="+380501234567", desk=None, **more):
    r = (desk or w.oksana).call("POST", "/api/v1/calls", {"number": number, "confirm_quiet": True, **more})
    check(r.status == 200, f"POST /calls: {r}")
    return r.json["contact_id"]


def her_leg(agent):
    leg = agent.next_ring()
    leg.answer()
    return leg


def outcome_of(contact_id, wanted, disposition):
    card = w.oksana.wait_contact("wrap_up", 15)
    check(card["contact_id"] == contact_id and card["dial"]["outcome"] == wanted, f"outcome {wanted}: {card.get('dial')}")
    w.oksana.finish(disposition)

    def row():
        return next((r for r in w.owner.get("/api/v1/contacts")["items"] if r["contact_id"] == contact_id), {})
    wait_until(lambda: row().get("exit") == wanted and row()["kind"] == "outbound_call", 5, f"the row says {wanted}")


def calls_out_with_digest_and_is_recorded():
    by = carrier(password="carrier-secret")
    trunk(by)
    agent = operator(w.oksana)
    contact = call_out("050 123 45 67")
    leg = her_leg(agent)
    far = by.next_ring()
    check("sip:+380501234567@" in far.invite.first, f"the number: {far.invite.first}")
    check("sip:+380441112233@" in far.invite.get("from"), f"caller id: {far.invite.get('from')}")
    far.ring()
    leg.hears(500)  # ringback
    check(w.oksana.current()["dial"]["stage"] == "ringing", "the desk shows that it rings")
    check(w.oksana.agent()["state"] == "talking", "nobody offers her anything meanwhile")
    far.answer()
    leg.hears(BUYER, but_not=(500,))
    far.hears(OPERATOR)
    check(w.oksana.current()["state"] == "talking", "the desk shows the talk")
    spoken(1.5)
    far.bye()
    leg.wait("ended")
    check(w.oksana.finish()["contact_id"] == contact, "the wrap-up is of this call")
    check_stereo(contact)


def early_media_is_heard_and_she_hangs_up():
    by = carrier()
    trunk(by)
    agent = operator(w.oksana)
    call_out()
    leg = her_leg(agent)
    far = by.next_ring()
    by.early(far)
    leg.hears(BUYER)
    check(w.oksana.current()["dial"]["stage"] == "early_media", "the desk says so")
    leg.bye()
    far.wait("cancelled")
    wait_until(lambda: w.oksana.current() is None, 5, "no wrap-up for who gave up")
    wait_until(lambda: w.oksana.agent()["state"] == "ready", 5, "she is ready again")


def busy_wrong_number_and_refused_are_told_apart():
    by = carrier(answers=(486, 404, 603, (480, "Reason: Q.850;cause=18\r\n")))
    trunk(by)
    agent = operator(w.oksana)
    for outcome, disposition in (("busy", "busy"), ("wrong_number", "wrong_number"), ("refused", "no_answer"), ("no_answer", "no_answer")):
        contact = call_out()
        leg = her_leg(agent)
        leg.wait("ended")
        outcome_of(contact, outcome, disposition)
    check(len(by.invites) == 4, "no buyer was rung twice")


def second_trunk_carries_what_the_first_cannot():
    first, second = carrier(answers=(503,)), carrier()
    trunk(first, name="first", priority=1)
    trunk(second, name="second", priority=2)
    agent = operator(w.oksana)
    call_out()
    leg = her_leg(agent)
    far = second.next_ring()
    far.answer()
    leg.hears(BUYER)
    far.hears(OPERATOR)
    check(len(first.invites) == 1, "the first was tried")
    leg.bye()
    far.wait("ended")
    w.oksana.finish()


def registered_trunk_is_watched_and_its_test_says_what_is_wrong():
    by = carrier(password="right")
    t = trunk(by, registers=True)
    wait_until(lambda: by.registered, 10, "registered at the carrier")

    def state():
        return next(x for x in w.owner.get("/api/v1/trunks")["items"] if x["id"] == t["id"])
    wait_until(lambda: state()["state"]["code"] == "ok" and state()["state"]["registered"], 10, f"the desk shows it: {state()}")
    tested = w.owner.post(f"/api/v1/trunks/{t['id']}/test")
    check(tested["ok"] and [x["what"] for x in tested["steps"]] == ["answer", "password"], f"the test: {tested}")
    wrong = state()
    r = w.owner.call("PUT", f"/api/v1/trunks/{t['id']}", {"settings": wrong["settings"], "secret": "wrong"},
                     headers={"If-Match": f'"{wrong["version"]}"'})
    check(r.status == 200, f"PUT: {r}")
    tested = w.owner.post(f"/api/v1/trunks/{t['id']}/test")
    check([x["code"] for x in tested["steps"]] == ["ok", "wrong_password"], f"the test: {tested}")
    agent = operator(w.oksana)
    r = w.oksana.call("POST", "/api/v1/calls", {"number": "+380501234567", "confirm_quiet": True})
    check(r.status == 409 and r.code == "calls.no_trunk", f"a trunk that refused us carries nothing: {r}")
    check(agent.no_ring(), "and rings no phone")
    by.close()
    tested = w.owner.post(f"/api/v1/trunks/{t['id']}/test")
    check(tested["steps"][0]["code"] in ("unreachable", "no_answer"), f"the test: {tested}")


def toll_fraud_is_refused():
    by = carrier()
    trunk(by, max_calls=1)
    agent = operator(w.oksana)

    def refused(number, code):
        r = w.oksana.call("POST", "/api/v1/calls", {"number": number, "confirm_quiet": True})
        check(r.code == code, f"{number}: {r}")
    refused("+447911123456", "calls.country")
    refused("+380900212345", "calls.premium")
    refused("112", "calls.number")
    it = w.centre.desk("it") if "it" in w.centre.people() else None
    if it:
        check(it.call("POST", "/api/v1/calls", {"number": "+380501234567"}).status == 403, "IT may not dial")
    call_out()
    leg = her_leg(agent)
    by.next_ring().answer()
    leg.hears(BUYER)
    operator(w.bohdan)
    r = w.bohdan.call("POST", "/api/v1/calls", {"number": "+380501234568", "confirm_quiet": True})
    check(r.code == "calls.trunks_full", f"one call at a time: {r}")
    leg.bye()
    w.oksana.finish()


def task_is_called_and_goes_on_in_her_hands():
    by = carrier(answers=(486, None, 486))
    trunk(by)
    agent = operator(w.oksana)
    w.oksana.post("/api/v1/me/presence", {"state": "paused", "reason": "x"})
    call = call_shop("+380671110077")
    wait_until(lambda: call.heard(MUSIC, 0.3) > 3000, 8, "he waits")
    call.bye()
    task = wait_until(lambda: [t for t in w.owner.get("/api/v1/tasks")["items"] if t["kind"] == "callback"], 8, "his call-back")[0]
    w.oksana.post("/api/v1/calls", {"contact_id": task["contact_id"], "confirm_quiet": True})
    her_leg(agent).wait("ended")
    card = w.oksana.wait_contact("wrap_up", 10)
    check(card["contact_id"] == task["contact_id"] and card["dial"]["outcome"] == "busy", f"busy: {card['dial']}")
    w.oksana.finish("busy")

    def listed():
        return [t for t in w.owner.get("/api/v1/tasks")["items"] if t["contact_id"] == task["contact_id"]]
    wait_until(lambda: [t for t in listed() if t["tries"] == 1 and t["state"] == "open"], 5, f"it waits for another try: {listed()}")
    w.oksana.post("/api/v1/calls", {"contact_id": task["contact_id"], "confirm_quiet": True})
    leg = her_leg(agent)
    far = by.next_ring()
    far.answer()
    leg.hears(BUYER)
    # Sent to a number that is busy he comes back, and rings: a call like any other by now.
    w.oksana.post(f"/api/v1/contacts/{task['contact_id']}/transfer", {"number": "+380671110088"})
    leg.wait("ended")
    again = agent.next_ring()
    again.answer()
    w.oksana.wait_contact("talking")
    far.hears(OPERATOR, but_not=(MUSIC,))
    far.bye()
    w.oksana.finish("confirmed")
    wait_until(lambda: not listed(), 8, "the task is done")


# ---- more than two in a call: who hears whom, and who does not ----

def two_operators_and_a_buyer():
    """Oksana talks to the buyer, Bohdan is free: (her phone's leg, his phone, the buyer's call, contact)."""
    ann = operator(w.oksana)
    call = call_shop()
    leg = ann.next_ring()
    leg.answer()
    call.hears(OPERATOR)
    bob = operator(w.bohdan, hz=COLLEAGUE)
    return leg, bob, call, w.oksana.wait_contact("talking")["contact_id"]


def person_id(desk):
    return desk.agent()["person_id"]


def consult_swap_conference_and_hand_over():
    leg, bob, call, contact = two_operators_and_a_buyer()
    path = f"/api/v1/contacts/{contact}"
    w.oksana.post(path + "/consult", {"person_id": person_id(w.bohdan)})
    call.hears(MUSIC, but_not=(OPERATOR,))
    his = bob.next_ring()
    his.answer()
    leg.hears(COLLEAGUE, but_not=(BUYER,))
    his.hears(OPERATOR, but_not=(BUYER,))
    call.hears(MUSIC, but_not=(OPERATOR, COLLEAGUE))
    w.oksana.post(path + "/swap")
    call.hears(OPERATOR, but_not=(MUSIC, COLLEAGUE))
    leg.hears(BUYER, but_not=(COLLEAGUE,))
    his.hears_nothing_of(OPERATOR)
    w.oksana.post(path + "/conference")
    for ear, voices in ((call, (OPERATOR, COLLEAGUE)), (leg, (BUYER, COLLEAGUE)), (his, (BUYER, OPERATOR))):
        for hz in voices:
            ear.hears(hz)
    w.oksana.post(path + "/consult/complete")
    leg.wait("ended")
    call.hears(COLLEAGUE, but_not=(OPERATOR, MUSIC))
    his.hears(BUYER, but_not=(OPERATOR,))
    check(w.bohdan.wait_contact("talking")["contact_id"] == contact, "the contact is his now")
    w.oksana.finish()
    call.bye()
    w.bohdan.finish()
    parts = wait_until(lambda: w.owner.get(path + "/parts")["items"], 5, "the history is kept")
    whats = [p["what"] for p in parts]
    check({"talk", "consult", "conference", "swap", "transfer"} <= set(whats), f"the history: {whats}")


def blind_transfer_and_back_when_refused():
    leg, bob, call, contact = two_operators_and_a_buyer()
    path = f"/api/v1/contacts/{contact}/transfer"
    w.oksana.post(path, {"person_id": person_id(w.bohdan)})
    leg.wait("ended")
    call.hears(MUSIC, but_not=(OPERATOR,))
    bob.next_ring().reject(603)
    again = phones[0].next_ring()
    again.answer()
    call.hears(OPERATOR, but_not=(MUSIC,))
    w.oksana.post(path, {"person_id": person_id(w.bohdan)})
    his = bob.next_ring()
    his.answer()
    call.hears(COLLEAGUE, but_not=(OPERATOR, MUSIC))
    call.bye()


def colleague_or_buyer_leaves_the_consultation():
    leg, bob, call, contact = two_operators_and_a_buyer()
    path = f"/api/v1/contacts/{contact}/consult"
    w.oksana.post(path, {"person_id": person_id(w.bohdan)})
    his = bob.next_ring()
    his.answer()
    leg.hears(COLLEAGUE)
    his.bye()
    call.hears(OPERATOR, but_not=(MUSIC,))
    wait_until(lambda: w.bohdan.agent()["state"] == "ready", 5, "he is free at once")
    w.oksana.post(path, {"person_id": person_id(w.bohdan)})
    his = bob.next_ring()
    his.answer()
    leg.hears(COLLEAGUE)
    call.bye()
    leg.wait("ended")
    his.wait("ended")


def supervisor_listens_whispers_joins_and_takes_over():
    leg, _, call, contact = two_operators_and_a_buyer()
    path = f"/api/v1/contacts/{contact}/supervise"
    user, secret = w.supervisor.sip_phone()
    own = phone(user, secret, hz=SUPERVISOR)
    check(own.register() == 200, "her phone registers")
    refused = w.supervisor.call("POST", path, {"mode": "listen"})
    check(refused.status == 403 and refused.json["code"] == "calls.not_acknowledged", f"without her word: {refused}")
    monitored = f"/api/v1/people/{person_id(w.oksana)}/monitoring"
    check(w.owner.call("PUT", monitored, {"acknowledged_at": int(time.time() * 1000)}).status == 200, "her word is entered")
    wait_until(lambda: w.supervisor.call("POST", path, {"mode": "listen"}).status == 200, 5, "she may listen")
    ear = own.next_ring()
    ear.answer()
    ear.hears(BUYER)
    ear.hears(OPERATOR)
    leg.hears(BUYER, but_not=(SUPERVISOR,))
    call.hears(OPERATOR, but_not=(SUPERVISOR,))
    w.supervisor.post(path, {"mode": "whisper"})
    leg.hears(SUPERVISOR)
    call.hears(OPERATOR, but_not=(SUPERVISOR,))
    w.supervisor.post(path, {"mode": "join"})
    call.hears(SUPERVISOR)
    w.supervisor.post(path, {"mode": "take_over"})
    leg.wait("ended")
    call.hears(SUPERVISOR, but_not=(OPERATOR, MUSIC))
    ear.hears(BUYER, but_not=(OPERATOR,))
    check(w.supervisor.wait_contact("talking")["contact_id"] == contact, "the contact is hers")
    call.bye()
    w.supervisor.finish()
    w.oksana.finish()
    w.supervisor.sign_out(15)


def floor_log_replays_without_a_difference():
    check(w.centre.stop(30) == 0, f"exit code of a clean stop: {w.centre.log()[-300:]}")
    events, differences, text = w.centre.replay()
    print(f"# {events} events replayed")
    check(events > 200 and differences == 0, text)


def start():
    w.centre = Centre("sip")
    w.centre.more += wire_calls.server_options(w.centre.folder)
    w.centre.start()
    for login in ("owner", "supervisor", "oksana", "bohdan"):
        setattr(w, login, w.centre.desk(login))
    w.centre.queue(w.owner, ring_timeout_ms=5000, wrap_up_ms=60000, no_answer_delay_ms=3000, reject_delay_ms=3000, busy_delay_ms=3000,
                   unreachable_delay_ms=3000)


def test(fn, last=False):
    def body():
        try:
            return fn()
        finally:
            if not last:
                quiet()
    return fn.__name__.replace("_", "-"), body


TESTS = [
    ("server-starts", start),
    test(greeting_music_talk_and_recording), test(pcma_buyer_with_pcmu_operator),
    test(trunk_that_leaves_the_offer_to_us), test(sipp_caller_to_sipp_operator),
    test(sipp_caller_to_baresip_operator), test(unanswered_offer_goes_to_the_next_operator), test(declined_offer_goes_on),
    test(busy_phone_goes_on), test(caller_leaves_in_greeting), test(caller_cancels_at_once),
    test(caller_leaves_while_waiting_and_while_it_rings), test(either_side_ends_the_talk), test(hold_by_desk_phone_and_buyer),
    test(digits_both_ways), test(lone_operator_unanswered_call_becomes_a_task), test(lone_operator_unanswered_call_leaves_a_voicemail),
    test(closed_shop_says_so_and_promises_a_call_back), test(closed_shop_takes_a_message), test(story_of_an_order_over_sip),
    test(recording_erased_on_request),
    test(emergency_keeps_the_caller_and_the_all_clear_brings_her_back), test(one_way_audio_is_told_and_kept), test(board_of_another_shop_is_not_shown),
    test(key_one_keeps_the_place_as_a_call_back),
    *[test(fn) for fn in flow_calls.cases(sys.modules[__name__])],
    *[test(fn) for fn in take_calls.cases(sys.modules[__name__])],
    *[test(fn) for fn in outside_calls.cases(sys.modules[__name__])],
    *[test(fn) for fn in second_calls.cases(sys.modules[__name__])],
    *[test(fn) for fn in dial_calls.cases(sys.modules[__name__])],
    *[test(fn) for fn in link_calls.cases(sys.modules[__name__])],
    *[test(fn) for fn in net_calls.cases(sys.modules[__name__])],
    *[test(fn) for fn in odd_calls.cases(sys.modules[__name__])],
    *[test(fn) for fn in setup_calls.cases(sys.modules[__name__])],
    *[test(fn) for fn in wire_calls.cases(sys.modules[__name__])],
    *[test(fn) for fn in recording_calls.cases(sys.modules[__name__])],
    test(consult_swap_conference_and_hand_over), test(blind_transfer_and_back_when_refused),
    test(colleague_or_buyer_leaves_the_consultation), test(supervisor_listens_whispers_joins_and_takes_over),
    test(caller_vanishes_without_bye), test(without_an_ack_only_who_was_heard_is_called_back), test(operators_phone_vanishes_in_talk),
    test(operators_phone_vanishes_in_ring), test(strangers_rtp_is_not_heard), test(malformed_sdp_is_refused_and_the_server_lives),
    test(calls_out_with_digest_and_is_recorded), test(early_media_is_heard_and_she_hangs_up),
    test(busy_wrong_number_and_refused_are_told_apart), test(second_trunk_carries_what_the_first_cannot),
    test(registered_trunk_is_watched_and_its_test_says_what_is_wrong), test(toll_fraud_is_refused),
    test(task_is_called_and_goes_on_in_her_hands),
    test(our_own_phone_may_not_dial_out), test(invite_flood_while_a_call_goes_on, last=True),
    test(wrong_password_a_thousand_times, last=True), test(floor_log_replays_without_a_difference, last=True),
]

if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.argv.append("server-starts")
    sys.exit(run(TESTS, [lambda: [end(p) for p in CHILDREN]]))
