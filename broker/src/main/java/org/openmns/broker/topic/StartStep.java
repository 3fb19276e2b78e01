package org.openmns.broker.topic;

import java.util.List;
import java.util.Optional;
import org.openmns.broker.store.DuplicateHashes.Range;
import org.openmns.broker.store.Registry;
import org.openmns.broker.topic.WindowPlan.Part;
import org.openmns.topic.TopicCommand;

/** What the topic tells itself of its start. */
sealed interface StartStep extends TopicCommand.Internal {

    /** Goes on from here; {@code state} is as recovered, for nothing is written before the start is over. */
    void take(TopicStart start, TopicState state);

    record RegistryRead(Registry.Page page) implements StartStep {

        @Override
        public void take(TopicStart start, TopicState state) {
            start.registryRead(state, page);
        }
    }

    record TailFound(long sequence) implements StartStep {

        @Override
        public void take(TopicStart start, TopicState state) {
            start.tailFound(sequence);
        }
    }

    record SegmentsFound(List<Range> segments, long tail) implements StartStep {

        @Override
        public void take(TopicStart start, TopicState state) {
            start.segmentsFound(state, segments, tail);
        }
    }

    record SegmentRead(Part part, Optional<HashedEvents> events) implements StartStep {

        @Override
        public void take(TopicStart start, TopicState state) {
            start.segmentRead(state, part, events);
        }
    }

    record IdentitiesRead(Part part, TopicLog.Identities identities) implements StartStep {

        @Override
        public void take(TopicStart start, TopicState state) {
            start.identitiesRead(state, part, identities);
        }
    }

    record UnsettledRead(TopicLog.Page page) implements StartStep {

        @Override
        public void take(TopicStart start, TopicState state) {
            start.unsettledRead(state, page);
        }
    }

    record Failed(String cause) implements StartStep {

        @Override
        public void take(TopicStart start, TopicState state) {
            start.failed(cause);
        }
    }

    record Again() implements StartStep {

        @Override
        public void take(TopicStart start, TopicState state) {
            start.begin(state);
        }
    }
}
