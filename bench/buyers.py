"""A store of many years behind a whole server: a million orders of two hundred thousand buyers and ten million facts, one buyer with five
hundred orders and five thousand messages. How long his card, his thread, the list of orders and searches take, asked over HTTP as the desk does."""
import http.client
import json
import os
import random
import sqlite3
import sys
import time
import urllib.parse

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
from centre import Centre, check  # noqa: E402

FIRST = ("Олена", "Ірина", "Дмитро", "Tom", "Maria", "Анна", "Сергей", "王", "李", "Богдан", "Jörg", "Zoë")
LAST = ("Коваленко", "Шевченко", "Бондаренко", "Smith", "Johnson", "Иванова", "Кузнецов", "小明", "秀英", "Müller", "Ткачук", "Grant")
CITIES = ("Київ", "Львів", "Одеса", "Харків", "Дніпро", "Полтава", "Луцьк", "Суми")
GOODS = (("KT-17", "Чайник електричний Aurora 1,7 л"), ("CB-02", "Cable USB-C braided 2 m"), ("GL-09", "玻璃茶壶 600 ml"), ("MX-40", "Миксер ручной Delta"),
         ("PN-28", "Сковорода 28 см"), ("LM-11", "Lamp Nordic 11 W"), ("TS-03", "Тостер Rapid"), ("VC-77", "Пилосос Storm 2000"))
BUYERS_OF = 5  # orders of a usual buyer
DAY = 86_400_000


def measure(orders, say, rounds=200):
    centre = Centre("buyers").start()
    try:
        centre.stop()
        began = time.monotonic()
        his = fill(os.path.join(centre.var, "orderline.db"), orders)
        size = os.path.getsize(os.path.join(centre.var, "orderline.db")) / 1e6
        say(f"#   {orders:,} orders, {10 * orders:,} facts, {size:,.0f} MB after {time.monotonic() - began:.0f} s")
        began = time.monotonic()
        centre.start(900)
        say(f"#   answers {time.monotonic() - began:.1f} s after its start")
        return {"orders": orders, "database_mb": size, "asked": Asking(centre, his, orders, rounds, say).all()}
    finally:
        centre.remove()


