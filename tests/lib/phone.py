"""A SIP phone for tests: UAC and UAS over UDP with RTP (PCMU or PCMA, RFC 4733), standard library only.

It sends a tone on every leg and keeps what it hears, so that a test can measure both directions.
"""
import hashlib
import heapq
import os
import queue
import random
import re
import socket
import struct
import threading
import time

from centre import Failed, check, decode_alaw, decode_ulaw, encode_alaw, encode_ulaw, level, power, tone, wait_until

TABLES = {0: [decode_ulaw(b) for b in range(256)], 8: [decode_alaw(b) for b in range(256)]}
DIGITS = "0123456789*#ABCD"
EVENT_TYPE = 101


def token(n=10):
    return "".join(random.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(n))


class Message:
    def __init__(self, data):
        head, _, self.body = data.decode("utf-8", "replace").partition("\r\n\r\n")
        lines = head.split("\r\n")
        self.first = lines[0]
        self.headers = []
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers.append((name.strip().lower(), value.strip()))
        self.is_answer = self.first.startswith("SIP/2.0")
        self.status = int(self.first.split()[1]) if self.is_answer else 0
        self.method = "" if self.is_answer else self.first.split()[0]

    def get(self, name, default=""):
        short = {"call-id": "i", "from": "f", "to": "t", "via": "v", "contact": "m"}.get(name)
        for n, v in self.headers:
            if n == name or n == short:
                return v
        return default

    def all(self, name):
        return [v for n, v in self.headers if n == name or (name == "via" and n == "v")]

    @property
    def branch(self):
        m = re.search(r"branch=([^;,\s]+)", self.get("via"))
        return m.group(1) if m else ""

    @property
    def cseq_method(self):
        return self.get("cseq").split()[-1]


def family(ip):
    return socket.AF_INET6 if ":" in ip else socket.AF_INET


def in_uri(ip):
    return f"[{ip}]" if ":" in ip else ip


def uri_in(text):
    m = re.search(r"<([^>]+)>", text)
    return m.group(1) if m else text.split(";")[0].strip()


class Rough:
    """A bad network from a phone to the centre: of its real datagrams some are lost, late, out of order, twice. The seed repeats it."""

    def __init__(self, seed, loss=0.0, jitter_s=0.0, twice=0.0):
        self.random, self.loss, self.jitter_s, self.twice = random.Random(seed), loss, jitter_s, twice
        self.due, self.lock, self.count, self.lost = [], threading.Condition(), 0, 0
        threading.Thread(target=self._carry, daemon=True).start()

    def send(self, sock, packet, peer):
        with self.lock:
            for _ in range(2 if self.random.random() < self.twice else 1):
                if self.random.random() < self.loss:
                    self.lost += 1
                    continue
                self.count += 1
                heapq.heappush(self.due, (time.monotonic() + self.random.random() * self.jitter_s, self.count, sock, packet, peer))
            self.lock.notify()

    def _carry(self):
        while True:
            with self.lock:
                while not self.due or self.due[0][0] > time.monotonic():
                    self.lock.wait(max(0.0, self.due[0][0] - time.monotonic()) if self.due else None)
                _, _, sock, packet, peer = heapq.heappop(self.due)
            try:
                sock.sendto(packet, peer)
            except OSError:  # the leg is over
                pass


class Relay:
    """A bad network on both ways of one leg: the centre knows the relay's address alone, and sends and hears through it."""

    def __init__(self, call, towards, back):
        self.call, self.towards, self.back = call, towards, back
        self.outside = socket.socket(family(call.phone.ip), socket.SOCK_DGRAM)
        self.outside.bind((call.phone.ip, 0))
        self.outside.settimeout(0.02)
        threading.Thread(target=self._carry, daemon=True).start()

    def _carry(self):
        while self.call.alive:
            try:
                data = self.outside.recv(2048)
            except socket.timeout:
                continue
            except OSError:
                return
            self.back.send(self.outside, data, self.call.rtp.getsockname())
        self.outside.close()


