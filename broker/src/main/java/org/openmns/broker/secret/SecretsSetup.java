package org.openmns.broker.secret;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;

/** Gives an actor system the keys of its node; Pekko makes the serializer that needs them by its name. */
public final class SecretsSetup extends Setup {

    private final SecretKeys keys;

    public SecretsSetup(SecretKeys keys) {
        this.keys = keys;
    }

    /** The keys of this system. */
    public static SecretKeys keysOf(ActorSystem system) {
        return system.settings()
                .setup()
                .get(SecretsSetup.class)
                .orElseThrow(() -> new IllegalStateException("the actor system was started without keys"))
                .keys;
    }
}
