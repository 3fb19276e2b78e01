package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.openmns.event.FieldErrors;

/** Every error answer: the contract's bodies byte for byte, ours in the same form. */
final class Errors {

    /** Whoever has more wrong fields than this is told the first ones. */
    static final int FIELDS_MAX = 100;

    static final String NOT_AUTHORIZED_TO_PUBLISH = "User is not authorized to handle the requested event type";

    private Errors() {}

    /** 400 with every wrong field at once. */
    static HttpResponse invalid(FieldErrors errors) {
        return Json.response(StatusCodes.BAD_REQUEST, Json.only("validationErrors", encodable(errors)));
    }

    static HttpResponse invalid(String field, String message) {
        return invalid(new FieldErrors().add(field, message));
    }

    static HttpResponse badRequest(String message) {
        return error(StatusCodes.BAD_REQUEST, message);
    }

    static HttpResponse invalidId() {
        return badRequest("Please provide a valid subscription ID in UUID4 format");
    }

    static HttpResponse invalidContinueFrom() {
        return badRequest("The continue_from field was not valid");
    }

    static HttpResponse invalidCohortName() {
        return badRequest("Please provide a cohort name of 1 to 64 letters, digits, '.', '_' and '-'");
    }

    static HttpResponse invalidTypeName() {
        return badRequest("Please provide an event type of 1 to 128 letters, digits, '.', '_' and '-'");
    }

    static HttpResponse tooManyValues(int max) {
        return error(StatusCodes.get(413), "Too many values: at most " + max + " are accepted");
    }

    static HttpResponse valuesTooHeavy() {
        return error(StatusCodes.get(413), "Too many or too long values: they would take more memory than is accepted");
    }

    static HttpResponse notFound() {
        return error(StatusCodes.NOT_FOUND, "Not found");
    }

    static HttpResponse invalidApplicationId() {
        return badRequest("Please provide an application id of 1 to 64 letters, digits, '.', '_' and '-'");
    }

    static HttpResponse invalidAccessRequestId() {
        return badRequest("Please provide a valid access request ID in UUID4 format");
    }

    static HttpResponse forbidden() {
        return error(StatusCodes.FORBIDDEN, "Unauthorised");
    }

    /** Of the type of an event that the caller may not publish. */
    static HttpResponse notAuthorizedToPublish() {
        return error(StatusCodes.FORBIDDEN, NOT_AUTHORIZED_TO_PUBLISH);
    }

    /** 401 as MNS's gateway words it. */
    static HttpResponse of(AccessDenied.Why why) {
        return switch (why) {
            case MISSING -> fault("Missing access token", "oauth.v2.MissingAccessToken");
            case INVALID -> fault("Invalid access token", "oauth.v2.InvalidAccessToken");
            case EXPIRED -> fault("Access Token expired", "keymanagement.service.access_token_expired");
        };
    }

    private static HttpResponse fault(String text, String code) {
        var detail = new LinkedHashMap<String, Object>();
        detail.put("faultstring", text);
        detail.put("detail", Json.only("errorcode", code));
        return Json.response(StatusCodes.UNAUTHORIZED, Json.only("fault", detail))
                .addHeader(RawHeader.create("WWW-Authenticate", "Bearer"));
    }

    /** With the headers by which a client paces itself. */
    static HttpResponse tooManyRequests(int max, String per, long seconds) {
        return error(StatusCodes.TOO_MANY_REQUESTS, "Too many requests: at most " + max + " a " + per + " are accepted")
                .addHeader(RawHeader.create("Retry-After", Long.toString(seconds)))
                .addHeader(RawHeader.create("RateLimit-Limit", Integer.toString(max)))
                .addHeader(RawHeader.create("RateLimit-Remaining", "0"))
                .addHeader(RawHeader.create("RateLimit-Reset", Long.toString(seconds)));
    }

    /** Not 429, for waiting does not help, and not 403, for deleting one does. */
    static HttpResponse tooManySubscriptions() {
        return conflict("You have as many subscriptions as are accepted, please delete one first");
    }

    /** As above, to one that has room but for those that it has no use for. */
    static HttpResponse tooManySubscriptionsOff() {
        return conflict("You have as many subscriptions as are stored for you, please delete some that are off first");
    }

    static HttpResponse methodNotAllowed(List<String> allowed) {
        var methods = String.join(", ", allowed);
        return error(StatusCodes.METHOD_NOT_ALLOWED, "This method is not supported here; supported: " + methods)
                .addHeader(RawHeader.create("Allow", methods));
    }

    static HttpResponse notAcceptable(String offered) {
        return error(StatusCodes.NOT_ACCEPTABLE, "The Accept header allows nothing that is offered: " + offered);
    }

    static HttpResponse timedOut(Duration max) {
        return error(StatusCodes.REQUEST_TIMEOUT, "The body did not arrive within " + max.toMillis() + " ms");
    }

    static HttpResponse tooLarge(long bytesMax) {
        return error(StatusCodes.get(413), "The body is too large: at most " + bytesMax + " bytes are accepted");
    }

    static HttpResponse subscriptionTooLarge(int bytesMax) {
        return error(
                StatusCodes.get(413),
                "The subscription is too large: at most " + bytesMax + " bytes beside its criteria are accepted");
    }

    static HttpResponse unsupportedMediaType(String accepted) {
        return error(StatusCodes.UNSUPPORTED_MEDIA_TYPE, "Unsupported content type; accepted: " + accepted);
    }

    static HttpResponse unsupportedEncoding() {
        return error(StatusCodes.UNSUPPORTED_MEDIA_TYPE, "Unsupported content encoding; accepted: identity");
    }

    static HttpResponse unsupportedCharset() {
        return error(StatusCodes.UNSUPPORTED_MEDIA_TYPE, "Unsupported charset; accepted: UTF-8");
    }

    static HttpResponse conflict(String message) {
        return error(StatusCodes.CONFLICT, message);
    }

    /** {@link HttpApi} adds {@code Retry-After}. */
    static HttpResponse unavailable(String message) {
        return error(StatusCodes.SERVICE_UNAVAILABLE, message);
    }

    static HttpResponse unavailable() {
        return unavailable("The service cannot answer at the moment, please try again");
    }

    /** To one whose body takes its time when there are nearly too many connections. */
    static HttpResponse crowded() {
        return unavailable("Too many connections are open, please try again");
    }

    /** To one that floods a node which others use, too. */
    static HttpResponse overShare(String what) {
        return unavailable("You have as many " + what + " under way as are your share at the moment, please try again");
    }

    static HttpResponse internal() {
        return error(StatusCodes.INTERNAL_SERVER_ERROR, "Internal server error");
    }

    /** Anything else that HTTP itself objects to. */
    static HttpResponse error(StatusCode status, String message) {
        return Json.response(status, Map.of("errors", message));
    }

    /** A field may bear any name that JSON allows, also half a surrogate pair, which no answer can hold. */
    static Map<String, String> encodable(FieldErrors errors) {
        var messages = new LinkedHashMap<String, String>();
        errors.messages().entrySet().stream()
                .limit(FIELDS_MAX)
                .forEach(each -> messages.put(encodable(each.getKey()), encodable(each.getValue())));
        return messages;
    }

    private static String encodable(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }
}
