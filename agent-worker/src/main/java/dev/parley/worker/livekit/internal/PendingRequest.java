package dev.parley.worker.livekit.internal;

import dev.parley.worker.JobAcceptArguments;
import dev.parley.worker.JobRequest;
import dev.parley.worker.LiveKitJob;
import dev.parley.worker.RequestHandler;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** An offer as the request handler sees it. Thread-safe. */
public final class PendingRequest implements JobRequest {
    private final LiveKitJob job;
    private final Consumer<OfferAnswer> answers;
    private final AtomicBoolean answered = new AtomicBoolean();

    /** A request whose one answer goes to {@code answers}. */
    public PendingRequest(LiveKitJob job, Consumer<OfferAnswer> answers) {
        this.job = job;
        this.answers = answers;
    }

    /** Lets the handler answer; what it leaves open, or fails at, is answered for it. */
    public void decide(RequestHandler handler) {
        try {
            handler.handle(this);
            close("the request handler has returned without an answer (expected: accept or reject)");
        } catch (Throwable problem) {
            close("the request handler has failed: " + problem);
        }
    }

    private void close(String why) {
        if (answered.compareAndSet(false, true)) {
            answers.accept(new OfferAnswer.None(why));
        }
    }

    @Override
    public LiveKitJob job() {
        return job;
    }

    @Override
    public void accept(JobAcceptArguments arguments) {
        answer(new OfferAnswer.Accept(arguments));
    }

    @Override
    public void reject() {
        answer(new OfferAnswer.Reject());
    }

    @Override
    public void rejectAndTerminate() {
        answer(new OfferAnswer.Terminate());
    }

    private void answer(OfferAnswer answer) {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("job request: " + job.id() + " is answered (expected: one answer)");
        }
        answers.accept(answer);
    }
}
