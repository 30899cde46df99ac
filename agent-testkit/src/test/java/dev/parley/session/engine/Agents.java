package dev.parley.session.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.llm.ToolDefinition;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.CallRecording;
import dev.parley.testkit.CallRecording.TimedEffect;
import dev.parley.tool.FunctionTool;
import dev.parley.tool.RunContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Agents and tools for tests, and what is to be seen of them in a recording. */
final class Agents {
    private Agents() {}

    /** What a tool's code does. */
    @FunctionalInterface
    interface ToolCode {
        Object run(RunContext context) throws Exception;
    }

    /** An agent that writes down when it comes and goes, and greets if it has a greeting. */
    static class Host extends Agent {
        final List<String> log;
        private final String greeting;

        Host(AgentSpec spec, List<String> log, String greeting) {
            super(spec);
            this.log = log;
            this.greeting = greeting;
        }

        @Override
        public void onEnter(AgentSession session) {
            log.add(id() + " enters");
            if (!greeting.isEmpty()) {
                session.say(greeting);
            }
        }

        @Override
        public void onExit(AgentSession session) {
            log.add(id() + " exits");
        }
    }

    static AgentSpec spec(String id, FunctionTool... tools) {
        return AgentSpec.instructions("You are " + id + ".").id(id).tools(List.of(tools));
    }

    static List<String> log() {
        return new CopyOnWriteArrayList<>();
    }

    /** A tool without parameters. */
    static FunctionTool tool(String name, ToolCode code) {
        return tool(name, "{}", code);
    }

    /** A tool with these properties, a JSON object, none of which is required. */
    static FunctionTool tool(String name, String properties, ToolCode code) {
        return FunctionTool.of(definition(name, properties), (arguments, context) -> code.run(context));
    }

    private static ToolDefinition definition(String name, String properties) {
        try {
            return new ToolDefinition(
                    name,
                    "Does something.",
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("type", "object")
                            .set("properties", new com.fasterxml.jackson.databind.ObjectMapper().readTree(properties)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(properties, e);
        }
    }

    static <T extends ChatItem> List<T> items(ChatContext chat, Class<T> type) {
        return chat.items().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Who was how far in or out, in the order of telling. */
    static List<String> presences(CallRecording call) {
        return call.events(SessionEvent.AgentPresenceChanged.class).stream()
                .map(event -> event.agentId() + " " + event.presence())
                .toList();
    }

    static List<String> texts(ChatContext chat) {
        return chat.messages().stream().map(ChatMessage::text).toList();
    }

    static List<Effect.Generate> requests(CallRecording call) {
        return call.effects().stream()
                .map(TimedEffect::effect)
                .filter(Effect.Generate.class::isInstance)
                .map(Effect.Generate.class::cast)
                .toList();
    }

    /** When each effect of a kind was decided. */
    static List<Duration> times(CallRecording call, Class<? extends Effect> kind) {
        return call.effects().stream()
                .filter(timed -> kind.isInstance(timed.effect()))
                .map(TimedEffect::at)
                .toList();
    }

    /** The instructions that a request of the model carries. */
    static String instructions(Effect.Generate request) {
        return request.context().messages().get(0).text();
    }

    static Conversation replayed(CallRecording call) {
        Conversation conversation = Conversation.empty();
        for (ConversationRecord fact : call.journal()) {
            conversation = conversation.apply(fact);
        }
        return conversation;
    }
}
