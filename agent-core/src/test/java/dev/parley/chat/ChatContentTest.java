package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reference §1.7: images in content. */
class ChatContentTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
    private static final ImageContent PHOTO =
            ImageContent.of("https://example.com/photo.jpg").withDetail(ImageContent.Detail.LOW);
    private static final ImageContent DRAWING = ImageContent.of("image/png", new byte[] {1, 2, 3, 4});

    private static ChatMessage seen(ChatContent... content) {
        return ChatMessage.of("m", ChatRole.USER, List.of(content), START);
    }

    private static ChatContext context(ChatItem... items) {
        return new ChatContext(List.of(items));
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void shouldHoldTextAndImages() {
        ChatMessage message = seen(new TextContent("What is"), PHOTO, new TextContent("this?"), DRAWING);

        assertThat(message.text()).isEqualTo("What is\nthis?");
        assertThat(message.images()).containsExactly(PHOTO, DRAWING);
        assertThat(message.isEmpty()).isFalse();
        assertThat(seen(PHOTO).isEmpty()).isFalse();
        assertThat(seen().isEmpty()).isTrue();
        assertThat(context(message).withoutImages().messages().get(0).content())
                .containsExactly(new TextContent("What is"), new TextContent("this?"));
        assertThat(context(seen(PHOTO)).without(ChatPart.EMPTY_MESSAGES).items())
                .hasSize(1);
    }

    @Test
    void shouldBeEquivalentOnlyWithTheSameImages() {
        assertThat(context(seen(PHOTO)).isEquivalent(context(seen(PHOTO).joinedAt(Instant.EPOCH))))
                .isTrue();
        assertThat(context(seen(PHOTO)).isEquivalent(context(seen(DRAWING)))).isFalse();
    }

    @Test
    void shouldWriteImagesForOpenAi() throws Exception {
        ChatContext context = context(
                seen(new TextContent("Look."), PHOTO, DRAWING), seen(PHOTO), seen(new TextContent("Only text.")));

        assertThat(context.toOpenAi()).isEqualTo(json("""
                [{"role":"user","content":[
                   {"type":"image_url","image_url":{"url":"https://example.com/photo.jpg","detail":"low"}},
                   {"type":"image_url","image_url":{"url":"data:image/png;base64,AQIDBA==","detail":"auto"}},
                   {"type":"text","text":"Look."}]},
                 {"role":"user","content":[
                   {"type":"image_url","image_url":{"url":"https://example.com/photo.jpg","detail":"low"}}]},
                 {"role":"user","content":"Only text."}]"""));
        assertThat(context.toOpenAiResponses()).isEqualTo(json("""
                [{"role":"user","content":[
                   {"type":"input_image","image_url":"https://example.com/photo.jpg","detail":"low"},
                   {"type":"input_image","image_url":"data:image/png;base64,AQIDBA==","detail":"auto"},
                   {"type":"input_text","text":"Look."}]},
                 {"role":"user","content":[
                   {"type":"input_image","image_url":"https://example.com/photo.jpg","detail":"low"}]},
                 {"role":"user","content":"Only text."}]"""));
    }

    @Test
    void shouldWriteAndReadImagesAndNotes() throws Exception {
        ChatContext context = context(
                seen(new TextContent("Look."), PHOTO),
                seen(DRAWING, new TextContent("")),
                seen(new TextContent("")),
                ChatMessage.of("s", ChatRole.ASSISTANT, "In short.", START).asSummary());

        assertThat(ChatContext.fromJson(json(context.toJson().toString()))).isEqualTo(context);
        assertThat(context.toJson().get(0).toString())
                .isEqualTo(
                        "{\"kind\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Look.\"},"
                                + "{\"type\":\"image\",\"url\":\"https://example.com/photo.jpg\",\"detail\":\"low\"}],"
                                + "\"interrupted\":false,\"id\":\"m\",\"created_at\":\"2026-11-21T10:00:00Z\"}");
        assertThat(context.messages().get(3).isSummary()).isTrue();
        assertThat(context.messages().get(0).isSummary()).isFalse();
    }

    @Test
    void shouldNameWhatIsWrongInAPart() {
        assertWrong("3", "chat item 0, content: NUMBER (expected: an array of parts)");
        assertWrong(
                "[{\"type\":\"film\"}]",
                "chat item 0, content 0, type: film (expected: one of text, image, audio, cache_breakpoint)");
        assertWrong(
                "[{\"type\":\"image\",\"url\":\"https://a.b/c\",\"detail\":\"huge\"}]",
                "chat item 0, content 0, detail: huge (expected: one of auto, low, high)");
    }

    private static void assertWrong(String content, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChatContext.fromJson(json("[{\"kind\":\"message\",\"id\":\"m\",\"role\":\"user\","
                        + "\"interrupted\":false,\"created_at\":\"2026-11-21T10:00:00Z\",\"content\":" + content
                        + "}]")))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "file:///etc/passwd",
                "ftp://example.com/a.png",
                "https://",
                "javascript:alert(1)",
                "data:text/html;base64,AAAA",
                "data:image/png,AAAA",
                "data:image/png;base64,",
                "data:image/png;base64,AAA",
                "data:image/png;base64,AA A",
                "data:image/png;base64,=AAA"
            })
    void shouldRefuseWhatIsNoImage(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageContent.of(url))
                .withMessageStartingWith("image URL: ")
                .withMessageContaining("(expected: https://");
    }

    @Test
    void shouldNotTellTheImageInALog() {
        assertThat(DRAWING.toString()).doesNotContain("AQID");
        assertThat(PHOTO.toString()).doesNotContain("example.com");
    }
}