class Asking:
    def __init__(self, centre, his, orders, rounds, say):
        self.say = say
        self.desk = centre.desk("owner")
        self.his, self.orders, self.rounds, self.random = his, orders, rounds, random.Random(7)
        self.line = http.client.HTTPConnection("127.0.0.1", centre.http, timeout=120)

    def all(self):
        n = lambda: self.random.randrange(self.orders)  # noqa: E731
        self.until_indexed()
        paths = {
            "his card": lambda: f"/api/v1/buyers/{self.his}",
            "his thread": lambda: f"/api/v1/buyers/{self.his}/thread",
            "orders, newest": lambda: "/api/v1/orders",
            "orders to be called": lambda: "/api/v1/orders?state=new",
            "an order by its number": lambda: f"/api/v1/orders?q=B{n():07d}",
            "orders by the end of a number": lambda: f"/api/v1/orders?q={n() // BUYERS_OF % 10_000_000:07d}",
            "orders by a surname's part": lambda: "/api/v1/orders?q=" + quote(LAST[n() % len(LAST)][1:5]),
            "orders by surname and city": lambda: "/api/v1/orders?q=" + quote(LAST[n() % len(LAST)] + " " + CITIES[n() % len(CITIES)]),
            "orders by two Chinese characters": lambda: "/api/v1/orders?q=" + quote("秀英"),
            "orders by a rare name": lambda: f"/api/v1/orders?q=Rarename{n() // 1000 * 1000}",
            "orders by a product's part": lambda: "/api/v1/orders?q=" + quote(GOODS[n() % len(GOODS)][1][3:9]),
            "orders by what nobody has": lambda: "/api/v1/orders?q=qzxqzx",
            "a buyer by the end of his number": lambda: f"/api/v1/buyers?q={n() // BUYERS_OF % 10_000_000:07d}",
            "customers by a surname's part": lambda: "/api/v1/customers?q=" + quote(LAST[n() % len(LAST)][1:5]),
            "customers by what nobody has": lambda: "/api/v1/customers?q=qzxqzx",
        }
        return {what: self.spread(path) for what, path in paths.items()}

    def until_indexed(self):
        """What is taken into the indexes behind the start: the oldest comes last."""
        began = time.monotonic()
        while not self.get(f"/api/v1/orders?q=B{0:07d}")["items"] or not self.get("/api/v1/customers?q=Rarename0")["items"]:
            check(time.monotonic() - began < 1800, "the indexes are not full after half an hour")
            time.sleep(1)
        self.say(f"#   indexes full after {time.monotonic() - began:.0f} s")

    def spread(self, path):
        took, found = [], 0
        for _ in range(self.rounds):
            began = time.monotonic()
            answer = self.get(path())
            took.append(1000 * (time.monotonic() - began))
            found += bool(answer.get("items", True))
            if sum(took) > 20_000:  # slow enough to be known
                break
        took.sort()
        return {"p50": round(took[len(took) // 2], 1), "p99": round(took[len(took) * 99 // 100], 1), "of": len(took), "found": found}

    def get(self, path):
        self.line.request("GET", path, headers={"Cookie": self.desk.cookie, "X-Requested-With": "orderline"})
        r = self.line.getresponse()
        body = r.read()
        check(r.status == 200, f"{path}: {r.status} {body[:300]!r}")
        return json.loads(body)


def quote(text):
    return urllib.parse.quote(text)


def fill(path, orders):
    """Copies of the demo shop's own rows with other ids, names, numbers and times; gives the great buyer's id."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -400000"):
        db.execute(f"pragma {pragma}")
    db.execute("begin")
    now, first = int(time.time() * 1000), 10**9
    order = like(db, "select * from shop_order where desk_state = 'completed' limit 1")
    buyer, identity = like(db, "select * from customer limit 1"), like(db, "select * from customer_identity where kind = 'phone' limit 1")
    line = like(db, "select * from order_line limit 1")
    buyers = orders // BUYERS_OF
    put(db, "customer", ({**buyer, "id": first + n, "name": name(n), "name_folded": name(n).lower(), "order_count": BUYERS_OF, "notes": "", "since": now - n % 2000 * DAY} for n in range(buyers)))
    put(db, "customer_identity", ({**identity, "id": first + n, "customer_id": first + n, "value": phone(n), "reversed": phone(n)[::-1]} for n in range(buyers)))
    put(db, "shop_order", (an_order(order, first, n, orders, now) for n in range(orders)))
    put(db, "order_line", ({**line, "id": first + n, "order_id": first + n, "line_no": 0, "sku": GOODS[n % 8][0], "name": GOODS[n % 8][1]} for n in range(orders)))
    put(db, "order_timeline", ({"id": first + n, "order_id": first + n // 2, "at": now - (2 * orders - n) * 60000, "kind": "order.imported", "person_id": 0, "params": '{"params":{}}'} for n in range(2 * orders)))
    his = first + 4
    db.execute("update shop_order set customer_id = ?, phone = ?, phone_reversed = ? where id >= ? and id < ?", (his, phone(4), phone(4)[::-1], first + 1000, first + 1500))
    seq = db.execute("select max(seq) from journal").fetchone()[0]
    # Old facts, which every reader is past: below the first that there is.
    put(db, "journal", ({"seq": -n, "at": now - 2000 * DAY + n, "kind": "order.imported", "subject": first + n % orders, "actor": 0, "data": "{}"} for n in range(1, 10 * orders)))
    messages(db, his, now, first)
    db.execute("delete from order_count")
    db.execute("insert into order_count select shop_id, desk_state, count(*) from shop_order group by shop_id, desk_state")
    for index, table in (("order_words_left", "shop_order"), ("customer_words_left", "customer")):
        db.execute(f"update {index} set up_to = (select max(id) from {table})")
        db.execute(f"delete from {index.removesuffix('_left')}")
    db.execute("commit")
    db.execute("pragma journal_mode = wal")
    check(seq > 0, "a journal")
    db.close()
    return his


def an_order(order, first, n, orders, now):
    b = n // BUYERS_OF
    return {**order, "id": first + n, "number": f"B{n:07d}", "customer_id": first + b, "recipient": name(b), "phone": phone(b), "phone_reversed": phone(b)[::-1], "city": CITIES[n % 8],
            "searched": f"b{n:07d} {name(b).lower()} {name(b).lower()} {CITIES[n % 8].lower()}", "external_id": str(n), "created_at": now - (orders - n) * 60000, "owner_id": None}


def messages(db, his, now, first):
    account = db.execute("select id from channel_account limit 1").fetchone()[0]
    columns = [r[1] for r in db.execute("pragma table_info(conversation)")]
    blank = {r[1]: ("" if r[2].lower() == "text" else 0) for r in db.execute("pragma table_info(conversation)")}
    shop = db.execute("select id from shop limit 1").fetchone()[0]
    put(db, "conversation", ({**{c: blank[c] for c in columns}, "id": first + n, "shop_id": shop, "channel": "webchat", "account_id": account, "thread": f"bench-{n}", "state": "closed", "place": "none",
                              "customer_id": his, "buyer_name": "Olha", "last_from": "shop", "last_seq": 100, "began_at": now - n * DAY, "last_at": now - n * DAY + 3_600_000, "version": 1} for n in range(50)))
    put(db, "message", ({"id": first + n, "conversation_id": first + n // 100, "account_id": account, "seq": n % 100 + 1, "direction": "in" if n % 2 else "out", "text": f"Where is my parcel, number {n}?",
                         "author_id": 0, "external_id": f"bench-{n}", "client_id": "", "state": "read", "error_code": "", "at": now - n // 100 * DAY + n % 100 * 1000, "trouble": ""} for n in range(5000)))


def like(db, query):
    cursor = db.execute(query)
    return dict(zip([c[0] for c in cursor.description], cursor.fetchone()))


def put(db, table, rows):
    rows = iter(rows)
    one = next(rows)
    columns = list(one)
    db.executemany(f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})", (tuple(r.values()) for r in chain(one, rows)))


def chain(one, rows):
    yield one
    yield from rows


def name(n):
    if n % 200 == 0:
        return f"Rarename{n * BUYERS_OF}"
    return f"{FIRST[n % 12]} {LAST[n // 12 % 12]}"


def phone(n):
    return f"+38067{n:07d}"


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, print), ensure_ascii=False, indent=1))
