package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** LiveKit Agents' {@code Instructions}: what is common, what suits the turn, what holds for the time being. */
class InstructionsTest {
    private static final Instructions ALL = Instructions.of("Be kind.")
            .withAudio("Be brief.")
            .withText("Use lists.")
            .withDynamic("It is Sunday.");

    @Test
    void shouldAddWhatSuitsTheTurnToWhatIsCommon() {
        assertThat(ALL.render(Modality.AUDIO)).isEqualTo("Be kind.\n\nBe brief.");
        assertThat(ALL.render(Modality.TEXT)).isEqualTo("Be kind.\n\nUse lists.");
        assertThat(Instructions.of("Be kind.").render(Modality.AUDIO)).isEqualTo("Be kind.");
    }

    @Test
    void shouldLeaveNoGapWhereAPartIsEmpty() {
        assertThat(ALL.withCommon("").render(Modality.TEXT)).isEqualTo("Use lists.");
        assertThat(ALL.withText("").renderWhole(Modality.TEXT)).isEqualTo("Be kind.\n\nIt is Sunday.");
        assertThat(Instructions.of("").render(Modality.AUDIO)).isEmpty();
    }

    @Test
    void shouldPutTheDynamicPartLastWhereAllIsOneText() {
        assertThat(ALL.renderWhole(Modality.AUDIO)).isEqualTo("Be kind.\n\nBe brief.\n\nIt is Sunday.");
        assertThat(ALL.withoutDynamic().renderWhole(Modality.AUDIO)).isEqualTo(ALL.render(Modality.AUDIO));
    }

    @Test
    void shouldBeBlankOnlyIfNoTurnHasAny() {
        assertThat(Instructions.of(" ").isBlank()).isTrue();
        assertThat(Instructions.of("").withText("Use lists.").isBlank()).isFalse();
        assertThat(Instructions.of("").withDynamic("It is Sunday.").isBlank()).isFalse();
    }

    @Test
    void shouldStayWithTheInstructionsWhenAContextIsTruncated() {
        Instant then = Instant.EPOCH;
        ChatContext context = new ChatContext(List.of(
                ChatMessage.of(ChatMessage.INSTRUCTIONS_ID, ChatRole.SYSTEM, "Be kind.", then),
                ChatMessage.of(ChatMessage.DYNAMIC_INSTRUCTIONS_ID, ChatRole.SYSTEM, "It is Sunday.", then),
                ChatMessage.of("u1", ChatRole.USER, "Hello?", then),
                ChatMessage.of("a1", ChatRole.ASSISTANT, "Hello.", then),
                ChatMessage.of("u2", ChatRole.USER, "Bye.", then)));

        assertThat(context.truncate(1).items())
                .extracting(ChatItem::id)
                .containsExactly(ChatMessage.INSTRUCTIONS_ID, ChatMessage.DYNAMIC_INSTRUCTIONS_ID, "u2");
        assertThat(context.truncate(0).items())
                .extracting(ChatItem::id)
                .containsExactly(ChatMessage.INSTRUCTIONS_ID, ChatMessage.DYNAMIC_INSTRUCTIONS_ID);
        assertThat(context.truncate(4).items())
                .as("the companion is there once, though it is among the last as well")
                .extracting(ChatItem::id)
                .containsExactly(ChatMessage.INSTRUCTIONS_ID, ChatMessage.DYNAMIC_INSTRUCTIONS_ID, "u1", "a1", "u2");
    }
}
