package dev.parley.worker.livekit.internal;

import dev.parley.worker.JobAcceptArguments;

/** What the request handler said to an offer. */
public sealed interface OfferAnswer {

    record Accept(JobAcceptArguments arguments) implements OfferAnswer {}

    /** Another worker may have it. */
    record Reject() implements OfferAnswer {}

    /** Nobody is to have it. */
    record Terminate() implements OfferAnswer {}

    /**
     * The handler failed, or returned without an answer.
     *
     * @param why for people
     */
    record None(String why) implements OfferAnswer {}
}
