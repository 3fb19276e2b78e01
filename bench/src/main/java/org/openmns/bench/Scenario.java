package org.openmns.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be measured. */
@SuppressWarnings("ImmutableEnumChecker") // Trials are records of what never changes; an interface cannot say so.
enum Scenario {
    PUBLISH1("nobody listens; single events over 1 connection, each sent when the last is answered", Steady.publish(1)),
    PUBLISH8("the same over 8 connections", Steady.publish(8)),
    PUBLISH64("the same over 64 connections", Steady.publish(64)),
    PUBLISHBATCH8("nobody listens; batches of 100 over 8 connections", Steady.publishBatches(8)),
    PUBLISHBATCH64("the same over 64 connections", Steady.publishBatches(64)),
    DELIVER("1 subscription gets everything, as fast as it does", Steady.deliver(1)),
    FANOUT10("10 subscriptions get everything, as fast as they do", Steady.deliver(10)),
    FANOUT100("100 subscriptions", Steady.deliver(100)),
    FANOUT1000("1,000 subscriptions", Steady.deliver(1_000)),
    LATENCY200("1 subscription, 200 events/s whatever happens; latency from when each was due", Steady.latency(200)),
    LATENCY1000("the same at 1,000 events/s", Steady.latency(1_000)),
    FILTERS10("10 subscriptions, one of which matches each event; what each costs", new Filters(10, "512m")),
    FILTERS1000("1,000 subscriptions", new Filters(1_000, "512m")),
    FILTERS100000("100,000 subscriptions", new Filters(100_000, "1g")),
    FILTERS1000000("1,000,000 subscriptions", new Filters(1_000_000, "4g")),
    PRACTICES("England: each of --practices follows its own list of 10,400 patients; 200 events/s", new Practices()),
    CATCHUP("a subscription that was paused for --events catches up beside a live one", new CatchUp()),
    BROKENPEERS("10 subscriptions beside 90 whose endpoints refuse, hang or fail", new BrokenPeers()),
    SOAK("half of what is possible for --soak-minutes; a row of figures a minute", new Soak()),
    AUTHENTICATION(
            "publish64 at a node that asks for tokens and one that does not, in turn; the ratio", new Authentication()),
    FLOOD("200 events/s of one application in production beside another that floods", new Flood()),
    SPREAD("12 event types of 50 subscriptions, one of which matches each event; for --nodes", Steady.spread());

    private static final List<Scenario> STANDARD =
            List.of(PUBLISH64, PUBLISHBATCH64, DELIVER, FANOUT10, LATENCY200, LATENCY1000);

    private final String says;
    private final Trial trial;

    Scenario(String says, Trial trial) {
        this.says = says;
        this.trial = trial;
    }

    /** What runs where nothing is named. */
    static List<Scenario> standard() {
        return STANDARD;
    }

    Trial trial() {
        return trial;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A line for each. */
    static List<String> help() {
        return Arrays.stream(values())
                .map(each -> String.format(Locale.ROOT, "  %-15s %s", each.word(), each.says))
                .toList();
    }
}
