"""The test phone and carrier by TCP and TLS, and the certificates that a test needs (made by the openssl program)."""
import os
import select
import socket
import ssl
import subprocess
import threading

from phone import Carrier, Message, Phone


class Papers:
    """An authority in a folder, and certificates by it: (certificate, key) files."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.authority = os.path.join(folder, "authority.pem")
        self._key = os.path.join(folder, "authority.key")
        self._run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=Test authority",
                  "-keyout", self._key, "-out", self.authority)

    def issue(self, name, names="DNS:localhost,IP:127.0.0.1"):
        base = os.path.join(self.folder, name)
        with open(base + ".ext", "w", encoding="utf-8") as f:
            f.write(f"subjectAltName={names}\nbasicConstraints=CA:FALSE\n")
        self._run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}", "-keyout", base + ".key",
                  "-out", base + ".csr")
        self._run("x509", "-req", "-in", base + ".csr", "-CA", self.authority, "-CAkey", self._key, "-CAcreateserial", "-days", "2",
                  "-extfile", base + ".ext", "-out", base + ".pem")
        return base + ".pem", base + ".key"

    @staticmethod
    def _run(*args):
        subprocess.run(["openssl", *args], check=True, stdin=subprocess.DEVNULL, capture_output=True)


def cut(buffer):
    """(message or None, rest) of a stream; keep-alives between messages are skipped."""
    buffer = buffer.lstrip(b"\r\n")
    head, found, rest = buffer.partition(b"\r\n\r\n")
    if not found:
        return None, buffer
    size = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() in (b"content-length", b"l"):
            size = int(value)
    if len(rest) < size:
        return None, buffer
    return head + found + rest[:size], rest[size:]


class _Stream:
    """Sends and receives on `self.stream` instead of the UDP socket of Phone."""
    transport, stream, tls = "TCP", None, None

    def _open_stream(self, tls):
        self.transport = "TLS" if tls else "TCP"
        self.guard = threading.Lock()  # OpenSSL: one of reading and writing at a time
        self.ready = threading.Event()

    def request_text(self, *args, **kw):
        return self._by_stream(super().request_text(*args, **kw))

    def _by_stream(self, text):
        return text.replace("SIP/2.0/UDP", "SIP/2.0/" + self.transport, 1).replace(
            f"@{self.ip}:{self.port}>", f"@{self.ip}:{self.port};transport={self.transport.lower()}>")

    def send(self, text, to=None):
        if text.startswith("SIP/2.0"):
            text = text.replace(f"@{self.ip}:{self.port}>", f"@{self.ip}:{self.port};transport={self.transport.lower()}>")
        stream = self.stream
        if stream is None:
            return
        data = text.encode()
        try:
            while data:
                with self.guard:
                    try:
                        data = data[stream.send(data):]
                        continue
                    except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
                        pass
                select.select([], [stream], [], 0.1)
        except (OSError, ValueError):
            pass

    def _receive(self):
        self.ready.wait(10)
        while self.open:
            stream = self.stream
            if stream is None:
                if not self._next_stream():
                    continue
                stream = self.stream
            self._read_all(stream)
            if self.stream is stream:
                self.stream = None

    def _next_stream(self):
        self.open = False
        return False

    def _read_all(self, stream):
        buffer = b""
        while self.open and self.stream is stream:
            with self.guard:
                try:
                    data = stream.recv(65536)
                except (ssl.SSLWantReadError, BlockingIOError):
                    data = None
                except (OSError, ValueError):
                    return
            if data is None:
                try:
                    select.select([stream], [], [], 0.1)
                except (OSError, ValueError):
                    return
                continue
            if not data:
                return
            buffer += data
            while True:
                whole, buffer = cut(buffer)
                if whole is None:
                    break
                m = Message(whole)
                try:
                    (self._on_answer if m.is_answer else self._on_request)(m)
                except Exception as e:  # noqa: BLE001 a broken message must not end the phone
                    print(f"# phone {self.user}: {type(e).__name__} {e} on {m.first!r}", flush=True)

    def close(self):
        super().close()
        if self.stream:
            try:
                self.stream.close()
            except OSError:
                pass


class StreamPhone(_Stream, Phone):
    """A phone that keeps one connection to the server."""

    def __init__(self, server_port, user, password=None, authority=None, **kw):
        self._open_stream(authority is not None)
        super().__init__(server_port, user, password, **kw)
        plain = socket.create_connection(("127.0.0.1", server_port), 5, source_address=(self.ip, 0))
        if authority:
            context = ssl.create_default_context(cafile=authority)
            plain = context.wrap_socket(plain, server_hostname="localhost")
        plain.setblocking(False)
        self.socket.close()
        self.port = plain.getsockname()[1]
        self.stream = plain
        self.ready.set()


class StreamCarrier(_Stream, Carrier):
    """A carrier that is reached by TCP or, with papers, by TLS; it speaks on the connection that came last."""

    def __init__(self, server_port, papers=None, **kw):
        self._open_stream(papers is not None)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(0.1)
        self.context = None
        self.shakes_failed = 0
        if papers:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*papers)
        super().__init__(server_port, **kw)
        self.socket.close()
        self.port = self.listener.getsockname()[1]
        self.ready.set()

    def _next_stream(self):
        try:
            plain, _ = self.listener.accept()
        except OSError:
            return False
        try:
            plain.settimeout(5)
            stream = self.context.wrap_socket(plain, server_side=True) if self.context else plain
            stream.setblocking(False)
        except (ssl.SSLError, OSError):
            self.shakes_failed += 1
            plain.close()
            return False
        self.stream = stream
        return True

    def close(self):
        super().close()
        self.listener.close()
