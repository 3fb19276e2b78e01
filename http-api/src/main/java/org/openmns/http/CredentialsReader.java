package org.openmns.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.openmns.subscription.Channel.Header;
import org.openmns.subscription.Credentials;
import org.openmns.subscription.Credentials.ClientCertificate;
import org.openmns.subscription.Credentials.OAuth2;

/** Reads how a Subscription's webhook shows who calls: {@code delivery.oauth2} and {@code delivery.clientCertificate}. */
final class CredentialsReader {

    private static final Set<String> OAUTH2_FIELDS = Set.of("tokenUrl", "clientId", "clientSecret", "scope");
    private static final Set<String> CERTIFICATE_FIELDS = Set.of("certificate", "privateKey");

    private static final int TEXT_LENGTH_MAX = 1_024;

    /** A chain of some certificates, each 2 to 3 KB. */
    private static final int CERTIFICATE_LENGTH_MAX = 32_768;

    /** An RSA key of 4,096 bits takes half of it, and one that is somewhat too large is still told so. */
    private static final int KEY_LENGTH_MAX = 8_192;

    /** RFC 6749, appendix A. */
    private static final Pattern VISIBLE = Pattern.compile("[\\x20-\\x7E]+");

    private static final Pattern SCOPE =
            Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+( [\\x21\\x23-\\x5B\\x5D-\\x7E]+)*");

    private final boolean plainHttpAllowed;
    private final Clock clock;

    CredentialsReader(boolean plainHttpAllowed, Clock clock) {
        this.plainHttpAllowed = plainHttpAllowed;
        this.clock = clock;
    }

    /** What there is of them; wrong ones are noted. */
    Credentials read(Fields subscription, List<Header> headers) {
        if (!(subscription.node().get("delivery") instanceof ObjectNode node)) {
            return Credentials.NONE;
        }
        var delivery = new Fields("delivery", node, subscription.errors());
        var oauth2 = delivery.optionalObject("oauth2").flatMap(fields -> oauth2(fields.only(OAUTH2_FIELDS)));
        if (delivery.has("oauth2") && headers.stream().anyMatch(CredentialsReader::isAuthorization)) {
            delivery.wrong("oauth2", "Please provide either oauth2 or a header Authorization");
        }
        return new Credentials(
                oauth2,
                delivery.optionalObject("clientCertificate")
                        .flatMap(fields -> certificate(fields.only(CERTIFICATE_FIELDS))));
    }

    private Optional<OAuth2> oauth2(Fields fields) {
        var url = fields.text("tokenUrl", 1, Endpoint.LENGTH_MAX);
        if (url.isPresent() && Endpoint.wrong(url.get(), plainHttpAllowed).isPresent()) {
            fields.wrong("tokenUrl", Endpoint.wanted(plainHttpAllowed));
        }
        var id = visible(fields, "clientId", VISIBLE);
        var secret = visible(fields, "clientSecret", VISIBLE);
        var scope = fields.has("scope") ? visible(fields, "scope", SCOPE) : Optional.<String>empty();
        return url.isPresent() && id.isPresent() && secret.isPresent()
                ? Optional.of(new OAuth2(url.get(), id.get(), secret.get(), scope))
                : Optional.empty();
    }

    private static Optional<String> visible(Fields fields, String name, Pattern form) {
        var text = fields.text(name, 1, TEXT_LENGTH_MAX);
        if (text.isPresent() && !form.matcher(text.get()).matches()) {
            fields.wrong(name, "Please provide only visible ASCII characters as OAuth 2.0 allows them here");
        }
        return text;
    }

    private Optional<ClientCertificate> certificate(Fields fields) {
        var certificate = fields.text("certificate", 1, CERTIFICATE_LENGTH_MAX);
        var key = fields.text("privateKey", 1, KEY_LENGTH_MAX);
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        var read = PemCertificate.read(certificate.get());
        read.map(each -> each.wrong(clock.instant()))
                .orElseGet(() -> Optional.of("Please provide X.509 certificates in PEM, the client's own first"))
                .ifPresent(wrong -> fields.wrong("certificate", wrong));
        if (read.isPresent() && !read.get().isTooLarge() && !read.get().belongsTo(key.get())) {
            fields.wrong("privateKey", "Please provide the certificate's RSA or EC key, as unencrypted PKCS#8 in PEM");
        }
        return Optional.of(new ClientCertificate(certificate.get(), key.get()));
    }

    private static boolean isAuthorization(Header header) {
        return header.name().equalsIgnoreCase("Authorization");
    }
}
