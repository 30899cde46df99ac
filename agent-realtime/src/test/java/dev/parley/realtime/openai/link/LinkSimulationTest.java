package dev.parley.realtime.openai.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.wire.ClientEvent;
import dev.parley.realtime.openai.wire.ServerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Thousands of calls of a minute in which everything goes wrong that can: texts lost, doubled, late, damaged, sockets that
 * break or fall silent, at any event. By the same seed the same call.
 */
class LinkSimulationTest {
    private static final int CALLS = 5_000;
    private static final int SECONDS = 60;

    @Test
    void shouldKeepItsRulesWhateverHappens() {
        int reconnected = 0;
        int cutOff = 0;
        for (long seed = 0; seed < CALLS; seed++) {
            Call call = new Call(seed);
            call.run();
            call.check();
            reconnected +=
                    call.world.told(RealtimeEvent.SessionReconnected.class).size();
            cutOff += (int) call.world.told(RealtimeEvent.GenerationEnded.class).stream()
                    .filter(ended -> ended.outcome() == RealtimeEvent.Outcome.CUT_OFF)
                    .count();
        }
        assertThat(reconnected).as("faults that cost a connection").isGreaterThan(CALLS / 2);
        assertThat(cutOff).as("faults in the middle of an answer").isGreaterThan(CALLS / 20);
    }

    /** One call with its harm. */
    private static final class Call {
        private final long seed;
        private final Random random;
        private final LinkWorld world;
        private final List<PlainProvider> providers = new ArrayList<>();
        private final List<String> asked = new ArrayList<>();
        private final List<String> given = new ArrayList<>();
        private boolean harmless;

        private Call(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            LinkWorld[] made = new LinkWorld[1];
            Optional<Instant> expiresAt = random.nextInt(4) == 0
                    ? Optional.of(Instant.EPOCH.plusSeconds(20 + random.nextInt(30)))
                    : Optional.empty();
            LinkSettings settings = LinkSettings.standard()
                    .withRetries(50, Duration.ofMillis(500), Duration.ofSeconds(2))
                    .withRollover(Duration.ofMinutes(58), Duration.ofSeconds(15));
            RealtimeSetup setup = RealtimeSetup.of("sim", "Be brief.");
            world = new LinkWorld(
                    settings,
                    random.nextBoolean() ? setup : setup.withoutTurnDetection(),
                    socket -> provider(made, socket, expiresAt),
                    random::nextDouble);
            made[0] = world;
        }

        private LinkWorld.Provider provider(LinkWorld[] made, LinkWorld.Socket socket, Optional<Instant> expiresAt) {
            PlainProvider provider = new PlainProvider(
                    made[0], socket, event -> harm(socket, event), expiresAt.filter(at -> socket.number == 1));
            provider.callTool = random.nextInt(3) == 0 ? "get_time" : "";
            providers.add(provider);
            return provider;
        }

        private void harm(LinkWorld.Socket socket, ServerEvent event) {
            int fate = harmless ? 1000 : random.nextInt(1000);
            if (fate < 15) {
                return; // lost
            }
            if (fate < 30) {
                socket.says(event); // doubled
            } else if (fate < 45) {
                socket.after(Duration.ofMillis(random.nextInt(5_000)), event); // late
                return;
            } else if (fate < 55) {
                socket.says(new ServerEvent.Malformed("damaged")); // damaged
                return;
            } else if (fate < 65) {
                socket.says(event);
                socket.breaks(SocketEnd.lost("broken"));
                return;
            } else if (fate < 72) {
                providers.stream()
                        .filter(one -> one.socket.number == socket.number)
                        .forEach(one -> one.dead = true);
                return;
            }
            socket.says(event);
        }

        private void run() {
            world.feed(new LinkEvent.Started());
            for (int i = 0; i < 12; i++) {
                world.clock.at(Instant.EPOCH.plusMillis(random.nextInt(SECONDS * 1000)), () -> ownerOrCallerActs());
            }
            world.runUntil(SECONDS);
            harmless = true;
            world.runUntil(SECONDS * 3);
        }

