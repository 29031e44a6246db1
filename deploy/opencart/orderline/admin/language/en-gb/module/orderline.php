<?php
$_['heading_title']    = 'Orderline';
$_['entry_url']        = 'Webhook address (from the desk)';
$_['entry_secret']     = 'Secret (at least 24 characters, the same in the desk)';
$_['entry_status']     = 'Send orders';
$_['text_success']     = 'Saved.';
$_['error_permission'] = 'You may not change this.';
