-- Counts the subscriptions of one owner that are not off, without reading them: see access.subscriptions-max.
CREATE INDEX subscription_by_owner_and_status ON subscription (owner, status);
