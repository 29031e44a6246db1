<?php
namespace Opencart\Catalog\Controller\Extension\Orderline;

require_once DIR_EXTENSION . 'orderline/system/library/orderline.php';

use Opencart\System\Library\Extension\Orderline\Orderline;

/**
 * Takes what the order desk decided: a remark in the order's history, in the status that it names or the one that the
 * order has. The signature is of the raw body. A mark that stands in the order's history already is taken: nothing is
 * written a second time, however often it is sent.
 */
class Tell extends \Opencart\System\Engine\Controller {
    public function index(): void {
        $h = $this->request->server;
        $body = (string)file_get_contents('php://input', false, null, 0, 20001);
        $fits = Orderline::fits(
            html_entity_decode((string)$this->config->get('module_orderline_secret'), ENT_QUOTES, 'UTF-8'),
            (string)($h['HTTP_WEBHOOK_ID'] ?? ''),
            (string)($h['HTTP_WEBHOOK_TIMESTAMP'] ?? ''),
            (string)($h['HTTP_WEBHOOK_SIGNATURE'] ?? ''),
            $body,
            time()
        );
        if (!$fits || $body === '' || !$this->config->get('module_orderline_status')) {
            $this->answer(['error' => 'orderline.signature'], '401 Unauthorized');
            return;
        }
        $told = Orderline::told($body);
        if (!$told) {
            $this->answer(['error' => 'orderline.body'], '400 Bad Request');
            return;
        }
        // Two at once: the second waits, then finds the mark of the first.
        $lock = "'orderline-" . $told['id'] . "'";
        $this->db->query('SELECT GET_LOCK(' . $lock . ', 5)');
        try {
            $this->take($told);
        } finally {
            $this->db->query('SELECT RELEASE_LOCK(' . $lock . ')');
        }
    }

    private function take(array $told): void {
        $order = $this->db->query('SELECT order_status_id FROM `' . DB_PREFIX . 'order` WHERE order_id = ' . $told['id']
            . ' AND order_status_id > 0')->row;
        if (!$order) {
            $this->answer(['error' => 'orderline.no_order'], '404 Not Found');
            return;
        }
        if ($told['status'] && !$this->db->query('SELECT order_status_id FROM `' . DB_PREFIX . 'order_status` WHERE order_status_id = '
            . $told['status'] . ' LIMIT 1')->row) {
            $this->answer(['error' => 'orderline.no_status'], '400 Bad Request');
            return;
        }
        $had = $this->db->query('SELECT order_history_id FROM `' . DB_PREFIX . 'order_history` WHERE order_id = ' . $told['id']
            . " AND comment LIKE '%" . $this->db->escape($told['mark']) . "%' LIMIT 1")->row;
        if (!$had) {
            $this->load->model('checkout/order');
            // No letter to the buyer: the desk has spoken with him.
            $this->model_checkout_order->addHistory($told['id'], $told['status'] ?: (int)$order['order_status_id'], $told['text'], false);
        }
        $this->answer(['done' => true, 'again' => (bool)$had]);
    }

    private function answer(array $what, string $status = ''): void {
        if ($status !== '') {
            $this->response->addHeader('HTTP/1.1 ' . $status);
        }
        $this->response->addHeader('Content-Type: application/json');
        $this->response->setOutput((string)json_encode($what, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE));
    }
}
