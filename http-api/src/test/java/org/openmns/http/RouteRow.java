package org.openmns.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A line of {@code route-access.txt}: what one route answers to each caller; {@code why} some are not refused. */
record RouteRow(String route, Map<Who, Integer> statuses, String lacking, String right, String why) {

    private static final String TABLE = "/route-access.txt";

    /** In the order of the table's columns. */
    enum Who {
        NOBODY,
        BAD_TOKEN,
        EXPIRED_TOKEN,
        ANOTHER_APPLICATION,
        WITHOUT_PERMISSION,
        RIGHT_ONE
    }

    static Stream<RouteRow> all() {
        return lines().filter(line -> !line.startsWith("#")).map(RouteRow::parse);
    }

    private static Stream<String> lines() {
        try (var table = Objects.requireNonNull(RouteRow.class.getResourceAsStream(TABLE), TABLE)) {
            return new String(table.readAllBytes(), UTF_8).lines();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static RouteRow parse(String line) {
        var cells = line.split("\\|", -1);
        var statuses = new EnumMap<Who, Integer>(Who.class);
        var numbers = Arrays.asList(cells[1].strip().split(" ", -1)).iterator();
        for (var who : Who.values()) {
            statuses.put(who, Integer.valueOf(numbers.next()));
        }
        var callers = cells[2].strip().split(" ", -1);
        return new RouteRow(cells[0].strip().replaceAll(" +", " "), statuses, callers[0], callers[1], cells[3].strip());
    }

    int status(Who who) {
        return Objects.requireNonNull(statuses.get(who));
    }

    boolean isOpen() {
        return status(Who.NOBODY) < 400;
    }

    /** What such a caller sends as its {@code Authorization}: one of these, an empty one for none. */
    List<String> authorizations(Who who) {
        return switch (who) {
            case NOBODY -> List.of("");
            case BAD_TOKEN -> List.of("Bearer nonsense", "Basic YTpi", "Bearer ", "nonsense");
            case EXPIRED_TOKEN -> List.of("Bearer " + FakeOnboarding.EXPIRED);
            case ANOTHER_APPLICATION -> List.of("Bearer other");
            case WITHOUT_PERMISSION -> List.of("Bearer " + lacking);
            case RIGHT_ONE -> List.of("Bearer " + right);
        };
    }
}
