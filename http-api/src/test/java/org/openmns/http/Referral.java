package org.openmns.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An event type with all that one may have, as it is put, and that with any one field changed. */
final class Referral {

    static final String EXAMPLE = """
            {"specversion":"1.0","id":"e-1","source":"uk.nhs.referrals","type":"referral-made-1",
             "time":"2026-01-31T09:15:00Z","filtering":{"urgency":"urgent"},"data":{"number":1}}""";

    static final String REFERRAL = """
            {"about":{"description":"A referral"},"owner":"acme","access":"by-approval",
             "status":{"stage":"deprecated","date":"2027-01-01T00:00:00Z"},
             "filters":[{"name":"urgency","format":"string","values":["routine","urgent"]},
                        {"name":"practice","format":"ods-practice","description":"The GP"}],
             "schema":{"type":"object","required":["number"]},"retention":"P30D","orderingKey":"subscription",
             "example":%s}""".formatted(EXAMPLE);

    private Referral() {}

    static String with(String field, String json) {
        return changed(REFERRAL, field, json);
    }

    static String changed(String referral, String field, String json) {
        try {
            var node = (ObjectNode) Json.MAPPER.readTree(referral);
            return node.set(field, Json.MAPPER.readTree(json)).toString();
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }
}
