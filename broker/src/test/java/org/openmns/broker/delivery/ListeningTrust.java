package org.openmns.broker.delivery;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Queue;
import javax.net.ssl.X509TrustManager;

/** Trusts as another does, and notes the names on the certificates that clients show. */
final class ListeningTrust implements X509TrustManager {

    private final X509TrustManager trust;
    private final Queue<String> names;

    ListeningTrust(X509TrustManager trust, Queue<String> names) {
        this.trust = trust;
        this.names = names;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkClientTrusted(chain, authType);
        names.add(chain[0].getSubjectX500Principal().getName());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        trust.checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.getAcceptedIssuers();
    }
}
