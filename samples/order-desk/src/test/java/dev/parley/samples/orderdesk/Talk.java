package dev.parley.samples.orderdesk;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.ToolChoice;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A conversation by text between a caller, a model and the desk's tools, without a session and its clock. */
final class Talk {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ActorSystem<?> system;
    private final LanguageModel model;
    final Desk desk;
    final List<String> calls = new ArrayList<>();
    private ChatContext context = ChatContext.empty();

    Talk(ActorSystem<?> system, LanguageModel model, Desk desk) {
        this.system = system;
        this.model = model;
        this.desk = desk;
        add(ChatRole.SYSTEM, "You take orders.");
        add(ChatRole.ASSISTANT, Desk.packedData().catalogue().greeting());
    }

    /** What the desk answers to this, once the tools that it takes have run. */
    String say(String words) {
        add(ChatRole.USER, words);
        while (true) {
            List<ChatChunk> chunks = ask();
            List<ChatChunk.ToolCallRequested> asked = chunks.stream()
                    .filter(ChatChunk.ToolCallRequested.class::isInstance)
                    .map(ChatChunk.ToolCallRequested.class::cast)
                    .toList();
            if (asked.isEmpty()) {
                String answer = text(chunks);
                add(ChatRole.ASSISTANT, answer);
                return answer;
            }
            asked.forEach(this::run);
        }
    }

    private void run(ChatChunk.ToolCallRequested asked) {
        calls.add(asked.name() + sorted(asked.arguments()));
        context = context.with(new FunctionCall(id(), asked.callId(), asked.name(), asked.arguments(), Desk.NOON));
        ToolOutcome outcome = desk.run(asked.name(), asked.arguments());
        boolean failed = outcome instanceof ToolOutcome.Failed;
        context = context.with(
                new FunctionCallOutput(id(), asked.callId(), asked.name(), outcome.text(), failed, Desk.NOON));
    }

    /** The order of a JSON object's fields means nothing. */
    private static String sorted(String arguments) {
        try {
            return JSON.writeValueAsString(JSON.readValue(arguments, TreeMap.class));
        } catch (JsonProcessingException e) {
            throw new AssertionError("arguments of a tool call that are no JSON object", e);
        }
    }

    private List<ChatChunk> ask() {
        ChatRequest request = new ChatRequest(
                "call-1",
                context,
                desk.tools.stream().map(FunctionTool::definition).toList(),
                ToolChoice.AUTO);
        try {
            return model.chat(request)
                    .runWith(Sink.seq(), system)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer in 10 s", e);
        }
    }

    private static String text(List<ChatChunk> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> {
            if (chunk instanceof ChatChunk.TextDelta delta) {
                text.append(delta.text());
            }
        });
        return text.toString();
    }

    private void add(ChatRole role, String text) {
        context = context.with(ChatMessage.of(id(), role, text, Desk.NOON));
    }

    private String id() {
        return "item-" + context.items().size();
    }
}
