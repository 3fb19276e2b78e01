package org.openmns.broker.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.openmns.fuzz.Mutation;
import org.openmns.fuzz.Pieces;

/** Signed JWTs like a good one: with another header or other claims that are signed all the same, or changed afterwards. */
final class RandomTokens {

    /** As long and as deep as what they are made of. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2_000)
                    .maxNumberLength(10_000)
                    .build())
            .build());

    private final String header;
    private final String claims;
    private final JWSSigner signer;
    private final JWSHeader signed;

    RandomTokens(JWSHeader header, String claims, JWSSigner signer) {
        this.header = header.toString();
        this.claims = claims;
        this.signer = signer;
        this.signed = header;
    }

    /** One of them: what stands in it (nothing where it is no JSON), and whether header and claims are as they were signed. */
    record Made(String text, JsonNode header, JsonNode claims, boolean isAsSigned, boolean isGood) {

        JsonNode headerField(String name) {
            return header.path(name);
        }

        JsonNode claim(String name) {
            return claims.path(name);
        }

        /** Nimbus is the more lenient reader: of what it alone can read, it is only held that it was signed. */
        boolean isReadable() {
            return claims.isObject() && header.isObject();
        }
    }

    Made next(SplittableRandom random) throws JOSEException {
        var itsHeader = random.nextInt(3) == 0 ? Mutation.json(header, random) : header.getBytes(UTF_8);
        var itsClaims = random.nextInt(4) == 0 ? claims.getBytes(UTF_8) : Mutation.json(claims, random);
        var input = Base64URL.encode(itsHeader) + "." + Base64URL.encode(itsClaims);
        var good = input + "." + signer.sign(signed, input.getBytes(US_ASCII));
        var text = changed(good, random);
        var isGood = text.equals(good)
                && Arrays.equals(itsHeader, header.getBytes(UTF_8))
                && Arrays.equals(itsClaims, claims.getBytes(UTF_8));
        return new Made(text, read(itsHeader), read(itsClaims), text.trim().startsWith(input + "."), isGood);
    }

    private static JsonNode read(byte[] json) {
        try {
            // A byte that is no character is read as one that says so, as Nimbus does.
            return JSON.readTree(new String(json, UTF_8));
        } catch (IOException malformed) {
            return MissingNode.getInstance();
        }
    }

    private static String changed(String good, SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0 -> Mutation.text(good, random);
            case 1 -> good.substring(0, good.lastIndexOf('.') + 1) + Pieces.text(random);
            case 2 -> good + "." + Pieces.text(random);
            default -> good;
        };
    }
}
