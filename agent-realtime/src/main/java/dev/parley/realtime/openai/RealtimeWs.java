package dev.parley.realtime.openai;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.openai.link.LinkEffect;
import dev.parley.realtime.openai.link.LinkEvent;
import dev.parley.realtime.openai.link.LinkState;
import dev.parley.realtime.openai.link.LinkStep;
import dev.parley.realtime.openai.socket.ModelSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * One session with a provider. Feeds its machine and carries the effects out; its phases are the machine's ({@link
 * dev.parley.realtime.openai.link.LinkPhase}).
 *
 * <p>Design notes. Three kinds of things come from a socket's thread. Audio and text go straight on to who plays them ({@link
 * IncomingAnswers}) and never come by here. Everything else comes in here one event at a time; a server that tells more than
 * this actor gets done is not read any more until it has caught up ({@link InboundCredit}). What goes out is sent at once,
 * but for the caller's audio, which waits in its own {@link AudioLane} and never stands before a word of ours.
 */
final class RealtimeWs {
    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final RealtimeParts parts;
    private final Map<Integer, ModelSocket> sockets = new HashMap<>();
    private long sent;

    /** What the actor takes. */
    sealed interface Command {}

    /** Something has happened. */
    record Happened(LinkEvent event) implements Command {}

    /** A socket has told something, which was counted. */
    record Heard(LinkEvent.Heard event, InboundCredit credit) implements Command {}

    /** A timer; what it needs to know is asked when it fires. */
    private record Fired(dev.parley.realtime.openai.link.LinkTimer timer) implements Command {}

    private RealtimeWs(ActorContext<Command> context, TimerScheduler<Command> timers, RealtimeParts parts) {
        this.context = context;
        this.timers = timers;
        this.parts = parts;
    }

    static Behavior<Command> create(RealtimeParts parts) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.getSelf().tell(new Happened(new LinkEvent.Started()));
            return new RealtimeWs(context, timers, parts).at(LinkState.initial(parts.setup()));
        }));
    }

    private Behavior<Command> at(LinkState state) {
        return Behaviors.receive((actor, command) -> on(state, command), (actor, signal) -> on(signal));
    }

    private Behavior<Command> on(LinkState state, Command command) {
        if (command instanceof Happened happened) {
            return onEvent(state, happened.event());
        } else if (command instanceof Heard heard) {
            heard.credit().handled();
            return onEvent(state, heard.event());
        } else if (command instanceof Fired fired) {
            return onEvent(
                    state,
                    new LinkEvent.TimerFired(fired.timer(), parts.answers().deltas()));
        }
        return Behaviors.unhandled();
    }

    private Behavior<Command> on(Signal signal) {
        return signal instanceof PostStop ? onPostStop() : Behaviors.unhandled();
    }

    private Behavior<Command> onEvent(LinkState state, LinkEvent event) {
        LinkStep step = parts.machine().on(state, parts.clock().instant(), event);
        boolean stopped = false;
        for (LinkEffect effect : step.effects()) {
            stopped |= effect instanceof LinkEffect.Stop;
            carryOut(effect);
        }
        return stopped ? Behaviors.stopped() : at(step.state());
    }

    private void carryOut(LinkEffect effect) {
        if (effect instanceof LinkEffect.Tell tell) {
            parts.listener().accept(tell.event());
        } else if (effect instanceof LinkEffect.TellMessage told) {
            parts.listener()
                    .accept(new RealtimeEvent.MessageStarted(
                            told.replyId(), parts.answers().message(told.responseId(), told.itemId())));
        } else if (effect instanceof LinkEffect.EndMessage end) {
            parts.answers().endMessage(end.responseId(), end.itemId());
        } else if (effect instanceof LinkEffect.EndResponse end) {
            parts.answers().endAnswer(end.responseId());
        } else if (effect instanceof LinkEffect.BreakOffResponse broken) {
            parts.answers().breakOffAnswer(broken.responseId());
        } else if (effect instanceof LinkEffect.StartTimer timer) {
            start(timer);
        } else if (effect instanceof LinkEffect.CancelTimer timer) {
            timers.cancel(timer.timer());
        } else {
            onSocket(effect);
        }
    }

    private void start(LinkEffect.StartTimer timer) {
        Instant now = parts.clock().instant();
        Duration delay = Duration.between(now, timer.at());
        timers.startSingleTimer(timer.timer(), new Fired(timer.timer()), delay.isNegative() ? Duration.ZERO : delay);
    }

    private void onSocket(LinkEffect effect) {
        if (effect instanceof LinkEffect.Open open) {
            open(open.socket());
        } else if (effect instanceof LinkEffect.Close close) {
            ModelSocket closed = sockets.remove(close.socket());
            if (closed != null) {
                closed.close();
            }
        } else if (effect instanceof LinkEffect.Send send) {
            send(send);
        } else if (effect instanceof LinkEffect.Ping ping) {
            with(ping.socket(), ModelSocket::ping);
        } else if (effect instanceof LinkEffect.CarryAudio carry) {
            with(carry.socket(), socket -> {
                parts.lane().begin();
                parts.lane().wake(socket::moreToCarry);
                socket.carry(parts.lane());
            });
        } else if (effect instanceof LinkEffect.HoldAudio) {
            parts.lane().wake(() -> {});
        } else if (effect instanceof LinkEffect.FlushAudio) {
            sockets.values().forEach(ModelSocket::flush);
        } else {
            onLane(effect);
        }
    }

    private void onLane(LinkEffect effect) {
        if (effect instanceof LinkEffect.DropAudio) {
            parts.lane().clear();
        } else if (effect instanceof LinkEffect.KeepAudio) {
            parts.lane().keepSent();
        } else if (effect instanceof LinkEffect.ForgetAudio) {
            parts.lane().forgetSent();
        } else if (effect instanceof LinkEffect.RewindAudio rewind) {
            parts.lane().rewind(rewind.fromMs());
        }
    }

    private void open(int number) {
        SocketEvents events = new SocketEvents(parts, number, context.getSelf());
        ModelSocket socket = parts.sockets()
                .open(
                        parts.endpoint().url(),
                        parts.endpoint().headers(),
                        parts.settings().connectDeadline(),
                        events);
        events.socket(socket);
        sockets.put(number, socket);
    }

    private void send(LinkEffect.Send send) {
        byte[] text = parts.writer().write(send.event(), "c_" + ++sent);
        parts.log().show(parts.setup().sessionId(), "out", text, 0, text.length);
        with(send.socket(), socket -> socket.send(text));
    }

    private void with(int number, java.util.function.Consumer<ModelSocket> action) {
        ModelSocket socket = sockets.get(number);
        if (socket != null) {
            action.accept(socket);
        }
    }

    private Behavior<Command> onPostStop() {
        parts.lane().wake(() -> {});
        parts.lane().clear();
        sockets.values().forEach(ModelSocket::close);
        parts.answers().breakOffAll();
        parts.ended().run();
        return Behaviors.same();
    }
}
