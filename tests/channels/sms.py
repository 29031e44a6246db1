"""SMS by SMPP against a centre of our own (smsc.py), through the whole server: both ways, receipts in both forms, long texts, a centre
that is slow, full, silent, gone, or cuts the line in the middle; kill -9 of the server while messages leave.
Alone: OL_BINARY=... python3 -B tests/channels/sms.py
"""
import random
import subprocess
import sys
import tempfile
import time

from line import Line
from smsc import Smsc, deliver
from centre import check, free_port, run, wait_until

IRA = "380501112233"


class Sms(Line):
    def __init__(self, smsc=None, password="secret", more=(), scheme="smpp", host="127.0.0.1", query="from=Kettles"):
        self.smsc = smsc or Smsc()
        super().__init__("sms", {"account": f"{scheme}://kettles@{host}:{self.smsc.port}?{query}", "token": password}, more)

    def stands(self):
        wait_until(lambda: self.card()["standing"] == "works", 20, f"the bind stands: {self.card()}")

    def begins(self):
        self.stands()
        self.smsc.tell(deliver(IRA, b"Hello"))
        self.take("Hello")

    def close(self):
        super().close()
        self.smsc.down()


def with_sms(fn, **how):
    rig = Sms(**how)
    try:
        return fn(rig)
    finally:
        rig.close()


def both_ways():
    def body(rig):
        rig.begins()
        check(rig.heard() == ["Hello"], rig.heard())
        rig.says("It's {ready} for 5")
        got = wait_until(lambda: rig.smsc.got, 10, "it came")[0]
        check(got["to"] == IRA and got["ton"] == 1 and got["source"] == "Kettles" and got["source_ton"] == 5, f"addresses: {got}")
        check(got["coding"] == 0 and got["text"] == b"It's \x1b(ready\x1b) for 5", f"GSM 03.38: {got['text']}")
        check(got["registered"] == 1, "a receipt is asked for")
        rig.becomes("It's {ready} for 5", "sent")
        rig.smsc.receipt(got)
        rig.becomes("It's {ready} for 5", "delivered")
        long = "Ваше замовлення вже у кур'єра, він зателефонує за годину до доставки. " * 3
        rig.says(long.strip())
        wait_until(lambda: len(rig.smsc.got) == 5, 10, "four pieces of 67")
        check("".join(rig.smsc.texts()[1:]) == long.strip(), "whole again")
        check(all(m["coding"] == 8 and m["esm"] & 0x40 and len(m["text"]) <= 140 for m in rig.smsc.got[1:]), "UCS-2 with a header")
        for m in rig.smsc.got[1:4]:
            rig.smsc.receipt(m, tlv=True)
        rig.becomes(long.strip(), "sent")
        rig.smsc.receipt(rig.smsc.got[4], tlv=True, echo=True)
        rig.becomes(long.strip(), "delivered")
        rig.says("Nobody there")
        wait_until(lambda: len(rig.smsc.got) == 6, 10, "it came")
        rig.smsc.receipt(rig.smsc.got[5], "UNDELIV")
        failed = rig.becomes("Nobody there", "failed")
        check("UNDELIV" in str(failed["trouble"]), f"why: {failed['trouble']}")
        rig.smsc.plans = [0x0B]
        rig.says("Wrong number")
        check(rig.becomes("Wrong number", "failed")["trouble"]["code"] == "conversations.out_gone", "told as gone")
    return with_sms(body)


