package org.openmns.config;

import java.util.ArrayList;
import java.util.List;
import org.openmns.config.HandshakeSettings.Mode;

/** What an operator may set, and should know that it is set: protections that are switched off, in a sentence each. */
final class Warnings {

    private final List<String> sentences = new ArrayList<>();

    private Warnings() {}

    static List<String> of(Settings settings) {
        var warnings = new Warnings();
        if (settings.node().profile() == Profile.PRODUCTION) {
            warnings.production(settings);
        } else {
            warnings.add(
                    Loopback.isLeftBy(settings.node().host()),
                    "openmns.node.open-to-network: everybody who reaches this sandbox may do everything, and read everything");
        }
        return List.copyOf(warnings.sentences);
    }

    private void production(Settings settings) {
        var guard = settings.delivery().attempts().guard();
        add(
                guard.allowLoopback(),
                "openmns.delivery.guard.allow-loopback is on: who may subscribe reaches what listens on this machine only");
        add(
                guard.allowHttp(),
                "openmns.delivery.guard.allow-http is on: events go out in plain text, for everybody on the way to read");
        add(
                settings.handshake().mode() == Mode.OFF,
                "openmns.delivery.handshake.mode is off: events are sent to endpoints that never agreed to get any");
        var rate = settings.access().limits().rate();
        add(
                rate.requestsPerSecond() == 0,
                "openmns.access.requests-per-second-max is 0: one application may send as many requests as it likes");
        add(
                rate.tokensPerMinute() == 0,
                "openmns.access.tokens-per-minute-max is 0: one application may ask for as many tokens as it likes");
    }

    private void add(boolean applies, String sentence) {
        if (applies) {
            sentences.add(sentence);
        }
    }
}
