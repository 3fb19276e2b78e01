package org.openmns.event;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Events to send, as the JSON text of each member, so that a test may break any one of them. */
final class EventSamples {

    static final EventFormat FORMAT = new EventFormat(CatalogueFile.builtIn(), Enrichment.NONE);
    static final String CORRELATION = "0b9f9a4e-4c0b-4c49-8d4e-7a6d3f0c7c11";

    static final Sender ANYBODY = Sender.anybody("");

    private EventSamples() {}

    /** Every member that an event may have, but {@code data_base64}. */
    static Map<String, String> members() {
        var members = new LinkedHashMap<String, String>();
        members.put("specversion", "\"1.0\"");
        members.put("id", "\"236a1d4a-5d69-4fa9-9c7f-e72bf505aa5b\"");
        members.put("source", "\"uk.nhs.patient-flags-service\"");
        members.put("type", "\"patientflags-change-1\"");
        members.put("time", "\"2026-11-22T10:05:00.50+01:00\"");
        members.put("subject", "\"9912003888\"");
        members.put("dataref", "\"https://api.service.nhs.uk/flags/9912003888\"");
        members.put("versionid", "\"W/\\\"16\\\"\"");
        members.put("filtering", "{\"flagtype\": \"NRAF\", \"generalpractitioner\": \"XY11\"}");
        members.put("traceparent", "\"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"");
        members.put("tracestate", "\"congo=t61rcWkgMzE\"");
        members.put("partitionkey", "\"9912003888\"");
        members.put("sequence", "\"42\"");
        members.put("dataschema", "\"https://fhir.nhs.uk/schema/flag\"");
        members.put("datacontenttype", "\"application/fhir+json; charset=utf-8\"");
        members.put("data", "{\"resourceType\": \"Flag\", \"n\": [1, 2.5e3, null]}");
        return members;
    }

    static Map<String, String> with(String name, String json) {
        var members = members();
        members.put(name, json);
        return members;
    }

    static byte[] json(Map<String, String> members) {
        return bytes(members.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\": " + member.getValue())
                .collect(Collectors.joining(", ", "{", "}")));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Map<String, String> members) {
        return new String(json(members), StandardCharsets.UTF_8);
    }

    static Parsed parse(byte[] json) {
        return FORMAT.structured(json, Sender.anybody(CORRELATION));
    }

    static Event valid(Parsed parsed) {
        return parsed.fold(
                event -> event,
                errors -> {
                    throw new AssertionError("refused: " + errors);
                },
                () -> {
                    throw new AssertionError("not permitted");
                });
    }

    static Map<String, String> errors(Parsed parsed) {
        return parsed.fold(
                event -> {
                    throw new AssertionError("accepted");
                },
                FieldErrors::messages,
                () -> {
                    throw new AssertionError("not permitted");
                });
    }
}
