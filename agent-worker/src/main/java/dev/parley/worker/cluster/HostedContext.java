package dev.parley.worker.cluster;

import akka.Done;
import dev.parley.session.AgentSession;
import dev.parley.tool.CallScope;
import dev.parley.tool.Filler;
import dev.parley.tool.RunContext;
import dev.parley.worker.cluster.internal.ToolMessage;
import dev.parley.worker.cluster.internal.ToolMessage.Wish;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What a tool knows of a call whose session is on another node. Thread-safe. */
final class HostedContext implements RunContext {
    private static final Logger LOG = LoggerFactory.getLogger(RunContext.class);

    private final ToolMessage.RunTool request;
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, CompletableFuture<Done>> asked = new ConcurrentHashMap<>();

    HostedContext(ToolMessage.RunTool request) {
        this.request = request;
    }

    @Override
    public AgentSession session() {
        throw ofAnotherNode("use the session or its data");
    }

    private IllegalStateException ofAnotherNode(String what) {
        return new IllegalStateException("session " + request.sessionId() + ": of another node (expected: tools that "
                + what + " to be registered on the node that it runs on)");
    }

    @Override
    public String callId() {
        return request.callId();
    }

    @Override
    public String speechId() {
        return request.speechId();
    }

    @Override
    public CompletionStage<Done> disallowInterruptions() {
        return ask(Wish.DISALLOW_INTERRUPTIONS);
    }

    @Override
    public CompletionStage<Done> waitForPlayout() {
        return ask(Wish.WAIT_FOR_PLAYOUT);
    }

    private CompletionStage<Done> ask(Wish wish) {
        long number = last.incrementAndGet();
        CompletableFuture<Done> answer = new CompletableFuture<>();
        asked.put(number, answer);
        request.replyTo().tell(new ToolMessage.ContextAsk(number, wish));
        return answer;
    }

    void answered(ToolMessage.ContextAnswer answer) {
        Optional.ofNullable(asked.remove(answer.number())).ifPresent(waiting -> {
            if (answer.problem().isPresent()) {
                waiting.completeExceptionally(
                        new IllegalStateException(answer.problem().get()));
            } else {
                waiting.complete(Done.getInstance());
            }
        });
    }

    /** Nobody answers any more. */
    void close() {
        asked.values()
                .forEach(waiting -> waiting.completeExceptionally(
                        new IllegalStateException("call " + request.callId() + ": given up")));
    }

    @Override
    public void update(String message) {
        request.replyTo().tell(new ToolMessage.UpdateFromTool(message));
    }

    @Override
    public CallScope withFiller(Filler filler) {
        throw ofAnotherNode("fill silences");
    }

    @Override
    public CompletionStage<CallScope> foreground() {
        return CompletableFuture.failedFuture(ofAnotherNode("take the floor"));
    }

    /** The deadline is this node's. */
    @Override
    public <T> CompletionStage<T> outsideDeadline(CompletionStage<T> wait) {
        return wait;
    }

    @Override
    public void logInfo(String message) {
        MDC.put("sessionId", request.sessionId());
        MDC.put("callId", callId());
        try {
            LOG.info("{}", message);
        } finally {
            MDC.remove("sessionId");
            MDC.remove("callId");
        }
    }
}
