-- Who asked to follow which event type under approval, and what came of it: each as JSON (AccessRequest.java).
-- "open_claim" names application and type while it is requested or granted: of these there is one.
-- "off_until": nobody is granted this any more, and until then it is looked for subscriptions to turn off.
CREATE TABLE access_request (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    event_type VARCHAR(128) NOT NULL,
    application VARCHAR(64) NOT NULL,
    status VARCHAR(16) NOT NULL,
    open_claim VARCHAR(200) UNIQUE,
    document TEXT NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL,
    off_until TIMESTAMPTZ
);

CREATE INDEX access_request_by_event_type ON access_request (event_type, number);

CREATE INDEX access_request_by_application ON access_request (application, number);

CREATE INDEX access_request_to_turn_off ON access_request (off_until) WHERE off_until IS NOT NULL;
