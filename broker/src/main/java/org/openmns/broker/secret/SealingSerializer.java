package org.openmns.broker.secret;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.serialization.jackson.JacksonCborSerializer;

/**
 * Seals what {@code jackson-cbor} makes of facts and snapshots that hold secrets. Its identifier stands beside each of its
 * rows; rows from before it carry the other one's and are read as they are. Bound in {@code reference.conf}.
 */
final class SealingSerializer extends SerializerWithStringManifest {

    /** Part of the storage format. */
    static final int IDENTIFIER = 53_177;

    private final JacksonCborSerializer jackson;
    private final ExtendedActorSystem system;

    public SealingSerializer(ExtendedActorSystem system) {
        this.system = system;
        this.jackson = new JacksonCborSerializer(system, "jackson-cbor");
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object fact) {
        return jackson.manifest(fact);
    }

    @Override
    public byte[] toBinary(Object fact) {
        return keys().seal(jackson.toBinary(fact), belongsTo(jackson.manifest(fact)));
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return jackson.fromBinary(keys().open(bytes, belongsTo(manifest)), manifest);
    }

    /** Asked for late: a system of a test that stores nothing is made without keys. */
    private SecretKeys keys() {
        return SecretsSetup.keysOf(system);
    }

    /** A serializer is not told whose fact it is. */
    private static String belongsTo(String manifest) {
        return "journal/" + manifest;
    }
}
