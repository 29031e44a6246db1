"""A centre of short messages (SMPP 3.4) with the habits of real ones, told what to do next by the test:
answers late and out of order, receipts before answers, throttling, silence, half packets, a line cut in the middle.
"""
import socket
import ssl
import struct
import threading

BIND, SUBMIT, DELIVER, UNBIND, ENQUIRE, RESP, NACK = 0x09, 0x04, 0x05, 0x06, 0x15, 0x80000000, 0x80000000
THROTTLED, BAD_PASSWORD, BAD_NUMBER = 0x58, 0x0E, 0x0B


def cstr(data, at):
    end = data.index(b"\0", at)
    return data[at:end].decode("latin-1"), end + 1


def read_message(body):
    """submit_sm as a dict; raises when it is none: we hold the server to the standard."""
    m = {}
    m["service"], at = cstr(body, 0)
    m["source_ton"], m["source_npi"] = body[at], body[at + 1]
    m["source"], at = cstr(body, at + 2)
    m["ton"], m["npi"] = body[at], body[at + 1]
    m["to"], at = cstr(body, at + 2)
    m["esm"] = body[at]
    at += 3
    _, at = cstr(body, at)
    _, at = cstr(body, at)
    m["registered"], m["coding"], length = body[at], body[at + 2], body[at + 4]
    at += 5
    m["text"] = body[at:at + length]
    assert len(m["text"]) == length, "sm_length lies"
    at += length
    m["tlvs"] = {}
    while at < len(body):
        tag, size = struct.unpack(">HH", body[at:at + 4])
        m["tlvs"][tag] = body[at + 4:at + 4 + size]
        assert len(m["tlvs"][tag]) == size, "a TLV lies"
        at += 4 + size
    return m


def words_of(m):
    data = m["text"]
    if m["esm"] & 0x40:
        data = data[data[0] + 1:]
    return data.decode("utf-16-be") if m["coding"] == 8 else data.decode("ascii", "replace")


def deliver(source, text=b"", esm=0, coding=0, tlvs=(), ton=1):
    body = b"\0" + bytes([ton, 1]) + source.encode() + b"\0" + bytes([5, 0]) + b"Kettles\0" + bytes([esm, 0, 0]) + b"\0\0" + bytes([0, 0, coding, 0, len(text)]) + text
    for tag, value in tlvs:
        body += struct.pack(">HH", tag, len(value)) + value
    return body


class Smsc:
    """`password` is what it takes. `plans` are taken one by one for submit_sm, then each is accepted at once:
    "ok", "throttle", "silent" (never answered), "cut" (taken, then the line is gone), "late" (answered when told), "receipt first",
    "half" (its answer in two packets), a number (that status)."""

    def __init__(self, password="secret", ids="decimal", certificate=None):
        self.password, self.ids, self.certificate = password, ids, certificate
        self.lock = threading.Lock()
        self.plans, self.got, self.binds, self.unbinds, self.enquiries, self.acks, self.held = [], [], 0, 0, 0, {}, []
        self.line, self.number, self.sequence, self.port, self.mute = None, 0x1000, 0, 0, False
        self.up()

    def up(self):
        self.server = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, args=(self.server,), daemon=True).start()

    def down(self):
        for s in (self.server, self.line):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except (OSError, AttributeError):
                pass
            if s:
                s.close()

    def accept(self, server):
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(line,), daemon=True).start()

    def serve(self, line):
        try:
            if self.certificate:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(*self.certificate)
                line = context.wrap_socket(line, server_side=True)
            self.talk(line)
        except (OSError, EOFError):
            pass
        finally:
            line.close()

    @staticmethod
    def exactly(line, count):
        data = b""
        while len(data) < count:
            part = line.recv(count - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def send(self, line, command, status, sequence, body=b"", half=False):
        data = struct.pack(">IIII", 16 + len(body), command, status, sequence) + body
        if half:
            line.sendall(data[:7])
            threading.Event().wait(0.05)
            data = data[7:]
        line.sendall(data)

    def talk(self, line):
        while True:
            length, command, status, sequence = struct.unpack(">IIII", self.exactly(line, 16))
            if not 16 <= length <= 70_000:
                return  # TLS where none is spoken
            body = self.exactly(line, length - 16)
            if self.mute:
                continue
            if command == BIND:
                login, at = cstr(body, 0)
                password, at = cstr(body, at)
                if password != self.password:
                    self.send(line, BIND | RESP, BAD_PASSWORD, sequence)
                    continue
                self.send(line, BIND | RESP, 0, sequence, b"SMSC\0")
                with self.lock:
                    self.line, self.binds, self.login = line, self.binds + 1, login
            elif command == ENQUIRE:
                self.enquiries += 1
                self.send(line, ENQUIRE | RESP, 0, sequence)
            elif command == UNBIND:
                self.unbinds += 1
                self.send(line, UNBIND | RESP, 0, sequence)
                return
            elif command == SUBMIT:
                self.submit(line, sequence, read_message(body))
            elif command == DELIVER | RESP:
                with self.lock:
                    self.acks[sequence] = status
            elif not command & RESP:
                self.send(line, NACK, 3, sequence)

    def names(self):
        """What the answer calls it, and what its receipt will."""
        self.number += 1
        if self.ids == "hex":
            return f"{self.number:X}", str(self.number)
        return str(self.number), str(self.number)

    def submit(self, line, sequence, m):
        with self.lock:
            plan = self.plans.pop(0) if self.plans else "ok"
            if plan == "throttle":
                return self.send(line, SUBMIT | RESP, THROTTLED, sequence, b"\0")
            if isinstance(plan, int):
                return self.send(line, SUBMIT | RESP, plan, sequence, b"\0")
            m["answer"], m["receipt"] = self.names()
            m["words"], m["line"], m["sequence"] = words_of(m), line, sequence
            self.got.append(m)
        if plan == "cut":
            line.shutdown(socket.SHUT_RDWR)
        elif plan == "late":
            with self.lock:
                self.held.append(m)
        elif plan == "receipt first":
            self.receipt(m)
            self.answer(m)
        elif plan != "silent":
            self.answer(m, plan == "half")

    def answer(self, m, half=False):
        self.send(m["line"], SUBMIT | RESP, 0, m["sequence"], m["answer"].encode() + b"\0", half)

    def answer_held(self):
        """All that was held back, the newest first."""
        with self.lock:
            held, self.held = self.held, []
        for m in reversed(held):
            self.answer(m)

    def tell(self, body, half=False):
        with self.lock:
            self.sequence += 1
            sequence, line = self.sequence, self.line
        self.send(line, DELIVER, 0, sequence, body, half)
        return sequence

    def receipt(self, m, state="DELIVRD", tlv=False, echo=False):
        also = [(0x0204, m["tlvs"][0x0204])] if echo else []
        if tlv:
            number = {"DELIVRD": 2, "EXPIRED": 3, "UNDELIV": 5}[state]
            return self.tell(deliver(m["to"], esm=4, tlvs=[(0x1E, m["receipt"].encode() + b"\0"), (0x427, bytes([number])), *also]))
        text = f"id:{m['receipt']} sub:001 dlvrd:001 submit date:2611231200 done date:2611231201 stat:{state} err:000 text:"
        return self.tell(deliver(m["to"], text.encode(), esm=4, tlvs=also))

    def texts(self):
        with self.lock:
            return [m["words"] for m in self.got]
