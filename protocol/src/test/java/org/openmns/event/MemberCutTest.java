package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.event.EventSamples.bytes;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberCutTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            {<"f":{}>}|{}
            { <"f" : {}> }|{  }
            {<"f":{}>,"b":2}|{"b":2}
            { <"f":{}> , "b":2 }| { "b":2 }
            {"a":1,<"f":{}>}|{"a":1}
            {"a":1 , <"f":{}> }|{"a":1  }
            {"a":1,<"f":{}>,"b":2}|{"a":1,"b":2}
            {"a":1, <"f":{}>, "b":2}|{"a":1, "b":2}
            """)
    void takesTheRightCommaAlong(String marked, String expected) {
        int start = marked.indexOf('<');
        int end = marked.indexOf('>') - 1;

        var rest = MemberCut.without(bytes(marked.replaceAll("[<>]", "")), start, end);

        assertThat(new String(rest, StandardCharsets.UTF_8)).isEqualTo(expected.strip());
    }
}
