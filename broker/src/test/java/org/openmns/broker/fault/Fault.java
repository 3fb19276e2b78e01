package org.openmns.broker.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.openmns.broker.fault.Gate.Cut;
import org.openmns.broker.fault.Timeline.Episode;

/** What goes wrong. Each returns when it is over: the process was started again, the network is whole, the database is up. */
sealed interface Fault {

    /** The word of the report. */
    String kind();

    void happen(Scene scene, Episode episode) throws IOException, InterruptedException;

    /** kill -9 of the node with most of the topics, which is started again after a while. */
    record KillTopics(Duration down) implements Fault {

        @Override
        public String kind() {
            return "kill -9, topics";
        }

        @Override
        public void happen(Scene scene, Episode episode) throws IOException {
            kill(scene, episode, scene.holderOfTopics(), down);
        }
    }

    /** kill -9 of the node with this subscription. */
    record KillFollower(Follower follower, Duration down) implements Fault {

        @Override
        public String kind() {
            return "kill -9, subscriptions";
        }

        @Override
        public void happen(Scene scene, Episode episode) throws IOException {
            kill(scene, episode, scene.holderOf(follower), down);
        }
    }

    /** kill -9 of the oldest node: the coordinator of the shards and the singleton are there. */
    record KillOldest(Duration down) implements Fault {

        @Override
        public String kind() {
            return "kill -9, oldest";
        }

        @Override
        public void happen(Scene scene, Episode episode) throws IOException {
            kill(scene, episode, scene.cluster().oldest(), down);
        }
    }

    private static void kill(Scene scene, Episode episode, Member victim, Duration down) throws IOException {
        episode.touch(victim.number());
        scene.recoverFromNow(episode);
        victim.kill();
        scene.last(down);
        victim.start();
    }

    /** SIGSTOP, and later SIGCONT: a long collection of garbage, a machine that was moved. */
    record Pause(int node, Duration length) implements Fault {

        @Override
        public String kind() {
            return "SIGSTOP " + length.toSeconds() + " s";
        }

        @Override
        public void happen(Scene scene, Episode episode) throws IOException, InterruptedException {
            var victim = scene.cluster().member(node);
            episode.touch(node);
            victim.pause();
            try {
                scene.last(length);
            } finally {
                victim.resume();
            }
        }
    }

    /** SIGTERM to one node after the other, each started again at once, as an upgrade does. */
    record RollingRestart() implements Fault {

        @Override
        public String kind() {
            return "rolling restart";
        }

        @Override
        public void happen(Scene scene, Episode episode) throws IOException, InterruptedException {
            for (var member : scene.cluster().members()) {
                episode.leaves(member.number());
                var code = member.stop();
                if (code != 0 && code != 143) {
                    throw new AssertionError("node " + member.number() + " stopped with " + code);
                }
                member.start();
                scene.awaitReady(member);
            }
        }
    }

    /** The database ends without tidying up and is started again at once. */
    record RestartDatabase() implements Fault {

        @Override
        public String kind() {
            return "PostgreSQL restart -m immediate";
        }

        @Override
        public void happen(Scene scene, Episode episode) {
            scene.server().stopImmediately();
            scene.server().start();
            scene.recoverFromNow(episode);
        }
    }

    /** The database is not there for a while. */
    record StopDatabase(Duration length) implements Fault {

        @Override
        public String kind() {
            return "PostgreSQL stopped " + length.toSeconds() + " s";
        }

        @Override
        public void happen(Scene scene, Episode episode) {
            scene.server().stop();
            try {
                scene.last(length);
            } finally {
                scene.server().start();
                scene.recoverFromNow(episode);
            }
        }
    }

    /** One node is cut off from the others; the database is there for all. */
    record Partition(int node, Cut cut, Duration length) implements Fault {

        @Override
        public String kind() {
            return "partition, " + cut.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public void happen(Scene scene, Episode episode) {
            var lone = scene.cluster().member(node);
            episode.touch(node);
            scene.cluster().cutOff(lone, cut);
            try {
                scene.last(length);
            } finally {
                scene.cluster().mend(lone);
            }
        }
    }
}
