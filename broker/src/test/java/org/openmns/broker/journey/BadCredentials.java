package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.openmns.broker.access.Clients;

/** Assertions and tokens that are refused, each for another reason. */
final class BadCredentials {

    private BadCredentials() {}

    static void assertions(WatchedCalls calls) throws Exception {
        var good = Clients.assertion("gp", WatchedCalls.AUDIENCE);
        assertThat(calls.ask(good).statusCode()).isEqualTo(200);
        for (var bad : List.of(
                good,
                good.substring(0, good.length() - 9),
                good + "." + good,
                Clients.assertion(Clients.rsa("rsa-1"), "gp", WatchedCalls.AUDIENCE),
                Clients.assertion("stranger", WatchedCalls.AUDIENCE),
                Clients.assertion("gp", "https://planted-nonsense-4b1d.example"),
                new PlainJWT(new JWTClaimsSet.Builder().subject("gp").build()).serialize(),
                "planted-nonsense-4b1d")) {
            assertThat(calls.ask(bad).statusCode()).isEqualTo(401);
        }
        // Whoever keeps its keys answers nonsense.
        assertThat(calls.ask(Clients.assertion("elsewhere", WatchedCalls.AUDIENCE))
                        .statusCode())
                .isEqualTo(503);
        for (var form : List.of("client_assertion=" + good, "a=" + good + "&a=" + good, "grant_type=%zz" + good)) {
            assertThat(calls.askBy(form).statusCode()).isEqualTo(400);
        }
    }

    static void tokens(WatchedCalls calls, String gp, String issuer) {
        calls.callInVain(gp.substring(0, gp.length() - 4) + "AAAA");
        calls.callInVain(gp.substring(0, gp.length() - 20));
        calls.callInVain("planted-nonsense-4b1d");
        // Of an issuer whose keys cannot be read.
        calls.callInVain(Clients.signed(
                Clients.RSA,
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .audience("openmns")
                        .claim("azp", "gp")
                        .claim("name", "planted-nonsense-4b1d")
                        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                        .build()));
    }
}
