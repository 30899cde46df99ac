package dev.parley.samples.orderdesk;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Sink;
import dev.parley.Parley;
import dev.parley.offline.dialogue.RuleDialogue;
import dev.parley.provider.Models;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.testkit.live.LiveScript;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole order through a real session, by text; only the voice is replaced, by one that is done at once. */
@Timeout(120)
class OrderSessionTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    Path directory;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private final BlockingQueue<String> spoken = new LinkedBlockingQueue<>();

    private AgentSession start(DataFiles files, OrderStore store) {
        Models models = LiveScript.create().models().withTts(new Blip()).withLlm(new RuleDialogue(files.dialogue()));
        AgentSession session = Parley.session(KIT.system())
                .id("call-7")
                .agent(new OrderAgent(files.orderData(), store, models.llm()))
                .models(models)
                .userData(Order.empty())
                .build();
        session.on(SessionEvent.SpeechFinished.class, event -> keep(event.heard()));
        session.audioOut().runWith(Sink.ignore(), KIT.system());
        await(session.start());
        return session;
    }

    /** An answer that only called a tool which needs no reply is over without a word. */
    private void keep(String heard) {
        if (!heard.isEmpty()) {
            spoken.add(heard);
        }
    }

    private String hear() throws InterruptedException {
        String heard = spoken.poll(20, TimeUnit.SECONDS);
        assertThat(heard).as("a speech within 20 s").isNotNull();
        return heard;
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("nothing within 20 s", e);
        }
    }

    private String say(AgentSession session, String words) throws InterruptedException {
        session.sendText(words);
        return hear();
    }

    @Test
    void shouldTakeAWholeOrderInOneCallAndHangUp() throws InterruptedException {
        DataFiles files = DataFiles.at("data");
        OrderStore store = OrderStore.open(directory.resolve("orders"), Clock.systemUTC());
        store.stockUp(files.orderData().catalogue());
        AgentSession session = start(files, store);

        assertThat(hear()).isEqualTo("Hello, this is the order desk. What would you like to order?");
        assertThat(say(session, "what is the price of the pizza")).isEqualTo("The pizza costs 10 dollars.");
        assertThat(say(session, "two pizzas and a salad")).contains("Anything else?");
        assertThat(say(session, "that's all")).contains("That is 25 dollars.", "What is your phone number?");
        assertThat(say(session, "123")).contains("7 to 15 digits");
        assertThat(say(session, "5 5 5 0 1 0 0")).contains("Which street and house number");
        assertThat(say(session, "5 main street")).contains("Shall I place the order?");
        assertThat(say(session, "yes")).contains("Your order number is 1.");
        assertThat(say(session, "goodbye")).isEqualTo("Thank you for calling. Goodbye!");
        await(session.whenClosed());

        assertThat(store.orders(10)).singleElement().satisfies(order -> {
            assertThat(order.callId()).isEqualTo("call-7");
            assertThat(order.total()).isEqualByComparingTo("25");
        });
        assertThat(store.stock("pizza")).isEqualTo(48);
    }
}
