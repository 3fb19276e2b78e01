-- Permissions that an application had until just now: until then it is looked for subscriptions that live by them.
CREATE TABLE lost_permission (
    application VARCHAR(64) NOT NULL,
    permission VARCHAR(200) NOT NULL,
    looked_for_until TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (application, permission)
);
