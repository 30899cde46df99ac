package dev.parley.realtime.openai.link;

import dev.parley.chat.ChatItem;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.settings.ApiShape;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.settings.SessionSettings;
import dev.parley.realtime.openai.wire.ClientEvent;
import dev.parley.realtime.openai.wire.ServerEvent;
import dev.parley.realtime.openai.wire.SessionJson;
import dev.parley.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The machine on virtual time, with a provider made of sockets that a test, or a rule, answers for. */
final class LinkWorld {
    final VirtualClock clock = new VirtualClock();
    final List<RealtimeEvent> told = new ArrayList<>();
    final List<LinkEffect> effects = new ArrayList<>();
    final Map<Integer, Socket> sockets = new LinkedHashMap<>();
    final Map<LinkTimer, VirtualClock.Action> timers = new EnumMap<>(LinkTimer.class);
    private final LinkMachine machine;
    private final Function<Socket, Provider> providers;
    private LinkState state;
    boolean stopped;
    long deltas;

    /** One socket as the provider sees it. */
    final class Socket {
        final int number;
        final List<ClientEvent> received = new ArrayList<>();
        boolean open = true;
        boolean audio;
        Provider provider = new Provider() {};

        private Socket(int number) {
            this.number = number;
        }

        /** The provider says this, if the socket is still open. */
        void says(ServerEvent event) {
            if (open) {
                feed(new LinkEvent.Heard(number, event));
            }
        }

        void after(Duration delay, ServerEvent event) {
            clock.after(delay, () -> says(event));
        }

        void opens() {
            if (open) {
                feed(new LinkEvent.SocketOpened(number));
            }
        }

        /** The network, or the provider, ends it. */
        void breaks(SocketEnd end) {
            if (open) {
                open = false;
                feed(new LinkEvent.SocketEnded(number, end));
            }
        }

        <E extends ClientEvent> List<E> received(Class<E> type) {
            return received.stream().filter(type::isInstance).map(type::cast).toList();
        }

        List<ChatItem> items() {
            return received(ClientEvent.ItemCreate.class).stream()
                    .map(ClientEvent.ItemCreate::item)
                    .toList();
        }
    }

    /** What a provider does at what comes; nothing unless told. */
    interface Provider {
        default void onOpen() {}

        default void onEvent(ClientEvent event) {}

        default void onPing() {}
    }

    LinkWorld(LinkSettings settings, RealtimeSetup setup, Function<Socket, Provider> providers) {
        this(settings, setup, providers, () -> 0.5);
    }

    LinkWorld(
            LinkSettings settings,
            RealtimeSetup setup,
            Function<Socket, Provider> providers,
            java.util.function.DoubleSupplier random) {
        this.providers = providers;
        SessionJson session = new SessionJson(SessionSettings.of("gpt-realtime"), ApiShape.GA, setup.modelTakesTurns());
        machine = new LinkMachine(settings, session, setup.modelTakesTurns(), random);
        state = LinkState.initial(setup);
    }

    void feed(LinkEvent event) {
        LinkStep step = machine.on(state, clock.instant(), event);
        state = step.state();
        step.effects().forEach(this::carryOut);
    }

    LinkState state() {
        return state;
    }

    Socket socket(int number) {
        return java.util.Objects.requireNonNull(sockets.get(number), "socket " + number);
    }

    void runUntil(double seconds) {
        clock.runUntil(Instant.EPOCH.plusMillis((long) (seconds * 1000)));
    }

    <E extends RealtimeEvent> List<E> told(Class<E> type) {
        return told.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void carryOut(LinkEffect effect) {
        effects.add(effect);
        if (effect instanceof LinkEffect.Tell tell) {
            told.add(tell.event());
        } else if (effect instanceof LinkEffect.StartTimer timer) {
            cancel(timer.timer());
            timers.put(timer.timer(), clock.at(timer.at(), () -> {
                timers.remove(timer.timer());
                feed(new LinkEvent.TimerFired(timer.timer(), deltas));
            }));
        } else if (effect instanceof LinkEffect.CancelTimer timer) {
            cancel(timer.timer());
        } else if (effect instanceof LinkEffect.Open open) {
            Socket socket = new Socket(open.socket());
            sockets.put(open.socket(), socket);
            socket.provider = providers.apply(socket);
            clock.after(Duration.ZERO, socket.provider::onOpen);
        } else if (effect instanceof LinkEffect.Stop) {
            stopped = true;
        } else {
            onSocket(effect);
        }
    }

    private void onSocket(LinkEffect effect) {
        if (effect instanceof LinkEffect.Close close) {
            socket(close.socket()).open = false;
            socket(close.socket()).audio = false;
        } else if (effect instanceof LinkEffect.Send send && socket(send.socket()).open) {
            Socket socket = socket(send.socket());
            socket.received.add(send.event());
            clock.after(Duration.ZERO, () -> {
                if (socket.open) {
                    socket.provider.onEvent(send.event());
                }
            });
        } else if (effect instanceof LinkEffect.Ping ping && socket(ping.socket()).open) {
            clock.after(Duration.ZERO, socket(ping.socket()).provider::onPing);
        } else if (effect instanceof LinkEffect.CarryAudio carry) {
            sockets.values().forEach(socket -> socket.audio = socket.number == carry.socket());
        } else if (effect instanceof LinkEffect.HoldAudio) {
            sockets.values().forEach(socket -> socket.audio = false);
        }
    }

    private void cancel(LinkTimer timer) {
        VirtualClock.Action running = timers.remove(timer);
        if (running != null) {
            running.cancel();
        }
    }
}
