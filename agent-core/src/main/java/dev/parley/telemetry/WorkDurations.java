package dev.parley.telemetry;

import dev.parley.session.SessionEvent;
import dev.parley.session.ToolExecution;
import dev.parley.session.ToolExecution.CallStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** How long one session's speeches and tool calls take. Not thread-safe: called on the session's callback thread. */
final class WorkDurations implements Consumer<SessionEvent> {
    private final GenAiMetrics metrics;
    private final Supplier<String> agentId;
    private final Map<String, Work> speeches = new HashMap<>();
    private final Map<String, Work> tools = new HashMap<>();

    WorkDurations(GenAiMetrics metrics, Supplier<String> agentId) {
        this.metrics = metrics;
        this.agentId = agentId;
    }

    /** Something that has begun, by an agent or a tool of this name. */
    private record Work(String name, Instant since) {
        Duration until(Instant end) {
            return Duration.between(since, end);
        }
    }

    @Override
    public void accept(SessionEvent event) {
        if (event instanceof SessionEvent.SpeechCreated speech) {
            speeches.put(speech.speechId(), new Work(agentId.get(), speech.at()));
        } else if (event instanceof SessionEvent.SpeechFinished speech) {
            Work work = speeches.remove(speech.speechId());
            if (work != null) {
                metrics.invokedAgent(work.name(), work.until(speech.at()));
            }
        } else if (event instanceof SessionEvent.ToolExecutionUpdated tool) {
            onTool(tool.update(), tool.at());
        }
    }

    private void onTool(ToolExecution update, Instant at) {
        if (update instanceof ToolExecution.CallStarted started) {
            tools.put(started.call().callId(), new Work(started.call().name(), at));
        } else if (update instanceof ToolExecution.CallEnded ended) {
            Work work = tools.remove(ended.callId());
            if (work != null) {
                metrics.executedTool(work.name(), work.until(at), ended.status() == CallStatus.ERROR);
            }
        }
    }
}
