package dev.parley.worker.job;

import akka.Done;
import dev.parley.room.Participant;
import dev.parley.session.AgentSession;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A call as the ways in see it: its session, its answers, its end. Thread-safe; no method blocks. */
public final class Call {
    private final CallRequest request;
    private final String agentName;
    private final Instant acceptedAt;
    private final Exchanges exchanges = new Exchanges();
    private final CompletableFuture<AgentSession> attached = new CompletableFuture<>();
    private final CompletableFuture<Done> callerReady = new CompletableFuture<>();
    private final CompletableFuture<AgentSession> started = new CompletableFuture<>();
    private final CompletableFuture<String> endAsked = new CompletableFuture<>();
    private final CompletableFuture<JobEnd> leaving = new CompletableFuture<>();
    private final CompletableFuture<Done> endTold = new CompletableFuture<>();
    private final CompletableFuture<JobEnd> ended = new CompletableFuture<>();

    Call(CallRequest request, String agentName, Instant acceptedAt) {
        this.request = request;
        this.agentName = agentName;
        this.acceptedAt = acceptedAt;
    }

    public String id() {
        return request.id();
    }

    public String agentName() {
        return agentName;
    }

    public String metadata() {
        return request.metadata();
    }

    public Participant caller() {
        return request.caller();
    }

    public Instant acceptedAt() {
        return acceptedAt;
    }

    /** The session once it is there. */
    public Optional<AgentSession> session() {
        return attached.isDone() && !attached.isCompletedExceptionally()
                ? Optional.of(attached.join())
                : Optional.empty();
    }

    /** Completes with the session before it is started; fails with {@link CallEndedException} if it never comes. */
    public CompletionStage<AgentSession> whenAttached() {
        return attached.copy();
    }

    /** Completes with the session when the agent has entered; fails with {@link CallEndedException} if it never does. */
    public CompletionStage<AgentSession> whenStarted() {
        return started.copy();
    }

    /** Completes with why it ended, when nothing of it is left. Never fails. */
    public CompletionStage<JobEnd> whenEnded() {
        return ended.copy();
    }

    /**
     * Completes with why it ends, while its agent is still in the room; its dispatcher is told then, and answers by {@link
     * #markEndTold}. Never fails.
     */
    public CompletionStage<JobEnd> whenLeaving() {
        return leaving.copy();
    }

    /** The dispatcher knows of the end: the agent may leave the room. */
    public void markEndTold() {
        endTold.complete(Done.getInstance());
    }

    /** The line to the room that it takes place in; empty for callers over HTTP or a WebSocket. */
    public Optional<RoomLine> line() {
        return request.line();
    }

    public Exchanges exchanges() {
        return exchanges;
    }

    /** The caller can hear: the session need not wait any more. */
    public void callerConnected() {
        callerReady.complete(Done.getInstance());
    }

    /** Asks for the end; the first reason stays. Completes as {@link #whenEnded} does. */
    public CompletionStage<JobEnd> end(String reason) {
        endAsked.complete(reason);
        return whenEnded();
    }

    /** True a moment before its actor's end is known to the manager. */
    boolean hasEnded() {
        return ended.isDone();
    }

    /** Whether this became the call's session; false if it has one. */
    boolean attach(AgentSession session) {
        return attached.complete(session);
    }

    /** There will be no session. */
    void attachFailed(Throwable problem) {
        attached.completeExceptionally(problem);
    }

    /** Whoever dispatched it learns of the end; completes when that is done. */
    CompletableFuture<Done> markLeaving(JobEnd end) {
        leaving.complete(end);
        return endTold.copy();
    }

    CompletableFuture<String> endAsked() {
        return endAsked;
    }

    CompletableFuture<Done> callerReady() {
        return callerReady;
    }

    void markStarted(AgentSession session) {
        started.complete(session);
    }

    /** Whoever still waits for the session learns why it will not come. */
    void markEnding(JobEnd end) {
        CallEndedException why = new CallEndedException(id(), end);
        attached.completeExceptionally(why);
        started.completeExceptionally(why);
    }

    void markEnded(JobEnd end) {
        markEnding(end);
        leaving.complete(end);
        ended.complete(end);
    }
}
