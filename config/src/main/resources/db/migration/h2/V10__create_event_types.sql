-- The event types that were put by the API, each as JSON (CatalogueJson.java); one of the configuration with the same name
-- counts no more. "version" is that of access_version at its last change: nodes read what is above the last one they saw.
CREATE TABLE event_type (
    name VARCHAR(128) PRIMARY KEY,
    document VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL
);

CREATE INDEX event_type_by_version ON event_type (version);
