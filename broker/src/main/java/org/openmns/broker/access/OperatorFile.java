package org.openmns.broker.access;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Files;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openmns.access.Application;
import org.openmns.access.Application.About;
import org.openmns.access.Application.Keys;
import org.openmns.access.ApplicationId;
import org.openmns.access.Permission;
import org.openmns.access.Permissions;
import org.openmns.config.AccessSettings;
import org.openmns.config.SettingsException;

/** The operator of the configuration, who is there before anybody is registered. */
final class OperatorFile {

    private OperatorFile() {}

    /**
     * The operator with the keys in this file.
     *
     * @throws SettingsException where the file cannot be used
     */
    static Application read(AccessSettings.Operator operator) {
        var id = ApplicationId.parse(operator.id())
                .orElseThrow(() -> new SettingsException(
                        AccessSettings.PATH + ".operator.id", "must be 1 to 64 letters, digits, '.', '_' and '-'"));
        try {
            var keys = JWKSet.parse(Files.readString(operator.jwksFile())).toPublicJWKSet();
            return new Application(
                    id,
                    new About("The operator of the configuration", List.of(), Optional.empty(), true),
                    new Keys(Optional.of(keys.toString()), Optional.empty()),
                    new Permissions(Set.of(Permission.OPERATOR)));
        } catch (IOException | ParseException unusable) {
            throw new SettingsException(
                    AccessSettings.PATH + ".operator.jwks-file",
                    "must name a file with a JWK Set (RFC 7517): " + operator.jwksFile());
        }
    }
}
