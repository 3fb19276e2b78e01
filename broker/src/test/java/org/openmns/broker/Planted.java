package org.openmns.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Values that belong to a patient or open a door, each of which stands nowhere else. */
public final class Planted {

    public static final String SUBJECT = "9434765919";
    public static final String PAYLOAD = "planted-payload-4b1d";
    static final String TOKEN = "planted-token-4b1d";
    public static final String FILTER = "PLANTEDFILTER4b1d";
    static final String COHORT_VALUE = "planted-cohort-value-4b1d";
    static final String AUTHORIZATION = "planted-authorization-4b1d";
    public static final String QUERY = "planted-query-4b1d";
    static final String ENDPOINT_KEY = "planted-endpoint-key-4b1d";

    private final Map<String, String> values = new LinkedHashMap<>(Map.of(
            "the subject", SUBJECT,
            "the payload", PAYLOAD,
            "the subscriber's token", TOKEN,
            "the filter's value", FILTER,
            "the cohort's value", COHORT_VALUE,
            "the caller's token", AUTHORIZATION,
            "the query", QUERY,
            "the endpoint's key", ENDPOINT_KEY));

    /** One more of them; a secret is looked for without its prefix, too. */
    public void add(String name, String value) {
        values.put(name, value.replaceFirst("^whsec_", ""));
    }

    /** Neither as they are nor in another guise. */
    public void areNotIn(String where, String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        values.forEach((name, value) -> {
            var bytes = value.getBytes(UTF_8);
            // What a Base64 text of more than this would hold: the middle of it, whatever stands before.
            for (var shift = 0; shift < 3; shift++) {
                var inside = new byte[bytes.length - shift - (bytes.length - shift) % 3];
                System.arraycopy(bytes, shift, inside, 0, inside.length);
                assertThat(text)
                        .as("%s in Base64 in %s", name, where)
                        .doesNotContain(Base64.getEncoder().encodeToString(inside));
            }
            assertThat(lower).as("%s in %s", name, where).doesNotContain(value.toLowerCase(Locale.ROOT));
            assertThat(lower)
                    .as("%s in hex in %s", name, where)
                    .doesNotContain(HexFormat.of().formatHex(bytes));
        });
    }
}
