package org.openmns.http;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A client's certificate as a subscriber sends it, looked at before anything is to be delivered with it. */
record PemCertificate(X509Certificate own) {

    private static final Pattern CERTIFICATES =
            Pattern.compile("\\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----\\s*)+");
    private static final Pattern KEY =
            Pattern.compile("\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");

    /** What TLS clients sign with, by the algorithm of the key. */
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    private static final byte[] PROBE = "does the key fit the certificate?".getBytes(StandardCharsets.US_ASCII);

    /** The first certificate of the chain in this text, if all of it is certificates. */
    static Optional<PemCertificate> read(String pem) {
        if (!CERTIFICATES.matcher(pem).matches()) {
            return Optional.empty();
        }
        try {
            var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
            var chain = CertificateFactory.getInstance("X.509").generateCertificates(bytes);
            return chain.stream().findFirst().map(first -> new PemCertificate((X509Certificate) first));
        } catch (CertificateException malformed) {
            return Optional.empty();
        }
    }

    /** Why it cannot be used at this moment, if so. */
    Optional<String> wrong(Instant now) {
        if (now.isAfter(own.getNotAfter().toInstant())) {
            return Optional.of("Please provide a certificate that has not expired");
        }
        return now.isBefore(own.getNotBefore().toInstant())
                ? Optional.of("Please provide a certificate that is valid already")
                : Optional.empty();
    }

    /** Whether this is the certificate's own private key: what one signs the other verifies. */
    boolean belongsTo(String pem) {
        var algorithm = own.getPublicKey().getAlgorithm();
        var der = der(pem);
        if (der.isEmpty() || !SIGNATURES.containsKey(algorithm)) {
            return false;
        }
        try {
            var key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der.get()));
            return isVerified(sign(key), SIGNATURES.get(algorithm));
        } catch (GeneralSecurityException unusable) {
            return false;
        }
    }

    private static byte[] sign(PrivateKey key) throws GeneralSecurityException {
        var signature = Signature.getInstance(SIGNATURES.get(key.getAlgorithm()));
        signature.initSign(key);
        signature.update(PROBE);
        return signature.sign();
    }

    private boolean isVerified(byte[] signed, String algorithm) throws GeneralSecurityException {
        var signature = Signature.getInstance(algorithm);
        signature.initVerify(own.getPublicKey());
        signature.update(PROBE);
        return signature.verify(signed);
    }

    private static Optional<byte[]> der(String pem) {
        var key = KEY.matcher(pem);
        try {
            return key.matches() ? Optional.of(Base64.getMimeDecoder().decode(key.group(1))) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
