package dev.parley.offline.dialogue;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;
import dev.parley.llm.ToolChoice;
import dev.parley.llm.ToolDefinition;
import dev.parley.offline.dialogue.Conversation.Trailing;
import dev.parley.offline.dialogue.Conversation.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A language model that talks by the rules of a {@link Dialogue}: it understands what the rules hear, calls the tools
 * that they name, of those the request offers, and fills in what they say.
 *
 * <p>It keeps nothing between requests; the conversation's state follows from the request's context alone. Thread-safe.
 */
public final class RuleDialogue implements LanguageModel {
    private static final Pattern QUOTED = Pattern.compile("[\"\u201c]([^\"\u201d]{2,})[\"\u201d]");
    private static final Pattern WORD = Pattern.compile("\\S+\\s*");

    private final Dialogue dialogue;

    public RuleDialogue(Dialogue dialogue) {
        this.dialogue = dialogue;
    }

    /** The data it talks by. */
    public Dialogue dialogue() {
        return dialogue;
    }

    @Override
    public String name() {
        return "offline/" + dialogue.name();
    }

    @Override
    public LanguageModelCapabilities capabilities() {
        return new LanguageModelCapabilities(true, true);
    }

    /** Fails with an {@link IllegalStateException} if a tool is required and none of those offered can be called. */
    @Override
    public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
        return Source.lazySource(() -> Source.from(answer(request)))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private List<ChatChunk> answer(ChatRequest request) {
        Conversation conversation = Conversation.of(dialogue, request.context());
        Optional<Turn> turn = conversation.turn();
        if (conversation.trailing() == Trailing.OUTPUTS && turn.isPresent()) {
            return said(afterTools(conversation, turn.get()));
        }
        if (conversation.trailing() == Trailing.USER && turn.isPresent()) {
            return toUser(request, conversation, turn.get());
        }
        if (request.toolChoice() == ToolChoice.REQUIRED) {
            return List.of(anyCall(request));
        }
        return said(unprompted(conversation));
    }

    private List<ChatChunk> toUser(ChatRequest request, Conversation conversation, Turn turn) {
        List<ChatChunk> calls = calls(request, conversation.scope(turn), turn);
        if (!calls.isEmpty()) {
            List<ChatChunk> chunks = new ArrayList<>();
            turn.rule
                    .meanwhile()
                    .ifPresent(meanwhile -> chunks.addAll(said(fill(meanwhile, conversation.scope(turn)))));
            chunks.addAll(calls);
            return chunks;
        }
        if (request.toolChoice() == ToolChoice.REQUIRED) {
            return List.of(anyCall(request));
        }
        return said(
                turn.rule.calls().isEmpty()
                        ? reply(conversation, turn)
                        : fill(dialogue.texts().withoutTools(), conversation.scope(turn)));
    }

    private List<ChatChunk> calls(ChatRequest request, ObjectNode scope, Turn turn) {
        if (request.toolChoice() == ToolChoice.NONE) {
            return List.of();
        }
        Set<String> offered = request.tools().stream().map(ToolDefinition::name).collect(Collectors.toSet());
        List<ChatChunk> calls = new ArrayList<>();
        for (Rule.Call call : turn.rule.calls()) {
            if (!offered.contains(call.tool())) {
                continue;
            }
            for (ObjectNode row : rows(call, scope)) {
                if (call.when().stream().allMatch(condition -> condition.holds(row))) {
                    String id = "call-" + request.context().items().size() + "-" + (calls.size() + 1);
                    calls.add(new ChatChunk.ToolCallRequested(id, call.tool(), arguments(call, row)));
                }
            }
        }
        return calls;
    }

    /** The scopes to make a call in: one, or one for every occurrence of its phrase. */
    private static List<ObjectNode> rows(Rule.Call call, ObjectNode scope) {
        if (call.each().isEmpty()) {
            return List.of(scope);
        }
        List<ObjectNode> rows = new ArrayList<>();
        for (JsonNode row : scope.path(call.each().get())) {
            ObjectNode inner = scope.deepCopy();
            inner.setAll((ObjectNode) row);
            rows.add(inner);
        }
        return rows;
    }

    private String arguments(Rule.Call call, ObjectNode scope) {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        call.arguments().forEach((name, argument) -> {
            if (argument.constant().isPresent()) {
                arguments.set(name, argument.constant().get());
            } else if (argument.template().isComplete(scope)) {
                arguments.set(name, argument.template().value(scope, dialogue.surroundings()));
            }
        });
        return arguments.toString();
    }

    private String afterTools(Conversation conversation, Turn turn) {
        if (turn.error != null) {
            Template apology = turn.rule.failed().orElse(dialogue.texts().apology());
            return fill(apology, conversation.scope(turn));
        }
        return reply(conversation, turn);
    }

    private String reply(Conversation conversation, Turn turn) {
        ObjectNode scope = conversation.scope(turn);
        return conversation
                .reply(turn)
                .map(reply ->
                        reply.say().get(conversation.replies() % reply.say().size()))
                .map(say -> fill(say, scope))
                .orElseGet(() -> fill(dialogue.help(conversation.state()), scope));
    }

    /** Nothing that was understood waits for an answer: an instruction, the opening, or words that no rule hears. */
    private String unprompted(Conversation conversation) {
        ObjectNode scope = conversation.scope();
        if (conversation.trailing() == Trailing.INSTRUCTION) {
            Optional<Template> told = conversation.told();
            if (told.isPresent()) {
                return fill(told.get(), scope);
            }
            Matcher quoted = QUOTED.matcher(conversation.instruction());
            if (quoted.find()) {
                return quoted.group(1);
            }
        }
        boolean opening = conversation.replies() == 0 && conversation.trailing() != Trailing.USER;
        return fill(opening ? dialogue.texts().greeting() : dialogue.help(conversation.state()), scope);
    }

    /** For a request that insists on a tool where no rule calls one: the first that needs no arguments. */
    private static ChatChunk anyCall(ChatRequest request) {
        return request.tools().stream()
                .filter(tool -> tool.parameters().path("required").isEmpty())
                .findFirst()
                .map(tool -> (ChatChunk) new ChatChunk.ToolCallRequested(
                        "call-" + request.context().items().size() + "-1", tool.name(), "{}"))
                .orElseThrow(
                        () -> new IllegalStateException("tool choice: REQUIRED (expected: AUTO, or words that a rule"
                                + " with a call to an offered tool hears, or a tool without required arguments)"));
    }

    private String fill(Template template, ObjectNode scope) {
        return template.fill(scope, dialogue.surroundings());
    }

    private static List<ChatChunk> said(String text) {
        List<ChatChunk> chunks = new ArrayList<>();
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            chunks.add(new ChatChunk.TextDelta(words.group()));
        }
        return chunks;
    }
}
