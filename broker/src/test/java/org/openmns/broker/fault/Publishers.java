package org.openmns.broker.fault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishers, each with patients of its own, whose events it publishes strictly one after another: the next one only after
 * the last one was answered 200, the same one again, at another door, after anything else.
 */
final class Publishers implements AutoCloseable {

    /** Retry-After is a whole second; a test that waited so long would publish little between two faults. */
    private static final Duration AGAIN_AFTER = Duration.ofMillis(100);

    /** A little more than a node takes to say that it cannot. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(6);

    /** An end may wait for a database that is just starting. */
    private static final Duration FINISH_MAX = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final List<URI> doors;
    private final Receipts receipts;
    private final SplittableRandom random;

    /** Each publishes through all of these doors. */
    Publishers(List<URI> doors, Receipts receipts, long seed) {
        this.doors = List.copyOf(doors);
        this.receipts = receipts;
        this.random = new SplittableRandom(seed);
    }

    /** What is published: to these topics, about so many patients each, so long after the last answer. */
    record Load(List<Topic> topics, int patients, Duration pause) {}

    /** So many publishers, to each of which every so many-th patient belongs. */
    void start(int publishers, Load load) {
        for (var first = 0; first < publishers; first++) {
            var patients = new ArrayList<Integer>();
            for (var patient = first; patient < load.patients(); patient += publishers) {
                patients.add(patient);
            }
            run(new Publisher(load.topics(), patients, load.pause(), -1, random.split()));
        }
    }

    /** One publisher for each door and topic that knows no other: shows which of them work. Patients from this number on. */
    void probe(Load load) {
        for (var door = 0; door < doors.size(); door++) {
            for (var topic : load.topics()) {
                run(new Publisher(List.of(topic), List.of(load.patients() + door), load.pause(), door, random.split()));
            }
        }
    }

    private void run(Publisher publisher) {
        var thread = new Thread(publisher::publish, "publisher-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** One thread's work; door -1 is any. */
    private final class Publisher {
        private final Map<Told, Integer> numbers = new HashMap<>();
        private final List<Topic> topics;
        private final List<Integer> patients;
        private final Duration pause;
        private final int onlyDoor;
        private final SplittableRandom random;

        Publisher(List<Topic> topics, List<Integer> patients, Duration pause, int onlyDoor, SplittableRandom random) {
            this.topics = topics;
            this.patients = patients;
            this.pause = pause;
            this.onlyDoor = onlyDoor;
            this.random = random;
        }

        void publish() {
            try {
                while (stopped.getCount() > 0) {
                    publish(next());
                    stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }

        private Told next() {
            var topic = topics.get(random.nextInt(topics.size()));
            var patient = patients.get(random.nextInt(patients.size()));
            var number = numbers.merge(new Told(topic, patient, 0), 1, Integer::sum);
            return new Told(topic, patient, number);
        }

        /** Once begun an event is published, also after the others were told to stop: it may be in the log already. */
        private void publish(Told told) throws InterruptedException {
            var door = onlyDoor < 0 ? random.nextInt(doors.size()) : onlyDoor;
            var attempts = 1;
            var start = System.nanoTime();
            while (!isAccepted(told, door)) {
                attempts++;
                door = onlyDoor < 0 ? (door + 1) % doors.size() : onlyDoor;
                // Not on the latch: the others' end is no reason to hurry.
                LockSupport.parkNanos(AGAIN_AFTER.toNanos());
            }
            // One that knows no other door says nothing of what a client with several has to bear.
            receipts.accepted(told, door, onlyDoor < 0 ? attempts : 1);
            receipts.took((System.nanoTime() - start) / 1_000_000);
        }
    }

    private boolean isAccepted(Told told, int door) throws InterruptedException {
        try {
            var answer = http.send(request(told, doors.get(door)), BodyHandlers.ofString());
            if (answer.statusCode() != 200 && answer.statusCode() != 503) {
                receipts.surprise(answer.statusCode() + " " + answer.body());
            }
            return answer.statusCode() == 200;
        } catch (IOException gone) {
            return false;
        }
    }

    private static HttpRequest request(Told told, URI door) {
        return HttpRequest.newBuilder(door.resolve("/events"))
                .header("Content-Type", "application/cloudevents+json")
                .timeout(ANSWER_MAX)
                .POST(BodyPublishers.ofString(told.json()))
                .build();
    }

    /** Each ends with the event it is at, and needs a node for that. */
    void finish() throws InterruptedException {
        stopped.countDown();
        for (var thread : threads) {
            thread.join(FINISH_MAX.toMillis());
            if (thread.isAlive()) {
                throw new AssertionError(thread.getName() + " has not got its answer");
            }
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        threads.forEach(Thread::interrupt);
    }
}
