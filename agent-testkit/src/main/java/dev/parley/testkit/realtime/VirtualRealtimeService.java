package dev.parley.testkit.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.testkit.VirtualClock;
import dev.parley.testkit.realtime.internal.Alarm;
import dev.parley.testkit.realtime.internal.Effect;
import dev.parley.testkit.realtime.internal.MachineParts;
import dev.parley.testkit.realtime.internal.RateLimits;
import dev.parley.testkit.realtime.internal.RealtimeMachine;
import dev.parley.testkit.realtime.internal.Stimulus;
import dev.parley.testkit.realtime.script.RealtimeScript;
import dev.parley.vad.VoiceActivityDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fake service on virtual time: the conversations, rules and faults of {@link FakeRealtimeServer} without sockets and
 * threads, for a client whose decisions can be run on a {@link VirtualClock}. All that it says and understands is in the
 * script; it hums what replies say. An event takes 10 ms in each direction. Not thread-safe.
 */
public final class VirtualRealtimeService {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WAY = Duration.ofMillis(10);

    private final VirtualClock clock;
    private final RealtimeScript script;
    private final VoiceActivityDetector detector;
    private final VirtualScriptRun run;
    private final RateLimits rates;
    private final List<WireEvent> received = new ArrayList<>();
    private final List<WireEvent> sent = new ArrayList<>();
    private int connections;

    /** @param detector finds the callers' speech; their thresholds and paddings are kept beside it */
    public VirtualRealtimeService(RealtimeScript script, VoiceActivityDetector detector, VirtualClock clock) {
        this.clock = clock;
        this.script = script;
        this.detector = detector;
        this.run = new VirtualScriptRun(script);
        this.rates = new RateLimits(script.limits());
    }

    /** A client's end of a connection; called when the clock runs. */
    public interface Client {
        void opened();

        void text(String event);

        void ponged();

        /** Nothing follows. */
        void ended(String why);
    }

    /** Begins a connection, which is open after the way there and back. */
    public Connection connect(Client client) {
        Connection connection = new Connection(++connections, client);
        clock.after(WAY.multipliedBy(2), connection::open);
        return connection;
    }

    /** How many connections there have been. */
    public int connections() {
        return connections;
    }

    /** What clients have sent but for audio, oldest first. */
    public List<WireEvent> received() {
        return List.copyOf(received);
    }

    /** What clients were sent but for audio, or would have been but for the faults, oldest first. */
    public List<WireEvent> sent() {
        return List.copyOf(sent);
    }

    /** A connection as its client holds it. */
    public final class Connection {
        private final int number;
        private final Client client;
        private final FaultLine faults;
        private final RealtimeMachine machine;
        private final Map<Alarm, VirtualClock.Action> alarms = new HashMap<>();
        private boolean silent;
        private boolean ended;

        private Connection(int number, Client client) {
            this.number = number;
            this.client = client;
            this.faults = new FaultLine(script.faults(), number);
            MachineParts parts = new MachineParts(
                    number,
                    "gpt-realtime",
                    false,
                    JsonNodeFactory.instance.objectNode(),
                    settings -> detector,
                    script.delivery(),
                    script.limits(),
                    rates);
            this.machine = RealtimeMachine.create(parts, clock.instant());
        }

        private void open() {
            if (!ended) {
                client.opened();
                step(new Stimulus.Opened());
            }
        }

        /** The client sends this event. */
        public void send(String text) {
            clock.after(WAY, () -> {
                if (!ended && !silent) {
                    onText(text);
                }
            });
        }

        /** The client sends a ping, which is answered unless nobody is there any more. */
        public void ping() {
            clock.after(WAY.multipliedBy(2), () -> {
                if (!ended && !silent) {
                    client.ponged();
                }
            });
        }

        /** The client hangs up, and is told nothing more. Idempotent. */
        public void close() {
            ended = true;
            alarms.values().forEach(VirtualClock.Action::cancel);
        }

        private void onText(String text) {
            JsonNode event = parse(text);
            note(received, event);
            if (event.isObject()) {
                perform(faults.onClientEvent(event.path("type").asText()));
                step(new Stimulus.ClientEvent(event));
            } else {
                step(new Stimulus.Unreadable("The event is not a JSON object."));
            }
        }

        private void note(List<WireEvent> log, JsonNode event) {
            String type = event.path("type").asText();
            if (!type.equals("input_audio_buffer.append") && !type.endsWith("audio.delta")) {
                log.add(new WireEvent(number, clock.instant(), event));
            }
        }

        private void step(Stimulus stimulus) {
            if (!ended) {
                machine.accept(stimulus, clock.instant()).forEach(this::carryOut);
            }
        }

        private void later(Stimulus stimulus) {
            clock.after(WAY, () -> step(stimulus));
        }

        private void carryOut(Effect effect) {
            if (effect instanceof Effect.Send send) {
                note(sent, send.event());
                perform(faults.onServerEvent(
                        send.event().path("type").asText(), send.event().toString()));
            } else if (effect instanceof Effect.SetAlarm set) {
                clear(set.alarm());
                alarms.put(set.alarm(), clock.after(set.delay(), () -> step(new Stimulus.AlarmRang(set.alarm()))));
            } else if (effect instanceof Effect.ClearAlarm clear) {
                clear(clear.alarm());
            } else if (effect instanceof Effect.Hear hear) {
                later(run.hear(hear.itemId()));
            } else if (effect instanceof Effect.Answer answer) {
                later(new Stimulus.Answered(answer.responseId(), run.answer(answer.turn())));
            } else if (effect instanceof Effect.Speak speak) {
                later(new Stimulus.Spoken(speak.responseId(), speak.part(), run.speak(speak.text())));
            } else if (effect instanceof Effect.Close close) {
                end("closed by the server: " + close.code() + " " + close.reason());
            }
        }

        private void clear(Alarm alarm) {
            VirtualClock.Action running = alarms.remove(alarm);
            if (running != null) {
                running.cancel();
            }
        }

        private void perform(List<FaultLine.Action> actions) {
            for (FaultLine.Action action : actions) {
                if (action instanceof FaultLine.Send send) {
                    deliver(() -> client.text(send.text()));
                } else if (action instanceof FaultLine.SendLater late) {
                    clock.after(late.delay(), () -> perform(faults.onDue(late.text())));
                } else if (action instanceof FaultLine.Release release) {
                    clock.after(release.after(), () -> perform(faults.onReleased()));
                } else if (action instanceof FaultLine.Close close) {
                    end("closed by the server: " + close.code() + " " + close.reason());
                } else if (action instanceof FaultLine.Cut) {
                    end("connection reset");
                } else if (action instanceof FaultLine.GoSilent) {
                    silent = true;
                }
            }
        }

        private void deliver(Runnable delivery) {
            clock.after(WAY, () -> {
                if (!ended) {
                    delivery.run();
                }
            });
        }

        private void end(String why) {
            silent = true;
            deliver(() -> {
                close();
                client.ended(why);
            });
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            return MissingNode.getInstance();
        }
    }
}
