<?php
namespace Opencart\System\Library\Extension\Orderline;

/** Signing and the shape of an order, without anything of OpenCart: tested on its own (deploy/opencart/test.php). */
class Orderline {
    /** Standard Webhooks: v1,base64(HMAC-SHA256(secret, id.timestamp.text)). */
    public static function sign(string $secret, string $id, string $timestamp, string $text): string {
        return 'v1,' . base64_encode(hash_hmac('sha256', $id . '.' . $timestamp . '.' . $text, $secret, true));
    }

    public static function fits(string $secret, string $id, string $timestamp, string $signature, string $text, int $now): bool {
        if ($secret === '' || $id === '' || !ctype_digit($timestamp) || abs($now - (int)$timestamp) > 300) {
            return false;
        }
        return hash_equals(self::sign($secret, $id, $timestamp, $text), $signature);
    }

    /**
     * What Orderline tells of an order: {"id":"7","mark":"[OL-5]","status":"16" or "","text":"..."}.
     * Null for what it does not send. The text is made harmless: OpenCart shows a history as HTML.
     */
    public static function told(string $body): ?array {
        $in = strlen($body) <= 20000 ? json_decode($body, true, 8) : null;
        if (!is_array($in)) {
            return null;
        }
        foreach (['id', 'mark', 'status', 'text'] as $key) {
            if (!is_string($in[$key] ?? null)) {
                return null;
            }
        }
        if (!preg_match('/^[1-9][0-9]{0,9}$/', $in['id']) || !preg_match('/^\[OL-[0-9]{1,20}\]$/', $in['mark'])
            || !preg_match('/^([1-9][0-9]{0,9})?$/', $in['status']) || !str_contains($in['text'], $in['mark'])) {
            return null;
        }
        return ['id' => (int)$in['id'], 'mark' => $in['mark'], 'status' => (int)$in['status'],
            'text' => htmlspecialchars(substr($in['text'], 0, 4000), ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8')];
    }

    /** OpenCart writes the database's local time without a zone. */
    public static function time(string $text): string {
        $at = strtotime($text);
        return $at ? date('c', $at) : '';
    }

    /** In the currency of the order; amounts are kept in the shop's own. */
    public static function money($amount, $rate): string {
        return number_format((float)$amount * (float)$rate, 2, '.', '');
    }

    public static function order(array $o, array $products, string $status_name): array {
        $rate = $o['currency_value'] ?: 1;
        $lines = [];
        foreach ($products as $p) {
            $each = (float)$p['price'] + (float)$p['tax'];
            $lines[] = [
                'id' => (string)$p['order_product_id'],
                'sku' => (string)($p['model'] ?: $p['product_id']),
                'name' => html_entity_decode((string)$p['name'], ENT_QUOTES, 'UTF-8'),
                'quantity' => (int)$p['quantity'],
                'price' => self::money($each, $rate),
                'total' => self::money($each * (int)$p['quantity'], $rate),
            ];
        }
        $text = fn(string $key): string => html_entity_decode((string)($o[$key] ?? ''), ENT_QUOTES, 'UTF-8');
        $code = static function ($method): string {  // an array since 4.0.2, a plain code before
            $method = is_string($method) && str_starts_with($method, '{') ? json_decode($method, true) : $method;
            return is_array($method) ? explode('.', (string)($method['code'] ?? ''))[0] : (string)$method;
        };
        $payment = $code($o['payment_method'] ?? ($o['payment_code'] ?? ''));
        $known = ['cod' => 'cod', 'bank_transfer' => 'prepaid', 'cheque' => 'prepaid', 'free_checkout' => 'prepaid'];
        return [
            'id' => (string)$o['order_id'],
            'number' => (string)$o['order_id'],
            'status' => (string)$o['order_status_id'],
            'status_name' => $status_name,
            'created_at' => self::time((string)$o['date_added']),
            'modified_at' => self::time((string)$o['date_modified']),
            'currency' => (string)$o['currency_code'],
            'total' => self::money($o['total'], $rate),
            'payment' => $known[$payment] ?? ($payment === '' ? 'other' : 'card'),
            'buyer' => [
                'name' => trim($text('firstname') . ' ' . $text('lastname')),
                'phone' => $text('telephone'),
                'email' => $text('email'),
                'language' => substr((string)($o['language_code'] ?? ''), 0, 5),
            ],
            'recipient' => ['name' => trim($text('shipping_firstname') . ' ' . $text('shipping_lastname')), 'phone' => ''],
            'delivery' => [
                'method' => $code($o['shipping_method'] ?? ($o['shipping_code'] ?? '')),
                'country' => (string)($o['shipping_iso_code_2'] ?? ''),
                'address' => trim($text('shipping_address_1') . ', ' . $text('shipping_address_2'), ', '),
                'city' => $text('shipping_city'),
                'region' => $text('shipping_zone'),
                'postcode' => $text('shipping_postcode'),
            ],
            'note' => $text('comment'),
            'lines' => $lines,
        ];
    }
}
