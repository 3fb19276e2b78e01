package org.openmns.broker.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openmns.broker.subscription.Deliveries.NOON;
import static org.openmns.broker.subscription.Deliveries.SECRET;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.openmns.broker.Family;
import org.openmns.broker.GoldenFacts;
import org.openmns.broker.PublishedEvents;
import org.openmns.broker.subscription.Condition.Failures;
import org.openmns.broker.subscription.Held.Origin;
import org.openmns.broker.subscription.SubscriptionFact.Announced;
import org.openmns.broker.subscription.SubscriptionFact.Changed;
import org.openmns.broker.subscription.SubscriptionFact.Checkpointed;
import org.openmns.broker.subscription.SubscriptionFact.Expired;
import org.openmns.broker.subscription.SubscriptionFact.HandshakeBegun;
import org.openmns.broker.subscription.SubscriptionFact.HandshakeFailed;
import org.openmns.broker.subscription.SubscriptionFact.HandshakePassed;
import org.openmns.broker.subscription.SubscriptionFact.HandshakeTried;
import org.openmns.broker.subscription.SubscriptionFact.HeldChange;
import org.openmns.broker.subscription.SubscriptionFact.Paused;
import org.openmns.broker.subscription.SubscriptionFact.Redriven;
import org.openmns.broker.subscription.SubscriptionFact.ReplayStarted;
import org.openmns.broker.subscription.SubscriptionFact.Resumed;
import org.openmns.broker.subscription.SubscriptionFact.SecretRotated;
import org.openmns.broker.subscription.SubscriptionFact.Subscribed;
import org.openmns.broker.subscription.SubscriptionFact.TurnedOff;
import org.openmns.broker.subscription.SubscriptionFact.Unsubscribed;
import org.openmns.broker.subscription.SubscriptionState.Absent;
import org.openmns.broker.subscription.SubscriptionState.Gone;
import org.openmns.broker.subscription.SubscriptionState.Live;
import org.openmns.broker.subscription.SubscriptionState.Place;
import org.openmns.broker.subscription.SubscriptionState.Replaying;
import org.openmns.broker.subscription.SubscriptionState.Tally;
import org.openmns.protocol.Message;
import org.openmns.subscription.Secrets;
import org.openmns.subscription.Subscription;
import org.openmns.subscription.Subscription.Status;
import org.openmns.subscription.SubscriptionReply.Counts;
import org.openmns.subscription.SubscriptionReply.Expiry;
import org.openmns.subscription.SubscriptionReply.LastError;

class SubscriptionFactsTest {

    private static final GoldenFacts golden = new GoldenFacts("0.1.0", "subscription-facts.txt");

    private static final Subscription SUBSCRIPTION =
            Deliveries.subscription(Duration.ofSeconds(5), Duration.ofHours(1));
    private static final Secrets ROTATED = Secrets.first(SECRET).rotated("whsec_c2VjcmV0", NOON);
    private static final Held HELD = new Held(-7, Origin.REPLAY, new Held.Tries(2, 3, NOON, NOON.plusSeconds(5)));
    private static final Cursor CURSOR = new Cursor(65_536, List.of(131_072L, 131_073L));
    private static final Replaying REPLAYING = new Replaying(Cursor.at(7), 65_535);
    private static final Expiry EXPIRY = new Expiry(NOON, 1, 2, 3);
    private static final Counts COUNTS = new Counts(1, 2, 3, 4, 5);
    private static final Condition CONDITION = new Condition(
            Status.ERROR,
            Optional.of("nothing but failures"),
            new Failures(12, Optional.of(NOON)),
            Optional.of(NOON),
            Optional.of(new LastError(NOON, "HTTP 500")));

    private static final Handshake.Terms TERMS = new Handshake.Terms(true, "the-token", NOON);
    private static final Handshake HANDSHAKE = Handshake.begun(TERMS).tried(new LastError(NOON, "HTTP 405"));

    @AfterAll
    static void stop() {
        golden.close();
    }

    @Test
    void whatVersion010WroteIsReadToTheSameMeaning() {
        golden.assertReadAs(storedByVersion010());
    }

    @Test
    void whatALaterVersionAddsIsIgnored() {
        golden.assertReadWithUnknownFields(storedByVersion010());
    }

    @Test
    void everyFactAndStateSurvivesTheJournal() {
        assertThat(Family.classesOf(facts())).isEqualTo(Family.recordsOf(SubscriptionFact.class));
        assertThat(Family.classesOf(states())).isEqualTo(Family.recordsOf(SubscriptionState.class));
        golden.assertSurvive(stored());
    }

    @Test
    void noneSaysASecretWhereItIsPrinted() {
        assertThat(stored()).allSatisfy(each -> assertThat(each.toString()).doesNotContain("whsec_"));
    }

    private static List<SubscriptionFact> facts() {
        return Stream.concat(factsOfVersion010().stream(), factsSince().stream())
                .toList();
    }

    private static List<SubscriptionFact> factsSince() {
        return List.of(
                new Unsubscribed(Optional.of(SUBSCRIPTION.criteria().eventType())),
                new HandshakeBegun(TERMS),
                new HandshakeTried(new LastError(NOON, "HTTP 405")),
                new HandshakeFailed(new LastError(NOON, "HTTP 405")),
                new HandshakePassed(Optional.of(120)));
    }

    private static List<SubscriptionFact> factsOfVersion010() {
        return List.of(
                new Subscribed(SUBSCRIPTION, Secrets.first(SECRET), "owner"),
                new Announced(65_536),
                new Changed(SUBSCRIPTION),
                new SecretRotated(ROTATED),
                new Paused(),
                new Resumed(),
                new Checkpointed(
                        CURSOR,
                        new HeldChange(Map.of(65_537L, HELD), List.of(65_538L)),
                        COUNTS,
                        CONDITION,
                        Optional.of(REPLAYING)),
                new ReplayStarted(REPLAYING),
                new Redriven(Map.of(65_537L, HELD)),
                new Expired(EXPIRY),
                new TurnedOff("the endpoint answered 410 Gone"),
                new Unsubscribed(Optional.empty()));
    }

    private static List<SubscriptionState> states() {
        return Stream.concat(
                        statesOfVersion010(Optional.empty()).stream(),
                        statesOfVersion010(Optional.of(HANDSHAKE)).stream())
                .toList();
    }

    private static List<SubscriptionState> statesOfVersion010(Optional<Handshake> handshake) {
        var place = new Place(CURSOR, new TreeMap<>(Map.of(65_537L, HELD)), Optional.of(REPLAYING));
        return List.of(
                new Absent(),
                new Gone(PublishedEvents.TYPE, true),
                new Live(
                        new Profile(SUBSCRIPTION, ROTATED, "owner", true, handshake),
                        place,
                        CONDITION,
                        new Tally(COUNTS, List.of(EXPIRY)),
                        true));
    }

    private static List<Message> storedByVersion010() {
        var all = new ArrayList<Message>(factsOfVersion010());
        all.addAll(statesOfVersion010(Optional.empty()));
        return all;
    }

    private static List<Message> stored() {
        var all = new ArrayList<Message>(facts());
        all.addAll(states());
        return all;
    }
}
