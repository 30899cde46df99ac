package com.example.bakery;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFrame;
import dev.parley.provider.Models;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Places calls to the bakery: real sessions, real time, the offline models. */
@Timeout(120)
class BakeryTest {
    private static ActorSystem<Void> system;
    private static Models models;

    @BeforeAll
    static void open() {
        system = ActorSystem.create(Behaviors.empty(), "bakery");
        models = Switchboard.offline(system.settings().config());
    }

    @AfterAll
    static void close() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void shouldGiveEachCallASessionOfItsOwn() throws Exception {
        Call first = new Call("first");
        Call second = new Call("second");

        assertThat(first.spoken()).contains("good morning");
        assertThat(second.spoken()).contains("good morning");

        first.session.sendText("what is the price of the bread");
        assertThat(first.spoken()).isEqualTo("The bread is 4 euros.");
        first.session.close().toCompletableFuture().get(20, TimeUnit.SECONDS);

        second.session.sendText("what does a roll cost");
        assertThat(second.spoken()).isEqualTo("The roll is 1 euros.");
        assertThat(second.voiced.sum()).isPositive();
        second.session.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** A caller: hears frames of voice and notes each speech once it was heard to its end. */
    private static final class Call {
        private final BlockingQueue<String> speeches = new LinkedBlockingQueue<>();
        private final LongAdder voiced = new LongAdder();
        private final AgentSession session;

        Call(String id) {
            Source<AudioFrame, NotUsed> silence = Source.<AudioFrame>maybe().mapMaterializedValue(unused -> NotUsed.getInstance());
            Sink<AudioFrame, NotUsed> ear = Sink.<AudioFrame>foreach(frame -> voiced.increment())
                    .mapMaterializedValue(unused -> NotUsed.getInstance());
            session = new Switchboard(system, models).answer(id, silence, ear, subtitle -> {});
            session.on(SessionEvent.SpeechFinished.class, event -> speeches.add(event.heard()));
        }

        String spoken() throws InterruptedException {
            String speech = speeches.poll(60, TimeUnit.SECONDS);
            assertThat(speech).as("a speech within a minute").isNotNull();
            return speech;
        }
    }
}
