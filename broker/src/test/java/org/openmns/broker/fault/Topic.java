package org.openmns.broker.fault;

/** The event types that are published, so many that they live on different nodes. */
enum Topic {
    RECORD("pds-record-change-2"),
    FLAG("patientflags-change-1"),
    PRACTICE("pds-change-of-gp-2"),
    DEATH("pds-death-notification-2");

    private final String word;

    Topic(String word) {
        this.word = word;
    }

    /** The name of the event type. */
    String word() {
        return word;
    }
}
