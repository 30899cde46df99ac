package dev.parley.realtime.openai;

import akka.Done;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatItem;
import dev.parley.llm.ToolDefinition;
import dev.parley.realtime.RealtimeCapability;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeImage;
import dev.parley.realtime.RealtimeModel;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.RealtimeSession;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.link.LinkEffect;
import dev.parley.realtime.openai.link.LinkEvent;
import dev.parley.realtime.openai.link.LinkMachine;
import dev.parley.realtime.openai.link.LinkPhase;
import dev.parley.realtime.openai.link.LinkState;
import dev.parley.realtime.openai.link.LinkStep;
import dev.parley.realtime.openai.link.LinkTimer;
import dev.parley.realtime.openai.link.SocketEnd;
import dev.parley.realtime.openai.settings.ApiShape;
import dev.parley.realtime.openai.settings.AudioCodec;
import dev.parley.realtime.openai.settings.EventNames;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.settings.SessionSettings;
import dev.parley.realtime.openai.wire.AppendWriter;
import dev.parley.realtime.openai.wire.ClientEventWriter;
import dev.parley.realtime.openai.wire.Deltas;
import dev.parley.realtime.openai.wire.ServerEvent;
import dev.parley.realtime.openai.wire.ServerEventReader;
import dev.parley.realtime.openai.wire.SessionJson;
import dev.parley.testkit.VirtualClock;
import dev.parley.testkit.realtime.VirtualRealtimeService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * OpenAI's model as {@link OpenAiRealtimeModel} is, on virtual time and against a virtual service: the same machine, lanes,
 * writers and readers; only the actor and its sockets are others.
 */
public final class VirtualRealtimeModel implements RealtimeModel {
    private final VirtualClock clock;
    private final VirtualRealtimeService service;
    private final LinkSettings link;
    private final DoubleSupplier random;
    private final Map<String, StringBuilder> texts = new HashMap<>();
    private final Map<String, Long> audio = new HashMap<>();
    private Optional<Session> opened = Optional.empty();

    public VirtualRealtimeModel(
            VirtualClock clock, VirtualRealtimeService service, LinkSettings link, DoubleSupplier random) {
        this.clock = clock;
        this.service = service;
        this.link = link;
        this.random = random;
    }

    @Override
    public String name() {
        return "openai/virtual";
    }

    @Override
    public Set<RealtimeCapability> capabilities() {
        return EnumSet.of(
                RealtimeCapability.MESSAGE_TRUNCATION,
                RealtimeCapability.TURN_DETECTION,
                RealtimeCapability.USER_TRANSCRIPTION,
                RealtimeCapability.AUDIO_OUTPUT);
    }

    @Override
    public AudioFormat inputFormat() {
        return AudioFormat.REALTIME;
    }

    @Override
    public AudioFormat outputFormat() {
        return AudioFormat.REALTIME;
    }

    @Override
    public RealtimeSession open(RealtimeSetup setup, Consumer<? super RealtimeEvent> listener) {
        Session session = new Session(setup, listener);
        opened = Optional.of(session);
        session.feed(new LinkEvent.Started());
        return session;
    }

    /** Where the connection stands; {@link LinkPhase#CONNECTING} before the session is opened. */
    public LinkPhase phase() {
        return opened.map(session -> session.state.phase()).orElse(LinkPhase.CONNECTING);
    }

    /** Timers that run; none once the session is closed. */
    public int timers() {
        return opened.map(session -> session.timers.size()).orElse(0);
    }

    /** Sockets that are open. */
    public int sockets() {
        return opened.map(session -> session.sockets.size()).orElse(0);
    }

    /** The text that has come of this message, as it came. */
    public String given(String itemId) {
        return texts.getOrDefault(itemId, new StringBuilder()).toString();
    }

    /** The audio that has come of this message. */
    public Duration audioOf(String itemId) {
        return Duration.ofMillis(audio.getOrDefault(itemId, 0L) / AudioCodec.PCM.bytesPerMillisecond());
    }

