package org.openmns.broker;

import com.typesafe.config.Config;
import java.util.List;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.openmns.broker.secret.SecretKeys;
import org.openmns.broker.secret.SecretsSetup;

/** The key of all tests but those about keys; the nodes that they start have it from the environment (broker's pom). */
public final class TestKeys {

    public static final String BASE64 = "b3Blbm1ucyB0ZXN0IGtleSwgdXNlIG5vd2hlcmUgISE=";

    public static final SecretKeys KEYS = new SecretKeys(List.of(BASE64));

    private TestKeys() {}

    /** An actor system that can write and read what is sealed. */
    public static ActorTestKit actors(String name, Config config) {
        var setup = ActorSystemSetup.create(BootstrapSetup.create(config), new SecretsSetup(KEYS));
        return ActorTestKit.create(ActorSystem.create(Behaviors.<Void>empty(), name, setup));
    }
}
