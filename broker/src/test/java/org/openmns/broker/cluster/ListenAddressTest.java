package org.openmns.broker.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListenAddressTest {

    @Test
    void namesTheAddressThatIsTaken() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = taken.getLocalPort();

            assertThatThrownBy(() -> ListenAddress.check("127.0.0.1", port))
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port + ": ");
        }
    }

    @Test
    void namesAnAddressThatIsNotOurs() {
        assertThatThrownBy(() -> ListenAddress.check("192.0.2.1", 8080)).hasMessageContaining("192.0.2.1:8080");
        assertThatThrownBy(() -> ListenAddress.check("no.such.host.invalid", 8080))
                .hasMessageContaining("no.such.host.invalid:8080");
    }

    @Test
    void isContentWithAFreeOne() {
        assertThatCode(() -> ListenAddress.check("127.0.0.1", 0)).doesNotThrowAnyException();
    }
}
