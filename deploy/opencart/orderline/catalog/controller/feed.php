<?php
namespace Opencart\Catalog\Controller\Extension\Orderline;

require_once DIR_EXTENSION . 'orderline/system/library/orderline.php';

use Opencart\System\Library\Extension\Orderline\Orderline;

/** Tells Orderline of each order at once (event), and answers its signed reads. */
class Feed extends \Opencart\System\Engine\Controller {
    private const PAGE = 100;

    public function index(): void {
        $h = $this->request->server;
        $fits = Orderline::fits(
            html_entity_decode((string)$this->config->get('module_orderline_secret'), ENT_QUOTES, 'UTF-8'),
            (string)($h['HTTP_WEBHOOK_ID'] ?? ''),
            (string)($h['HTTP_WEBHOOK_TIMESTAMP'] ?? ''),
            (string)($h['HTTP_WEBHOOK_SIGNATURE'] ?? ''),
            (string)($h['QUERY_STRING'] ?? ''),
            time()
        );
        if (!$fits || !$this->config->get('module_orderline_status')) {
            $this->answer(['error' => 'orderline.signature'], '401 Unauthorized');
            return;
        }
        $get = $this->request->get;
        $start = (max(1, (int)($get['page'] ?? 1)) - 1) * self::PAGE;
        switch ($get['what'] ?? '') {
            case 'order':
                $order = $this->order((int)($get['id'] ?? 0));
                $this->answer($order ?: ['error' => 'orderline.no_order'], $order ? '' : '404 Not Found');
                return;
            case 'orders':
                $from = isset($get['since']) ? 'date_modified' : 'date_added';
                $at = date('Y-m-d H:i:s', (int)($get['since'] ?? ($get['from'] ?? 0)));
                $to = isset($get['to']) ? " AND date_added < '" . date('Y-m-d H:i:s', (int)$get['to']) . "'" : '';
                $rows = $this->db->query('SELECT order_id FROM `' . DB_PREFIX . "order` WHERE order_status_id > 0 AND $from >= '"
                    . $this->db->escape($at) . "'" . $to . ' ORDER BY order_id LIMIT ' . $start . ',' . self::PAGE)->rows;
                $this->answer(['orders' => array_map(fn($row) => $this->order((int)$row['order_id']), $rows)]);
                return;
            case 'products':
                $rows = $this->db->query('SELECT p.product_id, p.model, p.sku, p.quantity, p.subtract, p.price, p.status, d.name FROM `'
                    . DB_PREFIX . 'product` p JOIN `' . DB_PREFIX . 'product_description` d ON d.product_id = p.product_id AND d.language_id = '
                    . (int)$this->config->get('config_language_id') . ' ORDER BY p.product_id LIMIT ' . $start . ',' . self::PAGE)->rows;
                $this->answer(['products' => array_map(fn($p) => [
                    'id' => (string)$p['product_id'], 'sku' => (string)($p['model'] ?: $p['sku']),
                    'name' => html_entity_decode((string)$p['name'], ENT_QUOTES, 'UTF-8'),
                    'price' => Orderline::money($p['price'], 1), 'currency' => (string)$this->config->get('config_currency'),
                    'stock' => $p['subtract'] ? (int)$p['quantity'] : null, 'active' => (bool)$p['status'],
                ], $rows)]);
                return;
            default:
                $rows = $this->db->query('SELECT order_status_id, name FROM `' . DB_PREFIX . 'order_status` WHERE language_id = '
                    . (int)$this->config->get('config_language_id'))->rows;
                $this->answer(['statuses' => array_map(fn($s) => ['code' => (string)$s['order_status_id'], 'name' => $s['name']], $rows)]);
        }
    }

    /** Event catalog/model/checkout/order.addHistory/after; never disturbs the checkout. */
    public function changed(string &$route, array &$args): void {
        $order = $this->config->get('module_orderline_status') ? $this->order((int)($args[0] ?? 0)) : [];
        $url = (string)$this->config->get('module_orderline_url');
        if (!$order || !str_starts_with($url, 'http')) {
            return;
        }
        $body = json_encode(['type' => 'order.saved', 'timestamp' => date('c'), 'data' => $order], JSON_UNESCAPED_UNICODE);
        $id = bin2hex(random_bytes(12));
        $at = (string)time();
        $secret = html_entity_decode((string)$this->config->get('module_orderline_secret'), ENT_QUOTES, 'UTF-8');
        $curl = curl_init($url);
        curl_setopt_array($curl, [
            CURLOPT_POST => true, CURLOPT_POSTFIELDS => $body, CURLOPT_RETURNTRANSFER => true,
            CURLOPT_CONNECTTIMEOUT_MS => 1000, CURLOPT_TIMEOUT_MS => 2000,  // what is lost is found by the next read
            CURLOPT_HTTPHEADER => ['Content-Type: application/json', 'Webhook-Id: ' . $id, 'Webhook-Timestamp: ' . $at,
                'Webhook-Signature: ' . Orderline::sign($secret, $id, $at, $body)],
        ]);
        curl_exec($curl);
        curl_close($curl);
    }

    private function order(int $id): array {
        $row = $this->db->query('SELECT o.*, l.code AS language_code, c.iso_code_2 AS shipping_iso_code_2, s.name AS status_name FROM `'
            . DB_PREFIX . 'order` o LEFT JOIN `' . DB_PREFIX . 'language` l ON l.language_id = o.language_id LEFT JOIN `'
            . DB_PREFIX . 'country` c ON c.country_id = o.shipping_country_id LEFT JOIN `' . DB_PREFIX
            . 'order_status` s ON s.order_status_id = o.order_status_id AND s.language_id = ' . (int)$this->config->get('config_language_id')
            . ' WHERE o.order_id = ' . $id . ' AND o.order_status_id > 0')->row;
        if (!$row) {
            return [];
        }
        $products = $this->db->query('SELECT * FROM `' . DB_PREFIX . 'order_product` WHERE order_id = ' . $id)->rows;
        return Orderline::order($row, $products, (string)($row['status_name'] ?? ''));
    }

    private function answer(array $what, string $status = ''): void {
        if ($status !== '') {
            $this->response->addHeader('HTTP/1.1 ' . $status);
        }
        $this->response->addHeader('Content-Type: application/json');
        $this->response->setOutput((string)json_encode($what, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE));
    }
}
