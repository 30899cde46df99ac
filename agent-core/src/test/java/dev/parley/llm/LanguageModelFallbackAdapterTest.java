package dev.parley.llm;

import static dev.parley.resilience.VirtualTime.after;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.chat.ChatContext;
import dev.parley.llm.ChatChunk.TextDelta;
import dev.parley.llm.LanguageModelFallbackAdapter.AfterChunk;
import dev.parley.llm.LanguageModelFallbackAdapter.Options;
import dev.parley.llm.LanguageModelFallbackAdapter.Order;
import dev.parley.resilience.AvailabilityChanged;
import dev.parley.resilience.ModelException;
import dev.parley.resilience.ModelStatusException;
import dev.parley.resilience.VirtualTime;
import dev.parley.resilience.VirtualTime.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LiveKit Agents' tests/test_llm_fallback.py. */
@Timeout(30)
class LanguageModelFallbackAdapterTest {
    @RegisterExtension
    static final VirtualTime time = new VirtualTime();

    private final ModelException down = ModelStatusException.of("primary", 503, "");
    private static final ChatRequest REQUEST = new ChatRequest("s", ChatContext.empty(), List.of(), ToolChoice.AUTO);

    private final Fake primary = new Fake("primary");
    private final Fake secondary = new Fake("secondary");
    private final BlockingQueue<AvailabilityChanged> changes = new LinkedBlockingQueue<>();
    private final List<String> served = new CopyOnWriteArrayList<>();

    /** A model that answers as it is told at the time. */
    private static final class Fake implements LanguageModel {
        private final String name;
        private volatile Supplier<Source<ChatChunk, NotUsed>> answer;
        private final AtomicInteger asked = new AtomicInteger();

        private Fake(String name) {
            this.name = name;
            this.answer = () -> Source.single(new TextDelta("from " + name));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public LanguageModelCapabilities capabilities() {
            return new LanguageModelCapabilities(true, true);
        }

        @Override
        public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
            asked.incrementAndGet();
            return answer.get();
        }
    }

    private LanguageModelFallbackAdapter group(Options options) {
        LanguageModelFallbackAdapter group =
                LanguageModelFallbackAdapter.of(time.system(), List.of(primary, secondary), options);
        group.onAvailabilityChanged(changes::add);
        return group;
    }

    private Outcome<ChatChunk> ask(LanguageModelFallbackAdapter group) {
        return time.run(group.chat(REQUEST, member -> served.add(member.name())));
    }

    @Test // peers' case 17
    void shouldLetTheNextOneAnswerWhenTheFirstFails() throws Exception {
        primary.answer = () -> Source.failed(down);
        LanguageModelFallbackAdapter group = group(Options.standard());

        Outcome<ChatChunk> outcome = ask(group);

        assertThat(outcome.elements()).containsExactly(new TextDelta("from secondary"));
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", false));
        assertThat(served).containsExactly("secondary");
        assertThat(group.name()).isEqualTo("secondary");
    }

    @Test
    void shouldGiveAMemberFiveSecondsForItsFirstPiece() {
        primary.answer = Source::never;
        LanguageModelFallbackAdapter group = group(Options.standard());
        Duration start = time.now();

        Outcome<ChatChunk> outcome = ask(group);
        time.pass(Duration.ofMillis(4_999));
        assertThat(outcome.elements()).isEmpty();
        time.pass(Duration.ofMillis(1));

        assertThat(outcome.timed()).singleElement().satisfies(first -> {
            assertThat(first.at().minus(start)).isEqualTo(Duration.ofSeconds(5));
            assertThat(first.element()).isEqualTo(new TextDelta("from secondary"));
        });
    }

    @Test // peers' case 17: none is left
    void shouldFailWhenAllFailAndTryAllAgainNextTime() throws Exception {
        primary.answer = () -> Source.failed(down);
        secondary.answer = () -> Source.failed(down);
        LanguageModelFallbackAdapter group = group(Options.standard());

        Outcome<ChatChunk> failed = ask(group);

        assertThat(failed.failure())
                .get()
                .isInstanceOf(ModelException.class)
                .extracting("message")
                .asString()
                .contains("all of [primary, secondary] failed");
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isNotNull();
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("secondary", false));

