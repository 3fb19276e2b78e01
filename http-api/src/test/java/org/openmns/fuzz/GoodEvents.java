package org.openmns.fuzz;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Events of every mode as a careful publisher sends them; some of their headers damaged where asked for. */
public final class GoodEvents {

    public static final List<String> STRUCTURED = List.of("""
            {"specversion":"1.0","id":"e-1","source":"uk.nhs.patient-flags-service","type":"patientflags-change-1",
             "time":"2026-01-01T10:00:00Z","subject":"9000000009","filtering":{"flagtype":"NRAF"}}""", """
            {"filtering":{"generalpractitioner":"XY11","codes":["a",1],"age":70,"yes":true,"gone":null},
             "specversion":"1.0","id":"e-2","source":"uk.nhs.patient-flags-service","type":"pds-change-of-gp-2",
             "time":"2026-01-01T10:00:00.50+01:00","subject":"9000000009","dataref":"https://api.example/flags/1",
             "versionid":"W/\\"16\\"","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
             "tracestate":"a=b","partitionkey":"9000000009","sequence":"42","dataschema":"https://api.example/schema",
             "datacontenttype":"application/fhir+json","data":{"resourceType":"Flag","n":[1,2.5e3,null]}}""", """
            {"specversion":"1.0","id":"e-3","source":"uk.nhs.patient-flags-service","type":"patientflags-change-1",
             "time":"2026-01-01T10:00:00Z","data_base64":"aGVsbG8="}""");

    public static final String LEGACY = """
            {"id":"e-4","type":"pds-change-of-gp-1","time":"2026-01-01T10:00:00Z",
             "subject":{"nhsNumber":"9000000009","familyName":"Smith","dob":"1970-01-01"},
             "source":{"name":"PDS","identifier":{"system":"https://fhir.nhs.uk/Id/nhsSpineASID","value":"477121000324"}},
             "data":{"fullUrl":"https://api.example/Patient/9000000009","provenance":{"name":"The GP"}}}""";

    static final String DATA = """
            {"resourceType":"Flag","n":[1,2.5e3,null,{"a":"b"}]}""";

    private static final Map<String, String> HEADERS = Map.ofEntries(
            Map.entry("ce-specversion", "1.0"),
            Map.entry("ce-id", "e-5"),
            Map.entry("ce-source", "uk.nhs.patient-flags-service"),
            Map.entry("ce-type", "patientflags-change-1"),
            Map.entry("ce-time", "2026-01-01T10:00:00Z"),
            Map.entry("ce-subject", "9000000009"),
            Map.entry("ce-dataref", "https://api.example/flags/1"),
            Map.entry("ce-versionid", "%C3%A9 W/\"16\""),
            Map.entry("ce-filtering", "{\"flagtype\":\"NRAF\"}"),
            Map.entry("content-type", "application/json"));

    private GoodEvents() {}

    /** The attributes as headers of binary mode, now and then with one of them left out, damaged or doubled. */
    public static Map<String, String> headers(SplittableRandom random) {
        var headers = new HashMap<>(HEADERS);
        for (var edits = random.nextInt(3); edits > 0; edits--) {
            var name = Pieces.one(HEADERS.keySet().stream().sorted().toList(), random);
            switch (random.nextInt(5)) {
                case 0 -> headers.remove(name);
                case 1 -> headers.put("ce-" + Mutation.text("sequence", random), "1");
                case 2 -> headers.put(name, "\"" + HEADERS.get(name) + "\"");
                case 3 -> headers.put("content-type", Mutation.text("application/octet-stream", random));
                default -> headers.put(name, Mutation.text(String.valueOf(HEADERS.get(name)), random));
            }
        }
        return headers;
    }
}
