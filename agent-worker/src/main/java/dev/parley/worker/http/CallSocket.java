package dev.parley.worker.http;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.WebSocketUpgrade;
import akka.japi.Pair;
import akka.stream.BoundedSourceQueue;
import akka.stream.FanInShape2;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.SharedKillSwitch;
import akka.stream.SourceShape;
import akka.stream.javadsl.Broadcast;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.GraphDSL;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.session.AgentSession;
import dev.parley.worker.job.Attendance;
import dev.parley.worker.job.Call;
import dev.parley.worker.job.CallRequest;
import dev.parley.worker.job.Caller;
import dev.parley.worker.job.JobSlots;
import dev.parley.worker.metrics.WorkerMetric;
import dev.parley.worker.metrics.WorkerMetrics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The caller's WebSocket. Connecting starts the call if there is none; the call then ends with the socket. */
final class CallSocket {
    private static final int UNREAD_REPLIES = 64;
    private static final long CONNECT_SECONDS = 10;

    private final CallActions actions;
    private final Attendance attendance;
    private final WorkerMetrics metrics;
    private final Materializer materializer;

    CallSocket(CallActions actions, Attendance attendance, WorkerMetrics metrics, ActorSystem<?> system) {
        this.actions = actions;
        this.attendance = attendance;
        this.metrics = metrics;
        this.materializer = Materializer.matFromSystem(system);
    }

    /** @param place held for the call if it begins by this; empty to take one */
    CompletionStage<HttpResponse> open(String id, HttpRequest request, Optional<JobSlots.Reservation> place) {
        CallRequest.requireId(id);
        AudioFormat format = AudioFormat.mono(PcmIntake.rate(request));
        WebSocketUpgrade upgrade = request.getAttribute(AttributeKeys.webSocketUpgrade)
                .orElseThrow(() -> ApiFailure.badRequest("request: plain HTTP (expected: a WebSocket handshake)"));
        return connect(id, format, place).thenApply(upgrade::handleMessagesWith);
    }

    /** What a caller's socket is connected to. */
    CompletionStage<Flow<Message, Message, NotUsed>> connect(
            String id, HttpRequest request, Optional<JobSlots.Reservation> place) {
        CallRequest.requireId(id);
        return connect(id, AudioFormat.mono(PcmIntake.rate(request)), place);
    }

    private CompletionStage<Flow<Message, Message, NotUsed>> connect(
            String id, AudioFormat format, Optional<JobSlots.Reservation> place) {
        return actions.find(id)
                .thenCompose(found -> found.isPresent() ? join(found.get(), format) : start(id, place, format));
    }

    private CompletionStage<Flow<Message, Message, NotUsed>> join(Call call, AudioFormat format) {
        return call.whenAttached().thenApply(session -> flow(call, session, format, new SocketLife()));
    }

    private CompletionStage<Flow<Message, Message, NotUsed>> start(
            String id, Optional<JobSlots.Reservation> place, AudioFormat format) {
        CallRequest wanted = new CallRequest(id, "{}", Caller.by("websocket"));
        return actions.assign(wanted, place).thenCompose(call -> {
            SocketLife life = new SocketLife();
            CompletionStage<Done> inTime = life.connected.copy().orTimeout(CONNECT_SECONDS, TimeUnit.SECONDS);
            inTime.exceptionally(never -> hangUp(call, "caller: gone before the socket was open"));
            CompletionStage<Done> closed = life.closed;
            closed.thenRun(() -> hangUp(call, "caller: closed the socket"));
            return call.whenAttached().thenApply(session -> flow(call, session, format, life));
        });
    }

    private static Done hangUp(Call call, String reason) {
        call.end(reason);
        return Done.getInstance();
    }

    private Flow<Message, Message, NotUsed> flow(Call call, AgentSession session, AudioFormat format, SocketLife life) {
        Pair<BoundedSourceQueue<Outgoing>, Source<Outgoing, NotUsed>> replies =
                Source.<Outgoing>queue(UNREAD_REPLIES).preMaterialize(materializer);
        CallerInbound inbound = new CallerInbound(call, session, format, replies.first());
        return Flow.fromSinkAndSourceMat(
                inbound(inbound, session, format, life),
                outbound(session, format, replies.second()).via(life.open.flow()),
                (in, out) -> connected(call, life));
    }

    private NotUsed connected(Call call, SocketLife life) {
        attendance.until(call, life.closed);
        life.connected.complete(Done.getInstance());
        call.callerConnected();
        return NotUsed.getInstance();
    }

    /** Once the session takes no more audio, the rest is read and thrown away: its last events still go out. */
    private Sink<Message, NotUsed> inbound(
            CallerInbound inbound, AgentSession session, AudioFormat format, SocketLife life) {
        Sink<AudioFrame, NotUsed> heard =
                Sink.combine(session.audioIn(), Sink.<AudioFrame>ignore(), List.of(), Broadcast::<AudioFrame>create);
        return inbound.frames(materializer)
                .watchTermination((before, done) -> watched(done, life))
                .via(PcmIntake.resampled(format, session.inputFormat()))
                .to(heard);
    }

    private static NotUsed watched(CompletionStage<Done> done, SocketLife life) {
        done.whenComplete((end, problem) -> life.close());
        return NotUsed.getInstance();
    }

    private Source<Message, NotUsed> outbound(
            AgentSession session, AudioFormat format, Source<Outgoing, NotUsed> replies) {
        CallerOutbound last = new CallerOutbound(
                session.outputFormat(),
                format,
                metrics.counter(WorkerMetric.DROPPED_FRAMES),
                metrics.counter(WorkerMetric.SLOW_CALLERS));
        Source<Outgoing, NotUsed> told =
                session.events().<Outgoing>map(Outgoing.Happened::new).merge(replies, true);
        return Source.fromGraph(GraphDSL.create(builder -> {
            FanInShape2<AudioFrame, Outgoing, Message> fan = builder.add(last);
            builder.from(builder.add(session.audioOut())).toInlet(fan.in0());
            builder.from(builder.add(told)).toInlet(fan.in1());
            return SourceShape.of(fan.out());
        }));
    }

    /** From a socket's opening to its end. */
    private static final class SocketLife {
        final SharedKillSwitch open = KillSwitches.shared("caller-socket");
        final CompletableFuture<Done> connected = new CompletableFuture<>();
        final CompletableFuture<Done> closed = new CompletableFuture<>();

        void close() {
            open.shutdown();
            closed.complete(Done.getInstance());
        }
    }
}
