package org.openmns.broker.fault;

/** One event: told apart by its topic, its patient, and its number within both, from 1 on. */
record Told(Topic topic, int patient, int number) {

    static Told parse(String id) {
        var parts = id.split("-", 3);
        return new Told(Topic.valueOf(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    String id() {
        return topic + "-" + patient + "-" + number;
    }

    /** Ends with the last digit of the patient. */
    String subject() {
        return Integer.toString(900_000_000 + patient / 10) + patient % 10;
    }

    boolean changesName() {
        return number % 3 == 0;
    }

    String practice() {
        return patient % 4 == 0 ? "A81001" : "B82002";
    }

    /** What a publisher sends. */
    String json() {
        return """
                {"specversion":"1.0","id":"%s","source":"uk.nhs.tests","type":"%s",\
                "time":"2026-01-01T09:00:00Z","subject":"%s","versionid":"W/\\"%d\\""%s}""".formatted(id(), topic.word(), subject(), number, topic == Topic.RECORD ? filtering() : "");
    }

    private String filtering() {
        return """
                ,"filtering":{"changed_name":%b,"registeredgpodscode":"%s","nhsnumber":"%s"}""".formatted(changesName(), practice(), subject());
    }
}
