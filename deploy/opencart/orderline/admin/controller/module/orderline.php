<?php
namespace Opencart\Admin\Controller\Extension\Orderline\Module;

/** Address and secret; installing it registers the event. */
class Orderline extends \Opencart\System\Engine\Controller {
    private const ROUTE = 'extension/orderline/module/orderline';

    public function index(): void {
        $this->load->language(self::ROUTE);
        $data = ['save' => $this->url->link(self::ROUTE . $this->dot() . 'save', 'user_token=' . $this->session->data['user_token'])];
        foreach (['url', 'secret', 'status'] as $key) {
            $data[$key] = $this->config->get('module_orderline_' . $key);
            $data['entry_' . $key] = $this->language->get('entry_' . $key);
        }
        $data['button_save'] = $this->language->get('button_save');
        $data['heading_title'] = $this->language->get('heading_title');
        $data['header'] = $this->load->controller('common/header');
        $data['column_left'] = $this->load->controller('common/column_left');
        $data['footer'] = $this->load->controller('common/footer');
        $this->response->setOutput($this->load->view(self::ROUTE, $data));
    }

    public function save(): void {
        $this->load->language(self::ROUTE);
        $json = [];
        if (!$this->user->hasPermission('modify', self::ROUTE)) {
            $json['error'] = $this->language->get('error_permission');
        } else {
            $this->load->model('setting/setting');
            $post = $this->request->post;
            $this->model_setting_setting->editSetting('module_orderline', [
                'module_orderline_url' => (string)($post['url'] ?? ''),
                'module_orderline_secret' => (string)($post['secret'] ?? ''),
                'module_orderline_status' => (int)!empty($post['status']),
            ]);
            $json['success'] = $this->language->get('text_success');
        }
        $this->response->addHeader('Content-Type: application/json');
        $this->response->setOutput((string)json_encode($json));
    }

    public function install(): void {
        $this->load->model('setting/event');
        $this->model_setting_event->deleteEventByCode('orderline');
        $this->model_setting_event->addEvent([
            'code' => 'orderline',
            'description' => 'Orderline: an order or its status changed',
            'trigger' => 'catalog/model/checkout/order' . $this->slash() . 'addHistory/after',
            'action' => 'extension/orderline/feed' . $this->dot() . 'changed',
            'status' => true,
            'sort_order' => 0,
        ]);
    }

    public function uninstall(): void {
        $this->load->model('setting/event');
        $this->model_setting_event->deleteEventByCode('orderline');
    }

    /** 4.0.0 and 4.0.1 write route|method and trigger model/method, later versions a dot. */
    private function dot(): string {
        return version_compare(VERSION, '4.0.2.0', '>=') ? '.' : '|';
    }

    private function slash(): string {
        return version_compare(VERSION, '4.0.2.0', '>=') ? '.' : '/';
    }
}
