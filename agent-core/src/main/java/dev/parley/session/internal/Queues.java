package dev.parley.session.internal;

import akka.stream.BoundedSourceQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a stream's queue can't do by itself. */
final class Queues {
    private static final Logger LOG = LoggerFactory.getLogger(Queues.class);

    private Queues() {}

    /** Completes the stream, also if it has come to its end by itself meanwhile, which Akka takes for a defect. */
    static void end(BoundedSourceQueue<?> queue) {
        try {
            queue.complete();
        } catch (IllegalStateException alreadyOver) {
            LOG.debug("A stream had come to its end before.", alreadyOver);
        }
    }
}
