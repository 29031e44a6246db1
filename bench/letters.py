"""A full mailbox fetched from a real Dovecot by a whole server: letters a second, and whether memory stays flat. The letters lie there
before the server's connection comes back; every fifth has HTML beside its text, every twentieth a file, a third answer an earlier one."""
import base64
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
sys.path[:0] = [os.path.join(ROOT, "tests", "lib"), os.path.join(ROOT, "tests", "mail")]
from centre import Centre, check, wait_until  # noqa: E402
from servers import PASSWORD, Mail  # noqa: E402

WORDS = ("чайник доставка замовлення оплата кур'єр повернення відділення чек гарантія колір "
         "kettle order delivery when paid parcel return invoice warranty colour").split()


def measure(letters, say, limit_s=1500):
    mail, centre = Mail(), Centre("letters").start()
    mail.start_dovecot()
    try:
        return fetch(mail, centre, letters, say, limit_s)
    finally:
        centre.remove()
        mail.stop()


def fetch(mail, centre, letters, say, limit_s):
    owner = centre.desk("owner")
    made = owner.call("POST", "/api/v1/mailboxes", {
        "shop_id": owner.me["shops"][0]["id"], "address": "help@shop.example", "name": "Kettles", "imap_host": "127.0.0.1", "imap_port": mail.imap, "imap_tls": "none",
        "smtp_host": "127.0.0.1", "smtp_port": mail.smtp, "smtp_tls": "none", "user": "help", "secret": PASSWORD, "signature": ""})
    check(made.status in (200, 201), f"mailbox: {made}")
    wait_until(lambda: owner.get("/api/v1/mailboxes")["items"][0]["state"] == "working", 30, "the mailbox works")
    mail.stop_dovecot()
    bytes_of_all = fill(mail, letters)
    say(f"#   {letters:,} letters lie there, {bytes_of_all / 1e6:.0f} MB")
    mail.start_dovecot()
    began, cpu, seen = time.monotonic(), cpu_of(centre), []
    while time.monotonic() - began < limit_s:
        time.sleep(2)
        seen.append((time.monotonic() - began, taken(centre), memory(centre)))
        if len(seen) % 30 == 0:
            say(f"#   {seen[-1][1]:,} taken in, {seen[-1][2] / 1024:.1f} MB")
        if seen[-1][1] >= letters:
            break
    took, count, end = seen[-1]
    tenth = next((m for _, n, m in seen if n >= count / 10), end)
    return {"letters": count, "of": letters, "mb_of_mail": bytes_of_all / 1e6, "per_s": count / took, "per_cpu_s": count / (cpu_of(centre) - cpu), "seconds": took,
            "memory_mb_after_a_tenth": tenth / 1024, "memory_mb_end": end / 1024, "memory_mb_most": max(m for *_, m in seen) / 1024}


def taken(centre):
    db = sqlite3.connect(f"file:{centre.var}/orderline.db?mode=ro", uri=True, timeout=30)
    try:
        return db.execute("select count(*) from message m join conversation c on c.id = m.conversation_id where c.channel = 'email' and m.direction = 'in'").fetchone()[0]
    finally:
        db.close()


def memory(centre):
    with open(f"/proc/{centre.process.pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("RssAnon"))


def cpu_of(centre):
    with open(f"/proc/{centre.process.pid}/stat", encoding="ascii") as f:
        return sum(int(n) for n in f.read().rsplit(")", 1)[1].split()[11:13]) / os.sysconf("SC_CLK_TCK")


def fill(mail, letters):
    """Straight into the Maildir, as a server that took them in over a long night."""
    base, rng, total = f"{mail.folder}/mail/help", random.Random(41), 0
    for name in ("tmp", "new", "cur"):
        os.makedirs(f"{base}/{name}", exist_ok=True)
    for n in range(letters):
        text = one(n, rng).encode()
        total += len(text)
        with open(f"{base}/new/{1790000000 + n}.M{n}P1.bench", "wb") as f:
            f.write(text)
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", f"{mail.user}:{mail.group}", base], check=True)
    return total


def one(n, rng):
    """Letter n as it comes over the wire."""
    words = "\r\n".join(" ".join(rng.choices(WORDS, k=10)) for _ in range(rng.randrange(3, 30)))
    buyer = n // 3
    answers = f"In-Reply-To: <{n - 1}@example.com>\r\nReferences: <{n - 1}@example.com>\r\n" if n % 3 else ""
    head = (f"From: Olha {buyer} <olha{buyer}@example.com>\r\nTo: help@shop.example\r\nSubject: {'Re: ' if n % 3 else ''}Order {buyer}\r\nMessage-ID: <{n}@example.com>\r\n"
            f"Date: Mon, 23 Nov 2026 10:{n // 60 % 60:02d}:{n % 60:02d} +0200\r\n{answers}MIME-Version: 1.0\r\n")
    plain = f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{words}\r\n"
    if n % 20 == 0:
        body = base64.encodebytes(b"\x89PNG\r\n\x1a\n" + rng.randbytes(20000)).decode().replace("\n", "\r\n")
        return f'{head}Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n{plain}--b\r\nContent-Type: image/png; name="kettle.png"\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}--b--\r\n'
    if n % 5 == 0:
        return f'{head}Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\n{plain}--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{words}</p>\r\n--b--\r\n'
    return head + plain


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(65536, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100000, print)))
