-- Who publishes and subscribes: each application as JSON (Application.java), without anything secret.
CREATE TABLE application (
    id VARCHAR(64) COLLATE "C" PRIMARY KEY,
    document TEXT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

-- One row, for ever: how often any of this has changed. Nodes look at it to know when to read again.
CREATE TABLE access_version (
    version BIGINT NOT NULL
);

INSERT INTO access_version (version) VALUES (0);

-- Which signed JWTs have been given for a token, by a hash of application and jti, until they are of no use anyway.
CREATE TABLE used_assertion (
    hash BYTEA PRIMARY KEY,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX used_assertion_by_expiry ON used_assertion (expires_at);

-- Who did what to what, and what it was before and after, as JSON. Nothing is ever changed or deleted here.
CREATE TABLE audit_entry (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    actor VARCHAR(64) NOT NULL,
    action VARCHAR(64) NOT NULL,
    target VARCHAR(300) NOT NULL,
    state_before TEXT,
    state_after TEXT
);

CREATE FUNCTION refuse_change_of_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only added to';
END $$;

CREATE TRIGGER audit_entry_is_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_entry();
