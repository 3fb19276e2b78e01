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
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openmns.access.Pkcs8;

/** A client's certificate as a subscriber sends it, looked at before anything is to be delivered with it. */
record PemCertificate(X509Certificate own) {

    private static final Pattern CERTIFICATES =
            Pattern.compile("\\s*(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----\\s*)+");

    /** What TLS clients sign with, by the algorithm of the key. */
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    /** Each connection is signed for on an event loop that serves others: such a key takes some 5 ms, one of 16,384 bits 1 s. */
    private static final int RSA_BITS_MAX = 4_096;

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
        if (now.isBefore(own.getNotBefore().toInstant())) {
            return Optional.of("Please provide a certificate that is valid already");
        }
        return isTooLarge()
                ? Optional.of("Please provide a certificate whose RSA key has at most 4,096 bits")
                : Optional.empty();
    }

    /** Whether to sign with its key takes too long, even for looking whether that belongs to it. */
    boolean isTooLarge() {
        return own.getPublicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() > RSA_BITS_MAX;
    }

    /** Whether this is the certificate's own private key: what one signs the other verifies. */
    boolean belongsTo(String pem) {
        var algorithm = own.getPublicKey().getAlgorithm();
        var encoded = Pkcs8.read(pem);
        if (encoded.isEmpty() || !SIGNATURES.containsKey(algorithm)) {
            return false;
        }
        try {
            var key = KeyFactory.getInstance(algorithm).generatePrivate(encoded.get());
            return signsInTime(key) && isVerified(sign(key), SIGNATURES.get(algorithm));
        } catch (GeneralSecurityException unusable) {
            return false;
        }
    }

    /** Whether it is no larger than its certificate says: whoever signs with RSA takes each number as long as it is. */
    private boolean signsInTime(PrivateKey key) {
        if (!(key instanceof RSAPrivateKey rsa) || !(own.getPublicKey() instanceof RSAKey certified)) {
            return true;
        }
        var modulus = certified.getModulus();
        return rsa.getModulus().equals(modulus)
                && rsa.getPrivateExponent().compareTo(modulus) < 0
                && (!(key instanceof RSAPrivateCrtKey parts) || areParts(parts));
    }

    private static boolean areParts(RSAPrivateCrtKey key) {
        return key.getPrimeP().multiply(key.getPrimeQ()).equals(key.getModulus())
                && key.getPrimeExponentP().compareTo(key.getPrimeP()) < 0
                && key.getPrimeExponentQ().compareTo(key.getPrimeQ()) < 0;
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
}
