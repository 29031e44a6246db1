<?php
// php deploy/opencart/test.php: the signature is the server's (generic_test.cpp has the same figures), the order is whole.
require __DIR__ . '/orderline/system/library/orderline.php';

use Opencart\System\Library\Extension\Orderline\Orderline;

function same($is, $ought, string $what): void {
    if ($is !== $ought) {
        fwrite(STDERR, "$what: " . var_export($is, true) . ' instead of ' . var_export($ought, true) . "\n");
        exit(1);
    }
}

same(Orderline::sign('secret', 'msg_1', '1795000000', '{"a":1}'), 'v1,7OjWIJ6JBmsAFfv7VWDTvBSPoPlpqt5uYOq/ukBtpD8=', 'signature');
same(Orderline::fits('secret', 'm', '100', Orderline::sign('secret', 'm', '100', 'q'), 'q', 401), false, 'old');
same(Orderline::fits('secret', 'm', '100', Orderline::sign('secret', 'm', '100', 'q'), 'q', 400), true, 'fresh');
date_default_timezone_set('Europe/Kyiv');
$order = Orderline::order(
    ['order_id' => 7, 'order_status_id' => 16, 'date_added' => '2026-11-20 10:00:00', 'date_modified' => '2026-11-20 10:00:05',
     'currency_code' => 'UAH', 'currency_value' => '41.50000000', 'total' => '30.1205', 'firstname' => 'Tom &amp; Co', 'lastname' => 'K',
     'payment_method' => '{"code":"cod.cod","name":"Cash"}', 'shipping_address_1' => 'Main 7', 'shipping_city' => 'Kyiv'],
    [['order_product_id' => 1, 'product_id' => 9, 'model' => 'X2', 'name' => 'Kettle', 'quantity' => 2, 'price' => '12.5', 'tax' => '2.5']],
    'Annulé'
);
same($order['total'], '1250.00', 'total in the currency of the order');
same($order['lines'][0]['total'], '1245.00', 'line with its tax');
same($order['payment'], 'cod', 'payment');
same($order['status_name'], 'Annulé', 'the status by name');
same($order['buyer']['name'], 'Tom & Co K', 'entities');
same($order['modified_at'], '2026-11-20T10:00:05+02:00', 'zone');
echo "ok\n";
