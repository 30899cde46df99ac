package dev.parley.telemetry;

import dev.parley.chat.FunctionCallOutput;
import dev.parley.metrics.AgentMetrics;
import dev.parley.metrics.ModelLabel;
import dev.parley.session.AgentState;
import dev.parley.session.SessionEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The agent's side of a session's spans. Not thread-safe.
 *
 * <p>Design notes. An answer may be thought before its speech exists, since thinking begins ahead of the turn's end; such a
 * measurement waits for the next speech. What belongs to no open speech stands under the session.
 */
final class AgentSpans {
    private static final int MOST_AHEAD = 16;

    private final Tracer tracer;
    private final boolean words;
    private final Map<String, Span> turns = new LinkedHashMap<>();
    private final Map<String, Span> tools = new LinkedHashMap<>();
    private final List<SessionEvent.AgentMetricsCollected> ahead = new ArrayList<>();
    private Optional<Span> speaking = Optional.empty();

    AgentSpans(Tracer tracer, boolean words) {
        this.tracer = tracer;
        this.words = words;
    }

    void accept(SessionEvent event, Context session) {
        if (event instanceof SessionEvent.SpeechCreated speech) {
            onSpeech(speech, session);
        } else if (event instanceof SessionEvent.SpeechFinished speech) {
            onSpeechOver(speech);
        } else if (event instanceof SessionEvent.AgentStateChanged change) {
            onState(change, session);
        } else if (event instanceof SessionEvent.AgentMetricsCollected measured) {
            onMeasured(measured, session);
        } else if (event instanceof SessionEvent.MetricsCollected measured) {
            turn(measured.speechId())
                    .ifPresent(turn -> measured.metrics()
                            .endToEnd()
                            .ifPresent(time -> turn.setAttribute(Attributes.E2E_LATENCY, SessionSpans.seconds(time))));
        } else if (event instanceof SessionEvent.ToolCallStarted started) {
            onTool(started, session);
        } else if (event instanceof SessionEvent.FunctionToolsExecuted executed) {
            executed.outputs().forEach(this::onToolOutput);
        }
    }

    private void onSpeech(SessionEvent.SpeechCreated speech, Context session) {
        Span turn = child("agent_turn", session, speech.at()).setAttribute(Attributes.SPEECH_ID, speech.speechId());
        turns.put(speech.speechId(), turn);
        ahead.forEach(measured -> llm((AgentMetrics.LlmMetrics) measured.metrics(), measured.at(), session.with(turn)));
        ahead.clear();
    }

    private void onSpeechOver(SessionEvent.SpeechFinished speech) {
        Span turn = turns.remove(speech.speechId());
        if (turn != null) {
            turn.setAttribute(Attributes.INTERRUPTED, speech.interrupted());
            if (words) {
                turn.setAttribute(Attributes.PII_RESPONSE, speech.heard());
            }
            turn.end(speech.at());
        }
    }

    private void onState(SessionEvent.AgentStateChanged change, Context session) {
        if (change.newState() == AgentState.SPEAKING) {
            speaking = Optional.of(child("agent_speaking", latest(session), change.at()));
        } else {
            speaking.ifPresent(span -> span.end(change.at()));
            speaking = Optional.empty();
        }
    }

    private void onMeasured(SessionEvent.AgentMetricsCollected measured, Context session) {
        if (measured.metrics() instanceof AgentMetrics.TtsMetrics tts) {
            tts(tts, measured.at(), turn(tts.speechId()).map(session::with).orElse(session));
        } else if (measured.metrics() instanceof AgentMetrics.LlmMetrics llm) {
            if (turns.isEmpty() && !llm.cancelled() && ahead.size() < MOST_AHEAD) {
                ahead.add(measured);
            } else {
                llm(llm, measured.at(), latest(session));
            }
        }
    }

