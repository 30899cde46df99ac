package dev.parley.testkit.realtime;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.testkit.realtime.internal.Alarm;
import dev.parley.testkit.realtime.internal.BetaDialect;
import dev.parley.testkit.realtime.internal.Effect;
import dev.parley.testkit.realtime.internal.MachineParts;
import dev.parley.testkit.realtime.internal.RealtimeMachine;
import dev.parley.testkit.realtime.internal.Stimulus;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: texts of events in, texts of events out, with a {@link RealtimeMachine} between.
 *
 * <p>What the client does not read waits here, up to 64 MiB; then the connection is cut and a warning logged.
 */
final class ConnectionStage extends GraphStage<FlowShape<String, String>> {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionStage.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MOST_WAITING = 64L * 1024 * 1024;

    private final Inlet<String> in = Inlet.create("Connection.in");
    private final Outlet<String> out = Outlet.create("Connection.out");
    private final Setup setup;

    /** What a connection is given. */
    record Setup(
            MachineParts parts,
            boolean beta,
            ScriptRun script,
            FaultLine faults,
            SocketFate fate,
            EventLog received,
            EventLog sent,
            InstantSource clock) {}

    ConnectionStage(Setup setup) {
        this.setup = setup;
    }

    @Override
    public FlowShape<String, String> shape() {
        return FlowShape.of(in, out);
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Connection();
    }

    private final class Connection extends TimerGraphStageLogic {
        private final RealtimeMachine machine =
                RealtimeMachine.create(setup.parts(), setup.clock().instant());
        private final AsyncCallback<Stimulus> results = createAsyncCallback(this::step);
        private final Queue<String> waiting = new ArrayDeque<>();
        private long waitingCharacters;
        private Ending ending = Ending.NONE;

        Connection() {
            super(ConnectionStage.this.shape());
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    onText(grab(in));
                    if (!isClosed(in) && !hasBeenPulled(in)) {
                        pull(in);
                    }
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    deliver();
                }
            });
        }

        @Override
        public void preStart() {
            pull(in);
            step(new Stimulus.Opened());
        }

        private void onText(String text) {
            JsonNode event = parse(text);
            setup.received().add(setup.parts().connection(), event);
            if (!event.isObject()) {
                step(new Stimulus.Unreadable("The event is not a JSON object."));
                return;
            }
            perform(setup.faults().onClientEvent(event.path("type").asText()));
            step(new Stimulus.ClientEvent(setup.beta() ? BetaDialect.fromBeta(event) : event));
        }

        private static JsonNode parse(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException malformed) {
                return MissingNode.getInstance();
            }
        }

        private void step(Stimulus stimulus) {
            machine.accept(stimulus, setup.clock().instant()).forEach(this::carryOut);
        }

        private void carryOut(Effect effect) {
            if (effect instanceof Effect.Send send) {
                Optional<ObjectNode> event =
                        setup.beta() ? BetaDialect.toBeta(send.event()) : Optional.of(send.event());
                event.ifPresent(this::send);
            } else if (effect instanceof Effect.SetAlarm set) {
                scheduleOnce(set.alarm(), set.delay());
            } else if (effect instanceof Effect.ClearAlarm clear) {
                cancelTimer(clear.alarm());
            } else if (effect instanceof Effect.Hear hear) {
                String id = hear.itemId();
                report(
                        () -> setup.script().hear(hear.audio()),
                        text -> new Stimulus.Heard(id, text),
                        why -> new Stimulus.HearingFailed(id, why));
            } else if (effect instanceof Effect.Answer answer) {
                String id = answer.responseId();
                report(
                        () -> setup.script().answer(answer.turn()),
                        reply -> new Stimulus.Answered(id, reply),
                        why -> new Stimulus.AnswerFailed(id, why));
            } else if (effect instanceof Effect.Speak speak) {
                String id = speak.responseId();
                report(
                        () -> setup.script().speak(speak.text()),
                        audio -> new Stimulus.Spoken(id, speak.part(), audio),
                        why -> new Stimulus.AnswerFailed(id, why));
            } else if (effect instanceof Effect.Close close) {
                close(close.code(), close.reason());
            }
        }

        private <T> void report(
                Supplier<CompletionStage<T>> work, Function<T, Stimulus> success, Function<String, Stimulus> failure) {
            CompletionStage<T> stage;
            try {
                stage = work.get();
            } catch (RuntimeException thrown) {
                LOG.warn("A rule, voice or recogniser of the script fails.", thrown);
                results.invoke(failure.apply(thrown.toString()));
                return;
            }
            stage.whenComplete((result, thrown) -> {
                if (thrown != null) {
                    LOG.debug("A model, voice or recogniser fails.", thrown);
                }
                results.invoke(
                        thrown == null ? success.apply(result) : failure.apply(String.valueOf(thrown.getMessage())));
            });
        }

        private void send(ObjectNode event) {
            setup.sent().add(setup.parts().connection(), event);
            perform(setup.faults().onServerEvent(event.path("type").asText(), event.toString()));
        }

        private void perform(List<FaultLine.Action> actions) {
            for (FaultLine.Action action : actions) {
                if (action instanceof FaultLine.Send send) {
                    enqueue(send.text());
                } else if (action instanceof FaultLine.SendLater later) {
                    scheduleOnce(later, later.delay());
                } else if (action instanceof FaultLine.Release release) {
                    scheduleOnce(release, release.after());
                } else if (action instanceof FaultLine.Close close) {
                    close(close.code(), close.reason());
                } else {
                    end(action instanceof FaultLine.Cut ? Ending.CUT : Ending.SILENCE);
                }
            }
        }

        @Override
        public void onTimer(Object key) {
            if (key instanceof FaultLine.SendLater later) {
                perform(setup.faults().onDue(later.text()));
            } else if (key instanceof FaultLine.Release) {
                perform(setup.faults().onReleased());
            } else if (key instanceof Alarm alarm) {
                step(new Stimulus.AlarmRang(alarm));
            }
        }

        private void enqueue(String text) {
            if (waitingCharacters + text.length() > MOST_WAITING) {
                LOG.warn(
                        "Connection [{}] does not read what it is sent: it is cut.",
                        setup.parts().connection());
                setup.fate().cut();
                return;
            }
            waiting.add(text);
            waitingCharacters += text.length();
            deliver();
        }

        private void close(int code, String reason) {
            setup.fate().closeWith(code, reason);
            end(Ending.CLOSE);
        }

        private void end(Ending how) {
            if (ending == Ending.NONE) {
                ending = how;
                deliver();
            }
        }

        private void deliver() {
            if (isAvailable(out) && !waiting.isEmpty()) {
                String next = waiting.remove();
                waitingCharacters -= next.length();
                push(out, next);
            }
            if (waiting.isEmpty()) {
                endAsDecided();
            }
        }

        private void endAsDecided() {
            if (ending == Ending.SILENCE) {
                setup.fate().goSilent();
            } else if (ending == Ending.CUT) {
                setup.fate().endWithoutFrame();
                completeStage();
            } else if (ending == Ending.CLOSE) {
                completeStage();
            }
        }
    }

    /** What happens once all that waits is sent. */
    private enum Ending {
        NONE,
        CLOSE,
        CUT,
        SILENCE
    }
}
