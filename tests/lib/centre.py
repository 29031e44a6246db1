"""Starts a release server of the tree on ports and a folder of its own, and speaks its API as a desk does.

Waits are always for a condition with a deadline (wait_until); nothing sleeps for a fixed time.
"""
import http.client
import http.cookies
import json
import math
import os
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import wave

REPO = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
ORDERLINE = os.environ.get("OL_BINARY", os.path.join(REPO, "build", "release", "orderline"))
RATE = 8000


class Failed(AssertionError):
    pass


def check(condition, why):
    if not condition:
        raise Failed(why)


def wait_until(fn, seconds, what, step=0.05):
    """Polls fn until it is true and gives its value; after `seconds` fails, saying what was missed and the last value."""
    end = time.monotonic() + seconds
    value = None
    while True:
        value = fn()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed(f"after {seconds} s not yet: {what} (last: {str(value)[:300]})")
        time.sleep(step)


def free_port(span=1):
    """The first of `span` ports in a row that are free now on loopback, for TCP and UDP alike.

    From 30000-32700: above the server's media ports and below those the kernel gives away by itself, or a client's
    connection could take the port between this look and its use (baresip listens for TLS at the port after its own)."""
    for _ in range(1000):
        first = random.randrange(30000, 32700 - span)
        held = []
        try:
            for port in range(first, first + span):
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    held.append(socket.socket(socket.AF_INET, kind))
                    held[-1].bind(("127.0.0.1", port))
            return first
        except OSError:
            continue
        finally:
            for s in held:
                s.close()
    raise Failed("no free port between 30000 and 32700")


# ---- sound ----

def encode_ulaw(sample):
    sign = 0x80 if sample < 0 else 0
    sample = min(abs(sample), 32635) + 132
    exponent = sample.bit_length() - 8
    return ~(sign | exponent << 4 | sample >> (exponent + 3) & 15) & 0xFF


def decode_ulaw(byte):
    byte = ~byte & 0xFF
    value = (((byte & 15) << 3) + 132 << (byte >> 4 & 7)) - 132
    return -value if byte & 0x80 else value


def encode_alaw(sample):
    sign = 0x80 if sample >= 0 else 0
    sample = min(abs(sample), 32635)
    if sample >= 256:
        exponent = sample.bit_length() - 8
        value = exponent << 4 | sample >> (exponent + 3) & 15
    else:
        value = sample >> 4
    return (value | sign) ^ 0x55


def decode_alaw(byte):
    byte ^= 0x55
    exponent, mantissa = byte >> 4 & 7, byte & 15
    value = (mantissa << 4) + 8 if exponent == 0 else ((mantissa << 4) + 264) << (exponent - 1)
    return value if byte & 0x80 else -value


def tone(hz, seconds, amplitude=8000):
    return [int(amplitude * math.sin(2 * math.pi * hz * i / RATE)) for i in range(int(RATE * seconds))]


def power(samples, hz):
    """Goertzel: the amplitude of one frequency in the samples (a pure tone gives its own amplitude)."""
    if not samples:
        return 0.0
    w = 2 * math.cos(2 * math.pi * hz / RATE)
    a = b = 0.0
    for s in samples:
        a, b = s + w * a - b, a
    energy = a * a + b * b - w * a * b
    return 2 * math.sqrt(max(energy, 0.0)) / len(samples)


