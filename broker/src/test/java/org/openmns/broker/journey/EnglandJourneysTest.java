package org.openmns.broker.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openmns.broker.OnBothDatabases;
import org.openmns.broker.RunningNode;
import org.openmns.broker.Sink;
import org.openmns.broker.Sink.Received;

/** The two journeys that the service is for (contract.md section 1), small. */
@OnBothDatabases
class EnglandJourneysTest {

    private static final String NUMBER_CHANGE = "nhs-number-change-2";
    private static final String COMPLETE = "nhshco-hc-complete-1";
    private static final String ACKNOWLEDGED = "nhshco-hc-complete-1-ack-1";
    private static final int PRACTICES = 50;
    private static final int PATIENTS_EACH = 4;
    private static final int PATIENTS = PRACTICES * PATIENTS_EACH;

    /** Subscriptions being created at once, as by one client with as many connections. */
    private static final int AT_ONCE = 20;

    @TempDir
    static Path directory;

    private static RunningNode node;

    @BeforeAll
    static void start() {
        node = RunningNode.start(directory);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aChangedNhsNumberReachesThePracticeThatHasThePatientAndNoOther() {
        try (var practices = new Sink()) {
            followEveryPatient(practices);

            for (int patient = 0; patient < PATIENTS; patient++) {
                node.publish(NUMBER_CHANGE, "change-" + patient, nhsNumber(patient));
            }

            practices.await(PATIENTS);
            node.publish(NUMBER_CHANGE, "of nobody's patient", nhsNumber(PATIENTS));
            node.publish(NUMBER_CHANGE, "change-again", nhsNumber(0));
            assertThat(practices.await(PATIENTS + 1)).hasSize(PATIENTS + 1);
            for (int practice = 0; practice < PRACTICES; practice++) {
                var path = "/practice/" + practice;
                var expected = IntStream.range(practice * PATIENTS_EACH, (practice + 1) * PATIENTS_EACH)
                        .mapToObj(patient -> "change-" + patient)
                        .toList();
                assertThat(practices.received().stream()
                                .filter(request -> request.path().equals(path))
                                .map(Received::eventId)
                                .filter(id -> !id.equals("change-again")))
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    @Test
    void aCompleteHealthCheckIsAcknowledgedAndAMissingAcknowledgementIsSeen() {
        try (var practices = new Sink();
                var team = new Sink()) {
            // A28579 takes documents in; F81022 is broken and acknowledges nothing.
            practices.observing(request -> {
                if (request.path().equals("/A28579")) {
                    publishCheck(ACKNOWLEDGED, "ack of " + request.eventId(), subject(request), "A28579");
                }
            });
            for (var practice : List.of("A28579", "F81022")) {
                node.subscribe(
                        "eventType='" + COMPLETE + "' AND gppractice='" + practice + "'",
                        practices.url("/" + practice));
            }
            node.subscribe("eventType=" + COMPLETE, team.url("/complete"));
            node.subscribe("eventType=" + ACKNOWLEDGED, team.url("/ack"));

            publishCheck(COMPLETE, "check 1", nhsNumber(1), "A28579");
            publishCheck(COMPLETE, "check 2", nhsNumber(2), "F81022");
            publishCheck(COMPLETE, "check 3", nhsNumber(3), "A28579");

            practices.await(3);
            team.await(5);
            var open = subjects(team, "/complete");
            open.removeAll(subjects(team, "/ack"));
            assertThat(open).containsExactly(nhsNumber(2));
            assertThat(practices.received().stream()
                            .filter(request -> request.path().equals("/F81022"))
                            .map(Received::eventId))
                    .containsExactly("check 2");
        }
    }

    private static void followEveryPatient(Sink practices) {
        for (int first = 0; first < PATIENTS; first += AT_ONCE) {
            var created = new ArrayList<CompletableFuture<?>>();
            for (int patient = first; patient < first + AT_ONCE; patient++) {
                var body = RunningNode.subscription(
                        "eventType='" + NUMBER_CHANGE + "' AND subject='" + nhsNumber(patient) + "'",
                        practices.url("/practice/" + patient / PATIENTS_EACH),
                        "{}");
                created.add(Calls.postAsync(node.url() + "/subscriptions", Calls.FHIR, body)
                        .thenAccept(answer -> assertThat(answer.statusCode()).isEqualTo(201)));
            }
            CompletableFuture.allOf(created.toArray(CompletableFuture[]::new)).join();
        }
    }

    private static void publishCheck(String type, String id, String patient, String practice) {
        node.publish(RunningNode.event(type, id, patient, Map.of("gppractice", practice)));
    }

    private static Set<String> subjects(Sink sink, String path) {
        var subjects = new TreeSet<String>();
        sink.received().stream()
                .filter(request -> request.path().equals(path))
                .forEach(request -> subjects.add(subject(request)));
        return subjects;
    }

    private static String subject(Received request) {
        return Calls.json(request.body()).get("subject").asText();
    }

    /** The n-th number of the range for tests whose modulus-11 check digit exists. */
    private static String nhsNumber(int index) {
        return IntStream.iterate(900_000_000, first -> first + 1)
                .mapToObj(EnglandJourneysTest::checked)
                .filter(number -> number.length() == 10)
                .skip(index)
                .findFirst()
                .orElseThrow();
    }

    private static String checked(int nineDigits) {
        var text = String.valueOf(nineDigits);
        var sum = IntStream.range(0, 9)
                .map(i -> (10 - i) * (text.charAt(i) - '0'))
                .sum();
        return text + (11 - sum % 11) % 11;
    }
}
