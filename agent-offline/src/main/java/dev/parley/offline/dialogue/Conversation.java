package dev.parley.offline.dialogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a conversation stands, found out by going through it from its beginning. Nothing is kept between requests, so
 * any process can answer any of them.
 */
final class Conversation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Dialogue dialogue;
    private final ObjectNode remembered = NODES.objectNode();
    private String state;
    private String lastReply = "";
    private int replies;
    private Optional<Turn> turn = Optional.empty();
    private Trailing trailing = Trailing.NOTHING;
    private String instruction = "";

    private Conversation(Dialogue dialogue) {
        this.dialogue = dialogue;
        state = dialogue.start();
    }

    /** What stands at the end of the conversation and wants an answer. */
    enum Trailing {
        NOTHING,
        USER,
        OUTPUTS,
        INSTRUCTION
    }

    /** What the user said last, as understood, and what came of the tools it called. */
    static final class Turn {
        final Rule rule;
        final ObjectNode slots;
        final Map<String, String> arguments = new HashMap<>();
        final ObjectNode fields = NODES.objectNode();
        final ArrayNode results = NODES.arrayNode();

        @Nullable String error;

        Turn(Rule rule, ObjectNode slots) {
            this.rule = rule;
            this.slots = slots;
        }
    }

    static Conversation of(Dialogue dialogue, ChatContext context) {
        Conversation conversation = new Conversation(dialogue);
        List<ChatItem> items = context.items();
        for (int i = 0; i < items.size(); i++) {
            conversation.replay(items.get(i), i == 0);
        }
        return conversation;
    }

    private void replay(ChatItem item, boolean first) {
        if (item instanceof ChatMessage message) {
            onMessage(message, first);
        } else if (item instanceof FunctionCall call) {
            turn.ifPresent(now -> now.arguments.put(call.callId(), call.arguments()));
        } else {
            onOutput((FunctionCallOutput) item);
        }
    }

    private void onMessage(ChatMessage message, boolean first) {
        if (message.role() == ChatRole.USER) {
            endTurn();
            trailing = Trailing.USER;
            turn = understand(message.text());
            turn.ifPresent(now -> remembered.setAll(now.slots));
        } else if (message.role() == ChatRole.ASSISTANT) {
            trailing = Trailing.NOTHING;
            lastReply = message.text();
            replies++;
        } else if (!first) { // the first one describes the agent and asks for nothing
            instruction = message.text();
            boolean open = trailing == Trailing.USER || trailing == Trailing.OUTPUTS;
            trailing = open && told().isEmpty() ? trailing : Trailing.INSTRUCTION;
        }
    }

    private void onOutput(FunctionCallOutput output) {
        trailing = Trailing.OUTPUTS;
        Turn now = turn.orElseGet(() -> new Turn(anyOutput(), NODES.objectNode()));
        turn = Optional.of(now);
        if (output.error()) {
            now.error = now.error == null ? output.output() : now.error;
            return;
        }
        JsonNode read = json(output.output());
        now.fields.set(output.name(), read);
        ObjectNode result = json(now.arguments.getOrDefault(output.callId(), "")) instanceof ObjectNode arguments
                ? arguments
                : NODES.objectNode();
        if (read instanceof ObjectNode fields) {
            now.fields.setAll(fields);
            result.setAll(fields);
        } else {
            now.fields.set("output", read);
            result.set("output", read);
        }
        now.results.add(result);
    }

    /** What is said of a tool that no rule called. */
    private static Rule anyOutput() {
        Rule.Reply reply = new Rule.Reply(List.of(), List.of(new Template("{output|default:Done.}")), Optional.empty());
        return new Rule(
                "",
                java.util.Set.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(reply),
                Optional.empty(),
                Optional.empty());
    }

    private void endTurn() {
        state = turn.map(this::stateAfter).orElse(state);
        turn = Optional.empty();
    }

    private String stateAfter(Turn ended) {
        if (ended.error != null
                || (ended.results.isEmpty() && !ended.rule.calls().isEmpty())) {
            return state;
        }
        return reply(ended).flatMap(Rule.Reply::then).or(ended.rule::then).orElse(state);
    }

    private Optional<Turn> understand(String text) {
        PatternMatcher matcher = new PatternMatcher(dialogue, Words.of(text));
        for (Rule rule : dialogue.rules()) {
            if (!rule.states().isEmpty() && !rule.states().contains(state)) {
                continue;
            }
            for (PatternNode pattern : rule.hear()) {
                Optional<ObjectNode> slots = matcher.match(pattern);
                if (slots.isPresent()) {
                    return Optional.of(new Turn(rule, withFirstRows(slots.get())));
                }
            }
        }
        return Optional.empty();
    }

    /** The slots of a phrase's first occurrence are slots of the sentence too. */
    private static ObjectNode withFirstRows(ObjectNode slots) {
        ObjectNode all = slots.deepCopy();
        slots.forEach(value -> {
            if (value.isArray() && value.path(0) instanceof ObjectNode row) {
                row.properties().stream()
                        .filter(slot -> !slots.has(slot.getKey()))
                        .forEach(slot -> all.set(slot.getKey(), slot.getValue()));
            }
        });
        return all;
    }

    /** The branch of the rule that holds. */
    Optional<Rule.Reply> reply(Turn now) {
        ObjectNode scope = scope(now);
        return now.rule.replies().stream()
                .filter(reply -> reply.when().stream().allMatch(condition -> condition.holds(scope)))
                .findFirst();
    }

    /** What templates and conditions see: slots, what the tools gave, and what was said before. */
    ObjectNode scope(Turn now) {
        ObjectNode scope = scope();
        scope.setAll(now.slots);
        scope.setAll(now.fields);
        scope.set("results", now.results);
        if (now.error != null) {
            scope.set("error", TextNode.valueOf(now.error));
        }
        return scope;
    }

    ObjectNode scope() {
        ObjectNode scope = NODES.objectNode();
        ObjectNode last = remembered.deepCopy();
        last.put("reply", lastReply);
        scope.set("last", last);
        scope.put("state", state);
        return scope;
    }

    /** What to say to the instruction at the end, if the data has something for it. */
    Optional<Template> told() {
        List<String> words = Words.of(instruction);
        return dialogue.instructions().stream()
                .filter(known -> known.when().stream().anyMatch(when -> contains(words, Words.of(when))))
                .map(Dialogue.Instruction::say)
                .findFirst();
    }

    private static boolean contains(List<String> words, List<String> some) {
        return !some.isEmpty() && java.util.Collections.indexOfSubList(words, some) >= 0;
    }

    String state() {
        return state;
    }

    Trailing trailing() {
        return trailing;
    }

    String instruction() {
        return instruction;
    }

    Optional<Turn> turn() {
        return turn;
    }

    /** How many answers the conversation has seen. */
    int replies() {
        return replies;
    }

    private static JsonNode json(String text) {
        try {
            JsonNode read = JSON.readTree(text);
            return read == null || read.isMissingNode() ? TextNode.valueOf(text) : read;
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text); // a tool may answer by a plain string
        }
    }
}