    /** Notes what comes, and passes it on. */
    private Deltas noting(Deltas target) {
        return new Deltas() {
            @Override
            public void audio(String responseId, String itemId, byte[] bytes) {
                audio.merge(itemId, (long) bytes.length, Long::sum);
                target.audio(responseId, itemId, bytes);
            }

            @Override
            public void text(String responseId, String itemId, String delta) {
                texts.computeIfAbsent(itemId, id -> new StringBuilder()).append(delta);
                target.text(responseId, itemId, delta);
            }
        };
    }

    private final class Session implements RealtimeSession {
        private final LinkMachine machine;
        private final Consumer<? super RealtimeEvent> listener;
        private final AudioLane lane = new AudioLane(AudioCodec.PCM, new AppendWriter(EventNames.standard()), link);
        private final IncomingAnswers answers;
        private final ClientEventWriter writer = new ClientEventWriter(ApiShape.GA, EventNames.standard());
        private final Map<LinkTimer, VirtualClock.Action> timers = new EnumMap<>(LinkTimer.class);
        private final Map<Integer, Wire> sockets = new HashMap<>();
        private final Queue<LinkEvent> waiting = new ArrayDeque<>();
        private final CompletableFuture<Done> closed = new CompletableFuture<>();
        private LinkState state;
        private boolean working;
        private long sent;

        private Session(RealtimeSetup setup, Consumer<? super RealtimeEvent> listener) {
            SessionJson session =
                    new SessionJson(SessionSettings.of("gpt-realtime"), ApiShape.GA, setup.modelTakesTurns());
            this.machine = new LinkMachine(link, session, setup.modelTakesTurns(), random);
            this.listener = listener;
            this.state = LinkState.initial(setup);
            this.answers = new IncomingAnswers(
                    AudioCodec.PCM,
                    link.mostAnswer().toMillis() * AudioCodec.PCM.bytesPerMillisecond(),
                    responseId -> feed(new LinkEvent.AnswerTooLong(responseId)));
        }

        /** One event after the other, as in an actor's mailbox. */
        private void feed(LinkEvent event) {
            waiting.add(event);
            if (working) {
                return;
            }
            working = true;
            while (!waiting.isEmpty()) {
                LinkStep step = machine.on(state, clock.instant(), waiting.remove());
                state = step.state();
                step.effects().forEach(this::carryOut);
            }
            working = false;
        }

        private void carryOut(LinkEffect effect) {
            if (effect instanceof LinkEffect.Tell tell) {
                listener.accept(tell.event());
            } else if (effect instanceof LinkEffect.TellMessage told) {
                listener.accept(new RealtimeEvent.MessageStarted(
                        told.replyId(), answers.message(told.responseId(), told.itemId())));
            } else if (effect instanceof LinkEffect.EndMessage end) {
                answers.endMessage(end.responseId(), end.itemId());
            } else if (effect instanceof LinkEffect.EndResponse end) {
                answers.endAnswer(end.responseId());
            } else if (effect instanceof LinkEffect.BreakOffResponse broken) {
                answers.breakOffAnswer(broken.responseId());
            } else if (effect instanceof LinkEffect.StartTimer timer) {
                cancel(timer.timer());
                timers.put(timer.timer(), clock.at(timer.at(), () -> {
                    timers.remove(timer.timer());
                    feed(new LinkEvent.TimerFired(timer.timer(), answers.deltas()));
                }));
            } else if (effect instanceof LinkEffect.CancelTimer timer) {
                cancel(timer.timer());
            } else if (effect instanceof LinkEffect.Stop) {
                answers.breakOffAll();
                closed.complete(Done.getInstance());
            } else {
                onSocket(effect);
            }
        }

        private void cancel(LinkTimer timer) {
            VirtualClock.Action running = timers.remove(timer);
            if (running != null) {
                running.cancel();
            }
        }