        private void ownerOrCallerActs() {
            PlainProvider provider = providers.get(providers.size() - 1);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    String id = "answer_" + asked.size();
                    asked.add(id);
                    RealtimeReply reply = RealtimeReply.of(id);
                    world.feed(new LinkEvent.ReplyAsked(random.nextInt(6) == 0 ? reply.outOfBand() : reply));
                }
                case 3 -> {
                    List<LinkEffect.TellMessage> spoken = world.effects.stream()
                            .filter(LinkEffect.TellMessage.class::isInstance)
                            .map(LinkEffect.TellMessage.class::cast)
                            .toList();
                    if (!spoken.isEmpty()) {
                        String heard = spoken.get(random.nextInt(spoken.size())).itemId();
                        world.feed(new LinkEvent.ItemGiven(
                                ChatMessage.of(heard, ChatRole.ASSISTANT, "Hi.", world.clock.instant())));
                    }
                }
                case 7 -> {
                    String id = "item_g" + given.size();
                    given.add(id);
                    world.feed(
                            new LinkEvent.ItemGiven(ChatMessage.of(id, ChatRole.USER, "Hello", world.clock.instant())));
                }
                case 4 -> world.feed(new LinkEvent.CancelAsked("answer_" + random.nextInt(5)));
                case 5 -> provider.takesTurn();
                default -> world.feed(new LinkEvent.CommitAsked());
            }
        }

        private void check() {
            String call = "seed " + seed;
            assertThat(world.state().phase()).as(call).isEqualTo(LinkPhase.READY);
            assertThat(world.state().openReplies())
                    .as("%s: nothing stays open", call)
                    .isZero();
            checkAnswers(call);
            checkSockets(call);
            PlainProvider last = providers.stream()
                    .filter(one -> one.socket.audio)
                    .findFirst()
                    .orElseThrow();
            assertThat(last.items)
                    .as("%s: the provider knows the conversation", call)
                    .containsAll(given);
            assertThat(new HashSet<>(last.items)).as("%s: each item once", call).hasSameSizeAs(last.items);

            world.feed(new LinkEvent.CloseAsked());
            assertThat(world.timers).as("%s: no timer is left", call).isEmpty();
            assertThat(world.sockets.values()).as("%s: no socket is left", call).noneMatch(socket -> socket.open);
            assertThat(world.told(RealtimeEvent.SessionEnded.class)).as(call).hasSize(1);
        }

        /** Each answer ends once, and nothing is told of it before its beginning or after its end. */
        private void checkAnswers(String call) {
            Set<String> begun = new HashSet<>();
            Set<String> ended = new HashSet<>();
            for (LinkEffect effect : world.effects) {
                if (effect instanceof LinkEffect.TellMessage message) {
                    assertThat(begun).as(call).contains(message.replyId());
                    assertThat(ended).as(call).doesNotContain(message.replyId());
                } else if (effect instanceof LinkEffect.Tell tell) {
                    if (tell.event() instanceof RealtimeEvent.GenerationCreated created) {
                        assertThat(begun.add(created.replyId()))
                                .as("%s: %s begins once", call, created)
                                .isTrue();
                    } else if (tell.event() instanceof RealtimeEvent.ToolCalled called) {
                        assertThat(begun).as(call).contains(called.replyId());
                        assertThat(ended).as(call).doesNotContain(called.replyId());
                    } else if (tell.event() instanceof RealtimeEvent.GenerationEnded over) {
                        assertThat(ended.add(over.replyId()))
                                .as("%s: %s ends once", call, over)
                                .isTrue();
                    }
                }
            }
            assertThat(ended)
                    .as("%s: what was asked for ends", call)
                    .containsAll(asked)
                    .containsAll(begun);
        }

        private void checkSockets(String call) {
            assertThat(world.sockets.values().stream().filter(socket -> socket.audio))
                    .as("%s: audio goes one way", call)
                    .hasSize(1);
            for (LinkWorld.Socket socket : world.sockets.values()) {
                if (!socket.received.isEmpty()) {
                    assertThat(socket.received.get(0)).as(call).isInstanceOf(ClientEvent.SessionUpdate.class);
                }
            }
        }
    }
}
