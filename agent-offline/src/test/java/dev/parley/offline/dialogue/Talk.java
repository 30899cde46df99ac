package dev.parley.offline.dialogue;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Sink;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Talks to a dialogue as a session does: keeps the context, runs the tools by a table, asks again with their outputs. */
final class Talk {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final RuleDialogue model;
    private final Map<String, String> outputs = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private ChatContext context = ChatContext.empty();

    private Talk(RuleDialogue model) {
        this.model = model;
    }

    static Talk with(Dialogue dialogue) {
        Talk talk = new Talk(new RuleDialogue(dialogue));
        talk.add(ChatRole.SYSTEM, "You take orders.");
        return talk;
    }

    Talk tool(String name, String output) {
        failures.remove(name);
        outputs.put(name, output);
        return this;
    }

    Talk failing(String name, String error) {
        failures.put(name, error);
        outputs.put(name, error);
        return this;
    }

    String open() {
        return answer();
    }

    String say(String text) {
        add(ChatRole.USER, text);
        return answer();
    }

    String instruct(String text) {
        add(ChatRole.DEVELOPER, text);
        return answer();
    }

    /** Tools called for the last answer, each as name and arguments. */
    List<String> calls() {
        return calls;
    }

    List<ChatChunk> ask(ToolChoice choice) {
        try {
            return model.chat(new ChatRequest("s", context, tools(), choice))
                    .runWith(Sink.seq(), KIT.system())
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String answer() {
        calls.clear();
        String said = take(ask(ToolChoice.AUTO));
        if (!calls.isEmpty()) {
            said = take(ask(ToolChoice.AUTO));
        }
        add(ChatRole.ASSISTANT, said);
        return said;
    }

    private String take(List<ChatChunk> chunks) {
        StringBuilder said = new StringBuilder();
        List<ChatItem> results = new ArrayList<>();
        for (ChatChunk chunk : chunks) {
            if (chunk instanceof ChatChunk.TextDelta delta) {
                said.append(delta.text());
            } else if (chunk instanceof ChatChunk.ToolCallRequested call) {
                calls.add(call.name() + call.arguments());
                context = context.with(
                        new FunctionCall(id(), call.callId(), call.name(), call.arguments(), Instant.EPOCH));
                results.add(new FunctionCallOutput(
                        id() + "o" + call.callId(),
                        call.callId(),
                        call.name(),
                        outputs.getOrDefault(call.name(), "{}"),
                        failures.containsKey(call.name()),
                        Instant.EPOCH));
            }
        }
        results.forEach(result -> context = context.with(result));
        return said.toString();
    }

    private List<ToolDefinition> tools() {
        return outputs.keySet().stream()
                .map(name -> new ToolDefinition(
                        name, "", JsonNodeFactory.instance.objectNode().put("type", "object")))
                .toList();
    }

    void add(ChatRole role, String text) {
        context = context.with(ChatMessage.of(id(), role, text, Instant.EPOCH));
    }

    private String id() {
        return "i" + context.items().size();
    }
}
