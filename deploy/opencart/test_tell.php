<?php
// php deploy/opencart/test_tell.php: the controller that takes the desk's words, against a shop of arrays. The body is
// what OpenCart's connector sends (jobs_test.cpp); signed, once per mark, harmless text.
namespace Opencart\System\Engine {
    class Controller {
        public function __construct(private array $registry) {
        }
        public function __get(string $key) {
            return $this->registry[$key];
        }
    }
}

namespace {
    define('DIR_EXTENSION', __DIR__ . '/');
    define('DB_PREFIX', 'oc_');

    /** php://input of a program on the command line is empty: the body comes from here. */
    class Input {
        public static string $body = '';
        public $context;
        private int $at = 0;
        public function stream_open(): bool {
            return true;
        }
        public function stream_read(int $n): string {
            $part = substr(self::$body, $this->at, $n);
            $this->at += strlen($part);
            return $part;
        }
        public function stream_eof(): bool {
            return $this->at >= strlen(self::$body);
        }
        public function stream_stat(): array {
            return [];
        }
    }
    stream_wrapper_unregister('php');
    stream_wrapper_register('php', Input::class);

    class Shop {
        public array $orders = [7 => 1], $statuses = [1, 16], $history = [], $headers = [], $asked = [];
        public string $out = '', $secret = 'a-secret-of-24-characters';
        public array $server = [];
        public function get(string $key) {
            return ['module_orderline_secret' => $this->secret, 'module_orderline_status' => 1][$key] ?? null;
        }
        public function escape(string $text): string {
            return addslashes($text);
        }
        public function query(string $sql): object {
            $this->asked[] = $sql;
            $row = [];
            if (preg_match('/FROM `oc_order` WHERE order_id = (\d+)/', $sql, $m) && isset($this->orders[$m[1]])) {
                $row = ['order_status_id' => $this->orders[$m[1]]];
            } elseif (preg_match('/FROM `oc_order_status` WHERE order_status_id = (\d+)/', $sql, $m) && in_array((int)$m[1], $this->statuses)) {
                $row = ['order_status_id' => $m[1]];
            } elseif (preg_match("/LIKE '%(.+)%'/", $sql, $m)) {
                $hits = array_filter($this->history, fn($h) => str_contains($h[2], stripslashes($m[1])));
                $row = $hits ? ['order_history_id' => 1] : [];
            }
            return (object)['row' => $row];
        }
        public function model(string $name): void {
        }
        public function addHistory(int $id, int $status, string $text, bool $notify): void {
            $this->history[] = [$id, $status, $text, $notify];
            $this->orders[$id] = $status;
        }
        public function addHeader(string $line): void {
            $this->headers[] = $line;
        }
        public function setOutput(string $text): void {
            $this->out = $text;
        }
    }

    require __DIR__ . '/orderline/catalog/controller/tell.php';

    use Opencart\Catalog\Controller\Extension\Orderline\Tell;
    use Opencart\System\Library\Extension\Orderline\Orderline;

    function same($is, $ought, string $what): void {
        if ($is !== $ought) {
            fwrite(STDERR, "$what: " . var_export($is, true) . ' instead of ' . var_export($ought, true) . "\n");
            exit(1);
        }
    }

    function tell(Shop $shop, string $body, ?string $signature = null): string {
        Input::$body = $body;
        $at = (string)time();
        $shop->headers = [];
        $shop->server = ['HTTP_WEBHOOK_ID' => 'm1', 'HTTP_WEBHOOK_TIMESTAMP' => $at,
            'HTTP_WEBHOOK_SIGNATURE' => $signature ?? Orderline::sign($shop->secret, 'm1', $at, $body)];
        (new Tell(['request' => $shop, 'config' => $shop, 'db' => $shop, 'load' => $shop, 'response' => $shop,
            'model_checkout_order' => $shop]))->index();
        return $shop->out;
    }

    $shop = new Shop();
    $cancel = '{"id":"7","mark":"[OL-5]","status":"16","text":"Cancelled [OL-5]"}';
    same(tell($shop, $cancel, 'v1,wrong'), '{"error":"orderline.signature"}', 'signature');
    same($shop->headers[0], 'HTTP/1.1 401 Unauthorized', 'status of it');
    same($shop->asked, [], 'a stranger asks the database nothing');
    same(tell($shop, $cancel), '{"done":true,"again":false}', 'taken');
    same($shop->history, [[7, 16, 'Cancelled [OL-5]', false]], 'history, and no letter');
    same(tell($shop, $cancel), '{"done":true,"again":true}', 'twice');
    same(count($shop->history), 1, 'nothing is made twice');
    same(tell($shop, '{"id":"7","mark":"[OL-6]","status":"","text":"<script>[OL-6]"}'), '{"done":true,"again":false}', 'remark');
    same($shop->history[1], [7, 16, '&lt;script&gt;[OL-6]', false], 'in the status that it has, harmless');
    same(tell($shop, '{"id":"8","mark":"[OL-7]","status":"16","text":"[OL-7]"}'), '{"error":"orderline.no_order"}', 'no such order');
    same(tell($shop, '{"id":"7","mark":"[OL-8]","status":"99","text":"[OL-8]"}'), '{"error":"orderline.no_status"}', 'no such status');
    foreach (['[]', '{', '{"id":7,"mark":"[OL-9]","status":"","text":"[OL-9]"}', '{"id":"7 or 1=1","mark":"[OL-9]","status":"","text":"[OL-9]"}',
        '{"id":"7","mark":"%","status":"","text":"%"}', '{"id":"7","mark":"[OL-9]","status":"","text":"without it"}', str_repeat(' ', 20001)] as $bad) {
        same(tell($shop, $bad), '{"error":"orderline.body"}', "bad body $bad");
    }
    same(count($shop->history), 2, 'and nothing of that was written');
    $locks = count(array_filter($shop->asked, fn($q) => str_contains($q, 'GET_LOCK')));
    same($locks, count(array_filter($shop->asked, fn($q) => str_contains($q, 'RELEASE_LOCK'))), 'locks are given back');
    echo "ok\n";
}
