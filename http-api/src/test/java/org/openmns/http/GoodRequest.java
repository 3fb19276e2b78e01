package org.openmns.http;

import java.util.List;
import org.openmns.fuzz.GoodEvents;

/** What a good client sends to a path: one for each route that reads a body. */
record GoodRequest(String method, String path, String type, String body) {

    static final String ID = "11111111-1111-4111-8111-111111111111";

    static final String SUBSCRIPTION = "/subscriptions/" + ID;
    static final String EVENT_TYPE = "/event-types/referral-made-1";
    static final String COHORT = "/cohorts/flags";

    static final String APPLICATION = "/applications/acme";
    static final String REQUESTS = "/event-types/patientflags-change-1/access-requests";
    static final String REQUEST = REQUESTS + "/" + ApprovalScene.ID;

    private static final String FORM = "application/x-www-form-urlencoded";

    private static final String REGISTERED = """
            {"name":"Acme","contacts":["it@acme.example"],"odsCode":"A81001","internal":false,
             "permissions":["events:create:patientflags-*","subscriptions:create:*","operator"],
             "jwks":{"keys":[{"kty":"EC","crv":"P-256","kid":"1","x":"AQ","y":"AQ"}]}}""";

    private static final String REGISTERED_BY_URL =
            "{\"name\":\"Acme\",\"jwksUrl\":\"https://acme.example/jwks\",\"permissions\":[]}";

    private static final String FOR_A_TOKEN = "grant_type=client_credentials&client_assertion_type="
            + "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=e30.e30.AQ";

    private static final String FULL_SUBSCRIPTION = """
            {"resourceType":"Subscription","status":"requested","reason":"","end":"2030-01-31T23:59:59Z",
             "criteria":"eventType=patientflags-change-1 AND flagtype IN ('NRAF','FGM') AND NOT generalpractitioner LIKE 'X%'",
             "channel":{"type":"rest-hook","endpoint":"https://gp.example:8443/hooks?a=b","payload":"application/fhir+json",
                        "header":["Authorization: Bearer abc","X-Key: 1"]},
             "hydration":{"enabled":true,"headers":{"Authorization":"Bearer abc"},"hosts":["*.gp.example"]},
             "delivery":{"orderingKey":"subject","retries":["PT5S","PT1M"],"attemptTimeout":"PT10S","inFlightMax":4,
                         "ratePerSecondMax":50},
             "contact":[{"system":"email","value":"a@b"}],"meta":{"tag":[{"code":"a"}]}}""";

    static final List<GoodRequest> ALL = List.of(
            new GoodRequest("POST", "/events", "application/cloudevents+json", GoodEvents.STRUCTURED.get(0)),
            new GoodRequest("POST", "/events", "application/cloudevents+json", GoodEvents.STRUCTURED.get(1)),
            new GoodRequest(
                    "POST", "/events", "application/cloudevents-batch+json", "[" + Api.EVENT + "," + Api.EVENT + "]"),
            new GoodRequest("POST", "/events", "application/json", GoodEvents.LEGACY),
            new GoodRequest("POST", "/subscriptions", "application/fhir+json", Api.SUBSCRIPTION),
            new GoodRequest("POST", "/subscriptions", "application/fhir+json", FULL_SUBSCRIPTION),
            new GoodRequest("PUT", SUBSCRIPTION, "application/fhir+json", FULL_SUBSCRIPTION),
            new GoodRequest(
                    "POST",
                    "/criteria/check",
                    "application/json",
                    "{\"criteria\":\"eventType=patientflags-change-1 AND flagtype='NRAF'\",\"event\":" + Api.EVENT
                            + "}"),
            new GoodRequest("PUT", EVENT_TYPE, "application/json", Referral.REFERRAL),
            new GoodRequest("PUT", COHORT, "text/plain", "9000000009\r\nNRAF\n\u00e9\n"),
            new GoodRequest("PUT", COHORT, "application/json", "[\"9000000009\",\"NRAF\"]"),
            new GoodRequest("PATCH", COHORT, "application/json", "{\"add\":[\"9000000017\"],\"remove\":[\"NRAF\"]}"),
            new GoodRequest(
                    "POST",
                    SUBSCRIPTION + "/replay",
                    "application/json",
                    "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\"}"),
            new GoodRequest("POST", SUBSCRIPTION + "/dead-letters/redrive", "application/json", "{\"offsets\":[1,2]}"),
            new GoodRequest("POST", "/oauth2/token", FORM, FOR_A_TOKEN),
            new GoodRequest("PUT", APPLICATION, "application/json", REGISTERED),
            new GoodRequest("PUT", APPLICATION, "application/json", REGISTERED_BY_URL),
            new GoodRequest(
                    "POST",
                    REQUESTS,
                    "application/json",
                    "{\"useCase\":\"to know\",\"criteria\":\"eventType=patientflags-change-1\"}"),
            new GoodRequest("POST", REQUEST + "/approve", "application/json", ApprovalScene.REASON),
            new GoodRequest("POST", REQUEST + "/refuse", "application/json", ApprovalScene.REASON),
            new GoodRequest("POST", REQUEST + "/withdraw", "application/json", ApprovalScene.REASON),
            new GoodRequest("POST", "/inbox/me", "application/json", "{\"id\":\"e-1\"}"));

    /** What is changed by its characters, for it is no JSON. */
    boolean isText() {
        return type.equals("text/plain") || type.equals(FORM);
    }
}