def long_messages_of_buyers_and_repeats():
    def body(rig):
        rig.begins()
        head = [b"\x05\x00\x03\x2a\x03" + bytes([n]) for n in (1, 2, 3)]
        parts = [p.encode("utf-16-be") for p in ("Де моє ", "замовлення", "?")]
        for n in (2, 0, 0, 1):  # out of order, one twice
            rig.smsc.tell(deliver(IRA, head[n] + parts[n], esm=0x40, coding=8), half=n == 1)
        wait_until(lambda: rig.heard() == ["Hello", "Де моє замовлення?"], 10, f"one message: {rig.heard()}")
        sar = [(0x20C, b"\x00\x07"), (0x20E, b"\x02")]
        for n in (1, 2):
            rig.smsc.tell(deliver(IRA, f"half {n} ".encode(), tlvs=[*sar, (0x20F, bytes([n]))]))
        wait_until(lambda: rig.heard()[-1] == "half 1 half 2", 10, f"by sar_: {rig.heard()}")
        for _ in range(2):
            rig.smsc.tell(deliver(IRA, b"Ok"))
        wait_until(lambda: rig.heard()[-2:] == ["Ok", "Ok"], 10, "two of the same are two")
        # The line breaks before our answer arrives: the centre sends it again on the next one.
        before, count = rig.smsc.binds, len(rig.heard())
        rig.smsc.tell(deliver(IRA, b"Ok"))
        wait_until(lambda: len(rig.heard()) == count + 1, 10, "the third")
        rig.smsc.down(), rig.smsc.up()
        wait_until(lambda: rig.smsc.binds > before, 20, "bound again")
        rig.smsc.tell(deliver(IRA, b"Ok"))
        last = rig.smsc.tell(deliver(IRA, b"Binary \xff", coding=4))
        wait_until(lambda: last in rig.smsc.acks, 10, "answered")
        wait_until(lambda: any("binary SMS" in t for t in rig.heard()), 10, "what is no words is told as such")
        check(rig.heard().count("Ok") == 3, f"the repeat is known: {rig.heard()}")
        bad = rig.smsc.tell(b"\0\1")
        wait_until(lambda: rig.smsc.acks.get(bad) == 1, 10, "ESME_RINVMSGLEN for what is no deliver_sm")
    return with_sms(body)


def receipts_of_every_kind():
    def body(rig):
        rig.begins()
        rig.smsc.plans = ["receipt first"]
        rig.says("Early")
        rig.becomes("Early", "delivered")
        check(rig.smsc.got[0]["answer"] != rig.smsc.got[0]["receipt"], "hexadecimal there, decimal here")
        rig.smsc.plans = ["half"]
        rig.says("Late")
        rig.becomes("Late", "sent")
        rig.smsc.tell(deliver("380990000000", f"id:{rig.smsc.got[1]['receipt']} stat:UNDELIV err:1".encode(), esm=4))
        rig.smsc.receipt(rig.smsc.got[1], "EXPIRED")
        check("EXPIRED" in str(rig.becomes("Late", "failed")["trouble"]), "why")
        rig.smsc.receipt(rig.smsc.got[1])
        rig.becomes("Late", "delivered")
    return with_sms(body, smsc=Smsc(ids="hex"))


def what_is_not_known_is_not_sent_again():
    def body(rig):
        rig.begins()
        rig.smsc.plans = ["cut"]
        rig.says("Cut")
        said = rig.becomes("Cut", "perhaps_sent")
        check(said["trouble"]["code"] == "conversations.out_unanswered", f"told: {said}")
        rig.stands()
        rig.says("Behind it")
        rig.becomes("Behind it", "sent")
        check(rig.smsc.texts() == ["Cut", "Behind it"], f"once each: {rig.smsc.texts()}")
        rig.smsc.receipt(rig.smsc.got[0], echo=True)  # it had it after all, and names it by our reference
        rig.becomes("Cut", "delivered")
        rig.smsc.plans = ["late"]
        rig.says("Slow")
        rig.becomes("Slow", "perhaps_sent", 40)
        rig.smsc.answer_held()
        rig.becomes("Slow", "sent")
        check(rig.smsc.texts().count("Slow") == 1, "once")
    return with_sms(body)


def full_slow_silent_and_gone():
    def body(rig):
        rig.begins()
        rig.smsc.plans = ["throttle", "throttle"]
        begun = time.monotonic()
        rig.says("Throttled")
        rig.becomes("Throttled", "sent")
        check(time.monotonic() - begun >= 2.5 and rig.smsc.texts() == ["Throttled"], "after a rest, once")
        rig.smsc.down()
        rig.says("Down")
        waits = wait_until(lambda: rig.one("Down").get("trouble"), 20, "why it waits")
        check(waits["code"] in ("conversations.link_unreachable", "conversations.link_lost"), f"told: {waits}")
        rig.smsc.up()
        rig.becomes("Down", "sent", 60)
        rig.smsc.plans = ["late"] * 4
        long = "x" * 500
        rig.says(long)
        wait_until(lambda: len(rig.smsc.held) == 4, 10, "all in one window")
        rig.smsc.answer_held()  # the last first
        rig.becomes(long, "sent")
        rig.smsc.mute = True
        binds = rig.smsc.binds
        wait_until(lambda: rig.card()["standing"] == "faulty", 80, "a silent centre is noticed")
        check(rig.card()["trouble"]["code"] == "conversations.link_silent", rig.card())
        rig.smsc.mute = False
        wait_until(lambda: rig.smsc.binds > binds, 80, "and bound to again")
    return with_sms(body)