class Call:
    """One leg. events: what happened, in order ("answered", "ended", "held", "resumed", "cancelled", "failed 486")."""

    def __init__(self, phone, call_id, local, remote, target, outgoing):
        self.phone, self.call_id, self.local, self.remote, self.target = phone, call_id, local, remote, target
        self.outgoing = outgoing
        self.cseq = random.randrange(1, 1000)
        self.events, self.digits = [], ""
        self.status = 0
        self.answered = self.ended = False
        self.peer_direction = "sendrecv"
        self.invite = self.ack = None
        self.cancel_reason = ""
        self.invite_branch = ""
        self.codec = phone.codecs[0]
        self.rtp = socket.socket(family(phone.ip), socket.SOCK_DGRAM)
        self.rtp.bind((phone.ip, 0))
        self.rtp.settimeout(0.02)
        self.rtp_peer = None
        self.rough = None  # a Rough between us and the centre
        self.relay = None  # a Relay: both ways are bad
        self.frames = 1  # of 20 ms in each packet of sound
        self.strange = None  # a payload type that nobody agreed on, instead of ours
        self.leaps = False  # the next packet has another SSRC, number and time
        self.left = []  # sockets of addresses that we left
        self.crosses = False  # a CANCEL comes too late: the answer is on its way
        self.forks = {}  # tags of other branches that answered, and what was asked of them
        self.learns = False  # take the peer's address from its first packet
        self.sending = self.acks = True
        self.direction = "sendrecv"
        self.sdp_version = 1
        self.fragments = []  # of NOTIFYs
        self.early = ""  # SDP of a 183
        self.proved = False  # the INVITE went with credentials
        self.routes = []  # Record-Routes of proxies between, in the order of our requests
        self.heard_raw = []  # (time, payload type, bytes)
        self.laid = {}  # RTP time: bytes
        self.packets = 0
        self.to_press = []
        self.pressed = {}  # timestamp: key
        self.alive = True
        self.ssrc = random.randrange(1 << 32)
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._speak, daemon=True).start()

    # ---- what a test asks ----
    def wait(self, event, seconds=10):
        return wait_until(lambda: event in self.events, seconds, f"{self.phone.user}: {event}; so far {self.events}", 0.02)

    def heard(self, hz, seconds=0.5):
        """Amplitude of the tone in the last `seconds` that arrived (0 when too little came)."""
        since = time.monotonic() - seconds - 0.1
        samples = []
        for at, kind, data in list(self.heard_raw):
            if at >= since and kind in TABLES:
                table = TABLES[kind]
                samples.extend(table[b] for b in data)
        need = int(8000 * seconds * 0.8)
        return power(samples[-int(8000 * seconds):], hz) if len(samples) >= need else 0.0

    def line(self, hz, seconds=2.0):
        """The tone's usual amplitude in what came lately, each packet at its own time: what is lost is silence."""
        newest = max(list(self.laid)[-50:], default=0)
        table = TABLES[self.codec]
        samples = []
        for at in range(newest - int(8000 * seconds), newest, 160):
            samples.extend([table[b] for b in self.laid[at]] if at in self.laid else [0] * 160)
        return level(samples, hz)

    def hears(self, hz, seconds=8, but_not=()):
        def now():
            level = self.heard(hz)
            return level > 3000 and all(self.heard(other) < level / 8 for other in but_not)
        return wait_until(now, seconds, f"{self.phone.user} hears {hz} Hz (now {self.heard(hz):.0f})")

    def hears_nothing_of(self, hz, seconds=5):
        return wait_until(lambda: len(self.heard_raw) > 0 and self.heard(hz) < 200, seconds, f"{self.phone.user} does not hear {hz} Hz")

    # ---- what a test does ----
    def ring(self):
        self.phone.answer_request(self.invite, 180, "Ringing", tag=self.local_tag)

    def answer(self):
        self.codec = self._take_sdp(self.invite.body)
        self.answered = True
        self.phone.answer_request(self.invite, 200, "OK", body=self.sdp(), tag=self.local_tag)
        self.events.append("answered")

    def reject(self, status):
        self.phone.answer_request(self.invite, status, "Refused", tag=self.local_tag)
        self.finish(f"rejected {status}")

    def bye(self):
        r = self.request("BYE")
        self.finish("bye")
        return r

    def cancel(self):
        self.phone.cancel(self)

    def hold(self, on=True):
        """re-INVITE: we hold (sendonly) or take the talk up again (sendrecv)."""
        self.direction = "sendonly" if on else "sendrecv"
        self.sdp_version += 1
        r = self.request("INVITE", self.sdp())
        check(r.status == 200, f"re-INVITE answered {r.status}")
        return self._direction(r.body)

    def reoffer(self):
        """re-INVITE with what is now ours: another address, other codecs."""
        self.sdp_version += 1
        r = self.request("INVITE", self.sdp())
        check(r.status == 200, f"re-INVITE answered {r.status}")
        self.codec = self._take_sdp(r.body)

    def move(self, ip=None):
        """Sound from another address from now on; the centre is not told (reoffer tells it)."""
        self.left.append(self.rtp)
        rtp = socket.socket(family(self.phone.ip), socket.SOCK_DGRAM)
        rtp.bind((ip or self.phone.ip, 0))
        rtp.settimeout(0.02)
        self.rtp = rtp

    def refer(self, to, replaces=None):
        """The transfer key, attended with another call of hers: (status of the REFER, what NOTIFY says in the end)."""
        self.fragments = []
        named = ""
        if replaces:
            tags = [re.search(r"tag=([^;>]+)", text).group(1) for text in (replaces.remote, replaces.local)]
            named = f"?Replaces={replaces.call_id.replace('@', '%40')}%3Bto-tag%3D{tags[0]}%3Bfrom-tag%3D{tags[1]}"
        r = self.request("REFER", extra=f"Refer-To: <sip:{to}@{self.phone.host}{named}>\r\n")
        if r.status != 202:
            return r.status, ""
        return 202, wait_until(lambda: [f for f in self.fragments if not f.startswith("SIP/2.0 1")], 8, "NOTIFY says how it went")[0].strip()

    def press(self, digits):
        self.to_press.extend(digits)

    def vanish(self):
        """No BYE, no RTP: as if the power went."""
        self.alive = False

    # ---- insides ----
    @property
    def local_tag(self):
        m = re.search(r"tag=([^;]+)", self.local)
        return m.group(1) if m else ""

    def sdp(self):
        ip, port = (self.relay.outside if self.relay else self.rtp).getsockname()[:2]
        net = "IP6" if ":" in ip else "IP4"
        codecs = [self.codec] if self.answered and not self.outgoing else self.phone.codecs
        names = {0: "PCMU", 8: "PCMA"}
        return "\r\n".join(["v=0", f"o=- {self.call_id.__hash__() & 0xffff} {self.sdp_version} IN {net} {ip}", "s=-", f"c=IN {net} {ip}",
                            "t=0 0", f"m=audio {port} RTP/AVP " + " ".join(map(str, codecs)) + f" {EVENT_TYPE}",
                            *[f"a=rtpmap:{c} {names[c]}/8000" for c in codecs],
                            f"a=rtpmap:{EVENT_TYPE} telephone-event/8000", f"a=fmtp:{EVENT_TYPE} 0-15", "a=ptime:20",
                            f"a={self.direction}", ""])

    def _direction(self, sdp):
        for d in ("sendonly", "recvonly", "inactive"):
            if f"a={d}" in sdp:
                return d
        return "sendrecv"

    def _take_sdp(self, sdp):
        m = re.search(r"m=audio (\d+) RTP/AVP ([\d ]+)", sdp)
        check(m, f"no audio in SDP: {sdp!r}")
        c = re.search(r"c=IN IP[46] (\S+)", sdp)
        self.rtp_peer = (c.group(1), int(m.group(1)))
        before, self.peer_direction = self.peer_direction, self._direction(sdp)
        if before != self.peer_direction and self.answered:
            self.events.append("held" if self.peer_direction in ("sendonly", "inactive") else "resumed")
        for kind in map(int, m.group(2).split()):
            if kind in self.phone.codecs:
                return kind
        raise Failed(f"no codec of ours in {m.group(2)}")

    def request(self, method, body="", seconds=10, extra=""):
        self.cseq += 1
        branch = "z9hG4bK" + token()
        text = self.phone.request_text(method, self.target, self.local, self.remote, self.call_id, self.cseq, branch, body, extra)
        final = self.phone.transact(text, branch, method, seconds)
        if method == "INVITE" and final.status == 200:
            self._take_sdp(final.body)
            self.phone.send(self.phone.request_text("ACK", self.target, self.local, self.remote, self.call_id, self.cseq,
                                                    "z9hG4bK" + token()))
        return final

    def finish(self, event):
        self.events.append(event)
        self.ended = True
        self.alive = False

    def _listen(self):
        while self.alive:
            try:
                data, source = self.rtp.recvfrom(2048)
            except socket.timeout:
                continue
            except OSError:
                return
            if len(data) < 12:
                continue
            kind = data[1] & 0x7F
            self.packets += 1
            if self.rtp_peer is None and self.learns:
                self.rtp_peer = source
            if kind == EVENT_TYPE and len(data) >= 16:
                stamp = struct.unpack(">I", data[4:8])[0]
                if stamp not in self.pressed:  # the timestamp names the press (RFC 4733 2.5.2); late packets of an earlier one come too
                    self.pressed[stamp] = DIGITS[data[12]] if data[12] < len(DIGITS) else "?"
                    self.digits = "".join(self.pressed[at] for at in sorted(self.pressed, key=lambda t: (t - next(iter(self.pressed)) + (1 << 31)) % (1 << 32)))
            else:
                self.heard_raw.append((time.monotonic(), kind, data[12:]))
                del self.heard_raw[:-500]
                if kind == self.codec and len(data) == 172:
                    self.laid[struct.unpack(">I", data[4:8])[0]] = data[12:]
        for s in (self.rtp, *self.left):
            s.close()

    def _speak(self):
        sound = {0: bytes(map(encode_ulaw, tone(self.phone.tone, 1))), 8: bytes(map(encode_alaw, tone(self.phone.tone, 1)))}
        seq, stamp, at, pressing = random.randrange(1 << 16), random.randrange(1 << 31), 0, None
        next_at = time.monotonic()
        while self.alive:
            size = 160 * self.frames
            next_at += size / 8000
            time.sleep(max(0.0, next_at - time.monotonic()))  # the clock of the sound
            if not self.rtp_peer or not self.sending:
                continue
            seq, stamp = (seq + 1) & 0xFFFF, (stamp + size) & 0xFFFFFFFF
            if self.leaps:
                self.leaps, seq, stamp, self.ssrc = False, random.randrange(1 << 16), random.randrange(1 << 32), random.randrange(1 << 32)
            if pressing is None and self.to_press:
                pressing = [DIGITS.index(self.to_press.pop(0)), 0, stamp]
            if pressing:
                code, ticks, since = pressing
                ticks += 1
                end = 0x80 if ticks > 5 else 0
                payload = struct.pack(">BBH", code, end | 10, min(ticks, 6) * size)
                packet = struct.pack(">BBHII", 0x80, EVENT_TYPE | (0x80 if ticks == 1 else 0), seq, since, self.ssrc) + payload
                pressing[1] = ticks
                if ticks > 7:
                    pressing = None
            else:
                chunk = sound[self.codec][at:at + size]
                at = (at + size) % 8000
                packet = struct.pack(">BBHII", 0x80, self.codec if self.strange is None else self.strange, seq, stamp, self.ssrc) + chunk
            rough, out = (self.relay.towards, self.relay.outside) if self.relay else (self.rough, self.rtp)
            try:
                rough.send(out, packet, self.rtp_peer) if rough else out.sendto(packet, self.rtp_peer)
            except OSError:
                pass


