package org.openmns.broker;

import java.util.Optional;

/** Which release this is. */
final class Version {

    /** From the jar's manifest; a class path of folders has none. */
    static final String TEXT = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("(unpackaged)");

    private Version() {}
}
