package org.openmns.broker.fault;

import java.util.SplittableRandom;

/** How an endpoint behaves. */
enum Mood {
    PROMPT {
        @Override
        Answer answer(SplittableRandom random) {
            return Answer.AT_ONCE;
        }
    },
    SLOW {
        @Override
        Answer answer(SplittableRandom random) {
            return new Answer(204, 250 + random.nextInt(100));
        }
    },
    HALF {
        @Override
        Answer answer(SplittableRandom random) {
            return random.nextBoolean() ? Answer.FAILURE : Answer.AT_ONCE;
        }
    },
    /** Once in 200 requests it never answers. */
    HANGING {
        @Override
        Answer answer(SplittableRandom random) {
            return random.nextInt(200) == 0 ? Answer.NEVER : Answer.AT_ONCE;
        }
    },
    /** Now and then slow or failing. */
    MOODY {
        @Override
        Answer answer(SplittableRandom random) {
            var mood = random.nextInt(100);
            return mood < 3 ? Answer.FAILURE : mood < 6 ? new Answer(204, 1 + random.nextInt(300)) : Answer.AT_ONCE;
        }
    };

    /** A status after so many milliseconds; status 0 is no answer at all. */
    record Answer(int status, int afterMillis) {
        static final Answer AT_ONCE = new Answer(204, 0);
        static final Answer FAILURE = new Answer(500, 0);
        static final Answer NEVER = new Answer(0, 0);
    }

    abstract Answer answer(SplittableRandom random);
}