        private void onSocket(LinkEffect effect) {
            if (effect instanceof LinkEffect.Open open) {
                sockets.put(open.socket(), new Wire(open.socket()));
            } else if (effect instanceof LinkEffect.Close close) {
                with(close.socket(), wire -> wire.connection.close());
                sockets.remove(close.socket());
            } else if (effect instanceof LinkEffect.Send send) {
                String text = new String(writer.write(send.event(), "c_" + ++sent), StandardCharsets.UTF_8);
                with(send.socket(), wire -> wire.connection.send(text));
            } else if (effect instanceof LinkEffect.Ping ping) {
                with(ping.socket(), wire -> wire.connection.ping());
            } else if (effect instanceof LinkEffect.CarryAudio carry) {
                lane.begin();
                lane.wake(() -> drain(carry.socket(), false));
                drain(carry.socket(), false);
            } else if (effect instanceof LinkEffect.HoldAudio) {
                lane.wake(() -> {});
            } else if (effect instanceof LinkEffect.DropAudio) {
                lane.clear();
            } else if (effect instanceof LinkEffect.KeepAudio) {
                lane.keepSent();
            } else if (effect instanceof LinkEffect.ForgetAudio) {
                lane.forgetSent();
            } else if (effect instanceof LinkEffect.RewindAudio rewind) {
                lane.rewind(rewind.fromMs());
            } else if (effect instanceof LinkEffect.FlushAudio) {
                drain(state.socket(), true);
            }
        }

        private void with(int number, Consumer<Wire> action) {
            Wire wire = sockets.get(number);
            if (wire != null) {
                action.accept(wire);
            }
        }

        private void drain(int number, boolean all) {
            with(number, wire -> {
                boolean[] more = {true};
                while (more[0]) {
                    more[0] = false;
                    lane.next(all, (bytes, offset, length) -> {
                        more[0] = true;
                        wire.connection.send(new String(bytes, offset, length, StandardCharsets.UTF_8));
                    });
                }
            });
        }

        private final class Wire implements VirtualRealtimeService.Client {
            private final int number;
            private final ServerEventReader reader = new ServerEventReader(EventNames.standard());
            private final VirtualRealtimeService.Connection connection;

            private Wire(int number) {
                this.number = number;
                this.connection = service.connect(this);
            }

            @Override
            public void opened() {
                feed(new LinkEvent.SocketOpened(number));
            }

            @Override
            public void text(String event) {
                byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
                Optional<ServerEvent> read = reader.read(bytes, 0, bytes.length, noting(answers));
                if (read.isEmpty()) {
                    return;
                }
                if (read.get() instanceof ServerEvent.FunctionArgumentsDelta) {
                    answers.going();
                    return;
                }
                if (read.get() instanceof ServerEvent.ResponseCreated created) {
                    answers.begun(created.responseId());
                }
                feed(new LinkEvent.Heard(number, read.get()));
            }

            @Override
            public void ponged() {
                feed(new LinkEvent.Ponged(number));
            }

            @Override
            public void ended(String why) {
                feed(new LinkEvent.SocketEnded(number, SocketEnd.lost(why)));
            }
        }

        // --- as the owner holds it

        @Override
        public void pushAudio(AudioFrame frame) {
            lane.accept(frame);
        }

        @Override
        public void commitAudio() {
            feed(new LinkEvent.CommitAsked());
        }

        @Override
        public void clearAudio() {
            feed(new LinkEvent.ClearAsked());
        }

        @Override
        public void addItem(ChatItem item) {
            feed(new LinkEvent.ItemGiven(item));
        }

        @Override
        public void addImage(RealtimeImage image) {
            feed(new LinkEvent.ImageGiven(image));
        }

        @Override
        public void removeItem(String itemId) {
            feed(new LinkEvent.ItemRemoved(itemId));
        }

        @Override
        public void updateInstructions(String instructions) {
            feed(new LinkEvent.InstructionsGiven(instructions));
        }

        @Override
        public void updateTools(List<ToolDefinition> tools) {
            feed(new LinkEvent.ToolsGiven(tools));
        }

        @Override
        public void generateReply(RealtimeReply reply) {
            feed(new LinkEvent.ReplyAsked(reply));
        }

        @Override
        public void cancel(String replyId) {
            feed(new LinkEvent.CancelAsked(replyId));
        }

        @Override
        public void truncate(String itemId, Duration played) {
            feed(new LinkEvent.TruncateAsked(itemId, played.toMillis()));
        }

        @Override
        public long droppedFrames() {
            return lane.dropped();
        }

        @Override
        public void close() {
            feed(new LinkEvent.CloseAsked());
        }

        @Override
        public CompletionStage<Done> whenClosed() {
            return closed;
        }
    }
}
