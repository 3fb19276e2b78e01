package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.event.EventSamples.bytes;
import static org.openmns.event.EventSamples.errors;
import static org.openmns.event.EventSamples.json;
import static org.openmns.event.EventSamples.members;
import static org.openmns.event.EventSamples.parse;
import static org.openmns.event.EventSamples.text;
import static org.openmns.event.EventSamples.valid;
import static org.openmns.event.EventSamples.with;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of an event: one JSON object in UTF-8, not too large. */
class StructuredJsonTest {

    static Stream<byte[]> notJson() {
        var good = text(members());
        return Stream.of(
                        "",
                        " ",
                        "{",
                        "nul",
                        "null",
                        "[]",
                        "\"x\"",
                        "7",
                        "{}}",
                        good + "x",
                        good + good,
                        good + "\u0000",
                        "\ufeff" + good,
                        good.replaceFirst(",", ""),
                        good.replace("\"id\"", "id"),
                        good.replace("\"id\"", "'id'"),
                        good.replace("}", ",}"),
                        "// x\n" + good,
                        good.replace("9912003888", "9912\u0000003888"),
                        good.replace("9912003888", "\\x"),
                        good.replace("2.5e3", "NaN"),
                        good.replace("2.5e3", "01"),
                        good.replace("2.5e3", "1."),
                        good.replace("2.5e3", "1".repeat(1_001)),
                        good.replace("2.5e3", "[".repeat(31) + "]".repeat(31)),
                        good.replace("2.5e3", "[".repeat(50_000)),
                        good.replace("resourceType", "r".repeat(2_000)))
                .map(EventSamples::bytes);
    }

    @ParameterizedTest
    @MethodSource("notJson")
    void refusesWhatIsNoSingleJsonObject(byte[] json) {
        assertThat(errors(parse(json)))
                .hasSize(1)
                .hasEntrySatisfying(
                        "body",
                        message -> assertThat(message)
                                .startsWith("Please provide valid JSON: ")
                                .doesNotContain("9912003888", "resourceType"));
    }

    @Test
    void saysWhereTheJsonBreaks() {
        assertThat(errors(parse(bytes("{\n  \"id\": oops}"))).get("body"))
                .startsWith("Please provide valid JSON: unexpected character, at 2:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00c0\u0080",
                "\u00ed\u00a0\u0080",
                "\u00ff",
                "\u00c3",
                "\u00f5\u0080\u0080\u0080",
                "\u00e2\u0082"
            })
    void refusesWhatIsNotUtf8InData(String bytes) {
        var json = text(with("data", "\"" + bytes + "\"")).getBytes(StandardCharsets.ISO_8859_1);

        assertThat(errors(parse(json)).get("body")).startsWith("Please provide valid JSON: it is not UTF-8 at byte ");
    }

    @Test
    void refusesOtherUnicodeEncodings() {
        var good = text(members());
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(errors(parse(good.getBytes(charset)))).containsOnlyKeys("body");
        }
    }

    @Test
    void takesTextBeyondAsciiAndBeyondTheBasicPlane() {
        var event = valid(parse(json(with("subject", "\"Zo\u00eb \ud83d\ude00 \\ud83d\\ude00 \u4e2d\""))));

        assertThat(event.subject()).contains("Zo\u00eb \ud83d\ude00 \ud83d\ude00 \u4e2d");
    }

    @Test
    void takesAnEventOfTheLargestSizeAndNoneLarger() {
        var rest = json(with("data", "\"\"")).length;
        var filled = "\"" + "x".repeat(EventFormat.EVENT_BYTES_MAX - rest) + "\"";
        var largest = json(with("data", filled));

        assertThat(largest).hasSize(EventFormat.EVENT_BYTES_MAX);
        valid(parse(largest));
        assertThat(errors(parse(bytes(new String(largest, StandardCharsets.UTF_8) + " "))))
                .isEqualTo(Map.of("body", "Please provide an event of at most 262144 bytes"));
    }
}
