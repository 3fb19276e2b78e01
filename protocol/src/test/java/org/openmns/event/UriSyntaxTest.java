package org.openmns.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UriSyntaxTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.service.nhs.uk/Patient/9912003888",
                "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
                "mailto:a@b.uk",
                "http://[2001:db8::1]:8080/a",
                "https://h/a?b=c&d=%20#e",
                "a+b-c.1:x"
            })
    void takesAUri(String value) {
        assertThat(UriSyntax.isUri(value)).isTrue();
        assertThat(UriSyntax.isReference(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "uk.nhs.personal-demographics-service",
                "/a/b",
                "//host/a",
                "a/b:c",
                "?q",
                "#f",
                ".",
                "477121000324"
            })
    void takesARelativeReferenceAsReferenceOnly(String value) {
        assertThat(UriSyntax.isUri(value)).isFalse();
        assertThat(UriSyntax.isReference(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\"b",
                "<a>",
                "a\\b",
                "a^b",
                "a`b",
                "{a}",
                "a|b",
                "a%",
                "a%2",
                "a%2g",
                "1a:b",
                ":a",
                "a#b#c",
                "a[b",
                "http://[::1",
                "http://h/[a]",
                "\u00e9",
                "a\u0000",
                "a\nb"
            })
    void refusesWhatIsNeither(String value) {
        assertThat(UriSyntax.isReference(value)).isFalse();
        assertThat(UriSyntax.isUri(value)).isFalse();
    }
}
