package org.openmns.bench.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The bytes of one request that publishes one event or a batch, patched in place for the next one: nothing is rendered
 * while measuring. Every event has the same length, so that one head serves all.
 */
public final class PublishRequest {

    /** How many values {@code versionid} takes. */
    public static final int VERSIONS = 50;

    private static final String END = "\r\n";
    private static final int VERSION_FIRST = 10;
    private static final String VERSION_MARK = "\"versionid\":\"W/\\\"";
    private static final String TEXT = "{\"specversion\":\"1.0\",\"id\":\"" + "0".repeat(Stamp.MICROS_DIGITS) + "-"
            + "0".repeat(Stamp.NUMBER_DIGITS) + "-" + "0".repeat(Stamp.PATH_DIGITS)
            + "\",\"source\":\"uk.nhs.personal-demographics-service\","
            + "\"type\":\"%s\",\"subject\":\"@@@@@@@@@@\",\"time\":\"2026-11-22T10:00:00.000Z\","
            + "\"dataref\":\"https://api.service.nhs.uk/personal-demographics/FHIR/R4/Patient/@@@@@@@@@@\","
            + "\"datacontenttype\":\"application/json\",\"tracestate\":\"nhs=00f067aa0ba902b7\","
            + "\"versionid\":\"W/\\\"16\\\"\","
            + "\"traceparent\":\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"}";

    private final String head;
    private byte[] bytes;
    private int bodyBegin;
    private final int events;
    private final Places places;
    private final Subjects subjects;
    private final SplittableRandom random;

    /** For so many events of a type, published to this URL; a batch of one is no batch. */
    public PublishRequest(URI url, String type, int events, Subjects subjects, long seed) {
        var event = String.format(Locale.ROOT, TEXT, type);
        var body = events == 1 ? event : "[" + (event + ",").repeat(events - 1) + event + "]";
        head = "POST " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                + "\r\nContent-Type: application/cloudevents" + (events == 1 ? "" : "-batch")
                + "+json\r\nContent-Length: " + body.length() + "\r\n";
        this.bytes = (head + END + body).getBytes(US_ASCII);
        this.bodyBegin = head.length() + END.length();
        this.events = events;
        this.places = Places.in(event);
        this.subjects = subjects;
        random = new SplittableRandom(seed);
    }

    /** Where in an event stands what changes. */
    private record Places(int length, int id, int subject, int dataref, int version) {

        static Places in(String event) {
            return new Places(
                    event.length(),
                    event.indexOf("\"id\":\"") + Stamp.MARK.length,
                    event.indexOf('@'),
                    event.lastIndexOf('@') + 1 - Patients.DIGITS,
                    event.indexOf(VERSION_MARK) + VERSION_MARK.length());
        }
    }

    /** The value of {@code versionid} that some events have: one of {@link #VERSIONS}, from 0. */
    public static String version(int number) {
        return "W/\"" + (VERSION_FIRST + number) + "\"";
    }

    /** Brings this token from now on. */
    public void authorize(String token) {
        var authorized = (head + "Authorization: Bearer " + token + END + END).getBytes(US_ASCII);
        var bodyLength = bytes.length - bodyBegin;
        var renewed = Arrays.copyOf(authorized, authorized.length + bodyLength);
        System.arraycopy(bytes, bodyBegin, renewed, authorized.length, bodyLength);
        bytes = renewed;
        bodyBegin = authorized.length;
    }

    /** How many events it publishes. */
    public int events() {
        return events;
    }

    /** The request for the events from this number on, due at this time, each about some patient; good until the next. */
    public byte[] next(long micros, long number) {
        for (var index = 0; index < events; index++) {
            // In a batch each event is behind a bracket or a comma.
            patch(bodyBegin + (events == 1 ? 0 : 1 + index * (places.length + 1)), micros, number + index);
        }
        return bytes;
    }

    private void patch(int event, long micros, long number) {
        var patient = subjects.draw(random);
        Stamp.write(bytes, event + places.id, micros, number, subjects.path(patient));
        Patients.write(patient, bytes, event + places.subject);
        System.arraycopy(bytes, event + places.subject, bytes, event + places.dataref, Patients.DIGITS);
        var version = VERSION_FIRST + random.nextInt(VERSIONS);
        bytes[event + places.version] = (byte) ('0' + version / 10);
        bytes[event + places.version + 1] = (byte) ('0' + version % 10);
    }
}
