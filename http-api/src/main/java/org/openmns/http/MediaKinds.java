package org.openmns.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Accept;

/** What a client says its body is, and which answers it can read. */
final class MediaKinds {

    static final String JSON = "application/json";
    static final String FHIR_JSON = "application/fhir+json";

    private static final Set<String> OFFERED = Set.of("*/*", "application/*", JSON, FHIR_JSON);

    private MediaKinds() {}

    /** The media type of the body without its parameters, in lower case; refuses a charset that is not UTF-8. */
    static String of(HttpRequest request) {
        var type = request.entity().getContentType();
        var charset = type.getCharsetOption();
        if (charset.isPresent() && !charset.get().value().equalsIgnoreCase("UTF-8")) {
            throw new RequestRefused(Errors.unsupportedCharset());
        }
        var media = type.mediaType();
        return (media.mainType() + '/' + media.subType()).toLowerCase(Locale.ROOT);
    }

    /** Refuses an {@code Accept} that allows neither of the two; quality and parameters are not weighed. */
    static void requireAcceptable(HttpRequest request) {
        var accepted = new ArrayList<String>();
        for (var accept : request.getHeaders(Accept.class)) {
            for (var range : accept.getMediaRanges()) {
                accepted.add(
                        range.qValue() > 0 ? range.toString().split(";", 2)[0].strip() : "");
            }
        }
        if (!accepted.isEmpty() && Collections.disjoint(accepted, OFFERED)) {
            throw new RequestRefused(Errors.notAcceptable(FHIR_JSON + ", " + JSON));
        }
    }

    /** Refuses a body that is neither FHIR nor plain JSON. */
    static void requireJson(HttpRequest request) {
        var media = of(request);
        if (!media.equals(JSON) && !media.equals(FHIR_JSON)) {
            throw new RequestRefused(Errors.unsupportedMediaType(FHIR_JSON + ", " + JSON));
        }
    }
}
