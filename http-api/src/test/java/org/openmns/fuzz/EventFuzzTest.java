package org.openmns.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openmns.event.CatalogueFile;
import org.openmns.event.Enrichment;
import org.openmns.event.Event;
import org.openmns.event.EventFormat;
import org.openmns.event.Parsed;
import org.openmns.event.ParsedBatch;
import org.openmns.event.Sender;

/** Any event in any mode is taken or refused with reasons; what is delivered is what was sent, without filtering. */
class EventFuzzTest {

    private static final int SHARE_PERCENT = 45;
    private static final Sender ANYBODY = Sender.anybody("c");
    private static final EventFormat FORMAT = new EventFormat(CatalogueFile.builtIn(), Enrichment.NONE);

    /** Within data a name may stand twice: what is there is the publisher's, and is delivered as it was sent. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Test
    void takesAnyEventAsItWasSentOrSaysWhatIsWrongWithIt() throws InterruptedException {
        Fuzz.run("events", SHARE_PERCENT, () -> EventFuzzTest::accepts);
    }

    private static boolean accepts(SplittableRandom random) throws IOException {
        return switch (random.nextInt(6)) {
            case 0 -> batch(random);
            case 1 -> legacy(Mutation.json(GoodEvents.LEGACY, random));
            case 2 -> binary(GoodEvents.headers(random), Mutation.json(GoodEvents.DATA, random));
            default -> structured(Mutation.json(Pieces.one(GoodEvents.STRUCTURED, random), random));
        };
    }

    private static boolean isValid(Parsed parsed) {
        return parsed.fold(
                event -> true,
                errors -> {
                    assertThat(errors.messages()).isNotEmpty();
                    assertThat(errors.messages().values())
                            .allSatisfy(
                                    message -> assertThat(message).isNotBlank().doesNotContain("9000000009"));
                    return false;
                },
                () -> {
                    throw new AssertionError("not permitted");
                });
    }

    private static Event event(Parsed parsed) {
        return ((Parsed.Valid) parsed).event();
    }

    private static boolean structured(byte[] sent) throws IOException {
        var parsed = FORMAT.structured(sent, ANYBODY);
        if (isValid(parsed)) {
            deliversWhatWasSent(sent, event(parsed));
            return true;
        }
        return false;
    }

    /** All that is gone is one piece: the member filtering with its comma. */
    private static void deliversWhatWasSent(byte[] sent, Event event) throws IOException {
        var delivered = event.body().array();
        var tree = (ObjectNode) JSON.readTree(sent);
        var hadFiltering = tree.has("filtering");
        assertThat(JSON.readTree(delivered)).isEqualTo(tree.without("filtering"));
        assertThat(delivered.length < sent.length).isEqualTo(hadFiltering);
        var in = new String(sent, ISO_8859_1);
        var out = new String(delivered, ISO_8859_1);
        assertThat(in).endsWith(out.substring(samePrefix(in, out)));

        var again = event(FORMAT.structured(delivered, ANYBODY));
        assertThat(again.attributes()).isEqualTo(event.attributes());
        assertThat(again.body()).isEqualTo(event.body());
    }

    private static int samePrefix(String one, String other) {
        var length = 0;
        while (length < other.length() && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return length;
    }

    private static boolean legacy(byte[] sent) {
        var parsed = FORMAT.legacy(sent, ANYBODY);
        if (isValid(parsed)) {
            assertThat(event(parsed).body().array()).isEqualTo(sent);
            return true;
        }
        return false;
    }

    private static boolean binary(Map<String, String> headers, byte[] data) throws IOException {
        var parsed = FORMAT.binary(headers, data, ANYBODY);
        if (isValid(parsed)) {
            var again = event(FORMAT.structured(event(parsed).body().array(), ANYBODY));
            assertThat(again.attributes()).isEqualTo(event(parsed).attributes());
            assertThat(again.body()).isEqualTo(event(parsed).body());
            carries(data, JSON.readTree(again.body().array()));
            return true;
        }
        return false;
    }

    private static void carries(byte[] data, JsonNode event) throws IOException {
        if (event.has("data")) {
            assertThat(event.get("data")).isEqualTo(JSON.readTree(data));
        } else if (event.has("data_base64")) {
            assertThat(event.get("data_base64").binaryValue()).isEqualTo(data);
        } else {
            assertThat(data).isEmpty();
        }
    }

    /** Each element is judged as it would be by itself, if the array can be told apart at all. */
    private static boolean batch(SplittableRandom random) {
        var elements = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> Mutation.structure(Pieces.one(GoodEvents.STRUCTURED, random), random))
                .toList();
        var array = elements.stream().collect(Collectors.joining(" ,\n", "[", "]"));
        var damaged = random.nextBoolean();
        var sent = damaged ? Mutation.bytes(array.getBytes(UTF_8), random) : array.getBytes(UTF_8);
        if (!(FORMAT.batch(sent, ANYBODY) instanceof ParsedBatch.Each each)) {
            return false;
        }
        var valid = each.results().stream().filter(EventFuzzTest::isValid).toList();
        valid.forEach(one -> assertThat(
                        isValid(FORMAT.structured(event(one).body().array(), ANYBODY)))
                .isTrue());
        if (!damaged && elements.stream().allMatch(EventFuzzTest::isOneValue)) {
            assertThat(each.results())
                    .isEqualTo(elements.stream()
                            .map(text -> FORMAT.structured(text.getBytes(UTF_8), ANYBODY))
                            .toList());
        }
        return !valid.isEmpty();
    }

    private static boolean isOneValue(String text) {
        return FORMAT.structured(text.getBytes(UTF_8), ANYBODY) instanceof Parsed.Valid;
    }
}
