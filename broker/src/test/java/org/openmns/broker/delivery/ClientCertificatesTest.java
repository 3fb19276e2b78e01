package org.openmns.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.ClientSSLOptions;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openmns.subscription.Credentials.ClientCertificate;

class ClientCertificatesTest {

    private final ClientCertificates certificates = new ClientCertificates(new ClientSSLOptions());

    @Test
    void putsTheTlsOfACertificateTogetherOnceAndOthersApart() throws IOException {
        var one = certificates.showing(certificate("one"));

        assertThat(certificates.showing(certificate("one"))).isSameAs(one);
        assertThat(certificates.showing(certificate("two"))).isNotEqualTo(one);
    }

    private static ClientCertificate certificate(String name) throws IOException {
        return new ClientCertificate(Certificates.pem(name), Certificates.pem(name + "-key"));
    }
}
