package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "https://gp.example/hooks/mns, true, gp.example, 443, /hooks/mns",
        "http://gp.example, false, gp.example, 80, /",
        "HTTPS://gp.example:8443?a=b, true, gp.example, 8443, /?a=b",
        "http://[::1]:81/x?a=%20b, false, ::1, 81, /x?a=%20b",
        "http://127.0.0.1/a/../b#part, false, 127.0.0.1, 80, /a/../b"
    })
    void takesAUrlApart(String url, boolean tls, String host, int port, String pathAndQuery) {
        assertThat(Endpoint.parse(url)).contains(new Endpoint(tls, host, port, pathAndQuery));
    }

    @Test
    void tellsALogNeitherPathNorQuery() {
        assertThat(Endpoint.parse("https://[::1]/secret?token=secret").orElseThrow())
                .hasToString("https://[::1]:443");
    }
}