class Media(Call):
    """Only the sound of a leg whose signalling another program (sipp) does: sends a tone, keeps what it hears."""

    class _Owner:
        def __init__(self, ip, hz, codec):
            self.ip, self.tone, self.codecs, self.user = ip, hz, [codec], "media"

    def __init__(self, hz, codec=0, ip="127.0.0.1"):
        super().__init__(self._Owner(ip, hz, codec), token(), "", "", "", True)
        self.learns = True

    @property
    def port(self):
        return self.rtp.getsockname()[1]


class Phone:
    def __init__(self, server_port, user, password=None, ip="127.0.0.1", hz=440, codecs=(0, 8), display="", auto=None):
        self.server = ("::1" if ":" in ip else "127.0.0.1", server_port)
        self.host, self.at = in_uri(self.server[0]), in_uri(ip)
        self.user, self.password, self.ip, self.tone, self.codecs, self.display = user, password, ip, hz, list(codecs), display
        self.auto = auto  # None: the test decides; "answer", "ring", or a status to refuse with
        self.socket = socket.socket(family(ip), socket.SOCK_DGRAM)
        self.socket.bind((ip, 0))
        self.socket.settimeout(0.2)
        self.port = self.socket.getsockname()[1]
        self.calls, self.incoming = {}, queue.Queue()
        self.waiting, self.lock = {}, threading.Lock()
        self.seen = {}
        self.open = True
        threading.Thread(target=self._receive, daemon=True).start()

    # ---- what a test does ----
    def register(self, expires=300):
        """The final status of REGISTER, with digest when asked."""
        if not hasattr(self, "reg"):
            self.reg = [token() + "@" + self.ip, 0]
        auth = ""
        for _ in range(3):
            self.reg[1] += 1
            branch = "z9hG4bK" + token()
            me = f"<sip:{self.user}@{self.host}>"
            text = self.request_text("REGISTER", f"sip:{self.host}:{self.server[1]}", me + ";tag=" + token(), me, self.reg[0],
                                     self.reg[1], branch, extra=auth + f"Expires: {expires}\r\n")
            final = self.transact(text, branch, "REGISTER")
            if final.status != 401 or auth:
                return final.status
            auth = self._authorization(final.get("www-authenticate"), "REGISTER", f"sip:{self.host}:{self.server[1]}")
        return 401

    def dial(self, to="shop", number=None, late_offer=False, acks=True, speaks=True):
        call_id = token() + "@" + self.ip
        me = f'"{self.display}" <sip:{number or self.user}@{self.at}:{self.port}>;tag={token()}'
        them = f"<sip:{to}@{self.host}:{self.server[1]}>"
        call = Call(self, call_id, me, them, f"sip:{to}@{self.host}:{self.server[1]}", True)
        call.invite_branch = "z9hG4bK" + token()
        call.acks, call.sending = acks, speaks
        call.late_offer = late_offer  # an INVITE without SDP: the offer is the server's, our answer goes with the ACK
        self.calls[call_id] = call
        text = self.request_text("INVITE", call.target, me, them, call_id, call.cseq, call.invite_branch,
                                 "" if late_offer else call.sdp())
        call.invite = Message(text.encode())

        def run():
            try:
                self.transact(text, call.invite_branch, "INVITE", 60, only_start=True)
            except (Failed, OSError):
                if not call.status:
                    call.finish("no answer from the server")
        threading.Thread(target=run, daemon=True).start()
        return call

    def _prove(self, call, challenge):
        """The INVITE again with the phone's password (RFC 3261 22.2)."""
        auth = self._authorization(challenge.get("proxy-authenticate"), "INVITE", call.target).replace("Authorization", "Proxy-Authorization", 1)
        text = self.request_text("INVITE", call.target, call.local, call.remote, call.call_id, call.cseq, call.invite_branch, call.sdp(), auth)
        call.invite = Message(text.encode())
        self.transact(text, call.invite_branch, "INVITE", 60, only_start=True)

    def next_ring(self, seconds=15):
        try:
            return self.incoming.get(timeout=seconds)
        except queue.Empty:
            raise Failed(f"{self.user}: no call came in {seconds} s") from None

    def no_ring(self):
        return self.incoming.empty()

    def cancel(self, call):
        text = self.request_text("CANCEL", call.target, call.local, call.invite.get("to"), call.call_id, call.cseq, call.invite_branch)
        return self.transact(text, call.invite_branch, "CANCEL")

    def close(self):
        """The power goes: nothing more is said or heard."""
        self.open = False
        for call in self.calls.values():
            call.alive = False
        self.socket.close()

    # ---- insides ----
    def request_text(self, method, target, local, remote, call_id, cseq, branch, body="", extra=""):
        call = self.calls.get(call_id)
        extra += "".join(f"Route: {r}\r\n" for r in (call.routes if call else []))
        return (f"{method} {target} SIP/2.0\r\nVia: SIP/2.0/UDP {self.at}:{self.port};branch={branch};rport\r\nMax-Forwards: 70\r\n"
                f"From: {local}\r\nTo: {remote}\r\nCall-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n"
                f"Contact: <sip:{self.user}@{self.at}:{self.port}>\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\nUser-Agent: test\r\n{extra}"
                + ("Content-Type: application/sdp\r\n" if body else "") + f"Content-Length: {len(body.encode())}\r\n\r\n{body}")

    def send(self, text, to=None):
        try:
            self.socket.sendto(text.encode(), to or self.server)
        except OSError:
            pass

    def transact(self, text, branch, method, seconds=10, only_start=False):
        """Sends with the retransmissions of RFC 3261 timer E; gives the final answer (or, for INVITE, starts it)."""
        box = queue.Queue()
        with self.lock:
            self.waiting[(branch, method)] = box
        end, pause, heard = time.monotonic() + seconds, 0.5, False
        self.send(text)
        while time.monotonic() < end and self.open:
            try:
                answer = box.get(timeout=pause)
                heard = True
                if only_start or answer.status >= 200:
                    return answer
            except queue.Empty:
                if not heard:
                    self.send(text)
                pause = min(pause * 2, 4)
        raise Failed(f"{self.user}: no answer to {method} in {seconds} s")

    def _authorization(self, challenge, method, uri):
        get = lambda k: (re.search(k + r'="?([^",]+)"?', challenge) or [None, ""])[1]  # noqa: E731
        md5 = lambda s: hashlib.md5(s.encode()).hexdigest()  # noqa: E731
        realm, nonce, cnonce = get("realm"), get("nonce"), token()
        ha1, ha2 = md5(f"{self.user}:{realm}:{self.password}"), md5(f"{method}:{uri}")
        response = md5(f"{ha1}:{nonce}:00000001:{cnonce}:auth:{ha2}") if "auth" in get("qop") else md5(f"{ha1}:{nonce}:{ha2}")
        qop = f', qop=auth, nc=00000001, cnonce="{cnonce}"' if "auth" in get("qop") else ""
        return (f'Authorization: Digest username="{self.user}", realm="{realm}", nonce="{nonce}", uri="{uri}", response="{response}",'
                f' algorithm=MD5{qop}\r\n')

    def answer_request(self, request, status, reason, body="", tag=""):
        to = request.get("to")
        if status > 100 and "tag=" not in to:
            to += ";tag=" + (tag or token())
        text = f"SIP/2.0 {status} {reason}\r\n" + "".join(f"Via: {v}\r\n" for v in request.all("via"))
        text += "".join(f"Record-Route: {v}\r\n" for v in request.all("record-route"))
        text += (f"From: {request.get('from')}\r\nTo: {to}\r\nCall-ID: {request.get('call-id')}\r\nCSeq: {request.get('cseq')}\r\n"
                 f"Contact: <sip:{self.user}@{self.at}:{self.port}>\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\n"
                 + ("Content-Type: application/sdp\r\n" if body else "") + f"Content-Length: {len(body.encode())}\r\n\r\n{body}")
        self.seen[(request.branch, request.method)] = text
        self.send(text)

    def _receive(self):
        while self.open:
            try:
                data, _ = self.socket.recvfrom(65536)
            except socket.timeout:
                continue
            except OSError:
                return
            if len(data) < 8:
                continue
            m = Message(data)
            try:
                (self._on_answer if m.is_answer else self._on_request)(m)
            except Exception as e:  # noqa: BLE001 a broken message must not end the phone
                print(f"# phone {self.user}: {type(e).__name__} {e} on {m.first!r}", flush=True)

    def _on_answer(self, m):
        call = self.calls.get(m.get("call-id"))
        with self.lock:
            box = self.waiting.get((m.branch, m.cseq_method))
        if call and m.cseq_method == "INVITE" and m.branch == call.invite_branch:
            self._dialled(call, m)
        if box:
            box.put(m)

    def _dialled(self, call, m):
        call.status = m.status
        if m.status < 200:
            if "ringing" not in call.events and m.status == 180:
                call.events.append("ringing")
            if m.status == 183 and m.body and not call.early:
                call.early = m.body
                call.codec = call._take_sdp(m.body)
                call.events.append("early")
            return
        ack_branch = call.invite_branch if m.status >= 300 else "z9hG4bK" + token()
        if m.status < 300 and not call.answered:
            call.remote = m.get("to")
            call.target = uri_in(m.get("contact"))
            call.routes = m.all("record-route")[::-1]
        body = call.sdp() if call.late_offer and m.status < 300 else ""
        if call.acks or m.status >= 300:
            self.send(self.request_text("ACK", call.target, call.local, m.get("to"), call.call_id,
                                        int(m.get("cseq").split()[0]), ack_branch, body))
        if m.status < 300 and not call.answered:
            call.codec = call._take_sdp(m.body)
            call.answered = True
            call.events.append("answered")
        elif m.status == 407 and self.password and not call.proved:
            call.proved = True  # once more, with credentials; a 407 that comes twice belongs to the first
            call.status = 0
            call.cseq += 1
            call.invite_branch = "z9hG4bK" + token()
            threading.Thread(target=self._prove, args=(call, m), daemon=True).start()
        elif m.status >= 300 and not call.ended:
            call.finish(f"failed {m.status}")

    def _on_request(self, m):
        if (m.branch, m.method) in self.seen:
            return self.send(self.seen[(m.branch, m.method)])
        call = self.calls.get(m.get("call-id"))
        if m.method == "INVITE" and not call:
            return self._rung(m)
        if m.method == "INVITE" and not call.answered:
            return None  # the first INVITE again, to a phone that stays silent
        if m.method == "INVITE":
            call._take_sdp(m.body)
            call.sdp_version += 1
            was, call.direction = call.direction, {"sendonly": "recvonly", "inactive": "inactive"}.get(call.peer_direction, "sendrecv")
            return self.answer_request(m, 200, "OK", body=call.sdp())
        asked = re.search(r"tag=([^;>]+)", m.get("to"))
        if call and asked and asked.group(1) in call.forks:
            call.forks[asked.group(1)].append(m.method)
            return None if m.method == "ACK" else self.answer_request(m, 200, "OK")
        if m.method == "BYE":
            self.last_bye = m
            self.answer_request(m, 200, "OK") if call else self.answer_request(m, 481, "No such call")
            if call and not call.ended:
                call.finish("ended")
        elif m.method == "CANCEL":
            self.answer_request(m, 200, "OK")
            if call and call.crosses and not call.answered:
                call.answer()
            elif call and not call.answered and not call.ended:
                call.cancel_reason = m.get("reason")
                self.answer_request(call.invite, 487, "Terminated", tag=call.local_tag)
                call.finish("cancelled")
        elif m.method == "NOTIFY" and call:
            self.answer_request(m, 200, "OK")
            call.fragments.append(m.body)
        elif m.method == "ACK":
            if call:
                call.events.append("ack")
        else:
            self.answer_request(m, 200, "OK")

    def _rung(self, m):
        tag = token()
        call = Call(self, m.get("call-id"), m.get("to") + ";tag=" + tag, m.get("from"), uri_in(m.get("contact")), False)
        call.invite = m
        call.routes = m.all("record-route")
        self.calls[call.call_id] = call
        if self.auto == "silent":
            return self.incoming.put(call)
        self.answer_request(m, 100, "Trying")
        if isinstance(self.auto, int):
            call.reject(self.auto)
        elif self.auto in ("ring", "answer", None):
            call.ring()
            if self.auto == "answer":
                call.answer()
        self.incoming.put(call)