        secondary.answer = () -> Source.single(new TextDelta("back"));
        assertThat(ask(group).elements()).containsExactly(new TextDelta("back"));
    }

    @Test
    void shouldBringBackAMemberThatAnswersAProbe() throws Exception {
        primary.answer = () -> Source.failed(down);
        LanguageModelFallbackAdapter group = group(Options.standard());
        ask(group);
        assertThat(changes.poll(5, TimeUnit.SECONDS)).isEqualTo(new AvailabilityChanged("primary", false));
        primary.answer = () -> Source.single(new TextDelta("from primary"));

        // The probe of the first request may still be on its way; each request sends one.
        AvailabilityChanged change = null;
        while (change == null) {
            assertThat(ask(group).over()).isTrue();
            change = changes.poll(100, TimeUnit.MILLISECONDS);
        }

        assertThat(change).isEqualTo(new AvailabilityChanged("primary", true));
        assertThat(ask(group).elements()).containsExactly(new TextDelta("from primary"));
    }

    @Test
    void shouldNotNameAProbeAsTheOneThatServed() throws Exception {
        primary.answer = () -> Source.failed(down);
        LanguageModelFallbackAdapter group = group(Options.standard());
        ask(group);
        primary.answer = () -> after(Duration.ofSeconds(1), new TextDelta("late"));
        secondary.answer = () -> after(Duration.ofSeconds(2), new TextDelta("from secondary"));

        ask(group);
        time.pass(Duration.ofSeconds(3));

        assertThat(served).containsOnly("secondary");
    }

    @Test
    void shouldNotSayTheBeginningTwice() {
        primary.answer = () -> Source.<ChatChunk>single(new TextDelta("Once upon"))
                .concatLazy(Source.lazySource(() -> Source.<ChatChunk>failed(down)));
        LanguageModelFallbackAdapter group = group(Options.standard());

        Outcome<ChatChunk> broken = ask(group);
        Outcome<ChatChunk> next = ask(group);

        assertThat(broken.elements()).containsExactly(new TextDelta("Once upon"));
        assertThat(broken.failure()).contains(down);
        assertThat(next.elements()).containsExactly(new TextDelta("from secondary"));
    }

    @Test
    void shouldStartOverInTheMiddleIfAskedTo() {
        primary.answer = () -> Source.<ChatChunk>single(new TextDelta("Once upon"))
                .concatLazy(Source.lazySource(() -> Source.<ChatChunk>failed(down)));

        Outcome<ChatChunk> outcome = ask(group(Options.standard().withAfterChunk(AfterChunk.START_OVER)));

        assertThat(outcome.elements()).containsExactly(new TextDelta("Once upon"), new TextDelta("from secondary"));
        assertThat(outcome.failure()).isEmpty();
    }

    @Test
    void shouldStayWithTheOneThatServedLastIfSticky() throws Exception {
        primary.answer = () -> Source.failed(down);
        LanguageModelFallbackAdapter group = group(Options.standard().withOrder(Order.STICKY));
        ask(group);
        primary.answer = () -> Source.single(new TextDelta("from primary"));
        while (!group.available(primary)) {
            ask(group);
            changes.poll(50, TimeUnit.MILLISECONDS);
        }

        assertThat(ask(group).elements()).containsExactly(new TextDelta("from secondary"));
    }

    @Test
    void shouldRepeatPerMemberAsOftenAsItIsTold() {
        primary.answer = () -> Source.failed(down);
        Options patient =
                Options.standard().withConnect(Options.standard().connect().withMaxRetries(2));

        Outcome<ChatChunk> outcome = ask(group(patient));
        time.pass(Duration.ofMillis(599));
        assertThat(primary.asked).hasValue(2);
        time.pass(Duration.ofMillis(1));

        assertThat(primary.asked).hasValueGreaterThanOrEqualTo(3);
        assertThat(outcome.elements()).containsExactly(new TextDelta("from secondary"));
    }

    @Test
    void shouldRefuseAGroupOfNone() {
        assertThatThrownBy(() -> LanguageModelFallbackAdapter.of(time.system()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fallback members: [] (expected: at least one, each once)");
        assertThatThrownBy(() -> LanguageModelFallbackAdapter.of(time.system(), primary, primary))
                .hasMessageContaining("each once");
    }
}
