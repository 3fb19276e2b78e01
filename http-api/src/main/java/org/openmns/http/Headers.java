package org.openmns.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.openmns.subscription.Channel.Header;

/** Which headers a subscriber may have sent with its deliveries: valid HTTP, and none that we set or that frame a request. */
final class Headers {

    /** As many as a receiver's proxy could want, and far below what any server accepts. */
    static final int COUNT_MAX = 20;

    private static final int LENGTH_MAX = 4_096;

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E]*");

    private static final Set<String> OURS = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "traceparent",
            "transfer-encoding",
            "upgrade",
            "webhook-id",
            "webhook-signature",
            "webhook-timestamp",
            "x-correlation-id");

    private Headers() {}

    /** The header in FHIR's form {@code Name: value}, without the blanks around the value. */
    static Header parse(String line) {
        var colon = line.indexOf(':');
        return colon < 0
                ? new Header("", line)
                : new Header(line.substring(0, colon), line.substring(colon + 1).strip());
    }

    /** What is wrong with it, without repeating its value. */
    static Optional<String> wrong(Header header) {
        if (!NAME.matcher(header.name()).matches()) {
            return Optional.of("Please provide a header as 'Name: value'");
        }
        if (header.name().length() + header.value().length() > LENGTH_MAX) {
            return Optional.of("Please provide a header of at most " + LENGTH_MAX + " characters");
        }
        if (!VALUE.matcher(header.value()).matches()) {
            return Optional.of("Please provide a header value of visible ASCII characters, spaces and tabs");
        }
        return OURS.contains(header.name().toLowerCase(Locale.ROOT))
                ? Optional.of("The header " + header.name() + " is set by this service")
                : Optional.empty();
    }
}
