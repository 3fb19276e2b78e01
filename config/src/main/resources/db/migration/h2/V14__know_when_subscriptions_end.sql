-- One whose end has passed is shown as off though nothing has run it, and is counted so: see access.subscriptions-max. None
-- is known of those that were stored before, until they are changed.
ALTER TABLE subscription ADD COLUMN ends_at TIMESTAMP WITH TIME ZONE;