    private void llm(AgentMetrics.LlmMetrics llm, Instant at, Context in) {
        Instant asked = at.minus(llm.duration());
        Span node = labelled(child("llm_node", in, asked), llm.label());
        Optional<Span> group = llm.fallbackIndex()
                .map(index -> served(child("llm_fallback_adapter", in.with(node), asked), llm.label(), index));
        Span request = labelled(child("llm_request", in.with(group.orElse(node)), asked), llm.label())
                .setAttribute(Attributes.GEN_AI_INPUT_TOKENS, (long) llm.promptTokens())
                .setAttribute(Attributes.GEN_AI_OUTPUT_TOKENS, (long) llm.completionTokens());
        llm.timeToFirstToken().ifPresent(time -> {
            node.setAttribute(Attributes.TTFT, SessionSpans.seconds(time));
            request.setAttribute(Attributes.TTFT, SessionSpans.seconds(time));
        });
        identified(request, llm.providerRequestIds());
        request.end(at);
        group.ifPresent(span -> span.end(at));
        node.end(at);
    }

    private static void identified(Span request, List<String> ids) {
        if (!ids.isEmpty()) {
            request.setAttribute(Attributes.REQUEST_IDS, ids);
        }
    }

    private void tts(AgentMetrics.TtsMetrics tts, Instant at, Context in) {
        Instant asked = at.minus(tts.duration());
        Span node = labelled(child("tts_node", in, asked), tts.label());
        Optional<Span> group = tts.fallbackIndex()
                .map(index -> served(child("tts_fallback_adapter", in.with(node), asked), tts.label(), index));
        Optional<Span> adapter = tts.streamed()
                ? Optional.empty()
                : Optional.of(child("tts_stream_adapter", in.with(group.orElse(node)), asked));
        Span request =
                labelled(child("tts_request", in.with(adapter.or(() -> group).orElse(node)), asked), tts.label());
        tts.timeToFirstByte().ifPresent(time -> {
            node.setAttribute(Attributes.TTFB, SessionSpans.seconds(time));
            request.setAttribute(Attributes.TTFB, SessionSpans.seconds(time));
        });
        identified(request, tts.providerRequestIds());
        request.end(at);
        adapter.ifPresent(span -> span.end(at));
        group.ifPresent(span -> span.end(at));
        node.end(at);
    }

    private static Span labelled(Span span, ModelLabel label) {
        return span.setAttribute(Attributes.GEN_AI_PROVIDER, label.provider())
                .setAttribute(Attributes.GEN_AI_MODEL, label.model());
    }

    /** Which of a group it was; those that failed before it are not told. */
    private static Span served(Span group, ModelLabel label, int index) {
        return labelled(group, label)
                .setAttribute(Attributes.FALLBACK_LABEL, label.toString())
                .setAttribute(Attributes.FALLBACK_INDEX, (long) index);
    }

    private void onTool(SessionEvent.ToolCallStarted started, Context session) {
        Span tool = child("function_tool", latest(session), started.at())
                .setAttribute(Attributes.TOOL_ID, started.call().callId())
                .setAttribute(Attributes.TOOL_NAME, started.call().name());
        if (words) {
            tool.setAttribute(Attributes.PII_TOOL_ARGUMENTS, started.call().arguments());
        }
        tools.put(started.call().callId(), tool);
    }

    private void onToolOutput(FunctionCallOutput output) {
        Span tool = tools.remove(output.callId());
        if (tool != null) {
            tool.setAttribute(Attributes.TOOL_ERROR, output.error());
            if (words) {
                tool.setAttribute(Attributes.PII_TOOL_OUTPUT, output.output());
            }
            tool.end(output.createdAt());
        }
    }

    /** Nothing more will come. */
    void close(Instant at) {
        speaking.ifPresent(span -> span.end(at));
        tools.values().forEach(span -> span.end(at));
        turns.values().forEach(span -> span.end(at));
        tools.clear();
        turns.clear();
    }

    private Optional<Span> turn(String speechId) {
        return Optional.ofNullable(turns.get(speechId));
    }

    /** In the speech that was created last, if one is open. */
    private Context latest(Context session) {
        return turns.values().stream()
                .reduce((earlier, later) -> later)
                .map(session::with)
                .orElse(session);
    }

    private Span child(String name, Context in, Instant at) {
        return tracer.spanBuilder(name).setParent(in).setStartTimestamp(at).startSpan();
    }
}
