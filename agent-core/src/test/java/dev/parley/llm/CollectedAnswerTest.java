package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.VirtualTime;
import dev.parley.tts.CollectedSpeech;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LiveKit Agents' {@code collect()}. */
class CollectedAnswerTest {
    @RegisterExtension
    static final VirtualTime time = new VirtualTime();

    @Test
    void shouldGiveAWholeAnswerAtOnce() {
        ChatChunk.ToolCallRequested call = new ChatChunk.ToolCallRequested("call_1", "weather", "{}");
        CollectedAnswer answer = Source.<ChatChunk>from(List.of(
                        new ChatChunk.RequestId("req-1"),
                        new ChatChunk.TextDelta(" Let me"),
                        new ChatChunk.TextDelta(" see. "),
                        call,
                        new ChatChunk.Usage(30, 4)))
                .runWith(CollectedAnswer.sink(), time.system())
                .toCompletableFuture()
                .join();

        assertThat(answer)
                .isEqualTo(new CollectedAnswer("Let me see.", List.of(call), Optional.of(new ChatChunk.Usage(30, 4))));
    }

    @Test
    void shouldFailWithTheAnswer() {
        ModelException broken = ModelException.passing("broken");
        CompletableFuture<CollectedAnswer> answer = Source.<ChatChunk>single(new ChatChunk.TextDelta("Let"))
                .concat(Source.failed(broken))
                .runWith(CollectedAnswer.sink(), time.system())
                .toCompletableFuture();

        assertThat(answer)
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .withCause(broken);
    }

    @Test
    void shouldGiveAWholeSpeechAsOneFrame() {
        AudioFrame first = AudioFrame.ofSamples(new short[] {1, 2}, AudioFormat.WIDEBAND);
        AudioFrame second = AudioFrame.ofSamples(new short[] {3}, AudioFormat.WIDEBAND);

        AudioFrame whole = Source.from(List.of(first, second))
                .runWith(CollectedSpeech.sink(), time.system())
                .toCompletableFuture()
                .join();

        assertThat(whole.toByteArray()).containsExactly(1, 0, 2, 0, 3, 0);
        assertThat(whole.format()).isEqualTo(AudioFormat.WIDEBAND);
    }
}
