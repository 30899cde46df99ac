package dev.parley.worker.http;

import akka.NotUsed;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.parley.session.AgentSession;
import dev.parley.worker.events.EventJson;
import dev.parley.worker.job.Attendance;
import dev.parley.worker.job.Call;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A call's events as server-sent events, until it ends. A reader that falls behind by 1024 events is cut off. */
final class EventStream {
    private static final ContentType TYPE = MediaTypes.TEXT_EVENT_STREAM.toContentType();
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final ByteString STILL_THERE = ByteString.fromString(": still there\n\n");

    private final Attendance attendance;

    EventStream(Attendance attendance) {
        this.attendance = attendance;
    }

    CompletionStage<HttpResponse> open(Call call) {
        return CallActions.withSession(call)
                .thenApply(session -> HttpResponse.create()
                        .withEntity(HttpEntities.create(TYPE, lines(session).watchTermination((before, read) -> {
                            attendance.until(call, read);
                            return before;
                        })))
                        .addHeader(RawHeader.create("Cache-Control", "no-store")));
    }

    /** One event per block; JSON has no raw line breaks, so that no value can end a field. */
    private static Source<ByteString, NotUsed> lines(AgentSession session) {
        return session.events()
                .map(event -> ByteString.fromString(
                        "event: " + event.type() + "\ndata: " + Json.text(EventJson.of(event)) + "\n\n"))
                .keepAlive(QUIET, () -> STILL_THERE);
    }
}
