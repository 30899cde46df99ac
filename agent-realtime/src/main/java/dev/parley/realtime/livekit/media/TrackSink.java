package dev.parley.realtime.livekit.media;

import akka.Done;
import akka.stream.javadsl.Sink;
import dev.parley.audio.AudioFrame;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Our track as a stream's end. */
public final class TrackSink {
    private TrackSink() {}

    /**
     * Sends mono audio of any rate, in frames of any length, as frames of 960 samples at 48 kHz. It is sent as it comes, so the
     * stream before it must be paced by core's media clock, as {@code Playout} is; less than a frame waits here.
     */
    public static Sink<AudioFrame, CompletionStage<Done>> of(Consumer<short[]> track) {
        return Sink.lazySink(() -> {
                    TrackFrames frames = new TrackFrames(track);
                    return Sink.<AudioFrame>foreach(frames::accept);
                })
                .mapMaterializedValue(started -> started.thenCompose(done -> done));
    }
}
