package org.openmns.subscription;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs and verifies a webhook as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> says. */
public final class Signature {

    /** How far the sender's clock and ours may differ; beyond it a message counts as replayed. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String VERSION = "v1,";
    private static final String ALGORITHM = "HmacSHA256";

    /** Looking the algorithm up costs about as much as signing a small event; a Mac is ready again after each use. */
    private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(Signature::newMac);

    private Signature() {}

    /** The {@code webhook-signature} header: one signature a secret, the current one first. */
    public static String sign(List<String> secrets, String id, long timestampSeconds, byte[] body) {
        var head = (id + '.' + timestampSeconds + '.').getBytes(UTF_8);
        return secrets.stream().map(secret -> sign(secret, head, body)).collect(Collectors.joining(" "));
    }

    /** Whether one of these secrets signed this message, and not longer than the tolerance ago. */
    public static boolean verify(
            List<String> secrets, String id, String timestamp, byte[] body, String header, Instant now) {
        if (!isRecent(timestamp, now)) {
            return false;
        }
        var head = (id + '.' + timestamp + '.').getBytes(UTF_8);
        var candidates = List.of(header.split(" ", -1));
        return secrets.stream()
                .map(secret -> sign(secret, head, body))
                .anyMatch(expected -> candidates.stream()
                        .anyMatch(candidate ->
                                MessageDigest.isEqual(expected.getBytes(UTF_8), candidate.getBytes(UTF_8))));
    }

    private static boolean isRecent(String timestamp, Instant now) {
        try {
            // Comparing seconds, for an absurd number has no Duration.
            var age = Math.subtractExact(now.getEpochSecond(), Long.parseLong(timestamp));
            return Math.abs(age) <= TOLERANCE.toSeconds();
        } catch (NumberFormatException | ArithmeticException notATimestamp) {
            return false;
        }
    }

    private static String sign(String secret, byte[] head, byte[] body) {
        try {
            var mac = MAC.get();
            mac.init(new SecretKeySpec(SigningSecret.decode(secret), ALGORITHM));
            mac.update(head);
            return VERSION + new String(Base64.getEncoder().encode(mac.doFinal(body)), US_ASCII);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("no HMAC-SHA256", impossible);
        }
    }

    private static Mac newMac() {
        try {
            return Mac.getInstance(ALGORITHM);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", impossible);
        }
    }
}
