package org.openmns.broker.attack;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Sends requests of hostile shape again and again, and keeps those answers that are not right for their shape. */
final class Volley implements Attack {

    private final List<Shape> shapes;
    private final Map<String, String> wrong = new ConcurrentSkipListMap<>();

    Volley(List<Shape> shapes) {
        this.shapes = shapes;
    }

    /** All at once, and all at least once, however long that takes. */
    @Override
    public void on(Target target, BooleanSupplier over) {
        var threads = Executors.newCachedThreadPool();
        try {
            do {
                var all = shapes.stream()
                        .map(shape -> CompletableFuture.runAsync(() -> send(shape, target), threads))
                        .toArray(CompletableFuture<?>[]::new);
                CompletableFuture.allOf(all).join();
            } while (!over.getAsBoolean());
        } finally {
            threads.shutdown();
        }
    }

    private void send(Shape shape, Target target) {
        try {
            check(shape, target.exchange(shape));
        } catch (IOException failed) {
            wrong.put(shape.name(), failed.toString());
        }
    }

    private void check(Shape shape, String answer) {
        var statuses = Target.statuses(answer);
        var right = Arrays.stream(statuses).allMatch(shape.answers()::contains);
        if (!right || answer.contains("xception") || answer.contains("ekko")) {
            wrong.put(shape.name(), Arrays.toString(statuses) + " " + answer.replaceAll("\\s+", " "));
        }
    }

    @Override
    public Map<String, String> wrong() {
        return wrong;
    }
}
