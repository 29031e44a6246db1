"""A WooCommerce shop on loopback: orders by REST (read-back and pages), and signed webhooks as its own sender makes them."""
import base64
import hashlib
import hmac
import http.client
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse


class Shop:
    def __init__(self):
        self.orders, self.reads = {}, 0
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                shop.reads += 1
                url = urlparse(self.path)
                last = url.path.rstrip("/").rsplit("/", 1)[-1]
                if last.isdigit():
                    order = shop.orders.get(int(last))
                    return self.say(200, order) if order else self.say(404, {"code": "woocommerce_rest_shop_order_invalid_id"})
                page = int(parse_qs(url.query).get("page", ["1"])[0])
                return self.say(200, list(shop.orders.values()) if page == 1 else [])

            def say(self, status, body):
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("X-WP-TotalPages", "1")
                self.send_header("X-WP-Total", str(len(shop.orders)))
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def put(self, number, status="processing", phone="0501239900", name="Марія", total="1250.00", at=None):
        when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at or time.time()))
        address = {"first_name": name, "last_name": "Тестова", "address_1": "вул. Садова 5", "city": "Київ", "postcode": "01001",
                   "country": "UA", "email": "m@example.org", "phone": phone}
        self.orders[number] = {
            "id": number, "number": str(number), "status": status, "currency": "UAH", "date_created_gmt": when,
            "date_modified_gmt": when, "total": total, "shipping_total": "0.00", "customer_note": "", "payment_method": "cod",
            "payment_method_title": "COD", "date_paid_gmt": None, "billing": address, "shipping": address,
            "line_items": [{"id": 1, "name": "Чайник", "sku": "KET", "product_id": 7, "quantity": 1, "price": float(total),
                            "total": total, "subtotal": total}],
            "shipping_lines": [], "fee_lines": [], "coupon_lines": [], "refunds": [], "meta_data": []}
        return self.orders[number]


def deliver(port, path, body, secret, topic="order.created", delivery="1", signature=None, headers=None):
    """One webhook delivery; gives (status, body)."""
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    signed = signature if signature is not None else base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()
    h = {"Content-Type": "application/json", "X-WC-Webhook-Topic": topic, "X-WC-Webhook-Resource": topic.split(".")[0],
         "X-WC-Webhook-Event": topic.split(".")[1], "X-WC-Webhook-Signature": signed, "X-WC-Webhook-ID": "3",
         "X-WC-Webhook-Delivery-ID": delivery, "X-WC-Webhook-Source": "http://shop.example/", "User-Agent": "WooCommerce/9 Hookshot"}
    h.update(headers or {})
    h = {k: v for k, v in h.items() if v is not None}
    conn = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        conn.request("POST", path, raw, h)
        r = conn.getresponse()
        return r.status, r.read()
    finally:
        conn.close()


def ping(port, path):
    """WooCommerce's unsigned "webhook_id=3" when the hook is saved."""
    conn = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        conn.request("POST", path, b"webhook_id=3", {"Content-Type": "application/x-www-form-urlencoded"})
        r = conn.getresponse()
        return r.status, r.read()
    finally:
        conn.close()
