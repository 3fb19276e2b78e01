package org.openmns.broker.access;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.openmns.access.Application;
import org.openmns.access.Application.About;
import org.openmns.access.Application.Keys;
import org.openmns.access.ApplicationId;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;
import org.openmns.config.AccessSettings;
import org.openmns.config.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator of the configuration, who is there before anybody is registered. The file with its keys is read again when it
 * has changed; one that cannot be used stops the start or changes nothing, and so does later one without a key.
 */
final class OperatorFile implements Supplier<List<Application>> {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorFile.class);

    /** Each request may ask. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final ApplicationId id;
    private final Path file;
    private final Clock clock;
    private volatile Read read;

    /**
     * Reads the file.
     *
     * @throws SettingsException where it cannot be used
     */
    OperatorFile(AccessSettings.Operator operator, Clock clock) {
        this.id = ApplicationId.parse(operator.id())
                .orElseThrow(() -> new SettingsException(
                        AccessSettings.PATH + ".operator.id", "must be 1 to 64 letters, digits, '.', '_' and '-'"));
        this.file = operator.jwksFile();
        this.clock = clock;
        try {
            var text = Files.readString(file);
            this.read = new Read(text, operators(PublicKeys.of(text)), clock.instant());
        } catch (IOException | ParseException unusable) {
            throw new SettingsException(
                    AccessSettings.PATH + ".operator.jwks-file", "must name a file with a JWK Set (RFC 7517): " + file);
        }
    }

    /** What was in the file when it was looked at last, and the operator by the last text that could be used. */
    private record Read(String text, List<Application> operators, Instant looked) {}

    /** The one operator, by its keys of now. */
    @Override
    public List<Application> get() {
        var now = clock.instant();
        return isFresh(now) ? read.operators() : looked(now).operators();
    }

    private boolean isFresh(Instant now) {
        return now.isBefore(read.looked().plus(LOOK_EVERY));
    }

    private synchronized Read looked(Instant now) {
        if (!isFresh(now)) {
            var text = text();
            read = new Read(text, text.equals(read.text()) ? read.operators() : changed(text), now);
        }
        return read;
    }

    /** Nothing where it cannot be read. */
    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return "";
        }
    }

    private List<Application> changed(String text) {
        try {
            var keys = PublicKeys.of(text);
            if (keys.size() > 0) {
                LOG.info("the keys of the operator {} have changed", id);
                return operators(keys);
            }
        } catch (ParseException unusable) {
            // As if it held none.
        }
        LOG.warn("the changed file of the operator's keys cannot be used, the last ones stay: {}", file);
        return read.operators();
    }

    /** Of public keys. */
    private List<Application> operators(JWKSet keys) {
        return List.of(new Application(
                id,
                new About("The operator of the configuration", List.of(), Optional.empty(), true),
                new Keys(Optional.of(keys.toString()), Optional.empty()),
                new Permissions(Set.of(Permission.OPERATOR))));
    }
}