def the_check_says_what_is_wrong():
    def body(rig):
        wait_until(lambda: rig.card()["standing"] == "faulty", 20, "the bind is refused")
        said = rig.check()
        check(said["trouble"]["code"] == "conversations.link_login", said["trouble"])
        check("ESME_RINVPASWD" in str(said["trouble"]["params"]), "in the centre's word too")
        rig.change(token="secret")
        check(rig.check()["standing"] == "works", rig.card())
        port = rig.smsc.port
        for account, code in ((f"smpp://kettles@127.0.0.1:{free_port()}", "link_unreachable"), ("smpp://kettles@no-such-centre.invalid:2775", "link_name"),
                              (f"smpps://kettles@127.0.0.1:{port}", "link_tls"), (f"smpp://kettles@127.0.0.1:{rig.centre.http}", "link_")):
            rig.change(account=account, token="secret")  # another server: the password is asked for anew
            said = rig.check()
            check(said["standing"] == "faulty" and code in said["trouble"]["code"], f"{account}: {said}")
        card = rig.card()
        for account in ("smpp://127.0.0.1:2775", "smpp://a@b:99999", "smpp://a@b?from=NameThatIsTooLong", "smpp://a@b?windows=1"):
            no = rig.owner.call("PATCH", f"/api/v1/channel-accounts/{card['id']}", {"account": account}, headers={"If-Match": f'"{card["version"]}"'})
            check(no.status == 400 and no.json["field"] == "account", f"{account}: {no}")
    return with_sms(body, password="wrong")


def by_tls():
    with tempfile.TemporaryDirectory() as folder:
        key, cert = f"{folder}/key.pem", f"{folder}/cert.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert], check=True, capture_output=True)

        def body(rig):
            rig.begins()
            rig.says("Sealed")
            rig.becomes("Sealed", "sent")
        return with_sms(body, smsc=Smsc(certificate=(cert, key)), scheme="smpps", host="localhost", more=["--channels.authorities", cert])


def kill_while_messages_leave():
    """At random moments: a message is at the centre once, or the desk says that it is not known; a clean stop unbinds."""
    def body(rig):
        rig.begins()
        dice, written = random.Random(5), []
        for round_ in range(4):
            rig.smsc.plans = [dice.choice(["ok", "half", "silent" if n == 3 else "ok"]) for n in range(6)]
            for n in range(6):
                written.append(f"R{round_} {n}")
                rig.says(written[-1])
            until = time.monotonic() + dice.uniform(0.05, 0.6)
            wait_until(lambda: time.monotonic() > until, 5, "a random moment", step=0.01)
            rig.again()

        def settled():
            states = {text: rig.one(text).get("state") for text in written}
            return states if all(s in ("sent", "delivered", "perhaps_sent") for s in states.values()) else None
        states = wait_until(settled, 120, "each has left or is told as not known")
        there = rig.smsc.texts()
        unknown = [t for t in written if states[t] == "perhaps_sent"]
        check(len(there) == len(set(there)), f"none twice: {there}")
        check(all(t in there for t in written if states[t] == "sent"), "what is sent is there")
        check(len(unknown) <= 8, f"few are not known: {unknown}")
        print(f"# sms: {len(written)} written, {len(there)} at the centre, {len(unknown)} told as not known", flush=True)
        rig.stands()
        rig.centre.stop()
        check(rig.smsc.unbinds == 1, "a clean stop unbinds")
        rig.centre.start()
        rig.sign_in()
    return with_sms(body)


def cases():
    return [(fn.__name__, fn) for fn in (both_ways, long_messages_of_buyers_and_repeats, receipts_of_every_kind, what_is_not_known_is_not_sent_again,
                                         full_slow_silent_and_gone, the_check_says_what_is_wrong, by_tls, kill_while_messages_leave)]


if __name__ == "__main__":
    sys.exit(run(cases()))