class Carrier(Phone):
    """A carrier's server: takes REGISTER and INVITE with digest when it has a password, answers OPTIONS.

    `answers`: what it says to INVITEs, in order; the last one goes on. None: the test decides (next_ring).
    """

    def __init__(self, server_port, user="shop", password=None, hz=440, answers=(None,), ip="127.0.0.1"):
        super().__init__(server_port, user, password, hz=hz, auto="silent", ip=ip)
        self.answers, self.invites, self.registered, self.nonce = list(answers), [], False, token()
        self.refused = 0

    def _proved(self, m, header, method):
        given = m.get(header)
        get = lambda k: (re.search(r'\b' + k + r'="?([^",]+)"?', given) or [None, ""])[1]  # noqa: E731
        md5 = lambda s: hashlib.md5(s.encode()).hexdigest()  # noqa: E731
        ha1, ha2 = md5(f"{self.user}:carrier:{self.password}"), md5(f"{method}:{get('uri')}")
        wanted = md5(f"{ha1}:{self.nonce}:{get('nc')}:{get('cnonce')}:auth:{ha2}")
        return get("nonce") == self.nonce and get("response") == wanted

    def _challenge(self, m, status):
        name = "WWW-Authenticate" if status == 401 else "Proxy-Authenticate"
        self.say(m, status, f'{name}: Digest realm="carrier", nonce="{self.nonce}", algorithm=MD5, qop="auth"\r\n')

    def say(self, m, status, extra="", body="", tag=""):
        """An answer with headers of its own."""
        to = m.get("to") + ("" if "tag=" in m.get("to") else ";tag=" + (tag or token()))
        text = f"SIP/2.0 {status} So\r\n" + "".join(f"Via: {v}\r\n" for v in m.all("via"))
        text += (f"From: {m.get('from')}\r\nTo: {to}\r\nCall-ID: {m.get('call-id')}\r\nCSeq: {m.get('cseq')}\r\n"
                 + "".join(f"Record-Route: {v}\r\n" for v in m.all("record-route"))
                 + f"Contact: <sip:{self.user}@{self.at}:{self.port}>\r\n{extra}" + ("Content-Type: application/sdp\r\n" if body else "")
                 + f"Content-Length: {len(body.encode())}\r\n\r\n{body}")
        self.seen[(m.branch, m.method)] = text
        self.send(text)

    def _on_request(self, m):
        if (m.branch, m.method) in self.seen and m.method != "ACK":
            return self.send(self.seen[(m.branch, m.method)])
        if m.method == "REGISTER":
            if self.password and not self._proved(m, "authorization", "REGISTER"):
                self.refused += 1
                return self._challenge(m, 401)
            self.registered = "xpires: 0" not in "\n".join(f"{n}: {v}" for n, v in m.headers)
            return self.say(m, 200, "Expires: 60\r\n")
        if m.method == "INVITE" and m.get("call-id") not in self.calls:
            if self.password and not self._proved(m, "proxy-authorization", "INVITE"):
                return self._challenge(m, 407)
            self.invites.append(m)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if answer is not None:
                status, extra = answer if isinstance(answer, tuple) else (answer, "")
                return self.say(m, status, extra)
        return super()._on_request(m)

    def early(self, call):
        """183 with SDP: our sound before the answer."""
        call.codec = call._take_sdp(call.invite.body)
        self.say(call.invite, 183, body=call.sdp(), tag=call.local_tag)
