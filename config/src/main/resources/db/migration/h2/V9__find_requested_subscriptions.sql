-- The few that wait for their endpoints to agree; a restart forgets them, and they are looked for each minute.
CREATE INDEX subscription_by_status ON subscription (status, id);