def level(samples, hz):
    """The tone's usual amplitude in tenths of a second: a frame lost on a busy machine shifts the phase, not this."""
    step = RATE // 10
    levels = sorted(power(samples[i : i + step], hz) for i in range(0, len(samples) - step + 1, step))
    return levels[len(levels) // 2] if levels else 0.0


def read_wav(path):
    """(seconds, left, right) of a stereo WAV; fails on a header that does not fit the file."""
    data = open(path, "rb").read()
    check(data[:4] == b"RIFF" and data[8:12] == b"WAVE", "no RIFF/WAVE header")
    at, code, channels, rate, body = 12, 0, 0, 0, None
    while at + 8 <= len(data):
        name, size = data[at:at + 4], struct.unpack("<I", data[at + 4:at + 8])[0]
        if name == b"fmt ":
            code, channels, rate = struct.unpack("<HHI", data[at + 8:at + 16])
        if name == b"data":
            check(at + 8 + size <= len(data) + 1, f"data chunk of {size} bytes in a file of {len(data)}")
            body = data[at + 8:at + 8 + size]
            break
        at += 8 + size + (size & 1)
    check(body is not None and channels == 2 and rate == RATE, f"channels {channels}, rate {rate}")
    if code == 7:
        table = [decode_ulaw(b) for b in range(256)]
        samples = [table[b] for b in body]
    else:
        check(code == 1, f"WAV format {code}")
        samples = list(struct.unpack(f"<{len(body) // 2}h", body[:len(body) // 2 * 2]))
    return len(samples) / 2 / RATE, samples[0::2], samples[1::2]


def prompts_folder(folder, greeting_seconds=0.6):
    """Prompts that the tests can tell by their tone: greeting 700 Hz, music 300 Hz, sentences 850 Hz."""
    os.makedirs(folder, exist_ok=True)

    def write(name, hz, seconds):
        with open(os.path.join(folder, name), "wb") as f:
            f.write(bytes(encode_ulaw(s) for s in tone(hz, seconds)))
    write("greeting.uk.ulaw", 700, greeting_seconds)
    write("greeting.en.ulaw", 700, greeting_seconds)
    write("music.ulaw", 300, 1)
    write("beep.ulaw", 600, 0.2)
    write("recording_notice.uk.ulaw", 920, 0.8)
    write("ringback.ulaw", 500, 1)
    for language in ("uk", "en"):
        write(f"outside_offer.{language}.ulaw", 1350, 0.4)
        write(f"dial_quiet.{language}.ulaw", 1350, 0.6)
        for name in ("take_sure", "take_choice"):
            write(f"{name}.{language}.ulaw", 1350, 0.6)
        for name in ("take_intro", "take_again", "take_silent", "take_kept", "take_not_kept"):
            write(f"{name}.{language}.ulaw", 850, 0.6)
        for name in ("one_moment", "call_again", "dial_short", "dial_refused", "dial_full", "dial_sign_in", "dial_busy"):
            write(f"{name}.{language}.ulaw", 850, 1.5)
    for name in ("callback_taken", "recording_stopped", "voicemail_prompt", "please_wait", "sorry_no_answer", "closed", "closed_voicemail", "closed_bye",
                 "callback_offer", "callback_offer_times", "callback_no_times", "callback_booked", "emergency", "goodbye",
                 "chat_offer", "chat_sent", "chat_not_sent"):
        write(name + ".uk.ulaw", 850, 0.4)
    return folder


# ---- the desk's side ----

class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.raw = status, headers, body

    @property
    def json(self):
        return json.loads(self.raw) if self.raw else None

    @property
    def code(self):
        try:
            return self.json.get("code", "")
        except (ValueError, AttributeError):
            return ""

    def __repr__(self):
        return f"{self.status} {self.raw[:300]!r}"


class Desk:
    """One signed-in person."""

    def __init__(self, port, login=None, password=None):
        self.port, self.cookies = port, {}
        if login:
            r = self.call("POST", "/api/v1/session", {"login": login, "password": password})
            check(r.status == 200, f"sign-in of {login}: {r}")
            self.me = r.json

    @property
    def cookie(self):
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def call(self, method, path, body=None, headers=None, raw=None, timeout=20):
        h = {"X-Requested-With": "orderline", "Connection": "close"}
        if self.cookies:
            h["Cookie"] = self.cookie
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
            h["Content-Type"] = "application/json"
        h.update(headers or {})
        h = {k: v for k, v in h.items() if v is not None}
        conn = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            conn.request(method, path, data, h)
            r = conn.getresponse()
            answer = Answer(r.status, r.headers, r.read())
        finally:
            conn.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            jar = http.cookies.SimpleCookie(line)
            for name in jar:
                self.cookies[name] = jar[name].value
        return answer

    def get(self, path, **kw):
        r = self.call("GET", path, **kw)
        check(r.status == 200, f"GET {path}: {r}")
        return r.json

    def post(self, path, body=None, **kw):
        r = self.call("POST", path, {} if body is None else body, **kw)
        check(r.status in (200, 201, 204), f"POST {path}: {r}")
        return r.json

    # ---- operator ----
    def sip_phone(self):
        """Her phone becomes a SIP phone: (user, password)."""
        r = self.call("PUT", "/api/v1/me/phone", {"kind": "sip"})
        check(r.status == 200, f"PUT phone: {r}")
        secret = self.get("/api/v1/me/phone/secret")
        return secret["sip_user"], secret["sip_password"]

    def agent(self):
        return self.get("/api/v1/me/agent")

    def ready(self, deadline=10):
        self.post("/api/v1/me/presence", {"state": "ready"})
        return wait_until(lambda: self.agent()["state"] == "ready", deadline, f"{self.me['login']} is ready: {self.agent()}")

    def sign_out(self, deadline=10):
        wait_until(lambda: self.call("POST", "/api/v1/me/presence", {"state": "signed_out"}).status == 200, deadline, "signed out")

    def current(self):
        return self.get("/api/v1/contacts/current").get("contact")

    def wait_contact(self, states, deadline=10):
        if isinstance(states, str):
            states = (states,)

        def found():
            c = self.current()
            return c if c and c["state"] in states else None
        return wait_until(found, deadline, f"{self.me['login']} has a contact in {states}")

    def finish(self, disposition="confirmed", note="", deadline=10):
        """Ends the wrap-up she is in, or waits until there is none."""
        c = self.wait_contact("wrap_up", deadline)
        self.post(f"/api/v1/contacts/{c['contact_id']}/wrap-up", {"disposition": disposition, "note": note, "cause": ""})
        return c

    def confirm_order(self, order_id, contact_id):
        """The seven questions and the confirmation, as asked in a call; gives the order."""
        path = f"/api/v1/orders/{order_id}"
        order = self.get(path)
        day = 86400000
        slot = (int(time.time() * 1000) // day + 2) * day
        for field in ("recipient", "address", "phone", "product", "quantity", "amount", "delivery_time"):
            body = {"field": field, "result": "confirmed", "contact_id": contact_id}
            if field == "delivery_time":
                body.update(result="changed", delivery_from=slot, delivery_to=slot + 4 * 3600000)
            order = self.post(path + "/checks", body, headers={"If-Match": f'"{order["version"]}"'})
        return self.post(path + "/confirm", {"contact_id": contact_id}, headers={"If-Match": f'"{order["version"]}"'})


class Centre:
    def __init__(self, name, var=None, more=(), greeting_seconds=0.6, env=None):
        self.name = name
        self.folder = tempfile.mkdtemp(prefix=f"orderline-{name}-")
        self.var = var or os.path.join(self.folder, "var")
        self.more, self.env = list(more), env
        self.http, self.sip = free_port(), free_port()
        self.prompts = prompts_folder(os.path.join(self.folder, "prompts"), greeting_seconds)
        self.process = None
        self.log_path = os.path.join(self.folder, "server.log")
        CENTRES.append(self)

    def args(self):
        return ["--var", self.var, "--http.port", str(self.http), "--sip.port", str(self.sip), "--media.prompts", self.prompts,
                *self.more]

    def start(self, seconds=150):
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen([ORDERLINE, "serve", *self.args()], stdout=log, stderr=log, cwd=REPO, env=self.env,
                                        start_new_session=True)
        log.close()

        def up():
            check(self.process.poll() is None, f"the server ended with {self.process.returncode}: {self.log()[-1500:]}")
            try:
                return Desk(self.http).call("GET", "/readyz", timeout=5).status == 200
            except OSError:
                return False
        wait_until(up, seconds, "/readyz")
        return self

    def log(self):
        with open(self.log_path, "rb") as f:
            return f.read().decode("utf-8", "replace")

    def people(self):
        out = {}
        with open(os.path.join(self.var, "demo-people"), encoding="utf-8") as f:
            for line in f:
                login, password = line.split()[:2]
                out[login] = password
        return out

    def desk(self, login):
        return Desk(self.http, login, self.people()[login])

    def kill(self):
        """kill -9: as a power cut of this one process."""
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()

    def stop(self, seconds=20):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
                raise Failed("the server did not close within its time")
        return self.process.returncode if self.process else None

    def remove(self):
        self.kill()
        if not os.environ.get("OL_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)

    def rss_kb(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            for line in f:
                if line.startswith("VmRSS"):
                    return int(line.split()[1])
        return 0

    def queue(self, owner, **changes):
        """Changes the shop's queue; gives its settings."""
        q = owner.get("/api/v1/queues")["items"][0]
        q.update(changes)
        r = owner.call("PUT", f"/api/v1/queues/{q['id']}", q, headers={"If-Match": f'"{q["version"]}"'})
        check(r.status == 200, f"PUT queue: {r}")
        return r.json

    def replay(self):
        """(events, differences, text) over all floor logs of this run."""
        events = differences = 0
        text = ""
        folder = os.path.join(self.var, "floor")
        for name in sorted(os.listdir(folder)):
            r = subprocess.run([ORDERLINE, "replay", os.path.join(folder, name)], capture_output=True, text=True)
            text += r.stdout + r.stderr
            words = r.stdout.split()
            check(len(words) >= 4, f"replay said: {r.stdout}{r.stderr}")
            events += int(words[0])
            differences += int(words[2])
        return events, differences, text


CENTRES = []


# ---- the runner ----

def run(tests, cleanup=()):
    """Runs (name, fn) in order, prints ok / not ok lines, always removes the servers; exit code for sys.exit."""
    wanted = sys.argv[1:]
    failed = []

    def on_signal(number, _):
        raise KeyboardInterrupt(f"signal {number}")
    signal.signal(signal.SIGTERM, on_signal)
    try:
        for name, fn in tests:
            if wanted and not any(w in name for w in wanted):
                continue
            started = time.monotonic()
            try:
                note = fn()
                if note and str(note).startswith("skipped"):
                    print(f"skipped {name}: {note[9:]}", flush=True)
                else:
                    print(f"ok {name}", flush=True)
            except Exception as e:  # noqa: BLE001 a test's fault must not stop the others
                failed.append(name)
                where = ""
                tb = e.__traceback__
                while tb:
                    where = f"{os.path.basename(tb.tb_frame.f_code.co_filename)}:{tb.tb_lineno} {where}"
                    tb = tb.tb_next
                print(f"not ok {name}: {type(e).__name__}: {e} ({where.strip()})", flush=True)
            print(f"# {name}: {time.monotonic() - started:.1f} s", flush=True)
    finally:
        for fn in cleanup:
            try:
                fn()
            except Exception as e:  # noqa: BLE001
                print(f"# cleanup: {e}")
        for centre in CENTRES:
            centre.remove()
    for name in failed:
        print(f"again {name}", flush=True)
    return 1 if failed else 0
