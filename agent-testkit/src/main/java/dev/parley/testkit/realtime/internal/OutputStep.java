package dev.parley.testkit.realtime.internal;

import akka.util.ByteString;
import dev.parley.testkit.realtime.script.ReplyPart;
import java.time.Duration;

/** A piece of a response's output. */
sealed interface OutputStep {

    /** Time from the step before. */
    default Duration after() {
        return Duration.ZERO;
    }

    /** An item begins. */
    record Begin(ReplyPart part) implements OutputStep {}

    /** Text of a written message, or transcript of a spoken one. */
    record Words(String text) implements OutputStep {}

    /** Encoded audio. */
    record Audio(ByteString bytes, Duration after) implements OutputStep {}

    record Arguments(String text) implements OutputStep {}

    /** The item is complete. */
    record End() implements OutputStep {}
}
