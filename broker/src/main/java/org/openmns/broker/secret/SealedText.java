package org.openmns.broker.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Text sealed for a column of a table. What was stored before there were keys has not the prefix, and is read as it is. */
public final class SealedText {

    /** Nothing that is stored so begins with this; part of the storage format. */
    static final String PREFIX = "sealed:";

    private final SecretKeys keys;

    public SealedText(SecretKeys keys) {
        this.keys = keys;
    }

    public String seal(String open, String belongsTo) {
        var sealed = keys.seal(open.getBytes(StandardCharsets.UTF_8), belongsTo);
        return PREFIX + Base64.getEncoder().encodeToString(sealed);
    }

    public String open(String stored, String belongsTo) {
        if (!stored.startsWith(PREFIX)) {
            return stored;
        }
        var sealed = Base64.getDecoder().decode(stored.substring(PREFIX.length()));
        return new String(keys.open(sealed, belongsTo), StandardCharsets.UTF_8);
    }
}
