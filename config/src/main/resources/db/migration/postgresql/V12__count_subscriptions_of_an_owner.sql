-- Counts the subscriptions of one owner that are not off, without reading them: see access.subscriptions-max.
CREATE INDEX subscription_on_by_owner ON subscription (owner) WHERE status <> 'OFF';
