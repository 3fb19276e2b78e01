package org.openmns.broker;

import org.openmns.config.Profile;

/** What a node says once it answers: where it listens, and in a sandbox three commands that show it at work. */
final class Welcome {

    private static final String TOKENS = "Each request brings an access token: bin/openmns token --help\n";

    private Welcome() {}

    static String text(Profile profile, String host, int port) {
        var url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        var listening = "OpenMNS " + Version.TEXT + " listens on " + url + " (" + profile.word() + ")\n";
        return listening + (profile == Profile.SANDBOX ? firstSteps(url) : TOKENS);
    }

    private static String firstSteps(String url) {
        return """

                Subscribe, publish, and see what arrived:

                  curl -s %1$s/subscriptions -H 'Content-Type: application/fhir+json' -d '{"resourceType":"Subscription","status":"requested","reason":"first steps","criteria":"eventType=pds-change-of-gp-2","channel":{"type":"rest-hook","endpoint":"%1$s/inbox/me","payload":"application/json"}}'

                  curl -s %1$s/events -H 'Content-Type: application/cloudevents+json' -d '{"specversion":"1.0","id":"'$(date +%%s%%N)'","source":"uk.nhs.personal-demographics-service","type":"pds-change-of-gp-2","time":"2026-01-01T09:00:00Z","subject":"9000000009"}'

                  curl -s %1$s/inbox/me

                """.formatted(url);
    }
}
