package org.openmns.http;

/** Why no token was given, in the words of RFC 6749 section 5.2; it repeats nothing of what was sent. */
public final class TokenRefused extends RuntimeException {

    /** The error codes that apply here. */
    public enum Code {
        INVALID_REQUEST,
        INVALID_CLIENT,
        UNSUPPORTED_GRANT_TYPE
    }

    private final Code code;
    private final String description;

    public TokenRefused(Code code, String description) {
        super(description, null, false, false);
        this.code = code;
        this.description = description;
    }

    public Code code() {
        return code;
    }

    public String description() {
        return description;
    }
}
