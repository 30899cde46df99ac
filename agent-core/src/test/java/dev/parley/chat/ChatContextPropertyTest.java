package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ChatContextPropertyTest {

    @Provide
    Arbitrary<ChatContext> contexts() {
        Arbitrary<String> ids = Arbitraries.integers().between(0, 30).map(n -> "id" + n);
        Arbitrary<String> callIds = Arbitraries.integers().between(0, 4).map(n -> "c" + n);
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(8);
        Arbitrary<Instant> times = Arbitraries.longs().between(0, 50).map(Instant::ofEpochSecond);
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        Arbitrary<ChatItem> messages = Combinators.combine(ids, Arbitraries.of(ChatRole.class), texts, flags, times)
                .as(ChatMessage::new);
        Arbitrary<ChatItem> calls =
                Combinators.combine(ids, callIds, texts, texts, times).as(FunctionCall::new);
        Arbitrary<ChatItem> outputs =
                Combinators.combine(ids, callIds, texts, texts, flags, times).as(FunctionCallOutput::new);
        return Arbitraries.oneOf(messages, calls, outputs)
                .list()
                .ofMaxSize(15)
                .uniqueElements(ChatItem::id)
                .map(ChatContext::new);
    }

    @Property
    void truncatedNeverBeginsWithACallOrAnOutput(
            @ForAll("contexts") ChatContext context, @ForAll @IntRange(max = 14) int maxItems) {
        ChatContext truncated = context.truncate(maxItems);

        if (context.items().size() > maxItems) {
            assertThat(truncated.items().stream().limit(1)).noneMatch(ChatPart.FUNCTION_CALLS::contains);
            assertThat(truncated.items()).hasSizeLessThanOrEqualTo(maxItems + 1);
            assertThat(context.items().stream().filter(truncated.items()::contains))
                    .containsExactlyElementsOf(truncated.items());
        } else {
            assertThat(truncated).isEqualTo(context);
        }
    }

    @Property
    void truncatedKeepsTheFirstInstruction(
            @ForAll("contexts") ChatContext context, @ForAll @IntRange(max = 14) int maxItems) {
        context.items().stream()
                .filter(ChatPart.INSTRUCTIONS::contains)
                .findFirst()
                .ifPresent(instruction ->
                        assertThat(context.truncate(maxItems).items()).containsOnlyOnce(instruction));
    }

    @Property
    void mergingTwiceIsMergingOnce(@ForAll("contexts") ChatContext one, @ForAll("contexts") ChatContext other) {
        ChatContext merged = one.merge(other);

        assertThat(merged.merge(other)).isEqualTo(merged);
        assertThat(one.merge(one)).isEqualTo(one);
        assertThat(merged.items().stream().filter(one.items()::contains)).containsExactlyElementsOf(one.items());
        Set<String> ids = new HashSet<>();
        one.items().forEach(item -> ids.add(item.id()));
        other.items().forEach(item -> ids.add(item.id()));
        assertThat(merged.items()).hasSize(ids.size());
    }

    @Property
    void insertedItemsOfAnOrderedContextKeepItOrdered(@ForAll("contexts") ChatContext items) {
        ChatContext ordered = ChatContext.empty();
        for (ChatItem item : items.items()) {
            ordered = ordered.insert(item);
        }

        assertThat(ordered.items().stream().map(ChatItem::createdAt)).isSorted();
    }

    @Property
    void jsonReadsBackExactly(@ForAll("contexts") ChatContext context) throws Exception {
        String text = context.toJson().toString();

        assertThat(ChatContext.fromJson(new ObjectMapper().readTree(text))).isEqualTo(context);
    }

    /** What the API refuses: a call without its output right behind it, and the other way round. */
    @Property
    void everyCallForOpenAiIsFollowedByItsOutputs(@ForAll("contexts") ChatContext context) {
        List<String> open = new ArrayList<>();
        for (JsonNode message : context.toOpenAi()) {
            if (message.path("role").asText().equals("tool")) {
                assertThat(open).isNotEmpty();
                assertThat(open.remove(0))
                        .isEqualTo(message.path("tool_call_id").asText());
            } else {
                assertThat(open).isEmpty();
                message.path("tool_calls")
                        .forEach(call -> open.add(call.path("id").asText()));
            }
        }
        assertThat(open).isEmpty();
    }
}
